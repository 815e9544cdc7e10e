#include "libs/windows/core/cmd/parser.h"

#include <algorithm>
#include <utility>

#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

bool is_blank(char16_t unit) { return unit == u' ' || unit == u'\t'; }
bool separates(char16_t unit) {
  return is_blank(unit) || unit == u',' || unit == u';' || unit == u'=';
}

class Parser {
 public:
  Parser(std::u16string line, LineSource* more) : line_(std::move(line)), more_(more) {}

  std::unique_ptr<Node> parse_line(std::u16string& error) {
    auto node = sequence(false);
    skip_blanks();
    if (!failed_ && at_ < line_.size()) fail(line_.substr(at_));
    error = error_;
    return failed_ ? nullptr : std::move(node);
  }

 private:
  void fail(std::u16string_view at) {
    if (failed_) return;
    failed_ = true;
    error_ = at.empty() ? u"" : std::u16string(at.substr(0, at.find_first_of(u" \t")));
  }
  bool at_end() const { return at_ >= line_.size(); }
  char16_t peek(size_t ahead = 0) const {
    return at_ + ahead < line_.size() ? line_[at_ + ahead] : u'\0';
  }
  void skip_blanks() {
    while (!at_end() && separates(peek())) ++at_;
  }
  bool take(std::u16string_view text) {
    if (std::u16string_view(line_).substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }
  // A word without regard to case, if it stands here by itself.
  bool take_word(std::u16string_view word) {
    const std::u16string_view rest = std::u16string_view(line_).substr(at_);
    if (rest.size() < word.size() || !equal_ignoring_case(rest.substr(0, word.size()), word))
      return false;
    if (rest.size() > word.size()) {
      const char16_t next = rest[word.size()];
      if (!separates(next) && next != u'(' && next != u'/' && next != u')') return false;
    }
    at_ += word.size();
    return true;
  }
  bool next_line() {
    if (!more_ || !more_->next_line(line_)) return false;
    at_ = 0;
    return true;
  }

  // Commands joined by '&', to the end of the line, or of the block.
  std::unique_ptr<Node> sequence(bool in_block) {
    std::unique_ptr<Node> all;
    for (;;) {
      skip_blanks();
      if (at_end()) {
        if (!in_block) return all;
        if (!next_line()) {
          fail(u")");
          return nullptr;
        }
        continue;
      }
      if (in_block && peek() == u')') return all;
      if (peek() == u'&' && peek(1) != u'&' && all) {
        ++at_;
        continue;
      }
      auto node = alternatives(in_block);
      if (failed_) return nullptr;
      if (!node) continue;
      all = all ? join(Node::kSequence, std::move(all), std::move(node)) : std::move(node);
    }
  }

  static std::unique_ptr<Node> join(Node::Kind kind, std::unique_ptr<Node> first,
                                    std::unique_ptr<Node> second) {
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->first = std::move(first);
    node->second = std::move(second);
    return node;
  }

  // || binds least, then &&, then |.
  std::unique_ptr<Node> alternatives(bool in_block) {
    auto node = conjunction(in_block);
    while (node && !failed_ && (skip_blanks(), take(u"||")))
      node = join(Node::kOr, std::move(node), required(conjunction(in_block)));
    return node;
  }
  std::unique_ptr<Node> conjunction(bool in_block) {
    auto node = pipeline(in_block);
    while (node && !failed_ && (skip_blanks(), take(u"&&")))
      node = join(Node::kAnd, std::move(node), required(pipeline(in_block)));
    return node;
  }
  std::unique_ptr<Node> pipeline(bool in_block) {
    auto node = command(in_block);
    while (node && !failed_) {
      skip_blanks();
      if (peek() != u'|' || peek(1) == u'|') break;
      ++at_;
      node = join(Node::kPipe, std::move(node), required(command(in_block)));
    }
    return node;
  }
  std::unique_ptr<Node> required(std::unique_ptr<Node> node) {
    if (!node) fail(std::u16string_view(line_).substr(std::min(at_, line_.size())));
    return node;
  }

  std::unique_ptr<Node> command(bool in_block) {
    skip_blanks();
    bool quiet = false;
    while (peek() == u'@') {
      quiet = true;
      ++at_;
      skip_blanks();
    }
    std::vector<Redirection> early;
    while (take_redirection(early)) skip_blanks();
    std::unique_ptr<Node> node;
    if (peek() == u'(') {
      ++at_;
      node = std::make_unique<Node>();
      node->kind = Node::kBlock;
      node->first = sequence(true);
      if (!take(u")")) fail(u")");
      take_redirections(*node);
    } else if (take_word(u"if")) {
      node = if_command(in_block);
    } else if (take_word(u"for")) {
      node = for_command(in_block);
    } else {
      node = simple_command(in_block);
    }
    if (node) {
      node->quiet = quiet;
      node->redirections.insert(node->redirections.begin(), early.begin(), early.end());
    }
    return node;
  }

  // One word of an if's condition, quotes kept.
  std::u16string condition_word() {
    skip_blanks_only();
    std::u16string word;
    bool quoted = false;
    while (!at_end()) {
      const char16_t unit = peek();
      if (unit == u'"') quoted = !quoted;
      if (!quoted && (separates(unit) || unit == u'(' || unit == u')')) break;
      if (!quoted && unit == u'^' && at_ + 1 < line_.size()) ++at_;
      word += line_[at_++];
    }
    return word;
  }
  void skip_blanks_only() {
    while (!at_end() && is_blank(peek())) ++at_;
  }

  std::unique_ptr<Node> if_command(bool in_block) {
    auto node = std::make_unique<Node>();
    node->kind = Node::kIf;
    auto& words = node->condition;
    std::u16string word = condition_word();
    while (equal_ignoring_case(word, u"/i") || equal_ignoring_case(word, u"not")) {
      words.push_back(word);
      word = condition_word();
    }
    words.push_back(word);
    if (equal_ignoring_case(word, u"exist") || equal_ignoring_case(word, u"defined") ||
        equal_ignoring_case(word, u"errorlevel") || equal_ignoring_case(word, u"cmdextversion")) {
      words.push_back(condition_word());
    } else {
      skip_blanks_only();
      if (take(u"==")) {
        while (peek() == u'=') ++at_;
        words.push_back(u"==");
      } else {
        words.push_back(condition_word());
      }
      words.push_back(condition_word());
    }
    node->first = required(command(in_block));
    if (failed_) return nullptr;
    // The else may only stand on the line on which the first command ends.
    const size_t before = at_;
    skip_blanks();
    if (take_word(u"else"))
      node->second = required(command(in_block));
    else
      at_ = before;
    return node;
  }

  std::unique_ptr<Node> for_command(bool in_block) {
    auto node = std::make_unique<Node>();
    node->kind = Node::kFor;
    bool quoted = false;
    // Options and the variable, up to "in".
    for (;;) {
      if (at_end()) return fail(u"for"), nullptr;
      if (!quoted && is_blank(peek())) {
        skip_blanks_only();
        if (take_word(u"in")) break;
        node->text += u' ';
        continue;
      }
      if (peek() == u'"') quoted = !quoted;
      node->text += line_[at_++];
    }
    skip_blanks();
    if (!take(u"(")) return fail(std::u16string_view(line_).substr(at_)), nullptr;
    quoted = false;
    for (int depth = 1; depth;) {
      if (at_end()) {
        if (!next_line()) return fail(u")"), nullptr;
        node->set += u' ';
        continue;
      }
      const char16_t unit = peek();
      if (unit == u'"') quoted = !quoted;
      if (!quoted && unit == u'^' && at_ + 1 < line_.size()) {
        ++at_;
        node->set += line_[at_++];
        continue;
      }
      if (!quoted && unit == u'(') ++depth;
      if (!quoted && unit == u')' && --depth == 0) break;
      node->set += unit;
      ++at_;
    }
    ++at_;
    skip_blanks();
    if (!take_word(u"do")) return fail(std::u16string_view(line_).substr(at_)), nullptr;
    node->first = required(command(in_block));
    return node;
  }

  void take_redirections(Node& node) {
    for (;;) {
      const size_t before = at_;
      skip_blanks();
      if (take_redirection(node.redirections)) continue;
      at_ = before;
      return;
    }
  }

  // [n]> [n]>> [n]< and n>&m, with their targets.
  bool take_redirection(std::vector<Redirection>& list) {
    size_t here = at_;
    int stream = -1;
    if (here + 1 < line_.size() && line_[here] >= u'0' && line_[here] <= u'9' &&
        (line_[here + 1] == u'<' || line_[here + 1] == u'>')) {
      stream = line_[here] - u'0';
      ++here;
    }
    if (here >= line_.size() || (line_[here] != u'<' && line_[here] != u'>')) return false;
    const bool input = line_[here] == u'<';
    at_ = here + 1;
    Redirection redirection = {stream >= 0 ? stream
                               : input     ? 0
                                           : 1,
                               input ? Redirection::kInput : Redirection::kOutput,
                               {}};
    if (!input && take(u">")) redirection.kind = Redirection::kAppend;
    if (take(u"&")) redirection.kind = Redirection::kDuplicate;
    skip_blanks();
    bool quoted = false;
    while (!at_end()) {
      const char16_t unit = peek();
      if (unit == u'"') quoted = !quoted;
      if (!quoted && (is_blank(unit) || unit == u'&' || unit == u'|' || unit == u'<' ||
                      unit == u'>' || unit == u')' || unit == u','))
        break;
      if (!quoted && unit == u'^' && at_ + 1 < line_.size()) ++at_;
      redirection.target += line_[at_++];
    }
    if (redirection.target.empty())
      fail(std::u16string_view(line_).substr(std::min(at_, line_.size())));
    list.push_back(std::move(redirection));
    return true;
  }

  std::unique_ptr<Node> simple_command(bool in_block) {
    auto node = std::make_unique<Node>();
    bool quoted = false, at_word_start = true;
    while (!at_end()) {
      const char16_t unit = peek();
      if (!quoted) {
        if (unit == u'&' || unit == u'|' || (unit == u')' && in_block)) break;
        if (unit == u'^') {
          ++at_;
          if (at_end()) {
            // The line goes on.
            if (!next_line()) break;
            continue;
          }
          node->text += line_[at_++];
          at_word_start = false;
          continue;
        }
        if (unit == u'<' || unit == u'>' || (at_word_start && unit >= u'0' && unit <= u'9')) {
          if (take_redirection(node->redirections)) continue;
        }
      }
      if (unit == u'"') quoted = !quoted;
      at_word_start = is_blank(unit);
      node->text += unit;
      ++at_;
    }
    if (node->text.empty() && node->redirections.empty()) {
      fail(std::u16string_view(line_).substr(std::min(at_, line_.size())));
      return nullptr;
    }
    return node;
  }

  std::u16string line_;
  LineSource* more_;
  size_t at_ = 0;
  bool failed_ = false;
  std::u16string error_;
};

}  // namespace

std::unique_ptr<Node> parse(std::u16string line, LineSource* more, std::u16string& error) {
  return Parser(std::move(line), more).parse_line(error);
}

std::vector<std::u16string> split_words(std::u16string_view text) {
  std::vector<std::u16string> words;
  std::u16string word;
  bool quoted = false;
  for (const char16_t unit : text) {
    if (unit == u'"') quoted = !quoted;
    if (!quoted && separates(unit)) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += unit;
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::u16string unquote(std::u16string_view word) {
  std::u16string plain;
  for (const char16_t unit : word)
    if (unit != u'"') plain += unit;
  return plain;
}

}  // namespace mimic::win::cmd
