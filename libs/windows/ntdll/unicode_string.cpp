// Counted UTF-16 strings.
#include <cstring>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

constexpr size_t kMaxBytes = 0xFFFE;

int compare(std::u16string_view a, std::u16string_view b, bool ignore_case) {
  const size_t common = a.size() < b.size() ? a.size() : b.size();
  for (size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const int difference = ignore_case ? upcase(a[i]) - upcase(b[i]) : a[i] - b[i];
    if (difference) return difference;
  }
  return static_cast<int>(a.size()) - static_cast<int>(b.size());
}

std::u16string_view checked_view(const UNICODE_STRING* text) {
  return text ? view_of(*text) : std::u16string_view();
}

// Terminates where there is room for it, as Windows does.
void terminate(UNICODE_STRING* text) {
  if (text->Length + sizeof(WCHAR) <= text->MaximumLength)
    text->Buffer[text->Length / sizeof(WCHAR)] = 0;
}

NTSTATUS map_case(UNICODE_STRING* out, const UNICODE_STRING* in, BOOLEAN allocate,
                  char16_t (*map)(char16_t)) {
  if (allocate) {
    out->Buffer = static_cast<WCHAR*>(heap_allocate(in->Length ? in->Length : 1));
    if (!out->Buffer) return STATUS_NO_MEMORY;
    out->MaximumLength = in->Length;
  } else if (in->Length > out->MaximumLength) {
    return STATUS_BUFFER_OVERFLOW;
  }
  for (size_t i = 0; i < in->Length / sizeof(WCHAR); ++i) out->Buffer[i] = map(in->Buffer[i]);
  out->Length = in->Length;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, void, RtlInitUnicodeString,
       (UNICODE_STRING * DestinationString, LPCWSTR SourceString)) {
  DestinationString->Buffer = const_cast<WCHAR*>(SourceString);
  size_t bytes = SourceString ? length_of(SourceString) * sizeof(WCHAR) : 0;
  if (bytes > kMaxBytes - sizeof(WCHAR)) bytes = kMaxBytes - sizeof(WCHAR);
  DestinationString->Length = static_cast<USHORT>(bytes);
  DestinationString->MaximumLength = static_cast<USHORT>(SourceString ? bytes + sizeof(WCHAR) : 0);
}

EXPORT(ntdll, NTSTATUS, RtlInitUnicodeStringEx,
       (UNICODE_STRING * DestinationString, LPCWSTR SourceString)) {
  const size_t bytes = SourceString ? length_of(SourceString) * sizeof(WCHAR) : 0;
  if (bytes > kMaxBytes - sizeof(WCHAR)) return STATUS_NAME_TOO_LONG;
  RtlInitUnicodeString(DestinationString, SourceString);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, BOOLEAN, RtlCreateUnicodeString,
       (UNICODE_STRING * DestinationString, LPCWSTR SourceString)) {
  const size_t bytes = (length_of(SourceString) + 1) * sizeof(WCHAR);
  if (bytes > kMaxBytes) return FALSE;
  auto* buffer = static_cast<WCHAR*>(heap_allocate(bytes));
  if (!buffer) return FALSE;
  std::memcpy(buffer, SourceString, bytes);
  *DestinationString = {static_cast<USHORT>(bytes - sizeof(WCHAR)), static_cast<USHORT>(bytes),
                        buffer};
  return TRUE;
}

EXPORT(ntdll, BOOLEAN, RtlCreateUnicodeStringFromAsciiz,
       (UNICODE_STRING * DestinationString, LPCSTR SourceString)) {
  return RtlCreateUnicodeString(DestinationString, from_ansi(SourceString).c_str());
}

EXPORT(ntdll, void, RtlFreeUnicodeString, (UNICODE_STRING * UnicodeString)) {
  if (!UnicodeString->Buffer) return;
  heap_free(UnicodeString->Buffer);
  *UnicodeString = {};
}

EXPORT(ntdll, void, RtlEraseUnicodeString, (UNICODE_STRING * String)) {
  if (String->Buffer) std::memset(String->Buffer, 0, String->MaximumLength);
  String->Length = 0;
}

EXPORT(ntdll, void, RtlCopyUnicodeString,
       (UNICODE_STRING * DestinationString, const UNICODE_STRING* SourceString)) {
  if (!SourceString) {
    DestinationString->Length = 0;
    return;
  }
  const USHORT bytes = SourceString->Length < DestinationString->MaximumLength
                           ? SourceString->Length
                           : DestinationString->MaximumLength;
  std::memmove(DestinationString->Buffer, SourceString->Buffer, bytes);
  DestinationString->Length = bytes;
  terminate(DestinationString);
}

