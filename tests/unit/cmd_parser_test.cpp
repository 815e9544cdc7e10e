#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/windows/core/cmd/parser.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

class Lines final : public LineSource {
 public:
  explicit Lines(std::vector<std::u16string> lines) : lines_(std::move(lines)) {}
  bool next_line(std::u16string& line) override {
    if (next_ == lines_.size()) return false;
    line = lines_[next_++];
    return true;
  }

 private:
  std::vector<std::u16string> lines_;
  size_t next_ = 0;
};

// A tree as text, to compare.
std::string show(const Node* node) {
  if (!node) return "-";
  std::string redirections;
  for (const auto& one : node->redirections) {
    constexpr const char* kSigns[] = {"<", ">", ">>", ">&"};
    redirections += " " + std::to_string(one.stream) + kSigns[one.kind] + to_utf8(one.target);
  }
  const std::string first = show(node->first.get()), second = show(node->second.get());
  switch (node->kind) {
    case Node::kCommand:
      return "[" + to_utf8(node->text) + redirections + "]";
    case Node::kSequence:
      return first + "&" + second;
    case Node::kAnd:
      return "(" + first + "&&" + second + ")";
    case Node::kOr:
      return "(" + first + "||" + second + ")";
    case Node::kPipe:
      return "(" + first + "|" + second + ")";
    case Node::kBlock:
      return "{" + first + "}" + redirections;
    case Node::kIf: {
      std::string words;
      for (const auto& word : node->condition) words += to_utf8(word) + " ";
      return "if(" + words + first + " else " + second + ")";
    }
    case Node::kFor:
      return "for(" + to_utf8(node->text) + ":" + to_utf8(node->set) + ":" + first + ")";
  }
  return "?";
}

std::string parsed(std::u16string_view line, std::vector<std::u16string> more = {}) {
  Lines lines(std::move(more));
  std::u16string error;
  const auto node = parse(std::u16string(line), &lines, error);
  return node ? show(node.get()) : "error " + to_utf8(error);
}

TEST(CmdParser, OperatorsBindAsInCmd) {
  EXPECT_EQ(parsed(u"a&b"), "[a]&[b]");
  EXPECT_EQ(parsed(u"a && b || c"), "(([a ]&&[b ])||[c])");
  EXPECT_EQ(parsed(u"a|b&&c"), "(([a]|[b])&&[c])");
  EXPECT_EQ(parsed(u"(a & b) && c"), "({[a ]&[b]}&&[c])");
}

TEST(CmdParser, QuotesAndCaretsHideOperators) {
  EXPECT_EQ(parsed(u"echo \"a & b\" ^& c"), "[echo \"a & b\" & c]");
  EXPECT_EQ(parsed(u"echo ^^"), "[echo ^]");
}

TEST(CmdParser, Redirections) {
  EXPECT_EQ(parsed(u"x >out 2>&1"), "[x   1>out 2>&1]");
  EXPECT_EQ(parsed(u"x 2>>\"a b\" <in"), "[x   2>>\"a b\" 0<in]");
  EXPECT_EQ(parsed(u"echo a2>f"), "[echo a2 1>f]");
  EXPECT_EQ(parsed(u"(a&b)>f"), "{[a]&[b]} 1>f");
}

TEST(CmdParser, IfAndElse) {
  EXPECT_EQ(parsed(u"if exist f (a) else b"), "if(exist f {[a]} else [b])");
  EXPECT_EQ(parsed(u"if not /i \"x\"==\"y\" a"), "if(not /i \"x\" == \"y\" [a] else -)");
  EXPECT_EQ(parsed(u"if 1 lss 2 a"), "if(1 lss 2 [a] else -)");
}

TEST(CmdParser, BlocksSpanLines) {
  EXPECT_EQ(parsed(u"if x==y (", {u"  a", u"", u") else (", u"b", u"c", u")"}),
            "if(x == y {[a]} else {[b]&[c]})");
}

TEST(CmdParser, For) {
  EXPECT_EQ(parsed(u"for %i in (a \"b c\") do echo %i"), "for( %i:a \"b c\":[echo %i])");
}

TEST(CmdParser, ReportsWhatWasNotExpected) {
  EXPECT_EQ(parsed(u"a && "), "error ");
  EXPECT_EQ(parsed(u"& a"), "error &");
}

}  // namespace
}  // namespace mimic::win::cmd
