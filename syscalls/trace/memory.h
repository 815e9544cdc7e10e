// The guest's memory as an event captured it.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace mimic::syscalls {

// Does not own the bytes: they lie in the event.
class CapturedMemory {
 public:
  struct Piece {
    uint64_t address;
    std::span<const uint8_t> bytes;
    uint32_t flags;  // RangeFlags
  };

  void add(const Piece& piece) { pieces_.push_back(piece); }
  void clear() { pieces_.clear(); }

  // What was captured from `address` on: `size` bytes, or fewer if no more are there. The copy made
  // at exit or at entry, as asked; the other one if there is no such.
  std::span<const uint8_t> at(uint64_t address, uint64_t size, bool at_exit) const;
  // The piece that holds the address, null if none does.
  const Piece* find(uint64_t address, bool at_exit) const;
  // Likewise, but only the copy that is asked for.
  const Piece* find_exactly(uint64_t address, bool at_exit) const;

  template <class T>
  std::optional<T> read(uint64_t address, bool at_exit) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = at(address, sizeof(T), at_exit);
    if (bytes.size() != sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace mimic::syscalls
