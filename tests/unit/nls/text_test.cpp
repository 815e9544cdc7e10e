#include "libs/windows/core/text.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "abi/windows/status.h"
#include "libs/windows/core/codepage.h"

namespace mimic::win {
namespace {

TEST(Text, EveryByteStringHasAWayBack) {
  constexpr unsigned char kBytes[] = {0xed, 0xa0, 0x80, 0xb0, 0xbf, 0xc3, 0xa9,
                                      'a',  0xf0, 0x9f, 0x98, 0xff, 0xe2, 0xb2};
  unsigned state = 1;
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes;
    for (int i = 0; i < round % 9; ++i) {
      state = state * 1103515245 + 12345;
      bytes.push_back(static_cast<char>(kBytes[(state >> 16) % sizeof kBytes]));
    }
    ASSERT_EQ(to_utf8(to_utf16(bytes)), bytes);
  }
}

TEST(Text, CaseOfSingleUnits) {
  EXPECT_EQ(upcase(u'a'), u'A');
  EXPECT_EQ(upcase(u'\u00E9'), u'\u00C9');
  EXPECT_EQ(upcase(u'\u00FF'), u'\u0178');
  EXPECT_EQ(downcase(u'\u0178'), u'\u00FF');
  EXPECT_EQ(upcase(u'\u0436'), u'\u0416');
  // What has no way back stays.
  EXPECT_EQ(upcase(u'\u0131'), u'\u0131');
  EXPECT_EQ(upcase(u'\u00DF'), u'\u00DF');
  EXPECT_EQ(upcase(u'\u00B5'), u'\u00B5');
}

TEST(CodePages, BothWays) {
  struct Case {
    UINT page;
    const char* bytes;
    const char16_t* text;
  };
  constexpr Case kCases[] = {
      {1252, "\x80\xE9", u"\u20AC\u00E9"},
      {437, "\x82", u"\u00E9"},
      {866, "\x80", u"\u0410"},
      {1251, "\xC0", u"\u0410"},
      {500, "\xC1", u"A"},
      {932, "\x82\xA0\xB1", u"\u3042\uFF71"},
      {936, "\xC4\xE3", u"\u4F60"},
      {949, "\xB0\xA1", u"\uAC00"},
      {950, "\xA7\x41", u"\u4F60"},
      {54936, "\x81\x30\x84\x36", u"\u00A5"},
      {65000, "+AOk-", u"\u00E9"},
      {65001, "\xF0\x9F\x98\x80", u"\U0001F600"},
  };
  for (const Case& c : kCases) {
    EXPECT_EQ(decode_text(c.page, c.bytes), c.text) << c.page;
    EXPECT_EQ(encode_text(c.page, c.text), c.bytes) << c.page;
  }
}

TEST(CodePages, BrokenUtf8IsReplacedByMaximalParts) {
  EXPECT_EQ(decode_text(CP_UTF8, "\xE2\x82"), u"\uFFFD");
  EXPECT_EQ(decode_text(CP_UTF8, "\xED\xA0\x80"), u"\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(decode_text(CP_UTF8,
                        "\xF0\x9F\x98"
                        "a"),
            u"\uFFFDa");
}

TEST(Status, Errors) {
  EXPECT_EQ(error_of(STATUS_SUCCESS), ERROR_SUCCESS);
  EXPECT_EQ(error_of(STATUS_OBJECT_NAME_NOT_FOUND), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(error_of(STATUS_ACCESS_VIOLATION), ERROR_NOACCESS);
  EXPECT_EQ(error_of(static_cast<NTSTATUS>(0x80070005)), ERROR_ACCESS_DENIED);
  EXPECT_EQ(error_of(static_cast<NTSTATUS>(0xD0000034)), ERROR_FILE_NOT_FOUND);
  EXPECT_EQ(error_of(static_cast<NTSTATUS>(0xC0FFFFFF)), ERROR_MR_MID_NOT_FOUND);
}

}  // namespace
}  // namespace mimic::win
