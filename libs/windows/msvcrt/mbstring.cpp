// _mbs functions that read strings: stepping, counting, searching, comparing.
#include <cstring>
#include <string>

#include "libs/windows/crt/mbcs_exports.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {
namespace {

constexpr int kComparisonFailed = 0x7fffffff;  // _NLSCMPERROR

Byte* writable(const Byte* text) { return const_cast<Byte*>(text); }

bool missing(const void* a, const void* b = "") {
  if (a && b) return false;
  fail_invalid(kEINVAL);
  return true;
}

// By code; at most `characters` characters and `bytes` bytes.
int compare(const Mbcs& mb, const Byte* a, const Byte* b, size_t characters, size_t bytes,
            bool ignore_case) {
  if ((!a || !b) && characters && bytes) return missing(a, b) ? kComparisonFailed : 0;
  while (characters && bytes) {
    unsigned x = mb.code(a), y = mb.code(b);
    if (bytes == 1) {
      // Half a character counts as none.
      if (x > 255) x = 0;
      if (y > 255) y = 0;
    }
    if (ignore_case) {
      x = mb.lower(x);
      y = mb.lower(y);
    }
    if (x != y) return x < y ? -1 : 1;
    if (!x) return 0;
    const size_t size = mb.size(a);
    bytes = bytes > size ? bytes - size : 0;
    --characters;
    a += size;
    b += mb.size(b);
  }
  return 0;
}

// Bytes of the first `characters` characters, at most `bytes`.
size_t prefix(const Mbcs& mb, const Byte* text, size_t characters, size_t bytes) {
  size_t at = 0;
  while (characters-- && at < bytes && text[at]) {
    const size_t size = mb.size(text + at);
    if (at + size > bytes) break;
    at += size;
  }
  return at;
}

int collate(const Mbcs& mb, Locale* locale, const Byte* a, const Byte* b, size_t characters,
            size_t bytes, bool ignore_case) {
  const LocaleData& data = *locale_or_current(locale).locinfo;
  if (!data.name[kLcCollate]) return compare(mb, a, b, characters, bytes, ignore_case);
  if (missing(a, b)) return kComparisonFailed;
  const auto wide = [&](const Byte* text) {
    const size_t size = prefix(mb, text, characters, bytes);
    std::u16string units(size, u'\0');
    const int count = kernel32::MultiByteToWideChar(
        static_cast<UINT>(mb.codepage()), 0, reinterpret_cast<const char*>(text),
        static_cast<int>(size), units.data(), static_cast<int>(size));
    units.resize(count > 0 ? count : 0);
    return units;
  };
  const std::u16string x = wide(a), y = wide(b);
  const int order = kernel32::CompareStringEx(data.name[kLcCollate], 0x1000u | ignore_case,
                                              x.data(), static_cast<int>(x.size()), y.data(),
                                              static_cast<int>(y.size()), nullptr, nullptr, 0);
  return order ? order - 2 : kComparisonFailed;
}

bool contains(const Mbcs& mb, const Byte* set, unsigned code) {
  for (; *set; set += mb.size(set)) {
    if (mb.code(set) == code) return true;
  }
  return false;
}

// The first character that is (or is not) in the set, or the terminator.
const Byte* skip(const Mbcs& mb, const Byte* text, const Byte* set, bool while_member) {
  while (*text && contains(mb, set, mb.code(text)) == while_member) text += mb.size(text);
  return text;
}

Byte* tokenize(const Mbcs& mb, Byte* text, const Byte* delimiters, Byte** rest) {
  if (!rest || !delimiters || (!text && !*rest)) return missing(nullptr), nullptr;
  if (!text) text = *rest;
  text = writable(skip(mb, text, delimiters, true));
  Byte* end = writable(skip(mb, text, delimiters, false));
  *rest = end;
  if (text == end) return nullptr;
  if (*end) {
    *rest = end + mb.size(end);
    *end = 0;
  }
  return text;
}

thread_local Byte* token_rest;

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Byte;
using crt::kTruncate;
using crt::missing;
using crt::writable;

MBS(Byte*, _mbsinc, (const Byte* text), { return writable(text + mb.size(text)); })
MBS(Byte*, _mbsdec, (const Byte* start, const Byte* at), {
  if (missing(start, at) || start >= at) return nullptr;
  const Byte* previous = at - 1;
  if (!mb.multibyte()) return writable(previous);
  // Whether the byte before is a trail byte depends on how many lead bytes come before it.
  const Byte* run = previous;
  while (run > start && mb.lead(run[-1])) --run;
  return writable(previous - ((previous - run) & 1));
})
MBS(unsigned, _mbsnextc, (const Byte* text), { return missing(text) ? 0 : mb.code(text); })
MBS(size_t, _mbclen, (const Byte* text), { return mb.size(text); })
MBS(size_t, _mbslen, (const Byte* text), {
  size_t count = 0;
  for (; *text; text += mb.size(text)) ++count;
  return count;
})
MBS(size_t, _mbsnlen, (const Byte* text, size_t limit), {
  size_t count = 0;
  size_t at = 0;
  for (; at < limit && text[at]; at += mb.size(text + at)) ++count;
  return at >= limit ? limit : count;
})
MBS(size_t, _mbsnccnt, (const Byte* text, size_t bytes), {
  size_t count = 0;
  for (size_t at = 0; at < bytes && text[at]; at += mb.size(text + at)) ++count;
  return count;
})
MBS(size_t, _mbsnbcnt, (const Byte* text, size_t characters),
    { return crt::prefix(mb, text, characters, kTruncate); })
MBS(Byte*, _mbsninc, (const Byte* text, size_t characters),
    { return text ? writable(text + crt::prefix(mb, text, characters, kTruncate)) : nullptr; })

MBS(Byte*, _mbschr, (const Byte* text, unsigned code), {
  if (missing(text)) return nullptr;
  for (;; text += mb.size(text)) {
    if (mb.code(text) == code) return writable(text);
    if (!*text) return nullptr;
  }
})
MBS(Byte*, _mbsrchr, (const Byte* text, unsigned code), {
  if (missing(text)) return nullptr;
  const Byte* found = nullptr;
  for (;; text += mb.size(text)) {
    if (mb.code(text) == code) found = text;
    if (!*text) return writable(found);
  }
})
MBS(Byte*, _mbsstr, (const Byte* text, const Byte* part), {
  if (missing(text, part)) return nullptr;
  const size_t size = std::strlen(reinterpret_cast<const char*>(part));
  for (;; text += mb.size(text)) {
    if (!std::strncmp(reinterpret_cast<const char*>(text), reinterpret_cast<const char*>(part),
                      size))
      return writable(text);
    if (!*text) return nullptr;
  }
})
MBS(size_t, _mbsspn, (const Byte* text, const Byte* set),
    { return missing(text, set) ? 0 : crt::skip(mb, text, set, true) - text; })
MBS(size_t, _mbscspn, (const Byte* text, const Byte* set),
    { return missing(text, set) ? 0 : crt::skip(mb, text, set, false) - text; })
MBS(Byte*, _mbsspnp, (const Byte* text, const Byte* set), {
  if (missing(text, set)) return nullptr;
  const Byte* at = crt::skip(mb, text, set, true);
  return *at ? writable(at) : nullptr;
})
MBS(Byte*, _mbspbrk, (const Byte* text, const Byte* set), {
  if (missing(text, set)) return nullptr;
  const Byte* at = crt::skip(mb, text, set, false);
  return *at ? writable(at) : nullptr;
})
MBS(Byte*, _mbstok_s, (Byte * text, const Byte* delimiters, Byte** rest),
    { return crt::tokenize(mb, text, delimiters, rest); })
MBS(Byte*, _mbstok, (Byte * text, const Byte* delimiters),
    { return crt::tokenize(mb, text, delimiters, &crt::token_rest); })

#define COMPARE(name, n_name, nb_name, ignore_case)                           \
  MBS(int, name, (const Byte* a, const Byte* b),                              \
      { return crt::compare(mb, a, b, kTruncate, kTruncate, ignore_case); })  \
  MBS(int, n_name, (const Byte* a, const Byte* b, size_t characters),         \
      { return crt::compare(mb, a, b, characters, kTruncate, ignore_case); }) \
  MBS(int, nb_name, (const Byte* a, const Byte* b, size_t bytes),             \
      { return crt::compare(mb, a, b, kTruncate, bytes, ignore_case); })
COMPARE(_mbscmp, _mbsncmp, _mbsnbcmp, false)
COMPARE(_mbsicmp, _mbsnicmp, _mbsnbicmp, true)
#undef COMPARE

// The locale decides the order, so these name it.
#define COLLATE_ONE(name, parameters, given, characters, bytes, ignore_case)            \
  CRT_EXPORT_O(int, name, parameters) {                                                 \
    return crt::collate(crt::Mbcs(given), given, a, b, characters, bytes, ignore_case); \
  }
#define COLLATE(name, n_name, nb_name, ignore_case)                                             \
  COLLATE_ONE(name, (const Byte* a, const Byte* b), nullptr, kTruncate, kTruncate, ignore_case) \
  COLLATE_ONE(name##_l, (const Byte* a, const Byte* b, crt::Locale* locale), locale, kTruncate, \
              kTruncate, ignore_case)                                                           \
  COLLATE_ONE(n_name, (const Byte* a, const Byte* b, size_t count), nullptr, count, kTruncate,  \
              ignore_case)                                                                      \
  COLLATE_ONE(n_name##_l, (const Byte* a, const Byte* b, size_t count, crt::Locale* locale),    \
              locale, count, kTruncate, ignore_case)                                            \
  COLLATE_ONE(nb_name, (const Byte* a, const Byte* b, size_t count), nullptr, kTruncate, count, \
              ignore_case)                                                                      \
  COLLATE_ONE(nb_name##_l, (const Byte* a, const Byte* b, size_t count, crt::Locale* locale),   \
              locale, kTruncate, count, ignore_case)
COLLATE(_mbscoll, _mbsncoll, _mbsnbcoll, false)
COLLATE(_mbsicoll, _mbsnicoll, _mbsnbicoll, true)
#undef COLLATE
#undef COLLATE_ONE

}  // namespace mimic::win::msvcrt
