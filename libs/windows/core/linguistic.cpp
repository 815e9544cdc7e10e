#include "libs/windows/core/linguistic.h"

#include <algorithm>
#include <array>
#include <vector>

#include "libs/windows/core/character_types.h"
#include "libs/windows/core/collator.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr bool is_word_mark(char16_t unit) { return unit == u'-' || unit == u'\''; }

// Primary weights of ASCII as Windows orders it: blanks, punctuation, mathematical signs, digits,
// letters; 0 is ignored. The same order is given to ICU as a tailoring (collator.cpp).
constexpr auto kWeights = [] {
  std::array<uint8_t, 128> weights{};
  uint8_t next = 1;
  for (const char c : {'\'', '-'}) weights[static_cast<uint8_t>(c)] = next++;
  for (const char* c = kSymbolOrder; *c; ++c) weights[static_cast<uint8_t>(*c)] = next++;
  for (char c = '0'; c <= '9'; ++c) weights[static_cast<uint8_t>(c)] = next++;
  for (char c = 'a'; c <= 'z'; ++c)
    weights[static_cast<uint8_t>(c)] = weights[static_cast<uint8_t>(c - 32)] = next++;
  return weights;
}();

bool is_ascii(std::u16string_view text) {
  return std::all_of(text.begin(), text.end(), [](char16_t unit) { return unit < 0x80; });
}

bool is_symbol(char16_t unit) { return character_type(unit) & (kPunctuation | kSpace | kBlank); }

// Hyphens and apostrophes, which a word sort looks at last: where they are and which.
struct Mark {
  size_t position;
  char16_t unit;
};

int compare_marks(const std::vector<Mark>& a, const std::vector<Mark>& b) {
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (a[i].position != b[i].position) return a[i].position > b[i].position ? -1 : 1;
    if (a[i].unit != b[i].unit) return a[i].unit == u'\'' ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

// What is left of a text to compare on the first levels.
std::u16string strip(std::u16string_view text, DWORD flags, std::vector<Mark>* marks) {
  std::u16string rest;
  rest.reserve(text.size());
  for (char16_t unit : text) {
    if (flags & NORM_IGNOREWIDTH && unit - 0xFF01u < 0x5E)
      unit = static_cast<char16_t>(unit - 0xFEE0);
    if (flags & NORM_IGNORESYMBOLS && is_symbol(unit)) continue;
    if (!(flags & SORT_STRINGSORT) && is_word_mark(unit)) {
      if (marks) marks->push_back({rest.size(), unit});
      continue;
    }
    rest.push_back(unit);
  }
  return rest;
}

int sign(int value) { return (value > 0) - (value < 0); }

// Walks over what counts in an ASCII text.
class AsciiWalk {
 public:
  AsciiWalk(std::u16string_view text, DWORD flags) : text_(text), flags_(flags) {}
  // The next character's weight, or 0 at the end.
  uint8_t next(char16_t* unit) {
    while (at_ < text_.size()) {
      const char16_t c = text_[at_++];
      const uint8_t weight = kWeights[c];
      if (!weight) continue;
      if (!(flags_ & SORT_STRINGSORT) && is_word_mark(c)) continue;
      if (flags_ & NORM_IGNORESYMBOLS && is_symbol(c)) continue;
      *unit = c;
      return weight;
    }
    return 0;
  }

 private:
  std::u16string_view text_;
  DWORD flags_;
  size_t at_ = 0;
};

int compare_ascii(DWORD flags, std::u16string_view a, std::u16string_view b) {
  AsciiWalk left(a, flags), right(b, flags);
  int by_case = 0;
  for (;;) {
    char16_t x = 0, y = 0;
    const uint8_t first = left.next(&x), second = right.next(&y);
    if (first != second) return first < second ? -1 : 1;
    if (!first) break;
    if (!by_case && x != y) by_case = x > y ? -1 : 1;  // lower case comes first
  }
  if (by_case && !(flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE))) return by_case;
  if (flags & (SORT_STRINGSORT | NORM_IGNORESYMBOLS)) return 0;
  std::vector<Mark> x, y;
  strip(a, flags, &x);
  strip(b, flags, &y);
  return compare_marks(x, y);
}

}  // namespace

int compare_text(std::u16string_view locale, DWORD flags, std::u16string_view a,
                 std::u16string_view b) {
  if (a == b) return 0;
  if (!(flags & SORT_DIGITSASNUMBERS) && is_ascii(a) && is_ascii(b))
    return compare_ascii(flags, a, b);
  std::vector<Mark> marks_a, marks_b;
  const std::u16string x = strip(a, flags, &marks_a), y = strip(b, flags, &marks_b);
  int result = 0;
  const Collator collator(locale, flags);
  if (collator) {
    result = collator.compare(x, y);
  } else {
    result = sign(compare_ignoring_case(x, y));
    if (!result && !(flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)))
      result = -sign(x.compare(y));
  }
  return result ? result : compare_marks(marks_a, marks_b);
}

std::string sort_key(std::u16string_view locale, DWORD flags, std::u16string_view text) {
  std::vector<Mark> marks;
  const std::u16string rest = strip(text, flags, &marks);
  std::string key;
  const Collator collator(locale, flags);
  if (collator) {
    key = collator.key(rest);
  } else {
    for (const char16_t unit : rest) {
      const char16_t upper = upcase(unit);
      key.push_back(static_cast<char>(0x40 + (upper >> 12)));
      key.push_back(static_cast<char>(0x40 + (upper >> 6 & 0x3F)));
      key.push_back(static_cast<char>(0x40 + (upper & 0x3F)));
    }
    key.push_back(1);
    if (!(flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE)))
      for (const char16_t unit : rest) key.push_back(upcase(unit) == unit ? 3 : 2);
  }
  // Levels are separated by 1 and the key ends with 0, as Windows' keys are.
  key.push_back(1);
  for (const Mark& mark : marks) {
    const size_t inverse = 0xFFFF - std::min<size_t>(mark.position, 0xFFFE);
    key.push_back(static_cast<char>(0x80 | (inverse >> 8 & 0x7F)));
    key.push_back(static_cast<char>(0x02 + (inverse & 0x7F)));
    key.push_back(mark.unit == u'\'' ? 2 : 3);
  }
  key.push_back(0);
  return key;
}

size_t find_text(std::u16string_view locale, DWORD flags, std::u16string_view text,
                 std::u16string_view value, bool from_end, bool anchored, size_t* found) {
  *found = value.size();
  if (value.empty()) return from_end ? text.size() : 0;
  const bool fold = flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE);
  if (is_ascii(text) && is_ascii(value)) {
    if (value.size() > text.size()) return SIZE_MAX;
    const size_t last = text.size() - value.size();
    for (size_t n = 0; n <= last; ++n) {
      const size_t at = from_end ? last - n : n;
      const auto part = text.substr(at, value.size());
      if (fold ? equal_ignoring_case(part, value) : part == value) return at;
      if (anchored) break;
    }
    return SIZE_MAX;
  }
  // A match may be longer or shorter than what is looked for, by what composes or is ignored.
  const size_t most = std::min(text.size(), value.size() * 3 + 2);
  for (size_t n = 0; n < text.size(); ++n) {
    const size_t edge = from_end ? text.size() - n : n;
    for (size_t length = 1; length <= most; ++length) {
      if (from_end ? length > edge : edge + length > text.size()) break;
      const size_t at = from_end ? edge - length : edge;
      if (compare_text(locale, flags, text.substr(at, length), value) != 0) continue;
      *found = length;
      return at;
    }
    if (anchored) break;
  }
  return SIZE_MAX;
}

}  // namespace mimic::win
