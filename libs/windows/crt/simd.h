// SSE2 pieces of the string functions. What uses them must stay within xmm0–xmm5.
#pragma once

#include <emmintrin.h>

#include <cstddef>
#include <cstdint>

namespace mimic::win::crt {

inline __m128i load(const void* from) { return _mm_loadu_si128(static_cast<const __m128i*>(from)); }
inline void store(void* to, __m128i value) { _mm_storeu_si128(static_cast<__m128i*>(to), value); }

// One bit a byte where the two are equal.
inline unsigned equal_bytes(__m128i a, __m128i b) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(a, b)));
}
// Two bits a unit.
inline unsigned equal_units(__m128i a, __m128i b) {
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi16(a, b)));
}

// How many bytes from `at` lie on its page: reading them cannot fault where reading the first does
// not.
inline size_t left_on_page(const void* at) {
  return 0x1000 - (reinterpret_cast<uintptr_t>(at) & 0xfff);
}

}  // namespace mimic::win::crt
