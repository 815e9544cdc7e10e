// Finding pairs of bytes in much code, quickly.
#pragma once

#include <emmintrin.h>

#include "loader/base/bytes.h"

namespace mimic::rewrite {

// Calls visit(offset) for each place of `code` where find(these, next) has a byte of ones: `these`
// are 16 bytes, `next` the 16 that begin one byte later. In ascending order; the last byte of
// `code` is followed by a 0.
template <class Find, class Visit>
inline void for_each_match(Bytes code, Find find, Visit visit) {
  const auto mask_at = [&find](const uint8_t* from) __attribute__((always_inline)) {
    const auto load = [](const uint8_t* at) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    };
    return static_cast<uint32_t>(_mm_movemask_epi8(find(load(from), load(from + 1))));
  };
  const auto report = [&visit](size_t offset, uint32_t mask) __attribute__((always_inline)) {
    for (; mask != 0; mask &= mask - 1) {
      visit(offset + static_cast<size_t>(__builtin_ctz(mask)));
    }
  };
  size_t at = 0;
  for (; code.size() - at >= 33; at += 32) {
    const uint8_t* from = code.data() + at;
    report(at, mask_at(from) | mask_at(from + 16) << 16);
  }
  uint8_t rest[33] = {};
  if (code.size() != at) std::memcpy(rest, code.data() + at, code.size() - at);
  report(at, mask_at(rest) | mask_at(rest + 16) << 16);
}

inline __m128i equal(__m128i bytes, uint8_t value) {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(value)));
}

}  // namespace mimic::rewrite
