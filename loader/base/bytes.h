// A bounds-checked view of untrusted bytes. Image fields are only ever read through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace mimic {

// Does not own the bytes. Offsets and sizes are in bytes; a read that does not lie wholly inside
// the view yields nullopt, whatever its offset (offset + size may wrap without harm).
class Bytes {
 public:
  constexpr Bytes() = default;
  constexpr Bytes(const uint8_t* data, size_t size) : data_(data), size_(size) {}
  constexpr explicit Bytes(std::span<const uint8_t> span)
      : data_(span.data()), size_(span.size()) {}

  constexpr const uint8_t* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool contains(uint64_t offset, uint64_t length) const {
    return offset <= size_ && length <= size_ - offset;
  }

  // The bytes [offset, offset + length).
  constexpr std::optional<Bytes> slice(uint64_t offset, uint64_t length) const {
    if (!contains(offset, length)) return std::nullopt;
    return Bytes(data_ + offset, length);
  }

  // A trivially copyable value at `offset`, which need not be aligned.
  template <class T>
  std::optional<T> read(uint64_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    if (!contains(offset, sizeof(T))) return std::nullopt;
    T value;
    std::memcpy(&value, data_ + offset, sizeof value);
    return value;
  }

  // The NUL-terminated string at `offset`, without its terminator; nullopt if no terminator
  // follows within `limit` bytes and inside the view.
  std::optional<std::string_view> c_string(uint64_t offset, size_t limit = 4096) const {
    if (offset >= size_) return std::nullopt;
    const size_t most = limit < size_ - offset ? limit : size_ - offset;
    const void* end = std::memchr(data_ + offset, 0, most);
    if (!end) return std::nullopt;
    const auto* begin = reinterpret_cast<const char*>(data_ + offset);
    return std::string_view(begin, static_cast<const char*>(end) - begin);
  }

 private:
  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace mimic
