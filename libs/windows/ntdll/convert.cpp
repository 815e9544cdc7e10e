// Integers and GUIDs as text, and large integers.
#include <cstdio>
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

// Digits in a base of 2, 8, 10 (also 0) or 16, upper case; empty for another base.
std::string digits_of(uint64_t value, ULONG base) {
  if (!base) base = 10;
  if (base != 2 && base != 8 && base != 10 && base != 16) return {};
  char buffer[65];
  size_t at = sizeof buffer;
  do buffer[--at] = "0123456789ABCDEF"[value % base];
  while (value /= base);
  return std::string(buffer + at, sizeof buffer - at);
}

NTSTATUS give(const std::string& digits, UNICODE_STRING* out) {
  if (digits.empty()) return STATUS_INVALID_PARAMETER;
  const size_t bytes = digits.size() * sizeof(WCHAR);
  if (out->MaximumLength < bytes) return STATUS_BUFFER_OVERFLOW;
  for (size_t i = 0; i < digits.size(); ++i) out->Buffer[i] = static_cast<WCHAR>(digits[i]);
  out->Length = static_cast<USHORT>(bytes);
  if (out->MaximumLength >= bytes + sizeof(WCHAR)) out->Buffer[digits.size()] = 0;
  return STATUS_SUCCESS;
}

// `length`: room; a negative one (only of RtlIntegerToChar) pads with zeros to that many.
NTSTATUS give(std::string digits, LONG length, char* out) {
  if (digits.empty()) return STATUS_INVALID_PARAMETER;
  if (length < 0) {
    const auto width = static_cast<size_t>(-length);
    if (digits.size() > width) return STATUS_BUFFER_OVERFLOW;
    digits.insert(0, width - digits.size(), '0');
    std::memcpy(out, digits.data(), width);
    return STATUS_SUCCESS;
  }
  if (digits.size() > static_cast<size_t>(length)) return STATUS_BUFFER_OVERFLOW;
  std::memcpy(out, digits.c_str(),
              digits.size() + (digits.size() < static_cast<size_t>(length) ? 1 : 0));
  return STATUS_SUCCESS;
}

// Blanks, a sign, a prefix 0b, 0o or 0x where no base is given, and digits as far as they go.
template <class Char>
NTSTATUS read_integer(const Char* text, size_t length, ULONG base, ULONG* value) {
  if (base && base != 2 && base != 8 && base != 10 && base != 16) return STATUS_INVALID_PARAMETER;
  size_t i = 0;
  while (i < length && text[i] && text[i] <= ' ') ++i;
  bool negative = false;
  if (i < length && (text[i] == '-' || text[i] == '+')) negative = text[i++] == '-';
  if (!base) {
    base = 10;
    if (i + 1 < length && text[i] == '0') {
      const auto prefix = text[i + 1];
      base = prefix == 'b' ? 2 : prefix == 'o' ? 8 : prefix == 'x' ? 16 : 10;
      if (base != 10) i += 2;
    }
  }
  ULONG result = 0;
  for (; i < length; ++i) {
    const auto c = static_cast<unsigned>(text[i]);
    unsigned digit = 99;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'a' && c <= 'f')
      digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
      digit = c - 'A' + 10;
    if (digit >= base) break;
    result = result * base + digit;
  }
  *value = negative ? 0u - result : result;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlIntegerToUnicodeString,
       (ULONG Value, ULONG Base, UNICODE_STRING* String)) {
  return give(digits_of(Value, Base), String);
}
EXPORT(ntdll, NTSTATUS, RtlInt64ToUnicodeString,
       (ULONGLONG Value, ULONG Base, UNICODE_STRING* String)) {
  return give(digits_of(Value, Base), String);
}
EXPORT(ntdll, NTSTATUS, RtlIntegerToChar,
       (ULONG Value, ULONG Base, LONG OutputLength, char* String)) {
  return give(digits_of(Value, Base), OutputLength, String);
}
EXPORT(ntdll, NTSTATUS, RtlLargeIntegerToChar,
       (const ULONGLONG* Value, ULONG Base, LONG OutputLength, char* String)) {
  return give(digits_of(*Value, Base), OutputLength, String);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeStringToInteger,
       (const UNICODE_STRING* String, ULONG Base, ULONG* Value)) {
  return read_integer(String->Buffer, String->Length / sizeof(WCHAR), Base, Value);
}
EXPORT(ntdll, NTSTATUS, RtlCharToInteger, (const char* String, ULONG Base, ULONG* Value)) {
  return read_integer(String, std::strlen(String), Base, Value);
}

