// The string types of names: their tags and the numbers that Windows gives them (CERT_RDN_…).
#pragma once

#include "libs/windows/core/der.h"
#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

inline constexpr DWORD CERT_RDN_ENCODED_BLOB = 1, CERT_RDN_OCTET_STRING = 2,
                       CERT_RDN_PRINTABLE_STRING = 4, CERT_RDN_IA5_STRING = 7,
                       CERT_RDN_UNICODE_STRING = 12, CERT_RDN_UTF8_STRING = 13,
                       CERT_RDN_TYPE_MASK = 0xff;

inline constexpr struct {
  uint8_t tag;
  DWORD type;
} kStringTypes[] = {{der::kOctetString, 2},
                    {der::kNumericString, 3},
                    {der::kPrintableString, 4},
                    {der::kTeletexString, 5},
                    {21, 6},
                    {der::kIa5String, 7},
                    {25, 8},
                    {der::kVisibleString, 9},
                    {27, 10},
                    {der::kUniversalString, 11},
                    {der::kBmpString, 12},
                    {der::kUtf8String, 13}};

inline DWORD string_type(uint8_t tag) {
  for (const auto& each : kStringTypes)
    if (each.tag == tag) return each.type;
  return CERT_RDN_ENCODED_BLOB;
}
inline uint8_t string_tag(DWORD type) {
  for (const auto& each : kStringTypes)
    if (each.type == (type & CERT_RDN_TYPE_MASK)) return each.tag;
  return 0;
}

}  // namespace mimic::win::crypt32
