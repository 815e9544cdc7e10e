// Counted strings in the ANSI and OEM code pages, and their conversion.
#include <cstring>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

constexpr size_t kMaxBytes = 0xFFFE;

std::string_view bytes_of(const ANSI_STRING& text) { return {text.Buffer, text.Length}; }

NTSTATUS to_unicode(UINT page, UNICODE_STRING* out, const ANSI_STRING* in, BOOLEAN allocate) {
  const std::u16string text = decode_text(page, bytes_of(*in));
  const size_t bytes = text.size() * sizeof(WCHAR);
  if (bytes + sizeof(WCHAR) > kMaxBytes) return static_cast<NTSTATUS>(0xC00000F0);
  if (allocate) {
    out->Buffer = static_cast<WCHAR*>(heap_allocate(bytes + sizeof(WCHAR)));
    if (!out->Buffer) return STATUS_NO_MEMORY;
    out->MaximumLength = static_cast<USHORT>(bytes + sizeof(WCHAR));
  } else if (bytes + sizeof(WCHAR) > out->MaximumLength) {
    return STATUS_BUFFER_OVERFLOW;
  }
  std::memcpy(out->Buffer, text.c_str(), bytes + sizeof(WCHAR));
  out->Length = static_cast<USHORT>(bytes);
  return STATUS_SUCCESS;
}

// `terminated`: the result has a NUL, which needs room but is not counted.
NTSTATUS from_unicode(UINT page, ANSI_STRING* out, const UNICODE_STRING* in, BOOLEAN allocate,
                      bool upper, bool terminated) {
  std::u16string text(view_of(*in));
  if (upper)
    for (char16_t& unit : text) unit = upcase(unit);
  const std::string bytes = encode_text(page, text);
  const size_t room = bytes.size() + (terminated ? 1 : 0);
  if (room > kMaxBytes) return static_cast<NTSTATUS>(0xC00000F0);
  if (allocate) {
    out->Buffer = static_cast<char*>(heap_allocate(room ? room : 1));
    if (!out->Buffer) return STATUS_NO_MEMORY;
    out->MaximumLength = static_cast<USHORT>(room);
  } else if (room > out->MaximumLength) {
    // What fits is stored, with its terminator.
    if (terminated && out->MaximumLength) {
      std::memcpy(out->Buffer, bytes.data(), out->MaximumLength - 1);
      out->Buffer[out->MaximumLength - 1] = 0;
      out->Length = static_cast<USHORT>(out->MaximumLength - 1);
    }
    return STATUS_BUFFER_OVERFLOW;
  }
  std::memcpy(out->Buffer, bytes.data(), bytes.size());
  if (terminated) out->Buffer[bytes.size()] = 0;
  out->Length = static_cast<USHORT>(bytes.size());
  return STATUS_SUCCESS;
}

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

int compare(std::string_view a, std::string_view b, bool ignore_case) {
  const size_t common = a.size() < b.size() ? a.size() : b.size();
  for (size_t i = 0; i < common; ++i) {
    const auto x = static_cast<uint8_t>(ignore_case ? upper_ascii(a[i]) : a[i]);
    const auto y = static_cast<uint8_t>(ignore_case ? upper_ascii(b[i]) : b[i]);
    if (x != y) return x - y;
  }
  return static_cast<int>(a.size()) - static_cast<int>(b.size());
}

}  // namespace

EXPORT(ntdll, void, RtlInitAnsiString, (ANSI_STRING * DestinationString, LPCSTR SourceString)) {
  size_t length = SourceString ? std::strlen(SourceString) : 0;
  if (length > kMaxBytes) length = kMaxBytes;
  *DestinationString = {static_cast<USHORT>(length),
                        static_cast<USHORT>(SourceString ? length + 1 : 0),
                        const_cast<char*>(SourceString)};
}
ALSO(ntdll, RtlInitString, "ntdll.RtlInitAnsiString");

EXPORT(ntdll, NTSTATUS, RtlInitAnsiStringEx,
       (ANSI_STRING * DestinationString, LPCSTR SourceString)) {
  if (SourceString && std::strlen(SourceString) > kMaxBytes) return STATUS_NAME_TOO_LONG;
  RtlInitAnsiString(DestinationString, SourceString);
  return STATUS_SUCCESS;
}
ALSO(ntdll, RtlInitStringEx, "ntdll.RtlInitAnsiStringEx");

EXPORT(ntdll, void, RtlFreeAnsiString, (ANSI_STRING * AnsiString)) {
  if (!AnsiString->Buffer) return;
  heap_free(AnsiString->Buffer);
  *AnsiString = {};
}
EXPORT(ntdll, void, RtlFreeOemString, (ANSI_STRING * OemString)) {
  if (OemString->Buffer) heap_free(OemString->Buffer);
  OemString->Buffer = nullptr;
}
ALSO(ntdll, RtlFreeUTF8String, "ntdll.RtlFreeAnsiString");

EXPORT(ntdll, void, RtlCopyString,
       (ANSI_STRING * DestinationString, const ANSI_STRING* SourceString)) {
  if (!SourceString) {
    DestinationString->Length = 0;
    return;
  }
  const USHORT length = SourceString->Length < DestinationString->MaximumLength
                            ? SourceString->Length
                            : DestinationString->MaximumLength;
  std::memmove(DestinationString->Buffer, SourceString->Buffer, length);
  DestinationString->Length = length;
}

