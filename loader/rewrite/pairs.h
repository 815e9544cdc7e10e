// Finding pairs of bytes in much code, quickly.
#pragma once

#include <emmintrin.h>

#include "loader/base/bytes.h"

namespace mimic::rewrite {

// Calls visit(offset) for each place of `code` where find(these, next) has a byte of ones: `these`
// are 16 bytes, `next` the 16 that begin one byte later. In ascending order; the last byte of
// `code` is followed by a 0.
template <class Find, class Visit>
void for_each_match(Bytes code, Find find, Visit visit) {
  const auto report = [&visit](size_t offset, __m128i these, __m128i next, Find& find_in) {
    for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(find_in(these, next))); mask != 0;
         mask &= mask - 1) {
      visit(offset + static_cast<size_t>(__builtin_ctz(mask)));
    }
  };
  const auto load = [](const uint8_t* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  };
  size_t at = 0;
  for (; code.size() - at >= 17; at += 16) {
    report(at, load(code.data() + at), load(code.data() + at + 1), find);
  }
  uint8_t rest[33] = {};
  std::memcpy(rest, code.data() + at, code.size() - at);
  report(at, load(rest), load(rest + 1), find);
}

inline __m128i equal(__m128i bytes, uint8_t value) {
  return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(static_cast<char>(value)));
}

}  // namespace mimic::rewrite
