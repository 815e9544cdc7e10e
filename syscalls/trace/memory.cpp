#include "syscalls/trace/memory.h"

#include "syscalls/trace/event.h"

namespace mimic::syscalls {

const CapturedMemory::Piece* CapturedMemory::find_exactly(uint64_t address, bool at_exit) const {
  const Piece* best = nullptr;
  uint64_t most = 0;
  for (const Piece& piece : pieces_) {
    if (static_cast<bool>(piece.flags & kRangeAtExit) != at_exit) continue;
    const uint64_t offset = address - piece.address;
    if (address < piece.address || offset >= piece.bytes.size()) continue;
    if (const uint64_t here = piece.bytes.size() - offset; here > most) {
      best = &piece;
      most = here;
    }
  }
  return best;
}

const CapturedMemory::Piece* CapturedMemory::find(uint64_t address, bool at_exit) const {
  const Piece* piece = find_exactly(address, at_exit);
  return piece ? piece : find_exactly(address, !at_exit);
}

std::span<const uint8_t> CapturedMemory::at(uint64_t address, uint64_t size, bool at_exit) const {
  const Piece* piece = find(address, at_exit);
  if (!piece) return {};
  const auto rest = piece->bytes.subspan(address - piece->address);
  return rest.first(size < rest.size() ? size : rest.size());
}

}  // namespace mimic::syscalls
