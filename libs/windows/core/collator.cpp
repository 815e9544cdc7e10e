#include "libs/windows/core/collator.h"

#include "libs/windows/core/icu.h"
#include "libs/windows/core/linguistic.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// Attributes and values of unicode/ucol.h, which are part of ICU's stable ABI.
constexpr int UCOL_CASE_LEVEL = 3, UCOL_STRENGTH = 5, UCOL_NUMERIC_COLLATION = 7;
constexpr int UCOL_PRIMARY = 0, UCOL_SECONDARY = 1, UCOL_TERTIARY = 2, UCOL_ON = 17;
constexpr int UCOL_TAILORING_ONLY = 0, UCOL_DEFAULT = -1;

using Open = void*(const char*, UErrorCode*);
using OpenRules = void*(const char16_t*, int32_t, int, int, void*, UErrorCode*);
using GetRules = int32_t(const void*, int, char16_t*, int32_t);
using Clone = void*(const void*, void*, int32_t*, UErrorCode*);
using Close = void(void*);
using SetAttribute = void(void*, int, int, UErrorCode*);
using Compare = int(const void*, const char16_t*, int32_t, const char16_t*, int32_t);
using GetKey = int32_t(const void*, const char16_t*, int32_t, uint8_t*, int32_t);

// "& ' ' < '\t' < …": each symbol as a literal, tailored after the blank.
std::u16string symbol_rules() {
  std::u16string rules = u"&' '";
  for (const char* c = kSymbolOrder + 1; *c; ++c) {
    rules += u"<'";
    rules += *c == '\'' ? u'\'' : static_cast<char16_t>(*c);
    rules += u"'";
  }
  return rules;
}

void* open_tailored(const std::string& locale) {
  static const auto open = icu_function<Open>("ucol_open");
  static const auto open_rules = icu_function<OpenRules>("ucol_openRules");
  static const auto get_rules = icu_function<GetRules>("ucol_getRulesEx");
  static const auto close = icu_function<Close>("ucol_close");
  if (!open || !open_rules || !get_rules || !close) return nullptr;
  UErrorCode error = 0;
  void* plain = open(locale.c_str(), &error);
  if (icu_failed(error)) return nullptr;
  std::u16string rules(get_rules(plain, UCOL_TAILORING_ONLY, nullptr, 0), u'\0');
  if (!rules.empty())
    get_rules(plain, UCOL_TAILORING_ONLY, rules.data(), static_cast<int32_t>(rules.size()));
  rules += symbol_rules();
  error = 0;
  void* tailored = open_rules(rules.data(), static_cast<int32_t>(rules.size()), UCOL_DEFAULT,
                              UCOL_DEFAULT, nullptr, &error);
  if (icu_failed(error)) return plain;
  close(plain);
  return tailored;
}

// The last locale's collator is kept: making one costs milliseconds, copying it does not.
struct Cache {
  Lock lock;
  std::u16string locale;
  void* collator = nullptr;
};
Cache g_cache;

}  // namespace

Collator::Collator(std::u16string_view locale, DWORD flags) {
  static const auto clone = icu_function<Clone>("ucol_safeClone");
  static const auto set = icu_function<SetAttribute>("ucol_setAttribute");
  if (!clone || !set) return;
  const std::u16string name(locale);
  UErrorCode error = 0;
  {
    const LockGuard guard(g_cache.lock);
    if (!g_cache.collator || g_cache.locale != name) {
      static const auto close = icu_function<Close>("ucol_close");
      if (g_cache.collator && close) close(g_cache.collator);
      g_cache.collator = open_tailored(name.empty() ? "en-US" : to_utf8(name));
      g_cache.locale = name;
    }
    if (g_cache.collator) handle_ = clone(g_cache.collator, nullptr, nullptr, &error);
  }
  if (!handle_) return;
  const bool no_case = flags & (NORM_IGNORECASE | LINGUISTIC_IGNORECASE);
  const bool no_marks = flags & (NORM_IGNORENONSPACE | LINGUISTIC_IGNOREDIACRITIC);
  set(handle_, UCOL_STRENGTH,
      no_marks  ? UCOL_PRIMARY
      : no_case ? UCOL_SECONDARY
                : UCOL_TERTIARY,
      &error);
  if (no_marks && !no_case) set(handle_, UCOL_CASE_LEVEL, UCOL_ON, &error);
  if (flags & SORT_DIGITSASNUMBERS) set(handle_, UCOL_NUMERIC_COLLATION, UCOL_ON, &error);
}

Collator::~Collator() {
  static const auto close = icu_function<Close>("ucol_close");
  if (handle_ && close) close(handle_);
}

int Collator::compare(std::u16string_view a, std::u16string_view b) const {
  static const auto compare = icu_function<Compare>("ucol_strcoll");
  return compare(handle_, a.data(), static_cast<int32_t>(a.size()), b.data(),
                 static_cast<int32_t>(b.size()));
}

std::string Collator::key(std::u16string_view text) const {
  static const auto get = icu_function<GetKey>("ucol_getSortKey");
  const auto length = static_cast<int32_t>(text.size());
  std::string key(get(handle_, text.data(), length, nullptr, 0), '\0');
  get(handle_, text.data(), length, reinterpret_cast<uint8_t*>(key.data()),
      static_cast<int32_t>(key.size()));
  while (!key.empty() && !key.back()) key.pop_back();
  return key;
}

}  // namespace mimic::win
