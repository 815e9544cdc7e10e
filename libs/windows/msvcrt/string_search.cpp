// The hot functions on terminated strings, 16 bytes at a time (see memory.cpp on why here and not
// the host's).
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/simd.h"
#include "libs/windows/crt/strings.h"

#pragma GCC optimize("no-tree-loop-distribute-patterns")

namespace mimic::win::crt {
namespace {

// The aligned 16 bytes that hold `at`, which lie on its page, and how far into them it is.
template <class C>
struct Start {
  explicit Start(const C* at)
      : block(reinterpret_cast<const char*>(reinterpret_cast<uintptr_t>(at) & ~uintptr_t{15})),
        skip(reinterpret_cast<uintptr_t>(at) & 15) {}
  const char* block;
  unsigned skip;
};

inline __m128i aligned(const char* block) {
  return _mm_load_si128(reinterpret_cast<const __m128i*>(block));
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT(size_t, strlen, (const char* text)) {
  crt::Start<char> start(text);
  const __m128i zero = _mm_setzero_si128();
  unsigned ends = crt::equal_bytes(crt::aligned(start.block), zero) >> start.skip;
  if (ends) return __builtin_ctz(ends);
  const char* block = start.block + 16;
  // Up to a multiple of 64, then 64 at a time.
  for (; reinterpret_cast<uintptr_t>(block) & 63; block += 16) {
    if ((ends = crt::equal_bytes(crt::aligned(block), zero)))
      return block + __builtin_ctz(ends) - text;
  }
  for (;; block += 64) {
    const __m128i a = crt::aligned(block), b = crt::aligned(block + 16),
                  c = crt::aligned(block + 32), d = crt::aligned(block + 48);
    const __m128i least = _mm_min_epu8(_mm_min_epu8(a, b), _mm_min_epu8(c, d));
    if (crt::equal_bytes(least, zero)) break;
  }
  while (!(ends = crt::equal_bytes(crt::aligned(block), zero))) block += 16;
  return block + __builtin_ctz(ends) - text;
}

CRT_EXPORT(size_t, wcslen, (const WCHAR* text)) {
  if (reinterpret_cast<uintptr_t>(text) & 1) return crt::length(text);
  crt::Start<WCHAR> start(text);
  const __m128i zero = _mm_setzero_si128();
  unsigned ends = crt::equal_units(crt::aligned(start.block), zero) >> start.skip;
  if (ends) return __builtin_ctz(ends) / 2;
  const char* block = start.block;
  do ends = crt::equal_units(crt::aligned(block += 16), zero);
  while (!ends);
  return (block + __builtin_ctz(ends) - reinterpret_cast<const char*>(text)) / 2;
}

CRT_EXPORT(size_t, strnlen, (const char* text, size_t limit)) {
  return crt::bounded_length(text, limit);
}
CRT_EXPORT(size_t, wcsnlen, (const WCHAR* text, size_t limit)) {
  return crt::bounded_length(text, limit);
}

CRT_EXPORT(char*, strchr, (const char* text, int byte)) {
  crt::Start<char> start(text);
  const __m128i zero = _mm_setzero_si128(), wanted = _mm_set1_epi8(static_cast<char>(byte));
  const char* block = start.block;
  unsigned skip = start.skip;
  for (;; block += 16, skip = 0) {
    const __m128i bytes = crt::aligned(block);
    const unsigned found = crt::equal_bytes(bytes, wanted) >> skip << skip;
    const unsigned ends = crt::equal_bytes(bytes, zero) >> skip << skip;
    if (!(found | ends)) continue;
    const unsigned at = __builtin_ctz(found | ends);
    return found >> at & 1 ? const_cast<char*>(block + at) : nullptr;
  }
}

CRT_EXPORT(WCHAR*, wcschr, (const WCHAR* text, WCHAR unit)) {
  for (;; ++text) {
    if (*text == unit) return const_cast<WCHAR*>(text);
    if (!*text) return nullptr;
  }
}

CRT_EXPORT(char*, strrchr, (const char* text, int byte)) {
  const char* at = text + strlen(text);
  for (;; --at) {
    if (*at == static_cast<char>(byte)) return const_cast<char*>(at);
    if (at == text) return nullptr;
  }
}
CRT_EXPORT(WCHAR*, wcsrchr, (const WCHAR* text, WCHAR unit)) {
  const WCHAR* at = text + wcslen(text);
  for (;; --at) {
    if (*at == unit) return const_cast<WCHAR*>(at);
    if (at == text) return nullptr;
  }
}

CRT_EXPORT(int, strcmp, (const char* a, const char* b)) {
  const __m128i zero = _mm_setzero_si128();
  for (;;) {
    const size_t left_a = crt::left_on_page(a), left_b = crt::left_on_page(b);
    for (size_t blocks = (left_a < left_b ? left_a : left_b) / 16; blocks; --blocks) {
      // The smaller of a byte and its equality is zero where the bytes differ or end.
      const __m128i left = crt::load(a);
      const __m128i equal = _mm_cmpeq_epi8(left, crt::load(b));
      if (const unsigned stop = crt::equal_bytes(_mm_min_epu8(left, equal), zero)) {
        const unsigned at = __builtin_ctz(stop);
        const auto x = static_cast<uint8_t>(a[at]), y = static_cast<uint8_t>(b[at]);
        return x < y ? -1 : x > y;
      }
      a += 16, b += 16;
    }
    // Over the edge of a page byte by byte.
    for (int i = 0; i < 16; ++i, ++a, ++b) {
      if (*a != *b) return static_cast<uint8_t>(*a) < static_cast<uint8_t>(*b) ? -1 : 1;
      if (!*a) return 0;
    }
  }
}

CRT_EXPORT(int, strncmp, (const char* a, const char* b, size_t limit)) {
  return crt::compare(a, b, limit);
}
CRT_EXPORT(int, wcscmp, (const WCHAR* a, const WCHAR* b)) { return crt::compare(a, b, ~size_t{0}); }
CRT_EXPORT(int, wcsncmp, (const WCHAR* a, const WCHAR* b, size_t limit)) {
  return crt::compare(a, b, limit);
}

CRT_EXPORT(char*, strstr, (const char* text, const char* part)) {
  if (!*part) return const_cast<char*>(text);
  const size_t rest = strlen(part + 1);
  for (; (text = strchr(text, *part)); ++text) {
    if (crt::compare(text + 1, part + 1, rest) == 0) return const_cast<char*>(text);
  }
  return nullptr;
}
CRT_EXPORT(WCHAR*, wcsstr, (const WCHAR* text, const WCHAR* part)) { return crt::find(text, part); }

CRT_EXPORT(size_t, strspn, (const char* text, const char* set)) {
  return crt::span(text, set, true);
}
CRT_EXPORT(size_t, strcspn, (const char* text, const char* set)) {
  return crt::span(text, set, false);
}
CRT_EXPORT(size_t, wcsspn, (const WCHAR* text, const WCHAR* set)) {
  return crt::span(text, set, true);
}
CRT_EXPORT(size_t, wcscspn, (const WCHAR* text, const WCHAR* set)) {
  return crt::span(text, set, false);
}
CRT_EXPORT(char*, strpbrk, (const char* text, const char* set)) {
  text += crt::span(text, set, false);
  return *text ? const_cast<char*>(text) : nullptr;
}
CRT_EXPORT(WCHAR*, wcspbrk, (const WCHAR* text, const WCHAR* set)) {
  text += crt::span(text, set, false);
  return *text ? const_cast<WCHAR*>(text) : nullptr;
}

UCRT_ALIAS(__strncnt, strnlen);
UCRT_ALIAS(__wcsncnt, wcsnlen);

}  // namespace mimic::win::msvcrt

ALSO(vcruntime140, strchr, "msvcrt.strchr");
ALSO(vcruntime140, strrchr, "msvcrt.strrchr");
ALSO(vcruntime140, strstr, "msvcrt.strstr");
ALSO(vcruntime140, wcschr, "msvcrt.wcschr");
ALSO(vcruntime140, wcsrchr, "msvcrt.wcsrchr");
ALSO(vcruntime140, wcsstr, "msvcrt.wcsstr");