EXPORT(ntdll, NTSTATUS, RtlStringFromGUID, (const GUID* Guid, UNICODE_STRING* GuidString)) {
  char text[40];
  std::snprintf(text, sizeof text, "{%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}",
                Guid->Data1, Guid->Data2, Guid->Data3, Guid->Data4[0], Guid->Data4[1],
                Guid->Data4[2], Guid->Data4[3], Guid->Data4[4], Guid->Data4[5], Guid->Data4[6],
                Guid->Data4[7]);
  constexpr size_t kLength = 38;
  auto* buffer = static_cast<WCHAR*>(heap_allocate((kLength + 1) * sizeof(WCHAR)));
  if (!buffer) return STATUS_NO_MEMORY;
  for (size_t i = 0; i <= kLength; ++i) buffer[i] = static_cast<WCHAR>(text[i]);
  *GuidString = {kLength * sizeof(WCHAR), (kLength + 1) * sizeof(WCHAR), buffer};
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlGUIDFromString, (const UNICODE_STRING* GuidString, GUID* Guid)) {
  constexpr std::u16string_view kShape = u"{xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx}";
  const auto text = view_of(*GuidString);
  if (text.size() != kShape.size()) return STATUS_INVALID_PARAMETER;
  uint8_t nibbles[32];
  size_t count = 0;
  for (size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] != u'x') {
      if (text[i] != kShape[i]) return STATUS_INVALID_PARAMETER;
      continue;
    }
    const char16_t c = text[i], lower = c | 32;
    if (c >= u'0' && c <= u'9')
      nibbles[count++] = static_cast<uint8_t>(c - u'0');
    else if (lower >= u'a' && lower <= u'f')
      nibbles[count++] = static_cast<uint8_t>(lower - u'a' + 10);
    else
      return STATUS_INVALID_PARAMETER;
  }
  const auto number = [&](size_t first, size_t length) {
    uint32_t value = 0;
    for (size_t i = first; i < first + length; ++i) value = value << 4 | nibbles[i];
    return value;
  };
  Guid->Data1 = number(0, 8);
  Guid->Data2 = static_cast<uint16_t>(number(8, 4));
  Guid->Data3 = static_cast<uint16_t>(number(12, 4));
  for (size_t i = 0; i < 8; ++i) Guid->Data4[i] = static_cast<uint8_t>(number(16 + 2 * i, 2));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, LONGLONG, RtlLargeIntegerAdd, (LONGLONG Addend1, LONGLONG Addend2)) {
  return static_cast<LONGLONG>(static_cast<uint64_t>(Addend1) + static_cast<uint64_t>(Addend2));
}
EXPORT(ntdll, LONGLONG, RtlLargeIntegerSubtract, (LONGLONG Minuend, LONGLONG Subtrahend)) {
  return static_cast<LONGLONG>(static_cast<uint64_t>(Minuend) - static_cast<uint64_t>(Subtrahend));
}
EXPORT(ntdll, LONGLONG, RtlLargeIntegerNegate, (LONGLONG Subtrahend)) {
  return static_cast<LONGLONG>(0 - static_cast<uint64_t>(Subtrahend));
}
EXPORT(ntdll, LONGLONG, RtlConvertLongToLargeInteger, (LONG SignedInteger)) {
  return SignedInteger;
}
EXPORT(ntdll, LONGLONG, RtlConvertUlongToLargeInteger, (ULONG UnsignedInteger)) {
  return UnsignedInteger;
}
EXPORT(ntdll, LONGLONG, RtlEnlargedIntegerMultiply, (INT Multiplicand, INT Multiplier)) {
  return static_cast<LONGLONG>(Multiplicand) * Multiplier;
}
EXPORT(ntdll, ULONGLONG, RtlEnlargedUnsignedMultiply, (UINT Multiplicand, UINT Multiplier)) {
  return static_cast<ULONGLONG>(Multiplicand) * Multiplier;
}
EXPORT(ntdll, LONGLONG, RtlExtendedIntegerMultiply, (LONGLONG Multiplicand, INT Multiplier)) {
  return static_cast<LONGLONG>(static_cast<uint64_t>(Multiplicand) *
                               static_cast<uint64_t>(int64_t{Multiplier}));
}

}  // namespace mimic::win::ntdll
