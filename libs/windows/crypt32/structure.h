// A structure of Windows with all that it points to, built from what was decoded. It can be used
// where it is, or copied as one piece of memory whose pointers point into the piece.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

#include "libs/windows/core/certificate.h"
#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

class Structure {
 public:
  // Zeroed memory that does not move. What is made first is the structure itself.
  template <class T>
  T* make(size_t count = 1) {
    static_assert(std::is_trivially_copyable_v<T>);
    return static_cast<T*>(static_cast<void*>(allocate(count * sizeof(T))));
  }
  // `slot`, itself in the structure, shall point to a new array.
  template <class T, class P>
  T* make_at(P*& slot, size_t count) {
    T* made = make<T>(count);
    slot = static_cast<P*>(static_cast<void*>(made));
    links_.push_back(&slot);
    return made;
  }
  void put(CRYPT_BLOB& slot, ByteView bytes);
  void put_reversed(CRYPT_BLOB& slot, ByteView bytes);  // of integers: little-endian
  void put(CRYPT_BIT_BLOB& slot, const BitString& bits);
  void put(LPSTR& slot, std::string_view text);
  void put(LPWSTR& slot, std::u16string_view text);
  void put(CRYPT_ALGORITHM_IDENTIFIER& slot, const AlgorithmIdentifier& algorithm);

  size_t size() const;
  void* root() const { return chunks_.front().bytes.get(); }
  void copy_to(void* to) const;

 private:
  struct Chunk {
    std::unique_ptr<uint8_t[]> bytes;
    size_t used = 0, capacity = 0;
  };
  uint8_t* allocate(size_t size);
  size_t offset_of(const void* address) const;

  std::vector<Chunk> chunks_;
  std::vector<void*> links_;  // addresses of pointers
};

}  // namespace mimic::win::crypt32
