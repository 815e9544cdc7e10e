#include "libs/windows/core/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

using testing::ElementsAre;

std::vector<std::string> parse(std::u16string_view line) {
  std::vector<std::string> arguments;
  for (const auto& argument : parse_command_line(line)) arguments.push_back(to_utf8(argument));
  return arguments;
}

// The examples of Microsoft's "Parsing C command-line arguments".
TEST(CommandLine, ParsesTheDocumentedExamples) {
  EXPECT_THAT(parse(u"p \"abc\" d e"), ElementsAre("p", "abc", "d", "e"));
  EXPECT_THAT(parse(u"p a\\\\b d\"e f\"g h"), ElementsAre("p", "a\\\\b", "de fg", "h"));
  EXPECT_THAT(parse(u"p a\\\\\\\"b c d"), ElementsAre("p", "a\\\"b", "c", "d"));
  EXPECT_THAT(parse(u"p a\\\\\\\\\"b c\" d e"), ElementsAre("p", "a\\\\b c", "d", "e"));
  EXPECT_THAT(parse(u"p a\"b\"\" c d"), ElementsAre("p", "ab\" c d"));
}

TEST(CommandLine, ProgramKeepsItsBackslashes) {
  EXPECT_THAT(parse(u"\"C:\\a b\\\" x"), ElementsAre("C:\\a b\\", "x"));
  EXPECT_THAT(parse(u"C:\\a\\b\t x "), ElementsAre("C:\\a\\b", "x"));
  EXPECT_THAT(parse(u""), ElementsAre(""));
}

TEST(CommandLine, QuotedArgumentsParseBack) {
  const std::vector<std::string> given = {"",       "a b",  "a\\",    "a b\\", "\"",  "\\\"",
                                          "a\\\\b", "x\ty", "a\"b c", "\\\\",  "ünï", "tail\\\\ "};
  std::u16string line = u"p";
  for (const auto& argument : given) append_argument(line, to_utf16(argument));
  auto parsed = parse(line);
  parsed.erase(parsed.begin());
  EXPECT_EQ(parsed, given);
}

TEST(CommandLine, ShellRulesEndQuotesAtDoubledQuote) {
  const auto arguments = parse_shell_command_line(u"\"p q\" \"a\"\"b c\"");
  ASSERT_EQ(arguments.size(), 3u);
  EXPECT_EQ(arguments[0], u"p q");
  EXPECT_EQ(arguments[1], u"a\"b");
  EXPECT_EQ(arguments[2], u"c");
}

}  // namespace
}  // namespace mimic::win
