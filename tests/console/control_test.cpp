// Control events: what is typed, and what signals of the host become.
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/console/terminal.h"

namespace mimic::test {
namespace {

TEST(Control, Typed) {
  Terminal terminal("control");
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("ctrl-c")) << terminal.screen();
  terminal.type("\x1c");
  EXPECT_TRUE(terminal.shows("ctrl-break")) << terminal.screen();
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("done")) << terminal.screen();
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Control, WhileALineIsRead) {
  Terminal terminal("control", {.arguments = {"read"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("ctrl-c")) << terminal.screen();
  terminal.type("ab\r");
  EXPECT_TRUE(terminal.shows("read 4")) << terminal.screen();
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Control, IsAKeyWithoutProcessedInput) {
  Terminal terminal("control", {.arguments = {"raw"}});
  ASSERT_TRUE(terminal.shows("ready"));
  terminal.type("\x03");
  EXPECT_TRUE(terminal.shows("key 3")) << terminal.screen();
  EXPECT_EQ(terminal.end(), 0);
}

TEST(Control, Closing) {
  for (const int number : {SIGTERM, SIGHUP}) {
    Terminal terminal("control");
    ASSERT_TRUE(terminal.shows("ready"));
    terminal.signal(number);
    EXPECT_TRUE(terminal.shows("close")) << terminal.screen();
    EXPECT_EQ(terminal.end(), 256 + number);
  }
}

}  // namespace
}  // namespace mimic::test
