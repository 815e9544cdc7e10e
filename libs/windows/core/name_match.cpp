#include "libs/windows/core/name_match.h"

#include <algorithm>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr char16_t kStar = u'*', kAny = u'?', kDosStar = u'<', kDosAny = u'>', kDosDot = u'"';

// Positions in the expression that what was read of the name may have led to: one byte each, and
// one more for its end. Wildcards make several possible; all are followed at once.
using Positions = std::string;

// Adds what can be reached without reading a unit, when `next` is the unit that follows (0: none).
void skip_empty(Positions& positions, std::u16string_view expression, char16_t next) {
  for (size_t at = 0; at < expression.size(); ++at) {
    if (!positions[at]) continue;
    const char16_t want = expression[at];
    if (want == kStar || want == kDosStar || (want == kDosAny && (!next || next == u'.')) ||
        (want == kDosDot && !next))
      positions[at + 1] = 1;
  }
}

}  // namespace

bool has_wildcards(std::u16string_view expression) {
  return expression.find_first_of(u"*?<>\"") != expression.npos;
}

bool name_matches(std::u16string_view expression, std::u16string_view name, bool ignore_case) {
  if (expression == u"*") return true;
  const size_t last_dot = name.rfind(u'.');
  Positions now(expression.size() + 1, 0), then = now;
  now[0] = 1;
  for (size_t index = 0; index < name.size(); ++index) {
    const char16_t unit = name[index];
    const char16_t upper = ignore_case ? upcase(unit) : unit;
    skip_empty(now, expression, unit);
    std::fill(then.begin(), then.end(), 0);
    bool any = false;
    for (size_t at = 0; at < expression.size(); ++at) {
      if (!now[at]) continue;
      const char16_t want = expression[at];
      if (want == kStar || (want == kDosStar && index != last_dot)) {
        then[at] = 1;
      } else if (want == kAny || (want == kDosAny && unit != u'.') ||
                 (want == kDosDot && unit == u'.') || want == unit ||
                 (ignore_case && upcase(want) == upper)) {
        then[at + 1] = 1;
      } else {
        continue;
      }
      any = true;
    }
    if (!any) return false;
    now.swap(then);
  }
  skip_empty(now, expression, 0);
  return now.back();
}

std::u16string expression_of(std::u16string_view pattern, bool stripped_dot) {
  std::u16string expression(pattern);
  if (expression == u"*.*") return u"*";
  for (size_t index = 0; index < expression.size(); ++index) {
    char16_t& unit = expression[index];
    if (unit == kAny) unit = kDosAny;
    if (index == 0) continue;
    char16_t& before = expression[index - 1];
    if (unit == u'.' && before == kStar) before = kDosStar;
    if ((unit == kDosAny || unit == kStar) && before == u'.') before = kDosDot;
  }
  if (stripped_dot && !expression.empty() && expression.back() == kStar)
    expression.back() = kDosStar;
  return expression;
}

}  // namespace mimic::win
