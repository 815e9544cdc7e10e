// Simple case mapping of single UTF-16 units.
#include <algorithm>
#include <array>
#include <iterator>

#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct CaseRun {
  uint16_t first, last, step;
  int distance;  // to the other case
};

constexpr CaseRun kToUpper[] = {
#include "libs/windows/core/case_runs.inc"
};

constexpr auto kToLower = [] {
  std::array<CaseRun, std::size(kToUpper)> runs{};
  for (size_t i = 0; i < runs.size(); ++i) {
    const CaseRun& r = kToUpper[i];
    runs[i] = {static_cast<uint16_t>(r.first + r.distance),
               static_cast<uint16_t>(r.last + r.distance), r.step, -r.distance};
  }
  std::sort(runs.begin(), runs.end(),
            [](const CaseRun& a, const CaseRun& b) { return a.first < b.first; });
  return runs;
}();

// The search below needs runs that follow each other.
template <class Runs>
constexpr bool are_disjoint(const Runs& runs) {
  for (size_t i = 1; i < std::size(runs); ++i)
    if (runs[i].first <= runs[i - 1].last) return false;
  return true;
}
static_assert(are_disjoint(kToUpper) && are_disjoint(kToLower));

template <class Runs>
char16_t map(const Runs& runs, char16_t unit) {
  auto run = std::upper_bound(std::begin(runs), std::end(runs), unit,
                              [](char16_t u, const CaseRun& r) { return u < r.first; });
  if (run == std::begin(runs)) return unit;
  --run;
  if (unit > run->last || (unit - run->first) % run->step) return unit;
  return static_cast<char16_t>(unit + run->distance);
}

}  // namespace

char16_t upcase(char16_t unit) {
  if (unit < 0x80) return unit - unsigned{u'a'} < 26 ? static_cast<char16_t>(unit - 32) : unit;
  return map(kToUpper, unit);
}

char16_t downcase(char16_t unit) {
  if (unit < 0x80) return unit - unsigned{u'A'} < 26 ? static_cast<char16_t>(unit + 32) : unit;
  return map(kToLower, unit);
}

}  // namespace mimic::win
