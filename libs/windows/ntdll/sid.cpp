// Security identifiers.
#include <cstring>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/ntdll/security.h"

namespace mimic::win::ntdll {

EXPORT(ntdll, BOOLEAN, RtlValidSid, (const SID* Sid)) { return is_valid_sid(Sid); }
EXPORT(ntdll, ULONG, RtlLengthSid, (const SID* Sid)) {
  return static_cast<ULONG>(sid_length(*Sid));
}
EXPORT(ntdll, ULONG, RtlLengthRequiredSid, (ULONG SubAuthorityCount)) {
  return static_cast<ULONG>(sid_length(SubAuthorityCount));
}

EXPORT(ntdll, NTSTATUS, RtlInitializeSid,
       (SID * Sid, const UCHAR* IdentifierAuthority, UCHAR Count)) {
  if (Count > kMaxSubAuthorities) return STATUS_INVALID_PARAMETER;
  Sid->Revision = 1;
  Sid->SubAuthorityCount = Count;
  std::memcpy(Sid->IdentifierAuthority, IdentifierAuthority, 6);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlAllocateAndInitializeSid,
       (const UCHAR* IdentifierAuthority, UCHAR SubAuthorityCount, ULONG SubAuthority0,
        ULONG SubAuthority1, ULONG SubAuthority2, ULONG SubAuthority3, ULONG SubAuthority4,
        ULONG SubAuthority5, ULONG SubAuthority6, ULONG SubAuthority7, SID** Sid)) {
  const ULONG parts[] = {SubAuthority0, SubAuthority1, SubAuthority2, SubAuthority3,
                         SubAuthority4, SubAuthority5, SubAuthority6, SubAuthority7};
  if (SubAuthorityCount > 8) return STATUS_INVALID_SID;
  auto* sid = static_cast<SID*>(heap_allocate(sid_length(SubAuthorityCount)));
  if (!sid) return STATUS_NO_MEMORY;
  RtlInitializeSid(sid, IdentifierAuthority, SubAuthorityCount);
  std::memcpy(sid->SubAuthority, parts, SubAuthorityCount * sizeof(ULONG));
  *Sid = sid;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, PVOID, RtlFreeSid, (SID * Sid)) {
  heap_free(Sid);
  return nullptr;
}

EXPORT(ntdll, NTSTATUS, RtlCopySid,
       (ULONG DestinationSidLength, SID* DestinationSid, const SID* SourceSid)) {
  if (DestinationSidLength < sid_length(*SourceSid)) return STATUS_BUFFER_TOO_SMALL;
  std::memmove(DestinationSid, SourceSid, sid_length(*SourceSid));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, BOOLEAN, RtlEqualSid, (const SID* Sid1, const SID* Sid2)) {
  return Sid1->Revision == Sid2->Revision && Sid1->SubAuthorityCount == Sid2->SubAuthorityCount &&
         std::memcmp(Sid1, Sid2, sid_length(*Sid1)) == 0;
}

EXPORT(ntdll, BOOLEAN, RtlEqualPrefixSid, (const SID* Sid1, const SID* Sid2)) {
  const UCHAR count = Sid1->SubAuthorityCount;
  return count == Sid2->SubAuthorityCount &&
         std::memcmp(Sid1, Sid2, sid_length(count ? count - 1u : 0u)) == 0;
}

EXPORT(ntdll, UCHAR*, RtlIdentifierAuthoritySid, (SID * Sid)) { return Sid->IdentifierAuthority; }
EXPORT(ntdll, ULONG*, RtlSubAuthoritySid, (SID * Sid, ULONG SubAuthority)) {
  return reinterpret_cast<ULONG*>(reinterpret_cast<uint8_t*>(Sid) + sid_length(SubAuthority));
}
EXPORT(ntdll, UCHAR*, RtlSubAuthorityCountSid, (SID * Sid)) { return &Sid->SubAuthorityCount; }

EXPORT(ntdll, NTSTATUS, RtlConvertSidToUnicodeString,
       (UNICODE_STRING * UnicodeString, const SID* Sid, BOOLEAN AllocateDestinationString)) {
  if (!is_valid_sid(Sid)) return STATUS_INVALID_SID;
  const std::u16string text = sid_to_string(Sid);
  const size_t size = (text.size() + 1) * sizeof(WCHAR);
  if (AllocateDestinationString) {
    UnicodeString->Buffer = static_cast<WCHAR*>(heap_allocate(size));
    if (!UnicodeString->Buffer) return STATUS_NO_MEMORY;
    UnicodeString->MaximumLength = static_cast<USHORT>(size);
  } else if (UnicodeString->MaximumLength < size) {
    return STATUS_BUFFER_OVERFLOW;
  }
  std::memcpy(UnicodeString->Buffer, text.c_str(), size);
  UnicodeString->Length = static_cast<USHORT>(size - sizeof(WCHAR));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlCreateServiceSid,
       (UNICODE_STRING * ServiceName, SID* ServiceSid, ULONG* ServiceSidLength)) {
  return STATUS_NOT_SUPPORTED;
}

}  // namespace mimic::win::ntdll
