// The expressions of "set /a": C's operators on 32-bit numbers, names without '%'.
#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

// Binary operators by how they bind, loosest first. Longer spellings come first on each level.
constexpr const char16_t* kLevels[][3] = {{u"|"},         {u"^"},       {u"&"},
                                          {u"<<", u">>"}, {u"+", u"-"}, {u"*", u"/", u"%"}};

class Evaluator {
 public:
  Evaluator(std::u16string_view text, Arithmetic& variables) : text_(text), variables_(variables) {}

  std::optional<int32_t> run() {
    int32_t value = assignment();
    while (!failed_ && take(u",")) value = assignment();
    skip();
    if (failed_ || at_ < text_.size()) return std::nullopt;
    return value;
  }

 private:
  void skip() {
    while (at_ < text_.size() && (text_[at_] == u' ' || text_[at_] == u'\t')) ++at_;
  }
  bool take(std::u16string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  static bool in_name(char16_t unit) {
    return (unit >= u'0' && unit <= u'9') || ((unit | 32) >= u'a' && (unit | 32) <= u'z') ||
           unit == u'_' || unit == u'.' || unit == u'$' || unit == u'#' || unit == u'@' ||
           unit > 127;
  }
  std::u16string_view name() {
    skip();
    size_t end = at_;
    while (end < text_.size() && in_name(text_[end])) ++end;
    return text_.substr(at_, end - at_);
  }

  int32_t assignment() {
    skip();
    const size_t start = at_;
    const std::u16string_view target = name();
    if (!target.empty() && !(target[0] >= u'0' && target[0] <= u'9')) {
      at_ += target.size();
      for (const std::u16string_view token :
           {u"=", u"*=", u"/=", u"%=", u"+=", u"-=", u"&=", u"^=", u"|=", u"<<=", u">>="}) {
        const size_t before = at_;
        if (!take(token)) continue;
        if (token == u"=" && at_ < text_.size() && text_[at_] == u'=') {
          at_ = before;
          break;
        }
        const int32_t right = assignment();
        const int32_t value =
            token == u"=" ? right
                          : apply(token.substr(0, token.size() - 1), value_of(target), right);
        if (!failed_) variables_.set(target, value);
        return value;
      }
    }
    at_ = start;
    return binary(0);
  }

  int32_t binary(size_t level) {
    if (level == std::size(kLevels)) return unary();
    int32_t left = binary(level + 1);
    for (bool again = true; again && !failed_;) {
      again = false;
      for (const char16_t* token : kLevels[level]) {
        if (!token || !take(token)) continue;
        left = apply(token, left, binary(level + 1));
        again = true;
        break;
      }
    }
    return left;
  }

  int32_t unary() {
    if (take(u"-")) return static_cast<int32_t>(0u - static_cast<uint32_t>(unary()));
    if (take(u"+")) return unary();
    if (take(u"~")) return ~unary();
    if (take(u"!")) return !unary();
    if (take(u"(")) {
      const int32_t value = assignment();
      if (!take(u")")) failed_ = true;
      return value;
    }
    const std::u16string_view word = name();
    if (word.empty()) {
      failed_ = true;
      return 0;
    }
    at_ += word.size();
    if (word[0] >= u'0' && word[0] <= u'9') return number(word);
    return value_of(word);
  }

  int32_t number(std::u16string_view word) {
    const std::string text = to_utf8(word);
    char* end;
    const long long value = std::strtoll(text.c_str(), &end, 0);
    if (*end) failed_ = true;
    return static_cast<int32_t>(value);
  }
  int32_t value_of(std::u16string_view word) {
    return static_cast<int32_t>(std::strtoll(to_utf8(variables_.get(word)).c_str(), nullptr, 0));
  }

  int32_t apply(std::u16string_view operation, int32_t left, int32_t right) {
    const auto a = static_cast<uint32_t>(left), b = static_cast<uint32_t>(right);
    switch (operation[0]) {
      case u'|':
        return left | right;
      case u'^':
        return left ^ right;
      case u'&':
        return left & right;
      case u'<':
        return b < 32 ? static_cast<int32_t>(a << b) : 0;
      case u'>':
        return left >> (b < 32 ? b : 31);
      case u'+':
        return static_cast<int32_t>(a + b);
      case u'-':
        return static_cast<int32_t>(a - b);
      case u'*':
        return static_cast<int32_t>(a * b);
      default:
        if (right == 0) {
          failed_ = true;
          return 0;
        }
        return static_cast<int32_t>(operation[0] == u'/' ? int64_t{left} / right
                                                         : int64_t{left} % right);
    }
  }

  std::u16string_view text_;
  Arithmetic& variables_;
  size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<int32_t> evaluate(std::u16string_view expression, Arithmetic& variables) {
  return Evaluator(expression, variables).run();
}

}  // namespace mimic::win::cmd