EXPORT(ntdll, NTSTATUS, RtlAppendStringToString,
       (ANSI_STRING * Destination, const ANSI_STRING* Source)) {
  if (Destination->Length + Source->Length > Destination->MaximumLength)
    return STATUS_BUFFER_TOO_SMALL;
  std::memmove(Destination->Buffer + Destination->Length, Source->Buffer, Source->Length);
  Destination->Length = static_cast<USHORT>(Destination->Length + Source->Length);
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlAppendAsciizToString, (ANSI_STRING * Destination, LPCSTR Source)) {
  if (!Source) return STATUS_SUCCESS;
  ANSI_STRING text;
  RtlInitAnsiString(&text, Source);
  return RtlAppendStringToString(Destination, &text);
}

EXPORT(ntdll, LONG, RtlCompareString,
       (const ANSI_STRING* String1, const ANSI_STRING* String2, BOOLEAN CaseInSensitive)) {
  return compare(bytes_of(*String1), bytes_of(*String2), CaseInSensitive);
}
EXPORT(ntdll, BOOLEAN, RtlEqualString,
       (const ANSI_STRING* String1, const ANSI_STRING* String2, BOOLEAN CaseInSensitive)) {
  return String1->Length == String2->Length &&
         !compare(bytes_of(*String1), bytes_of(*String2), CaseInSensitive);
}
EXPORT(ntdll, BOOLEAN, RtlPrefixString,
       (const ANSI_STRING* String1, const ANSI_STRING* String2, BOOLEAN CaseInSensitive)) {
  const auto prefix = bytes_of(*String1);
  const auto text = bytes_of(*String2);
  return prefix.size() <= text.size() &&
         !compare(prefix, text.substr(0, prefix.size()), CaseInSensitive);
}
EXPORT(ntdll, void, RtlUpperString,
       (ANSI_STRING * DestinationString, const ANSI_STRING* SourceString)) {
  const USHORT length = SourceString->Length < DestinationString->MaximumLength
                            ? SourceString->Length
                            : DestinationString->MaximumLength;
  for (USHORT i = 0; i < length; ++i)
    DestinationString->Buffer[i] = upper_ascii(SourceString->Buffer[i]);
  DestinationString->Length = length;
}

EXPORT(ntdll, NTSTATUS, RtlAnsiStringToUnicodeString,
       (UNICODE_STRING * DestinationString, const ANSI_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return to_unicode(CP_ACP, DestinationString, SourceString, AllocateDestinationString);
}
EXPORT(ntdll, NTSTATUS, RtlOemStringToUnicodeString,
       (UNICODE_STRING * DestinationString, const ANSI_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return to_unicode(CP_OEMCP, DestinationString, SourceString, AllocateDestinationString);
}
EXPORT(ntdll, NTSTATUS, RtlUTF8StringToUnicodeString,
       (UNICODE_STRING * DestinationString, const ANSI_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return to_unicode(CP_UTF8, DestinationString, SourceString, AllocateDestinationString);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeStringToAnsiString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_ACP, DestinationString, SourceString, AllocateDestinationString, false,
                      true);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeStringToUTF8String,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_UTF8, DestinationString, SourceString, AllocateDestinationString, false,
                      true);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeStringToOemString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_OEMCP, DestinationString, SourceString, AllocateDestinationString, false,
                      true);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeStringToCountedOemString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_OEMCP, DestinationString, SourceString, AllocateDestinationString, false,
                      false);
}
EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeStringToAnsiString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_ACP, DestinationString, SourceString, AllocateDestinationString, true,
                      true);
}
EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeStringToOemString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_OEMCP, DestinationString, SourceString, AllocateDestinationString, true,
                      true);
}
EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeStringToCountedOemString,
       (ANSI_STRING * DestinationString, const UNICODE_STRING* SourceString,
        BOOLEAN AllocateDestinationString)) {
  return from_unicode(CP_OEMCP, DestinationString, SourceString, AllocateDestinationString, true,
                      false);
}

EXPORT(ntdll, ULONG, RtlxUnicodeStringToAnsiSize, (const UNICODE_STRING* UnicodeString)) {
  return static_cast<ULONG>(encode(*code_page(CP_ACP), view_of(*UnicodeString), nullptr, 0).length +
                            1);
}
ALSO(ntdll, RtlUnicodeStringToAnsiSize, "ntdll.RtlxUnicodeStringToAnsiSize");
EXPORT(ntdll, ULONG, RtlxAnsiStringToUnicodeSize, (const ANSI_STRING* AnsiString)) {
  return static_cast<ULONG>(
      (decode(*code_page(CP_ACP), bytes_of(*AnsiString), nullptr, 0, false).length + 1) *
      sizeof(WCHAR));
}
ALSO(ntdll, RtlAnsiStringToUnicodeSize, "ntdll.RtlxAnsiStringToUnicodeSize");
EXPORT(ntdll, ULONG, RtlxUnicodeStringToOemSize, (const UNICODE_STRING* UnicodeString)) {
  return static_cast<ULONG>(
      encode(*code_page(CP_OEMCP), view_of(*UnicodeString), nullptr, 0).length + 1);
}
ALSO(ntdll, RtlUnicodeStringToOemSize, "ntdll.RtlxUnicodeStringToOemSize");
EXPORT(ntdll, ULONG, RtlxOemStringToUnicodeSize, (const ANSI_STRING* OemString)) {
  return static_cast<ULONG>(
      (decode(*code_page(CP_OEMCP), bytes_of(*OemString), nullptr, 0, false).length + 1) *
      sizeof(WCHAR));
}
ALSO(ntdll, RtlOemStringToUnicodeSize, "ntdll.RtlxOemStringToUnicodeSize");

}  // namespace mimic::win::ntdll
