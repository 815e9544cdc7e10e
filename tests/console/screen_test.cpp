// What programs write, and what they learn of the screen.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/console/terminal.h"

namespace mimic::test {
namespace {

using ::testing::HasSubstr;

TEST(Screen, Modes) {
  Terminal terminal("modes");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.row(0), "\xe2\x86\x90[1m|red|");
  EXPECT_EQ(terminal.cell(5, 0).graphics, "31");
  EXPECT_EQ(terminal.row(1), "done");
}

TEST(Screen, Text) {
  Terminal terminal("text");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.row(0), "gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xe6\xbc\xa2 \xf0\x9f\x98\x80|");
  EXPECT_EQ(terminal.row(1), "\xf0\x9f\x98\x81");
  EXPECT_EQ(terminal.row(2), "\xe2\x82\xac in parts");
  EXPECT_EQ(terminal.row(3), "\xc3\xbc\xc3\xa4\xc3\xb6 850");
}

TEST(Screen, Cursor) {
  Terminal terminal("cursor", {.initial_screen = "one\r\ntwo\r\nthree\r\n"});
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_TRUE(terminal.cursor_visible());  // again
  EXPECT_EQ(terminal.row(23), "done");
  EXPECT_EQ(terminal.row(22), "last");
  // Asked once: what the program writes afterwards is followed.
  EXPECT_EQ(terminal.questions(), 1);
}

TEST(Screen, NobodyTellsTheCursor) {
  Terminal terminal("cursor_unknown", {.answers = false});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("early");
  ASSERT_TRUE(terminal.shows("now"));
  terminal.type("\r");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.questions(), 1);
}

TEST(Screen, TypingWhileTheCursorIsAsked) {
  Terminal terminal("cursor_unknown");
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("early");
  ASSERT_TRUE(terminal.shows("now"));
  terminal.type("\xc3\xa4\xf0\x9f\x98\x80\x7f\x7f\r");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
}

TEST(Screen, LinesForTheNextProgramStay) {
  Terminal terminal("width");
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("next\r");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_THAT(terminal.screen(), HasSubstr("width 80"));
  EXPECT_EQ(terminal.left(), "next\n");
}

TEST(Screen, Session) {
  Terminal terminal("session");
  ASSERT_TRUE(terminal.shows("again")) << terminal.screen();
  terminal.type("ab\r");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.screen(), "before\nafter\nagain\nab\ndone");
}

TEST(Screen, Settings) {
  Terminal terminal("settings");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
}

TEST(Screen, Colours) {
  Terminal terminal("colours");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.row(0), "plain red blue plain");
  EXPECT_EQ(terminal.cell(0, 0).graphics, "");
  EXPECT_EQ(terminal.cell(6, 0).graphics, "91");
  EXPECT_EQ(terminal.cell(10, 0).graphics, "34;42");
  EXPECT_EQ(terminal.cell(15, 0).graphics, "");
}

TEST(Screen, Title) {
  Terminal terminal("title");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.title(), "gr\xc3\xbc\xc3\x9f Gott");
}

TEST(Screen, Cells) {
  Terminal terminal("cells");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_EQ(terminal.row(0), "");
  EXPECT_EQ(terminal.row(1),
            "  a\xc3\xa4"
            "b##");
  EXPECT_EQ(terminal.cell(2, 1).graphics, "31");
  EXPECT_EQ(terminal.cell(4, 1).graphics, "32");
  EXPECT_EQ(terminal.cell(5, 1).graphics, "");
  EXPECT_EQ(terminal.row(6), " ABC      ....");
  EXPECT_EQ(terminal.cell(2, 6).graphics, "34;41");
  EXPECT_EQ(terminal.row(9), "BC");
  EXPECT_EQ(terminal.row(11), "\xe6\xbc\xa2z");
  EXPECT_EQ(terminal.row(22), "done");
  EXPECT_EQ(terminal.questions(), 1);
}

TEST(Screen, Buffers) {
  Terminal terminal("buffers", {.initial_screen = "before\r\n"});
  ASSERT_TRUE(terminal.shows("third")) << terminal.screen();
  EXPECT_TRUE(terminal.alternate());
  EXPECT_EQ(terminal.screen(), "second shown\nthird");
  EXPECT_EQ(terminal.cell(0, 0).graphics, "31");
  terminal.type("x");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_FALSE(terminal.alternate());
  EXPECT_EQ(terminal.screen(), "\nfirst\nunseen\ndone");
}

TEST(Screen, FirstBufferComesBackAtTheEnd) {
  Terminal terminal("buffers", {.initial_screen = "before\r\n", .arguments = {"end"}});
  ASSERT_TRUE(terminal.shows("third")) << terminal.screen();
  terminal.type("x");
  EXPECT_EQ(terminal.end(), 0) << terminal.screen();
  EXPECT_FALSE(terminal.alternate());
  EXPECT_EQ(terminal.row(0), "before");
  EXPECT_EQ(terminal.row(1), "first");
}

void expect_restored(const Terminal& terminal) {
  const termios before = terminal.settings_before(), after = terminal.settings();
  EXPECT_EQ(after.c_lflag, before.c_lflag);
  EXPECT_EQ(after.c_iflag, before.c_iflag);
  EXPECT_EQ(after.c_oflag, before.c_oflag);
}

TEST(Screen, SettingsComeBack) {
  const struct {
    const char* how;
    int status;
  } kWays[] = {{"return", 5}, {"exit", 3}, {"terminate", 4}, {"crash", 5}};
  for (const auto& [how, status] : kWays) {
    SCOPED_TRACE(how);
    Terminal terminal("ending", {.arguments = {how}});
    EXPECT_EQ(terminal.end(), status) << terminal.screen();
    expect_restored(terminal);
  }
}

TEST(Screen, SettingsComeBackAfterControlC) {
  Terminal terminal("ending", {.arguments = {"wait"}});
  ASSERT_TRUE(terminal.shows("ready"));
  EXPECT_NE(terminal.settings().c_lflag, terminal.settings_before().c_lflag);
  terminal.type("\x03");
  EXPECT_EQ(terminal.end(), 256 + SIGINT);
  expect_restored(terminal);
}

TEST(Screen, SettingsComeBackAfterASignal) {
  Terminal terminal("ending", {.arguments = {"wait"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.signal(SIGTERM);
  EXPECT_EQ(terminal.end(), 256 + SIGTERM);
  expect_restored(terminal);
}

}  // namespace
}  // namespace mimic::test