EXPORT(ntdll, NTSTATUS, RtlDuplicateUnicodeString,
       (ULONG Flags, const UNICODE_STRING* SourceString, UNICODE_STRING* DestinationString)) {
  // 1: add a terminator, 2: allocate for an empty string as well.
  if (Flags & ~3u || Flags == 2 || !SourceString || !DestinationString)
    return STATUS_INVALID_PARAMETER;
  const bool terminated = Flags & 1;
  if (!SourceString->Length && Flags != 3) {
    *DestinationString = {};
    return STATUS_SUCCESS;
  }
  const size_t bytes = SourceString->Length + (terminated ? sizeof(WCHAR) : 0);
  if (bytes > kMaxBytes) return STATUS_NAME_TOO_LONG;
  auto* buffer = static_cast<WCHAR*>(heap_allocate(bytes));
  if (!buffer) return STATUS_NO_MEMORY;
  std::memcpy(buffer, SourceString->Buffer, SourceString->Length);
  if (terminated) buffer[SourceString->Length / sizeof(WCHAR)] = 0;
  *DestinationString = {SourceString->Length, static_cast<USHORT>(bytes), buffer};
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlAppendUnicodeStringToString,
       (UNICODE_STRING * Destination, const UNICODE_STRING* Source)) {
  if (!Source->Length) return STATUS_SUCCESS;
  if (Destination->Length + Source->Length > Destination->MaximumLength)
    return STATUS_BUFFER_TOO_SMALL;
  std::memmove(reinterpret_cast<char*>(Destination->Buffer) + Destination->Length, Source->Buffer,
               Source->Length);
  Destination->Length = static_cast<USHORT>(Destination->Length + Source->Length);
  terminate(Destination);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlAppendUnicodeToString, (UNICODE_STRING * Destination, LPCWSTR Source)) {
  if (!Source) return STATUS_SUCCESS;
  const size_t bytes = length_of(Source) * sizeof(WCHAR);
  if (Destination->Length + bytes > Destination->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
  std::memmove(reinterpret_cast<char*>(Destination->Buffer) + Destination->Length, Source, bytes);
  Destination->Length = static_cast<USHORT>(Destination->Length + bytes);
  terminate(Destination);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, LONG, RtlCompareUnicodeStrings,
       (const WCHAR* String1, SIZE_T String1Length, const WCHAR* String2, SIZE_T String2Length,
        BOOLEAN CaseInSensitive)) {
  return compare({String1, String1Length}, {String2, String2Length}, CaseInSensitive);
}
EXPORT(ntdll, LONG, RtlCompareUnicodeString,
       (const UNICODE_STRING* String1, const UNICODE_STRING* String2, BOOLEAN CaseInSensitive)) {
  return compare(view_of(*String1), view_of(*String2), CaseInSensitive);
}
EXPORT(ntdll, BOOLEAN, RtlEqualUnicodeString,
       (const UNICODE_STRING* String1, const UNICODE_STRING* String2, BOOLEAN CaseInSensitive)) {
  return String1->Length == String2->Length &&
         !compare(view_of(*String1), view_of(*String2), CaseInSensitive);
}
EXPORT(ntdll, BOOLEAN, RtlEqualDomainName,
       (const UNICODE_STRING* String1, const UNICODE_STRING* String2)) {
  return RtlEqualUnicodeString(String1, String2, TRUE);
}
ALSO(ntdll, RtlEqualComputerName, "ntdll.RtlEqualDomainName");

EXPORT(ntdll, BOOLEAN, RtlPrefixUnicodeString,
       (const UNICODE_STRING* String1, const UNICODE_STRING* String2, BOOLEAN CaseInSensitive)) {
  const auto text = view_of(*String2);
  const auto prefix = view_of(*String1);
  return prefix.size() <= text.size() &&
         !compare(prefix, text.substr(0, prefix.size()), CaseInSensitive);
}

EXPORT(ntdll, NTSTATUS, RtlHashUnicodeString,
       (const UNICODE_STRING* String, BOOLEAN CaseInSensitive, ULONG HashAlgorithm,
        ULONG* HashValue)) {
  // 0 is the default, which is 1, the x65599 hash.
  if (!String || !HashValue || HashAlgorithm > 1) return STATUS_INVALID_PARAMETER;
  ULONG hash = 0;
  for (const char16_t unit : view_of(*String))
    hash = hash * 65599 + (CaseInSensitive ? upcase(unit) : unit);
  *HashValue = hash;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeString,
       (UNICODE_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return map_case(DestinationString, SourceString, AllocateDestinationString, upcase);
}
EXPORT(ntdll, NTSTATUS, RtlDowncaseUnicodeString,
       (UNICODE_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return map_case(DestinationString, SourceString, AllocateDestinationString, downcase);
}

EXPORT(ntdll, NTSTATUS, RtlValidateUnicodeString, (ULONG Flags, const UNICODE_STRING* String)) {
  if (Flags) return STATUS_INVALID_PARAMETER;
  if (!String) return STATUS_SUCCESS;
  const bool good = !(String->Length % 2) && !(String->MaximumLength % 2) &&
                    String->Length <= String->MaximumLength &&
                    (String->Buffer || (!String->Length && !String->MaximumLength));
  return good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

EXPORT(ntdll, NTSTATUS, RtlFindCharInUnicodeString,
       (ULONG Flags, const UNICODE_STRING* StringToSearch, const UNICODE_STRING* CharSet,
        USHORT* NonInclusivePrefixLength)) {
  // 1: from the end, 2: find what is not in the set, 4: without regard to case.
  if (Flags & ~7u) {
    *NonInclusivePrefixLength = 0;
    return STATUS_INVALID_PARAMETER;
  }
  const auto text = checked_view(StringToSearch);
  const auto set = checked_view(CharSet);
  const bool backwards = Flags & 1, complement = Flags & 2, fold = Flags & 4;
  for (size_t n = 0; n < text.size(); ++n) {
    const size_t i = backwards ? text.size() - 1 - n : n;
    bool in_set = false;
    for (const char16_t unit : set)
      in_set = in_set || unit == text[i] || (fold && upcase(unit) == upcase(text[i]));
    if (in_set == complement) continue;
    *NonInclusivePrefixLength = static_cast<USHORT>((backwards ? i : i + 1) * sizeof(WCHAR));
    return STATUS_SUCCESS;
  }
  *NonInclusivePrefixLength = 0;
  return STATUS_NOT_FOUND;
}

EXPORT(ntdll, BOOLEAN, RtlIsTextUnicode, (const void* Buffer, ULONG Size, ULONG* Result)) {
  constexpr ULONG kAscii16 = 1, kReverseAscii16 = 0x10, kStatistics = 2, kControls = 4,
                  kSignature = 8, kReverseSignature = 0x80, kIllegal = 0x100, kOddLength = 0x200,
                  kNullBytes = 0x1000;
  ULONG found = 0;
  const auto* bytes = static_cast<const uint8_t*>(Buffer);
  const size_t units = Size / 2 < 256 ? Size / 2 : 256;
  size_t high_zero = 0, low_zero = 0;
  for (size_t i = 0; i < units; ++i) {
    const auto unit = static_cast<uint16_t>(bytes[2 * i] | bytes[2 * i + 1] << 8);
    high_zero += !bytes[2 * i + 1];
    low_zero += !bytes[2 * i];
    if (unit == 0xFEFF && !i)
      found |= kSignature;
    else if (unit == 0xFFFE && !i)
      found |= kReverseSignature;
    else if (unit == 0xFFFF || unit == 0xFFFE)
      found |= kIllegal;
    if (unit == 0x0D || unit == 0x0A || unit == 0x20 || unit == 9 || unit == 0x3000)
      found |= kControls;
    if (!bytes[2 * i] || !bytes[2 * i + 1]) found |= kNullBytes;
  }
  if (Size % 2) found |= kOddLength;
  const size_t text_units = units - (found & kSignature ? 1 : 0);
  if (text_units && high_zero == text_units && !(found & kReverseSignature)) found |= kAscii16;
  if (text_units && low_zero == text_units) found |= kReverseAscii16;
  if (units && high_zero * 2 > units) found |= kStatistics;
  if (Result) {
    *Result &= found;
    found = *Result;
  }
  if (found & (kReverseAscii16 | kReverseSignature | kIllegal | kOddLength)) return FALSE;
  return (found & (kAscii16 | kSignature | kStatistics)) != 0;
}

}  // namespace mimic::win::ntdll

namespace mimic::win::advapi32 {
FORWARD(advapi32, IsTextUnicode, "ntdll.RtlIsTextUnicode");
}
