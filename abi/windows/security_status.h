// Status codes and Win32 errors of the registry, of security and of cryptography ([MS-ERREF]).
#pragma once

#include "abi/windows/status.h"

namespace mimic::win {

inline constexpr NTSTATUS STATUS_UNKNOWN_REVISION = static_cast<NTSTATUS>(0xC0000058),
                          STATUS_REVISION_MISMATCH = static_cast<NTSTATUS>(0xC0000059),
                          STATUS_INVALID_OWNER = static_cast<NTSTATUS>(0xC000005A),
                          STATUS_NO_IMPERSONATION_TOKEN = static_cast<NTSTATUS>(0xC000005C),
                          STATUS_NO_SUCH_PRIVILEGE = static_cast<NTSTATUS>(0xC0000060),
                          STATUS_NO_SUCH_LOGON_SESSION = static_cast<NTSTATUS>(0xC000005F),
                          STATUS_INVALID_ACCOUNT_NAME = static_cast<NTSTATUS>(0xC0000062),
                          STATUS_LOGON_FAILURE = static_cast<NTSTATUS>(0xC000006D),
                          STATUS_NONE_MAPPED = static_cast<NTSTATUS>(0xC0000073),
                          STATUS_INVALID_ACL = static_cast<NTSTATUS>(0xC0000077),
                          STATUS_INVALID_SID = static_cast<NTSTATUS>(0xC0000078),
                          STATUS_INVALID_SECURITY_DESCR = static_cast<NTSTATUS>(0xC0000079),
                          STATUS_ALLOTTED_SPACE_EXCEEDED = static_cast<NTSTATUS>(0xC0000099),
                          STATUS_BAD_IMPERSONATION_LEVEL = static_cast<NTSTATUS>(0xC00000A5),
                          STATUS_CANT_DISABLE_MANDATORY = static_cast<NTSTATUS>(0xC000005D),
                          STATUS_BAD_TOKEN_TYPE = static_cast<NTSTATUS>(0xC00000A8),
                          STATUS_BAD_DESCRIPTOR_FORMAT = static_cast<NTSTATUS>(0xC00000E7),
                          STATUS_NO_SECURITY_ON_OBJECT = static_cast<NTSTATUS>(0xC00000D7),
                          STATUS_GENERIC_NOT_MAPPED = static_cast<NTSTATUS>(0xC00000E6),
                          STATUS_INVALID_PRIMARY_GROUP = static_cast<NTSTATUS>(0xC000005B),
                          STATUS_NOT_REGISTRY_FILE = static_cast<NTSTATUS>(0xC000015C),
                          STATUS_KEY_DELETED = static_cast<NTSTATUS>(0xC000017C),
                          STATUS_KEY_HAS_CHILDREN = static_cast<NTSTATUS>(0xC0000180),
                          STATUS_CHILD_MUST_BE_VOLATILE = static_cast<NTSTATUS>(0xC0000181),
                          STATUS_INVALID_SIGNATURE = static_cast<NTSTATUS>(0xC000A000),
                          STATUS_AUTH_TAG_MISMATCH = static_cast<NTSTATUS>(0xC000A002);

inline constexpr DWORD ERROR_CANTREAD = 1012, ERROR_FAILED_SERVICE_CONTROLLER_CONNECT = 1063,
                       ERROR_NOT_REGISTRY_FILE = 1017, ERROR_KEY_HAS_CHILDREN = 1020,
                       ERROR_CHILD_MUST_BE_VOLATILE = 1021, ERROR_NO_SUCH_PRIVILEGE = 1313,
                       ERROR_INVALID_ACL = 1336, ERROR_INVALID_SID = 1337,
                       ERROR_INVALID_SECURITY_DESCR = 1338, ERROR_LOGON_FAILURE = 1326,
                       ERROR_UNSUPPORTED_TYPE = 1630, ERROR_NO_SUCH_DOMAIN = 1355,
                       ERROR_UNKNOWN_REVISION = 1305, ERROR_REVISION_MISMATCH = 1306,
                       ERROR_NO_SECURITY_ON_OBJECT = 1350, ERROR_BAD_INHERITANCE_ACL = 1340;

}  // namespace mimic::win
