#include "libs/windows/crypt32/structure.h"

#include <algorithm>

namespace mimic::win::crypt32 {

uint8_t* Structure::allocate(size_t size) {
  constexpr size_t kChunk = 1024, kAlignment = 8;
  size = (std::max<size_t>(size, 1) + kAlignment - 1) & ~(kAlignment - 1);
  if (chunks_.empty() || chunks_.back().capacity - chunks_.back().used < size) {
    const size_t capacity = std::max(size, kChunk);
    chunks_.push_back({std::make_unique<uint8_t[]>(capacity), 0, capacity});
  }
  Chunk& chunk = chunks_.back();
  uint8_t* made = chunk.bytes.get() + chunk.used;
  chunk.used += size;
  return made;
}

void Structure::put(CRYPT_BLOB& slot, ByteView bytes) {
  slot.cbData = static_cast<DWORD>(bytes.size());
  if (bytes.empty()) return;
  std::ranges::copy(bytes, make_at<BYTE>(slot.pbData, bytes.size()));
}
void Structure::put_reversed(CRYPT_BLOB& slot, ByteView bytes) {
  put(slot, bytes);
  std::reverse(slot.pbData, slot.pbData + slot.cbData);
}
void Structure::put(CRYPT_BIT_BLOB& slot, const BitString& bits) {
  slot.cbData = static_cast<DWORD>(bits.bytes.size());
  slot.cUnusedBits = bits.unused;
  if (bits.bytes.empty()) return;
  std::ranges::copy(bits.bytes, make_at<BYTE>(slot.pbData, bits.bytes.size()));
}
void Structure::put(LPSTR& slot, std::string_view text) {
  std::ranges::copy(text, make_at<char>(slot, text.size() + 1));
}
void Structure::put(LPWSTR& slot, std::u16string_view text) {
  std::ranges::copy(text, make_at<WCHAR>(slot, text.size() + 1));
}
void Structure::put(CRYPT_ALGORITHM_IDENTIFIER& slot, const AlgorithmIdentifier& algorithm) {
  put(slot.pszObjId, algorithm.oid);
  put(slot.Parameters, algorithm.parameters);
}

size_t Structure::size() const {
  size_t size = 0;
  for (const Chunk& chunk : chunks_) size += chunk.used;
  return size;
}

size_t Structure::offset_of(const void* address) const {
  const auto* at = static_cast<const uint8_t*>(address);
  size_t offset = 0;
  for (const Chunk& chunk : chunks_) {
    if (at >= chunk.bytes.get() && at < chunk.bytes.get() + chunk.used)
      return offset + static_cast<size_t>(at - chunk.bytes.get());
    offset += chunk.used;
  }
  return offset;
}

void Structure::copy_to(void* to) const {
  auto* const base = static_cast<uint8_t*>(to);
  size_t offset = 0;
  for (const Chunk& chunk : chunks_) {
    std::memcpy(base + offset, chunk.bytes.get(), chunk.used);
    offset += chunk.used;
  }
  for (const void* link : links_) {
    const void* target;
    std::memcpy(&target, link, sizeof target);
    const void* moved = base + offset_of(target);
    std::memcpy(base + offset_of(link), &moved, sizeof moved);
  }
}

}  // namespace mimic::win::crypt32
