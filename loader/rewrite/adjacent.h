// The patch that is safe at any time, also while other threads run the code: the load of a system
// call's number right before the `syscall` becomes a jump, and the `syscall` itself stays.
//
// Freestanding: for the monitor as well, which has no library to call and no memory to allocate.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mimic::rewrite {

struct AdjacentLoad {
  int64_t number;         // what rax is after it
  uint8_t size;           // of the load: 5 (mov $n, %eax) or 7 (mov $n, %rax)
  bool is_signal_return;  // the signal trampoline that debuggers and unwinders know by its bytes

  explicit operator bool() const { return size != 0; }
};

namespace internal {
inline int32_t read_32(const uint8_t* from) {
  int32_t value;
  __builtin_memcpy(&value, from, sizeof value);
  return value;
}
inline void write_32(uint8_t* to, int64_t value) {
  const auto narrow = static_cast<int32_t>(value);
  __builtin_memcpy(to, &narrow, sizeof narrow);
}
}  // namespace internal

// What ends at code[offset], where `syscall` begins: a load, or nothing (size 0). The bytes of a
// load may also be the end of a longer instruction: the caller knows better, or asks what rax was
// (could_be_load).
inline AdjacentLoad adjacent_load(const uint8_t* code, size_t offset) {
  const uint8_t* at = code + offset;
  if (offset >= 7 && at[-7] == 0x48 && at[-6] == 0xc7 && at[-5] == 0xc0) {
    const int64_t number = internal::read_32(at - 4);
    return {number, 7, number == 15};
  }
  if (offset >= 5 && at[-5] == 0xb8) {
    return {static_cast<int64_t>(static_cast<uint32_t>(internal::read_32(at - 4))), 5, false};
  }
  return {0, 0, false};
}

// For a `syscall` that has trapped, of which nothing is known but what rax was: whether the bytes
// before it are a load and nothing else. Prefixes that would make them another instruction count
// against it even where they end the instruction before.
inline AdjacentLoad adjacent_load_of_trap(const uint8_t* code, size_t offset, uint64_t rax) {
  const AdjacentLoad load = adjacent_load(code, offset);
  if (!load || load.is_signal_return || static_cast<uint64_t>(load.number) != rax) {
    return {0, 0, false};
  }
  if (offset > load.size) {
    const uint8_t before = code[offset - load.size - 1];
    const bool is_prefix = (before & 0xf0) == 0x40 || before == 0x66 || before == 0x67;
    if (is_prefix && load.size == 5) return {0, 0, false};
  }
  return load;
}

// The code that a trampoline has for one site: set rax, set rcx, go to the gateway.
inline constexpr size_t kLongestAdjacentTrampoline = 7 + 7 + 6;

struct AdjacentPatch {
  uint64_t address;  // of the bytes to write: the load
  uint8_t size;
  uint8_t bytes[7];
  uint8_t trampoline_size;
  uint8_t trampoline[kLongestAdjacentTrampoline];
  uint8_t call_offset;  // in the trampoline: rax is set from here on
};

// Makes the patch for the load that ends at `site`; its code goes to `trampoline`, and
// `gateway_slot` is where the gateway's address is stored. False where these are out of reach.
inline bool adjacent_patch(const AdjacentLoad& load, uint64_t site, uint64_t trampoline,
                           uint64_t gateway_slot, AdjacentPatch* patch) {
  const auto reaches = [](int64_t distance) { return distance == static_cast<int32_t>(distance); };
  patch->address = site - load.size;
  patch->size = load.size;
  patch->call_offset = load.size;
  patch->trampoline_size = static_cast<uint8_t>(load.size + 13);

  const int64_t to_trampoline = static_cast<int64_t>(trampoline - (patch->address + 5));
  const uint64_t rcx_end = trampoline + load.size + 7, jump_end = rcx_end + 6;
  const int64_t to_after = static_cast<int64_t>(site + 2 - rcx_end);
  const int64_t to_slot = static_cast<int64_t>(gateway_slot - jump_end);
  if (!reaches(to_trampoline) || !reaches(to_after) || !reaches(to_slot)) return false;

  patch->bytes[0] = 0xe9;  // jmp
  internal::write_32(patch->bytes + 1, to_trampoline);
  patch->bytes[5] = 0x66;  // nop, never run
  patch->bytes[6] = 0x90;

  uint8_t* out = patch->trampoline;
  if (load.size == 5) {
    *out++ = 0xb8;  // mov $number, %eax
  } else {
    *out++ = 0x48;  // mov $number, %rax
    *out++ = 0xc7;
    *out++ = 0xc0;
  }
  internal::write_32(out, load.number);
  out += 4;
  *out++ = 0x48;  // lea after(%rip), %rcx
  *out++ = 0x8d;
  *out++ = 0x0d;
  internal::write_32(out, to_after);
  out += 4;
  *out++ = 0xff;  // jmp *gateway(%rip)
  *out++ = 0x25;
  internal::write_32(out, to_slot);
  return true;
}

}  // namespace mimic::rewrite
