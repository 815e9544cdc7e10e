#include "libs/windows/core/locale.h"

#include <gtest/gtest.h>

#include "libs/windows/core/icu.h"
#include "libs/windows/core/linguistic.h"

namespace mimic::win {
namespace {

int sign(int value) { return (value > 0) - (value < 0); }

TEST(Locales, NamesAndIdentifiers) {
  size_t count;
  const LocaleName* locales = locale_names(&count);
  for (size_t i = 0; i < count; ++i)
    EXPECT_EQ(find_locale(locales[i].wide_name().c_str()), &locales[i]) << locales[i].name;
  ASSERT_NE(find_locale(u"EN-us"), nullptr);
  EXPECT_EQ(find_locale(u"EN-us")->id, 0x409);
  EXPECT_EQ(find_locale(u"xx-YY"), nullptr);
  EXPECT_EQ(locale_text(*find_locale(u"en-US"), kShortDate), u"M/d/yyyy");
  EXPECT_EQ(locale_text(*find_locale(u""), kShortDate), u"MM/dd/yyyy");
}

TEST(Locales, OthersAreAskedOfIcu) {
  if (!icu_symbol("ucol_open")) GTEST_SKIP() << "no ICU on this host";
  const LocaleName& german = *find_locale(u"de-DE");
  EXPECT_EQ(locale_text(german, kDecimal), u",");
  EXPECT_EQ(locale_text(german, kShortDate), u"dd.MM.yyyy");
  EXPECT_EQ(locale_text(german, kDayName1), u"Montag");
}

TEST(Comparing, WordSort) {
  struct Case {
    const char16_t *a, *b;
    DWORD flags;
    int result;
  };
  constexpr Case kCases[] = {
      {u"a", u"A", 0, -1},
      {u"a", u"A", NORM_IGNORECASE, 0},
      {u"a", u"B", 0, -1},
      {u"co-op", u"coop", 0, 1},
      {u"co-op", u"coop", SORT_STRINGSORT, -1},
      {u"co-op", u"coos", 0, -1},
      {u"_", u"+", 0, -1},
      {u"+", u"1", 0, -1},
      {u"a\x01", u"a", 0, 0},
      {u"a", u"ab", 0, -1},
  };
  for (const Case& c : kCases)
    EXPECT_EQ(sign(compare_text(u"", c.flags, c.a, c.b)), c.result)
        << c.flags << ' ' << std::string(c.a, c.a + std::char_traits<char16_t>::length(c.a));
}

TEST(Comparing, KeysOrderAsTexts) {
  if (!icu_symbol("ucol_open")) GTEST_SKIP() << "no ICU on this host";
  const std::u16string texts[] = {u"",        u"a",    u"A",      u"ab",      u"co-op", u"coop",
                                  u"\u00E9",  u"e",    u"E",      u"f",       u"_",     u"1",
                                  u"\u00C4b", u"ab c", u"\u00DF", u"ss\u00E9"};
  for (const auto& a : texts)
    for (const auto& b : texts)
      EXPECT_EQ(sign(sort_key(u"", 0, a).compare(sort_key(u"", 0, b))),
                sign(compare_text(u"", 0, a, b)));
}

}  // namespace
}  // namespace mimic::win
