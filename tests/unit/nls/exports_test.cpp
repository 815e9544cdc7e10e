// Exports called directly, as a guest calls them.
#include <cstring>
#include <string>

#include "abi/windows/status.h"
#include "libs/windows/core/codepage.h"
#include "libs/windows/exports/export.h"
#include "tests/unit/nls/guest_block.h"

namespace mimic::win {

namespace kernel32 {
DECLARE_EXPORT(kernel32, DWORD, FormatMessageW,
               (DWORD, LPCVOID, DWORD, DWORD, WCHAR*, DWORD, void*));
DECLARE_EXPORT(kernel32, int, GetDateFormatW,
               (LCID, DWORD, const SYSTEMTIME*, LPCWSTR, WCHAR*, int));
DECLARE_EXPORT(kernel32, int, GetTimeFormatW,
               (LCID, DWORD, const SYSTEMTIME*, LPCWSTR, WCHAR*, int));
DECLARE_EXPORT(kernel32, int, GetNumberFormatW, (LCID, DWORD, LPCWSTR, const void*, WCHAR*, int));
DECLARE_EXPORT(kernel32, int, GetCurrencyFormatW, (LCID, DWORD, LPCWSTR, const void*, WCHAR*, int));
DECLARE_EXPORT(kernel32, int, LCMapStringW, (LCID, DWORD, const WCHAR*, int, WCHAR*, int));
DECLARE_EXPORT(kernel32, int, MulDiv, (int, int, int));
DECLARE_EXPORT(kernel32, ATOM, AddAtomW, (const WCHAR*));
DECLARE_EXPORT(kernel32, ATOM, FindAtomW, (const WCHAR*));
DECLARE_EXPORT(kernel32, ATOM, DeleteAtom, (ATOM));
DECLARE_EXPORT(kernel32, BOOL, WritePrivateProfileStringW, (LPCWSTR, LPCWSTR, LPCWSTR, LPCWSTR));
DECLARE_EXPORT(kernel32, DWORD, GetPrivateProfileStringW,
               (LPCWSTR, LPCWSTR, LPCWSTR, WCHAR*, DWORD, LPCWSTR));
}  // namespace kernel32
namespace user32 {
DECLARE_EXPORT(user32, int, wsprintfW, (WCHAR*, const WCHAR*, ...));
DECLARE_EXPORT(user32, LPSTR, CharUpperA, (char*));
}  // namespace user32
namespace ntdll {
DECLARE_EXPORT(ntdll, NTSTATUS, RtlGUIDFromString, (const UNICODE_STRING*, GUID*));
DECLARE_EXPORT(ntdll, DWORD, RtlComputeCrc32, (DWORD, const void*, INT));
DECLARE_EXPORT(ntdll, ULONGLONG, VerSetConditionMask, (ULONGLONG, DWORD, BYTE));
DECLARE_EXPORT(ntdll, PVOID, RtlEncodePointer, (PVOID));
DECLARE_EXPORT(ntdll, PVOID, RtlDecodePointer, (PVOID));
}  // namespace ntdll

namespace {

using namespace kernel32;

class NlsExports : public WithGuestBlock {
 protected:
  WCHAR out[512];
  std::u16string text(int length) { return std::u16string(out, static_cast<size_t>(length)); }
};

constexpr DWORD kFromString = 0x400, kFromSystem = 0x1000, kIgnoreInserts = 0x200, kArray = 0x2000;

TEST_F(NlsExports, FormatMessage) {
  DWORD length = FormatMessageW(kFromSystem | kIgnoreInserts, nullptr, 2, 0, out, 512, nullptr);
  EXPECT_EQ(text(length), u"The system cannot find the file specified.\r\n");
  length = FormatMessageW(kFromSystem | kIgnoreInserts | 0xFF, nullptr, 5, 0, out, 512, nullptr);
  EXPECT_EQ(text(length), u"Access is denied. ");
  length = FormatMessageW(kFromSystem | kIgnoreInserts, nullptr, 193, 0, out, 512, nullptr);
  EXPECT_EQ(text(length), u"%1 is not a valid Win32 application.\r\n");
  length = FormatMessageW(kFromSystem, nullptr, 0x80070002, 0, out, 512, nullptr);
  EXPECT_EQ(text(length), u"The system cannot find the file specified.\r\n");
  EXPECT_EQ(FormatMessageW(kFromSystem, nullptr, 0x12345, 0, out, 512, nullptr), 0u);
  EXPECT_EQ(last_error(), ERROR_MR_MID_NOT_FOUND);
  EXPECT_EQ(FormatMessageW(kFromSystem, nullptr, 2, 0, out, 5, nullptr), 0u);
  EXPECT_EQ(last_error(), ERROR_INSUFFICIENT_BUFFER);

  uint64_t arguments[] = {reinterpret_cast<uint64_t>(u"one"), 42, reinterpret_cast<uint64_t>("x")};
  length = FormatMessageW(kFromString | kArray, u"%3!S!: %2!05d! %1%n%%%0 end", 0, 0, out, 512,
                          arguments);
  EXPECT_EQ(text(length), u"x: 00042 one\r\n%");
}

TEST_F(NlsExports, DatesAndTimes) {
  const SYSTEMTIME time = {2024, 2, 0, 9, 15, 4, 5, 0};
  EXPECT_EQ(text(GetDateFormatW(0x409, 0, &time, nullptr, out, 512) - 1), u"2/9/2024");
  EXPECT_EQ(text(GetDateFormatW(0x409, 2, &time, nullptr, out, 512) - 1),
            u"Friday, February 9, 2024");
  EXPECT_EQ(text(GetDateFormatW(0x409, 0, &time, u"ddd',' yy-MM-dd 'o''clock'", out, 512) - 1),
            u"Fri, 24-02-09 o'clock");
  EXPECT_EQ(text(GetTimeFormatW(0x409, 0, &time, nullptr, out, 512) - 1), u"3:04:05 PM");
  EXPECT_EQ(text(GetTimeFormatW(0x409, 2, &time, nullptr, out, 512) - 1), u"3:04 PM");
  EXPECT_EQ(text(GetTimeFormatW(0x409, 4 | 8, &time, nullptr, out, 512) - 1), u"15:04:05");
  const SYSTEMTIME wrong = {2023, 2, 0, 29, 0, 0, 0, 0};
  EXPECT_EQ(GetDateFormatW(0x409, 0, &wrong, nullptr, out, 512), 0);
  EXPECT_EQ(last_error(), ERROR_INVALID_PARAMETER);
}

TEST_F(NlsExports, NumbersAndMoney) {
  EXPECT_EQ(text(GetNumberFormatW(0x409, 0, u"-1234567.899", nullptr, out, 512) - 1),
            u"-1,234,567.90");
  EXPECT_EQ(text(GetNumberFormatW(0x409, 0, u"0.999", nullptr, out, 512) - 1), u"1.00");
  EXPECT_EQ(text(GetCurrencyFormatW(0x409, 0, u"-1234.5", nullptr, out, 512) - 1), u"($1,234.50)");
}

TEST_F(NlsExports, Mapping) {
  EXPECT_EQ(text(LCMapStringW(0x409, 0x200, u"h\u00E9", -1, out, 512) - 1), u"H\u00C9");
  EXPECT_EQ(LCMapStringW(0x409, 0x200, u"abc", 3, out, 2), 0);
  EXPECT_EQ(last_error(), ERROR_INSUFFICIENT_BUFFER);
  EXPECT_EQ(text(LCMapStringW(0x409, 0x400000, u"\u30AC\uFF21", 2, out, 512)), u"\uFF76\uFF9EA");
  EXPECT_EQ(text(LCMapStringW(0x409, 0x800000, u"\uFF76\uFF9EA", 3, out, 512)), u"\u30AC\uFF21");
}

TEST_F(NlsExports, SmallThings) {
  EXPECT_EQ(MulDiv(-7, 3, 2), -11);
  EXPECT_EQ(MulDiv(1, 1, 0), -1);
  const ATOM atom = AddAtomW(u"Name");
  EXPECT_EQ(FindAtomW(u"nAME"), atom);
  EXPECT_EQ(AddAtomW(u"#123"), 123);
  EXPECT_EQ(DeleteAtom(atom), 0);
  EXPECT_EQ(FindAtomW(u"name"), 0);
  EXPECT_EQ(user32::wsprintfW(out, u"%04x|%-4s|%c|%I64d", 0xAB, u"x", u'y', int64_t{-5}), 14);
  EXPECT_EQ(text(14), u"00ab|x   |y|-5");
  char ansi[] = "h\xE9";
  user32::CharUpperA(ansi);
  EXPECT_STREQ(ansi, "H\xC9");
  WCHAR guid_text[] = u"{01234567-89AB-cdef-0123-456789ABCDEF}";
  const UNICODE_STRING guid_string = {76, 78, guid_text};
  GUID guid;
  ASSERT_EQ(ntdll::RtlGUIDFromString(&guid_string, &guid), STATUS_SUCCESS);
  EXPECT_EQ(guid.Data1, 0x01234567u);
  EXPECT_EQ(guid.Data3, 0xCDEF);
  EXPECT_EQ(guid.Data4[7], 0xEF);
  EXPECT_EQ(ntdll::RtlComputeCrc32(0, "123456789", 9), 0xCBF43926);
  EXPECT_EQ(ntdll::VerSetConditionMask(0, 2, 3), 0x18u);
  int value;
  EXPECT_EQ(ntdll::RtlDecodePointer(ntdll::RtlEncodePointer(&value)), &value);
}

TEST_F(NlsExports, InitializationFiles) {
  char path[] = "/tmp/mimic-profile-XXXXXX";
  const int file = ::mkstemp(path);
  ASSERT_GE(file, 0);
  constexpr char kContent[] =
      "; comment\r\n[One]\r\nA = 1 \r\nquoted=\" x \"\r\n\r\n[Two]\r\nB=2\r\n";
  ASSERT_EQ(::write(file, kContent, sizeof kContent - 1),
            static_cast<ssize_t>(sizeof kContent - 1));
  ::close(file);
  std::u16string name = u"Z:";
  for (const char* p = path; *p; ++p) name += *p == '/' ? u'\\' : static_cast<char16_t>(*p);
  const auto get = [&](const char16_t* section, const char16_t* key) {
    return text(
        static_cast<int>(GetPrivateProfileStringW(section, key, u"none ", out, 512, name.c_str())));
  };
  EXPECT_EQ(get(u"one", u"a"), u"1");
  EXPECT_EQ(get(u"One", u"quoted"), u" x ");
  EXPECT_EQ(get(u"One", u"missing"), u"none");
  EXPECT_EQ(get(nullptr, nullptr), std::u16string(u"One\0Two\0", 8));
  EXPECT_EQ(get(u"One", nullptr), std::u16string(u"A\0quoted\0", 9));
  EXPECT_TRUE(WritePrivateProfileStringW(u"One", u"C", u"3", name.c_str()));
  EXPECT_TRUE(WritePrivateProfileStringW(u"Three", u"D", u"4", name.c_str()));
  EXPECT_TRUE(WritePrivateProfileStringW(u"Two", nullptr, nullptr, name.c_str()));
  EXPECT_EQ(get(u"One", u"C"), u"3");
  EXPECT_EQ(get(u"Three", u"D"), u"4");
  EXPECT_EQ(get(u"Two", u"B"), u"none");
  ::unlink(path);
}

}  // namespace
}  // namespace mimic::win
