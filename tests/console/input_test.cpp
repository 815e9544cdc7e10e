// Typing: lines, keys, events.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/console/terminal.h"

namespace mimic::test {
namespace {

using ::testing::HasSubstr;

#define EXPECT_SHOWS(terminal, text) EXPECT_TRUE((terminal).shows(text)) << (terminal).screen()

TEST(Input, Lines) {
  Terminal terminal("lines");
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("abc\r");
  EXPECT_SHOWS(terminal, "[61 62 63 d a]");
  terminal.type("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\r");
  EXPECT_SHOWS(terminal, "[e4 20ac d83d de00 d a]");
  EXPECT_THAT(terminal.screen(), HasSubstr("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"));  // the echo
  terminal.type(
      "ab\xc3\xa4\x7f\x7f"
      "c\r");
  EXPECT_SHOWS(terminal, "[61 63 d a]");
  terminal.type("\x1a\r");
  EXPECT_SHOWS(terminal, "[1a d a]");
  terminal.type("\r");
  EXPECT_SHOWS(terminal, "[d a]");
  EXPECT_SHOWS(terminal, "done");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, LinesTypedAhead) {
  Terminal terminal("lines");
  terminal.type("one\rtwo\r\r");
  EXPECT_SHOWS(terminal, "[6f 6e 65 d a]");
  EXPECT_SHOWS(terminal, "[74 77 6f d a]");
  EXPECT_SHOWS(terminal, "done");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, LinesWithoutEcho) {
  Terminal terminal("lines", {.arguments = {"noecho"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("secret\r");
  EXPECT_SHOWS(terminal, "[73 65 63 72 65 74 d a]");
  EXPECT_EQ(terminal.screen().find("secret"), std::string::npos);
  terminal.type("\r");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, FileEndsAtControlZ) {
  Terminal terminal("lines", {.arguments = {"file"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\xc3\xa4\r");
  EXPECT_SHOWS(terminal, "[c3 a4 d a]");
  terminal.type("x\x1a\r");
  EXPECT_SHOWS(terminal, "[78 1a d a]");
  terminal.type("\x1a\r");
  EXPECT_SHOWS(terminal, "[]");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, Keys) {
  Terminal terminal("keys");
  ASSERT_TRUE(terminal.shows("ready"));
  const struct {
    const char *typed, *event;
  } kKeys[] = {
      {"a", "key 41 61 0"},          {"A", "key 41 41 10"},         {"\xc3\xa4", "key 0 e4 0"},
      {"\r", "key d d 0"},           {"\t", "key 9 9 0"},           {"\x7f", "key 8 8 0"},
      {"\x01", "key 41 1 8"},        {"\x03", "key 43 3 8"},        {"\x1b[A", "key 26 0 100"},
      {"\x1bOB", "key 28 0 100"},    {"\x1b[1;5C", "key 27 0 108"}, {"\x1b[3~", "key 2e 0 100"},
      {"\x1b[3;2~", "key 2e 0 110"}, {"\x1bOP", "key 70 0 0"},      {"\x1b[15~", "key 74 0 0"},
      {"\x1b[24;2~", "key 7b 0 10"}, {"\x1bx", "key 58 78 2"},      {"\x1b", "key 1b 1b 0"},
      {"\x1b[Z", "key 9 9 10"},
  };
  for (const auto& [typed, event] : kKeys) {
    terminal.type(typed);
    EXPECT_SHOWS(terminal, event);
  }
  terminal.resize(100, 30);
  EXPECT_SHOWS(terminal, "size 100 30");
  terminal.type("q");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, Sequences) {
  Terminal terminal("keys", {.arguments = {"sequences"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\x1b[A");
  EXPECT_SHOWS(terminal, "key 0 1b 0\nkey");
  EXPECT_SHOWS(terminal, " 5b 0\n");
  EXPECT_SHOWS(terminal, " 41 10");
  terminal.type("q");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, Mouse) {
  Terminal terminal("keys", {.arguments = {"mouse"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\x1b[<0;5;3M\x1b[<0;5;3m");
  EXPECT_SHOWS(terminal, "mouse 4 2 1 0");
  EXPECT_SHOWS(terminal, "mouse 4 2 0 0");
  terminal.type("q");
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Input, Events) {
  Terminal terminal("events");
  EXPECT_SHOWS(terminal, "done");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
}

// ReadConsole's own line where the terminal's settings are not touched.
TEST(Input, TerminalIsLeftAlone) {
  Terminal terminal("lines");
  ASSERT_TRUE(terminal.shows("ready"));
  const termios now = terminal.settings();
  EXPECT_EQ(now.c_lflag, terminal.settings_before().c_lflag);
  terminal.type("\r");
  EXPECT_EQ(terminal.end(), 0);
}

}  // namespace
}  // namespace mimic::test
