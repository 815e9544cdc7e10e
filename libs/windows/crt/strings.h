// The string functions that are the same for char and WCHAR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "libs/windows/crt/error.h"

namespace mimic::win::crt {

template <class C>
using Unsigned = std::conditional_t<sizeof(C) == 1, uint8_t, uint16_t>;

template <class C>
[[gnu::always_inline]] inline size_t length(const C* text) {
  size_t count = 0;
  while (text[count]) ++count;
  return count;
}

template <class C>
[[gnu::always_inline]] inline size_t bounded_length(const C* text, size_t limit) {
  size_t count = 0;
  while (count < limit && text[count]) ++count;
  return count;
}

template <class C>
[[gnu::always_inline]] inline int compare(const C* a, const C* b, size_t limit) {
  for (; limit; ++a, ++b, --limit) {
    if (*a != *b) return static_cast<Unsigned<C>>(*a) < static_cast<Unsigned<C>>(*b) ? -1 : 1;
    if (!*a) break;
  }
  return 0;
}

template <class C>
C* append(C* to, const C* from, size_t limit) {
  C* end = to + length(to);
  for (; limit && *from; --limit) *end++ = *from++;
  *end = 0;
  return to;
}

template <class C>
C* copy_padded(C* to, const C* from, size_t count) {
  size_t i = 0;
  for (; i < count && from[i]; ++i) to[i] = from[i];
  for (; i < count; ++i) to[i] = 0;
  return to;
}

template <class C>
bool contains(const C* set, C unit) {
  for (; *set; ++set) {
    if (*set == unit) return true;
  }
  return false;
}

// Bytes have a bitmap, so that a long set costs no more than a short one.
template <class C>
class Set {
 public:
  explicit Set(const C* members) : members_(members) {
    if constexpr (sizeof(C) == 1) {
      for (; *members; ++members) {
        const auto byte = static_cast<uint8_t>(*members);
        bits_[byte / 64] |= uint64_t{1} << byte % 64;
      }
    }
  }
  bool has(C unit) const {
    if constexpr (sizeof(C) == 1) {
      const auto byte = static_cast<uint8_t>(unit);
      return bits_[byte / 64] >> byte % 64 & 1;
    } else {
      return contains(members_, unit);
    }
  }

 private:
  const C* members_;
  uint64_t bits_[sizeof(C) == 1 ? 4 : 1] = {};
};

template <class C>
[[gnu::always_inline]] inline size_t span(const C* text, const C* members, bool wanted) {
  const Set<C> set(members);
  size_t count = 0;
  while (text[count] && set.has(text[count]) == wanted) ++count;
  return count;
}

template <class C>
C* tokenize(C* text, const C* delimiters, C** rest) {
  if (!text) text = *rest;
  if (!text) return nullptr;
  text += span(text, delimiters, true);
  if (!*text) {
    *rest = text;
    return nullptr;
  }
  C* end = text + span(text, delimiters, false);
  if (*end) *end++ = 0;
  *rest = end;
  return text;
}

template <class C>
C* find(const C* text, const C* part) {
  if (!*part) return const_cast<C*>(text);
  for (; *text; ++text) {
    if (*text != *part) continue;
    size_t i = 1;
    while (part[i] && text[i] == part[i]) ++i;
    if (!part[i]) return const_cast<C*>(text);
  }
  return nullptr;
}

template <class C>
C* reverse(C* text) {
  C* last = text + length(text);
  for (C* first = text; first < last;) {
    const C unit = *first;
    *first++ = *--last;
    *last = unit;
  }
  return text;
}

template <class C>
C* fill(C* text, C unit, size_t limit) {
  for (C* at = text; limit && *at; --limit) *at++ = unit;
  return text;
}

// The `_s` functions: what is wrong with the buffers goes to the invalid parameter handler; the
// destination is emptied where there is one; _TRUNCATE fills it and says STRUNCATE.

template <class C>
int reject(C* to, int error) {
  *to = 0;
  return fail_invalid(error);
}

template <class C>
int copy_s(C* to, size_t capacity, const C* from) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (!from) return reject(to, kEINVAL);
  for (size_t i = 0; i < capacity; ++i) {
    if (!(to[i] = from[i])) return 0;
  }
  return reject(to, kERANGE);
}

// Copies at most `count` units to `to + offset`.
template <class C>
int copy_part_s(C* to, size_t offset, size_t capacity, const C* from, size_t count) {
  for (size_t i = offset;; ++i, --count) {
    if (i == capacity) break;
    if (!count || !*from) {
      to[i] = 0;
      return 0;
    }
    to[i] = *from++;
    if (count == kTruncate) ++count;
  }
  if (count != kTruncate) return reject(to, kERANGE);
  to[capacity - 1] = 0;
  return kSTRUNCATE;
}

template <class C>
int copy_n_s(C* to, size_t capacity, const C* from, size_t count) {
  if (!count && !to && !capacity) return 0;
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (!count) return *to = 0;
  if (!from) return reject(to, kEINVAL);
  return copy_part_s(to, 0, capacity, from, count);
}

template <class C>
int append_s(C* to, size_t capacity, const C* from) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (!from) return reject(to, kEINVAL);
  const size_t end = bounded_length(to, capacity);
  if (end == capacity) return reject(to, kEINVAL);
  for (size_t i = end; i < capacity; ++i) {
    if (!(to[i] = from[i - end])) return 0;
  }
  return reject(to, kERANGE);
}

template <class C>
int append_n_s(C* to, size_t capacity, const C* from, size_t count) {
  if (!count && !to && !capacity) return 0;
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (count && !from) return reject(to, kEINVAL);
  const size_t end = bounded_length(to, capacity);
  if (end == capacity) return reject(to, kEINVAL);
  if (!count) return 0;
  return copy_part_s(to, end, capacity, from, count);
}

// For functions that rewrite a terminated string of at most `capacity` units in place.
template <class C>
int check_terminated(C* text, size_t capacity) {
  if (!text || !capacity) return fail_invalid(kEINVAL);
  if (bounded_length(text, capacity) == capacity) return reject(text, kEINVAL);
  return 0;
}

template <class C>
int fill_s(C* text, size_t capacity, C unit, size_t limit) {
  if (int error = check_terminated(text, capacity)) return error;
  fill(text, unit, limit);
  return 0;
}

template <class C>
C* tokenize_s(C* text, const C* delimiters, C** rest) {
  if (!rest || !delimiters || (!text && !*rest)) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  return tokenize(text, delimiters, rest);
}

}  // namespace mimic::win::crt
