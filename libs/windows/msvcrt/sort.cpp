// qsort, bsearch and the linear searches.
#include <cstring>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"

namespace mimic::win::crt {

using Compare = MS_ABI int (*)(const void*, const void*);
using CompareWith = MS_ABI int (*)(void* context, const void*, const void*);

namespace {

void swap_bytes(char* a, char* b, size_t size) {
  for (; size >= 8; a += 8, b += 8, size -= 8) {
    uint64_t x, y;
    std::memcpy(&x, a, 8);
    std::memcpy(&y, b, 8);
    std::memcpy(a, &y, 8);
    std::memcpy(b, &x, 8);
  }
  for (; size; ++a, ++b, --size) {
    const char byte = *a;
    *a = *b;
    *b = byte;
  }
}

// The order of equal elements is part of what programs see, so the steps are those that Microsoft
// documents for its qsort: selection sort up to eight elements, else quicksort with the median of
// first, middle and last, whose equal elements next to the pivot are left out of both halves.
template <class Less>
class Sorter {
 public:
  Sorter(size_t size, Less compare) : size_(size), compare_(compare) {}

  void sort(char* low, char* high) {
    while (low < high) {
      const size_t count = static_cast<size_t>(high - low) / size_ + 1;
      if (count <= 8) return sort_few(low, high);
      char* middle = low + count / 2 * size_;
      if (compare_(low, middle) > 0) exchange(low, middle);
      if (compare_(low, high) > 0) exchange(low, high);
      if (compare_(middle, high) > 0) exchange(middle, high);
      char* left = low;
      char* right = high;
      for (;;) {
        if (middle > left) {
          do left += size_;
          while (left < middle && compare_(left, middle) <= 0);
        }
        if (middle <= left) {
          do left += size_;
          while (left <= high && compare_(left, middle) <= 0);
        }
        do right -= size_;
        while (right > middle && compare_(right, middle) > 0);
        if (right < left) break;
        exchange(left, right);
        if (middle == right) middle = left;
      }
      right += size_;
      if (middle < right) {
        do right -= size_;
        while (right > middle && compare_(right, middle) == 0);
      }
      if (middle >= right) {
        do right -= size_;
        while (right > low && compare_(right, middle) == 0);
      }
      // The smaller half by recursion, which bounds its depth.
      if (right - low >= high - left) {
        if (left < high) sort(left, high);
        high = right;
      } else {
        if (low < right) sort(low, right);
        low = left;
      }
    }
  }

 private:
  void sort_few(char* low, char* high) {
    for (; high > low; high -= size_) {
      char* most = low;
      for (char* at = low + size_; at <= high; at += size_) {
        if (compare_(at, most) > 0) most = at;
      }
      exchange(most, high);
    }
  }
  void exchange(char* a, char* b) {
    if (a != b) swap_bytes(a, b, size_);
  }

  const size_t size_;
  Less compare_;
};

template <class Less>
void sort(void* base, size_t count, size_t size, bool valid, Less compare) {
  if (!valid || (!base && count) || !size) return void(fail_invalid(kEINVAL));
  if (count < 2) return;
  auto* low = static_cast<char*>(base);
  Sorter<Less>(size, compare).sort(low, low + size * (count - 1));
}

template <class Order>
void* search(const void* base, size_t count, size_t size, bool valid, Order compare) {
  if (!valid || (!base && count) || !size) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  auto* low = static_cast<const char*>(base);
  while (count) {
    const char* middle = low + count / 2 * size;
    const int order = compare(middle);
    if (order == 0) return const_cast<char*>(middle);
    if (order < 0) {
      count /= 2;
    } else {
      low = middle + size;
      count -= count / 2 + 1;
    }
  }
  return nullptr;
}

template <class Order>
void* scan(const void* base, const unsigned* count, size_t size, bool valid, Order compare) {
  if (!valid || !count || (!base && *count) || !size) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  auto* at = static_cast<const char*>(base);
  for (unsigned i = 0; i < *count; ++i, at += size) {
    if (compare(at) == 0) return const_cast<char*>(at);
  }
  return nullptr;
}

void* append(const void* key, void* base, unsigned* count, size_t size) {
  if (!count || !base || !size) return nullptr;
  void* to = static_cast<char*>(base) + size * (*count)++;
  return std::memcpy(to, key, size);
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Compare;
using crt::CompareWith;

CRT_EXPORT_O(void, qsort, (void* base, size_t count, size_t size, Compare compare)) {
  crt::sort(base, count, size, compare, compare);
}
CRT_EXPORT_O(void, qsort_s,
             (void* base, size_t count, size_t size, CompareWith compare, void* context)) {
  crt::sort(base, count, size, compare,
            [=](const void* a, const void* b) { return compare(context, a, b); });
}
CRT_EXPORT_O(void*, bsearch,
             (const void* key, const void* base, size_t count, size_t size, Compare compare)) {
  return crt::search(base, count, size, compare,
                     [=](const void* element) { return compare(key, element); });
}
CRT_EXPORT_O(void*, bsearch_s,
             (const void* key, const void* base, size_t count, size_t size, CompareWith compare,
              void* context)) {
  return crt::search(base, count, size, compare,
                     [=](const void* element) { return compare(context, key, element); });
}
CRT_EXPORT_O(void*, _lfind,
             (const void* key, const void* base, unsigned* count, unsigned size, Compare compare)) {
  return crt::scan(base, count, size, compare,
                   [=](const void* element) { return compare(key, element); });
}
CRT_EXPORT_O(void*, _lfind_s,
             (const void* key, const void* base, unsigned* count, size_t size, CompareWith compare,
              void* context)) {
  return crt::scan(base, count, size, compare,
                   [=](const void* element) { return compare(context, key, element); });
}
CRT_EXPORT_O(void*, _lsearch,
             (const void* key, void* base, unsigned* count, unsigned size, Compare compare)) {
  if (void* found = _lfind(key, base, count, size, compare)) return found;
  return crt::append(key, base, count, size);
}
CRT_EXPORT_O(void*, _lsearch_s,
             (const void* key, void* base, unsigned* count, size_t size, CompareWith compare,
              void* context)) {
  if (void* found = _lfind_s(key, base, count, size, compare, context)) return found;
  return crt::append(key, base, count, size);
}

}  // namespace mimic::win::msvcrt
