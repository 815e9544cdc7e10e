// memcpy and its kind. These are called millions of times with small sizes, so the small cases
// are written for the Windows calling convention: they touch only xmm0–xmm5, which a caller expects
// to lose, while a call of a System V function has to save xmm6–xmm15 (about 3 ns). Large blocks go
// to the host's libc, which uses what the processor has.
#include <emmintrin.h>

#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/simd.h"

#pragma GCC optimize("no-tree-loop-distribute-patterns")

namespace mimic::win::crt {
namespace {

constexpr size_t kHostFrom = 256;  // where the host's AVX code makes up for the saved registers

[[gnu::noinline]] MS_ABI void* host_memmove(void* to, const void* from, size_t size) {
  return ::memmove(to, from, size);
}
[[gnu::noinline]] MS_ABI void* host_memset(void* to, int byte, size_t size) {
  return ::memset(to, byte, size);
}
[[gnu::noinline]] MS_ABI int host_memcmp(const void* a, const void* b, size_t size) {
  return ::memcmp(a, b, size);
}

inline int sign_of_difference(uint64_t a, uint64_t b) {
  a = __builtin_bswap64(a);
  b = __builtin_bswap64(b);
  return a < b ? -1 : a > b;
}

template <class T>
inline T read(const void* from) {
  T value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}
template <class T>
inline void write(void* to, T value) {
  __builtin_memcpy(to, &value, sizeof value);
}

// Everything is read before anything is written, so overlap does not matter.
template <class T>
inline void copy_ends(char* to, const char* from, size_t size) {
  const T head = read<T>(from), tail = read<T>(from + size - sizeof(T));
  write(to, head);
  write(to + size - sizeof(T), tail);
}

inline void* move(void* destination, const void* source, size_t size) {
  auto* to = static_cast<char*>(destination);
  auto* from = static_cast<const char*>(source);
  if (size <= 16) {
    if (size >= 8)
      copy_ends<uint64_t>(to, from, size);
    else if (size >= 4)
      copy_ends<uint32_t>(to, from, size);
    else if (size >= 2)
      copy_ends<uint16_t>(to, from, size);
    else if (size)
      *to = *from;
    return destination;
  }
  if (size <= 32) {
    const __m128i a = load(from), b = load(from + size - 16);
    store(to, a);
    store(to + size - 16, b);
    return destination;
  }
  if (size <= 64) {
    const __m128i a = load(from), b = load(from + 16), c = load(from + size - 32),
                  d = load(from + size - 16);
    store(to, a);
    store(to + 16, b);
    store(to + size - 32, c);
    store(to + size - 16, d);
    return destination;
  }
  if (size >= kHostFrom) return host_memmove(destination, source, size);
  const __m128i tail = load(from + size - 16);
  if (static_cast<size_t>(to - from) >= size) {
    for (size_t i = 0; i < size - 16; i += 16) store(to + i, load(from + i));
    store(to + size - 16, tail);
  } else {
    const __m128i head = load(from);
    for (size_t left = size; left > 16; left -= 16) store(to + left - 16, load(from + left - 16));
    store(to, head);
  }
  return destination;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::load;

// The Windows runtime's memcpy is memmove: programs with overlapping blocks work there.
CRT_EXPORT(void*, memmove, (void* to, const void* from, size_t size)) {
  return crt::move(to, from, size);
}
CRT_EXPORT(void*, memcpy, (void* to, const void* from, size_t size)) {
  return crt::move(to, from, size);
}

CRT_EXPORT_O(void*, memset, (void* destination, int byte, size_t size)) {
  auto* to = static_cast<char*>(destination);
  const uint64_t word = 0x0101010101010101u * static_cast<uint8_t>(byte);
  if (size <= 16) {
    if (size >= 8) {
      crt::write(to, word);
      crt::write(to + size - 8, word);
    } else if (size >= 4) {
      crt::write(to, static_cast<uint32_t>(word));
      crt::write(to + size - 4, static_cast<uint32_t>(word));
    } else if (size >= 2) {
      crt::write(to, static_cast<uint16_t>(word));
      crt::write(to + size - 2, static_cast<uint16_t>(word));
    } else if (size) {
      *to = static_cast<char>(byte);
    }
    return destination;
  }
  if (size >= crt::kHostFrom) return crt::host_memset(destination, byte, size);
  const __m128i value = _mm_set1_epi64x(static_cast<int64_t>(word));
  for (size_t i = 0; i < size - 16; i += 16) crt::store(to + i, value);
  crt::store(to + size - 16, value);
  return destination;
}

// The result is -1, 0 or 1, as vcruntime140 gives it.
CRT_EXPORT(int, memcmp, (const void* left, const void* right, size_t size)) {
  auto* a = static_cast<const char*>(left);
  auto* b = static_cast<const char*>(right);
  if (size >= crt::kHostFrom) {
    const int difference = crt::host_memcmp(a, b, size);
    return (difference > 0) - (difference < 0);
  }
  while (size >= 16) {
    if (unsigned unequal = crt::equal_bytes(load(a), load(b)) ^ 0xffffu) {
      const unsigned at = __builtin_ctz(unequal);
      return static_cast<uint8_t>(a[at]) < static_cast<uint8_t>(b[at]) ? -1 : 1;
    }
    a += 16, b += 16, size -= 16;
  }
  if (size >= 8) {
    if (int result = crt::sign_of_difference(crt::read<uint64_t>(a), crt::read<uint64_t>(b)))
      return result;
    a += 8, b += 8, size -= 8;
  }
  for (; size; ++a, ++b, --size) {
    if (*a != *b) return static_cast<uint8_t>(*a) < static_cast<uint8_t>(*b) ? -1 : 1;
  }
  return 0;
}

CRT_EXPORT(void*, memchr, (const void* block, int byte, size_t size)) {
  auto* at = static_cast<const char*>(block);
  const __m128i wanted = _mm_set1_epi8(static_cast<char>(byte));
  for (; size >= 16; at += 16, size -= 16) {
    if (unsigned found = crt::equal_bytes(load(at), wanted))
      return const_cast<char*>(at + __builtin_ctz(found));
  }
  for (; size; ++at, --size) {
    if (*at == static_cast<char>(byte)) return const_cast<char*>(at);
  }
  return nullptr;
}

CRT_EXPORT(void*, _memccpy, (void* to, const void* from, int byte, size_t size)) {
  const void* found = memchr(from, byte, size);
  if (!found) return memcpy(to, from, size), nullptr;
  const size_t count = static_cast<const char*>(found) - static_cast<const char*>(from) + 1;
  memcpy(to, from, count);
  return static_cast<char*>(to) + count;
}

CRT_EXPORT_O(int, memcpy_s, (void* to, size_t capacity, const void* from, size_t size)) {
  if (!size) return 0;
  if (!to) return crt::fail_invalid(crt::kEINVAL);
  if (!from || capacity < size) {
    memset(to, 0, capacity);
    return crt::fail_invalid(from ? crt::kERANGE : crt::kEINVAL);
  }
  memcpy(to, from, size);
  return 0;
}

CRT_EXPORT(int, memmove_s, (void* to, size_t capacity, const void* from, size_t size)) {
  if (!size) return 0;
  if (!to || !from) return crt::fail_invalid(crt::kEINVAL);
  if (capacity < size) return crt::fail_invalid(crt::kERANGE);
  memmove(to, from, size);
  return 0;
}

CRT_EXPORT_O(int, wmemcpy_s, (WCHAR * to, size_t capacity, const WCHAR* from, size_t count)) {
  return memcpy_s(to, capacity * 2, from, count * 2);
}
CRT_EXPORT_O(int, wmemmove_s, (WCHAR * to, size_t capacity, const WCHAR* from, size_t count)) {
  return memmove_s(to, capacity * 2, from, count * 2);
}

CRT_EXPORT_O(void, _swab, (char* from, char* to, int count)) {
  if (!from || !to || count < 0) return void(crt::fail_invalid(crt::kEINVAL));
  for (; count > 1; count -= 2, from += 2, to += 2) {
    const char first = from[0], second = from[1];
    to[0] = second;
    to[1] = first;
  }
}

}  // namespace mimic::win::msvcrt

ALSO(vcruntime140, memcpy, "msvcrt.memcpy");
ALSO(vcruntime140, memmove, "msvcrt.memmove");
ALSO(vcruntime140, memset, "msvcrt.memset");
ALSO(vcruntime140, memcmp, "msvcrt.memcmp");
ALSO(vcruntime140, memchr, "msvcrt.memchr");
