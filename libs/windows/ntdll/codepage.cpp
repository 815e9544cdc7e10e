// Conversions between UTF-16 and the ANSI and OEM code pages, UTF-8, and any page given by a table.
#include "libs/windows/core/codepage.h"

#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

constexpr NTSTATUS kSomeNotMapped = STATUS_SOME_NOT_MAPPED;

// A code page as RtlInitCodePageTable lays it out: only what mimic reads of it.
struct CPTABLEINFO {
  USHORT CodePage;
  USHORT MaximumCharacterSize;
  USHORT DefaultChar;
  USHORT UniDefaultChar;
  USHORT TransDefaultChar;
  USHORT TransUniDefaultChar;
  USHORT DBCSCodePage;
  UCHAR LeadByte[12];
  USHORT* MultiByteTable;
  void* WideCharTable;
  USHORT* DBCSRanges;
  USHORT* DBCSOffsets;
};

NTSTATUS to_unicode(UINT id, WCHAR* out, ULONG size, ULONG* used, const char* text, ULONG length) {
  const Conversion done = decode(*code_page(id), {text, length}, out, size / sizeof(WCHAR), false);
  const size_t units = done.length < size / sizeof(WCHAR) ? done.length : size / sizeof(WCHAR);
  if (used) *used = static_cast<ULONG>(units * sizeof(WCHAR));
  return done.length > units ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

NTSTATUS from_unicode(UINT id, char* out, ULONG size, ULONG* used, const WCHAR* text, ULONG bytes,
                      bool upper) {
  std::u16string folded;
  std::u16string_view view(text, bytes / sizeof(WCHAR));
  if (upper) {
    folded = view;
    for (char16_t& unit : folded) unit = upcase(unit);
    view = folded;
  }
  const Conversion done = encode(*code_page(id), view, out, size);
  const size_t written = done.length < size ? done.length : size;
  if (used) *used = static_cast<ULONG>(written);
  return done.length > size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlMultiByteToUnicodeN,
       (WCHAR * UnicodeString, ULONG MaxBytesInUnicodeString, ULONG* BytesInUnicodeString,
        const char* MultiByteString, ULONG BytesInMultiByteString)) {
  return to_unicode(CP_ACP, UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString,
                    MultiByteString, BytesInMultiByteString);
}
EXPORT(ntdll, NTSTATUS, RtlOemToUnicodeN,
       (WCHAR * UnicodeString, ULONG MaxBytesInUnicodeString, ULONG* BytesInUnicodeString,
        const char* OemString, ULONG BytesInOemString)) {
  return to_unicode(CP_OEMCP, UnicodeString, MaxBytesInUnicodeString, BytesInUnicodeString,
                    OemString, BytesInOemString);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeToMultiByteN,
       (char* MultiByteString, ULONG MaxBytesInMultiByteString, ULONG* BytesInMultiByteString,
        const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  return from_unicode(CP_ACP, MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString,
                      UnicodeString, BytesInUnicodeString, false);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeToOemN,
       (char* OemString, ULONG MaxBytesInOemString, ULONG* BytesInOemString,
        const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  return from_unicode(CP_OEMCP, OemString, MaxBytesInOemString, BytesInOemString, UnicodeString,
                      BytesInUnicodeString, false);
}
EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeToMultiByteN,
       (char* MultiByteString, ULONG MaxBytesInMultiByteString, ULONG* BytesInMultiByteString,
        const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  return from_unicode(CP_ACP, MultiByteString, MaxBytesInMultiByteString, BytesInMultiByteString,
                      UnicodeString, BytesInUnicodeString, true);
}
EXPORT(ntdll, NTSTATUS, RtlUpcaseUnicodeToOemN,
       (char* OemString, ULONG MaxBytesInOemString, ULONG* BytesInOemString,
        const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  return from_unicode(CP_OEMCP, OemString, MaxBytesInOemString, BytesInOemString, UnicodeString,
                      BytesInUnicodeString, true);
}

EXPORT(ntdll, NTSTATUS, RtlMultiByteToUnicodeSize,
       (ULONG * BytesInUnicodeString, const char* MultiByteString, ULONG BytesInMultiByteString)) {
  const Conversion done =
      decode(*code_page(CP_ACP), {MultiByteString, BytesInMultiByteString}, nullptr, 0, false);
  *BytesInUnicodeString = static_cast<ULONG>(done.length * sizeof(WCHAR));
  return STATUS_SUCCESS;
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeToMultiByteSize,
       (ULONG * BytesInMultiByteString, const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  const Conversion done =
      encode(*code_page(CP_ACP), {UnicodeString, BytesInUnicodeString / sizeof(WCHAR)}, nullptr, 0);
  *BytesInMultiByteString = static_cast<ULONG>(done.length);
  return STATUS_SUCCESS;
}

// Both UTF-8 functions measure where the destination is null, and say where something was replaced.
EXPORT(ntdll, NTSTATUS, RtlUTF8ToUnicodeN,
       (WCHAR * UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
        ULONG* UnicodeStringActualByteCount, const char* UTF8StringSource,
        ULONG UTF8StringByteCount)) {
  if (!UTF8StringSource) return static_cast<NTSTATUS>(0xC00000F2);  // STATUS_INVALID_PARAMETER_4
  if (!UnicodeStringDestination && !UnicodeStringActualByteCount) return STATUS_INVALID_PARAMETER;
  const size_t capacity = UnicodeStringDestination ? UnicodeStringMaxByteCount / sizeof(WCHAR) : 0;
  const Conversion done = decode(*code_page(CP_UTF8), {UTF8StringSource, UTF8StringByteCount},
                                 UnicodeStringDestination, capacity, false);
  const bool short_of_room = UnicodeStringDestination && done.length > capacity;
  if (UnicodeStringActualByteCount)
    *UnicodeStringActualByteCount =
        static_cast<ULONG>((short_of_room ? capacity : done.length) * sizeof(WCHAR));
  if (short_of_room) return STATUS_BUFFER_TOO_SMALL;
  return done.invalid ? kSomeNotMapped : STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlUnicodeToUTF8N,
       (char* UTF8StringDestination, ULONG UTF8StringMaxByteCount, ULONG* UTF8StringActualByteCount,
        const WCHAR* UnicodeStringSource, ULONG UnicodeStringByteCount)) {
  if (!UnicodeStringSource) return static_cast<NTSTATUS>(0xC00000F2);
  if (!UTF8StringDestination && !UTF8StringActualByteCount) return STATUS_INVALID_PARAMETER;
  if (UnicodeStringByteCount % sizeof(WCHAR)) return static_cast<NTSTATUS>(0xC00000F3);
  const size_t capacity = UTF8StringDestination ? UTF8StringMaxByteCount : 0;
  const Conversion done =
      encode(*code_page(CP_UTF8), {UnicodeStringSource, UnicodeStringByteCount / sizeof(WCHAR)},
             UTF8StringDestination, capacity);
  const bool short_of_room = UTF8StringDestination && done.length > capacity;
  if (UTF8StringActualByteCount)
    *UTF8StringActualByteCount = static_cast<ULONG>(short_of_room ? capacity : done.length);
  if (short_of_room) return STATUS_BUFFER_TOO_SMALL;
  return done.invalid ? kSomeNotMapped : STATUS_SUCCESS;
}

// Every page that mimic hands out has its identifier in front, so its tables are never read.
EXPORT(ntdll, NTSTATUS, RtlCustomCPToUnicodeN,
       (CPTABLEINFO * CustomCP, WCHAR* UnicodeString, ULONG MaxBytesInUnicodeString,
        ULONG* BytesInUnicodeString, const char* CustomCPString, ULONG BytesInCustomCPString)) {
  if (!code_page(CustomCP->CodePage)) return STATUS_INVALID_PARAMETER;
  return to_unicode(CustomCP->CodePage, UnicodeString, MaxBytesInUnicodeString,
                    BytesInUnicodeString, CustomCPString, BytesInCustomCPString);
}
EXPORT(ntdll, NTSTATUS, RtlUnicodeToCustomCPN,
       (CPTABLEINFO * CustomCP, char* CustomCPString, ULONG MaxBytesInCustomCPString,
        ULONG* BytesInCustomCPString, const WCHAR* UnicodeString, ULONG BytesInUnicodeString)) {
  if (!code_page(CustomCP->CodePage)) return STATUS_INVALID_PARAMETER;
  return from_unicode(CustomCP->CodePage, CustomCPString, MaxBytesInCustomCPString,
                      BytesInCustomCPString, UnicodeString, BytesInUnicodeString, false);
}

EXPORT(ntdll, WCHAR, RtlAnsiCharToUnicodeChar, (const char** SourceCharacter)) {
  const CodePage& page = *code_page(CP_ACP);
  const char* text = *SourceCharacter;
  size_t bytes = page.is_lead(static_cast<uint8_t>(*text)) && text[1] ? 2 : 1;
  if (page.kind == CodePageKind::kUtf8)
    while (bytes < 4 && (static_cast<uint8_t>(text[bytes]) & 0xC0) == 0x80 &&
           static_cast<uint8_t>(*text) >= 0xC0)
      ++bytes;
  WCHAR units[2] = {u' ', 0};
  decode(page, {text, bytes}, units, 2, false);
  *SourceCharacter = text + bytes;
  return units[0];
}

EXPORT(ntdll, WCHAR, RtlUpcaseUnicodeChar, (WCHAR SourceCharacter)) {
  return upcase(SourceCharacter);
}
EXPORT(ntdll, WCHAR, RtlDowncaseUnicodeChar, (WCHAR SourceCharacter)) {
  return downcase(SourceCharacter);
}

EXPORT(ntdll, CHAR, RtlUpperChar, (CHAR Character)) {
  if (static_cast<uint8_t>(Character) < 0x80) return static_cast<CHAR>(upcase(Character));
  const CodePage& page = *code_page(CP_ACP);
  WCHAR unit = 0;
  decode(page, {&Character, 1}, &unit, 1, false);
  unit = upcase(unit);
  char out[4];
  const Conversion done = encode(page, {&unit, 1}, out, sizeof out);
  return done.length == 1 && !done.used_default ? out[0] : Character;
}

EXPORT(ntdll, void, RtlGetDefaultCodePage, (USHORT * AnsiCodePage, USHORT* OemCodePage)) {
  *AnsiCodePage = static_cast<USHORT>(ansi_code_page());
  *OemCodePage = static_cast<USHORT>(oem_code_page());
}

EXPORT_DATA(ntdll, UCHAR, NlsMbCodePageTag) = 0;
EXPORT_DATA(ntdll, UCHAR, NlsMbOemCodePageTag) = 0;
EXPORT_DATA(ntdll, USHORT, NlsAnsiCodePage) = 1252;

}  // namespace mimic::win::ntdll
