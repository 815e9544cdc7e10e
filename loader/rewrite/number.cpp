#include "loader/rewrite/number.h"

#include <algorithm>

namespace mimic::rewrite {
namespace {

constexpr size_t kMaxBack = 24;  // instructions

// What an instruction does to rax.
struct Effect {
  enum Kind : uint8_t { kNone, kSets, kUnknown } kind;
  int64_t value = 0;
};
constexpr Effect kNone = {Effect::kNone}, kUnknown = {Effect::kUnknown};

Effect sets(int64_t value) { return {Effect::kSets, value}; }

// The common instructions; of any other it is not known.
Effect effect_of(Bytes code) {
  size_t at = 0;
  uint8_t rex = 0, byte = 0;
  const auto next = [&] {
    byte = code.read<uint8_t>(at++).value_or(0xf4);
    return byte;
  };
  while (next() == 0x66 || byte == 0x2e || byte == 0x3e) {
  }
  if ((byte & 0xf0) == 0x40) {
    rex = byte;
    next();
  }
  const uint8_t opcode = byte;
  const bool is_first_rm = !(rex & 1), is_first_reg = !(rex & 4);
  const auto immediate = [&] { return code.read<int32_t>(at).value_or(0); };
  if ((opcode & 0xf8) == 0x50) return kNone;  // push
  if ((opcode & 0xf8) == 0x58) return opcode == 0x58 && is_first_rm ? kUnknown : kNone;
  if ((opcode & 0xf8) == 0xb8) {
    if (opcode != 0xb8 || !is_first_rm) return kNone;
    return rex & 8 ? kUnknown : sets(static_cast<uint32_t>(immediate()));
  }
  if (opcode == 0x90) return kNone;
  const uint8_t mod_rm = code.read<uint8_t>(at).value_or(0);
  const bool to_rm = mod_rm >= 0xc0 && (mod_rm & 7) == 0 && is_first_rm;
  const bool to_reg = (mod_rm >> 3 & 7) == 0 && is_first_reg;
  const auto writes = [](bool rax) { return rax ? kUnknown : kNone; };
  switch (opcode) {
    case 0x31:  // xor
    case 0x33:
      if (to_rm && to_reg && mod_rm == 0xc0) return sets(0);
      return writes(opcode == 0x31 ? to_rm : to_reg);
    case 0xc7:  // mov
      ++at;
      return !to_rm ? kNone : mod_rm == 0xc0 && (rex & 8) ? sets(immediate()) : kUnknown;
    case 0x01:  // to register or memory: add, or, and, sub, mov, arithmetic with a constant, shifts
    case 0x09:
    case 0x21:
    case 0x29:
    case 0x88:
    case 0x89:
    case 0xc1:
    case 0xc6:
      return writes(to_rm);
    case 0x80:
    case 0x81:
    case 0x83:
      return writes(to_rm && (mod_rm >> 3 & 7) != 7);
    case 0x03:  // to a register: add, or, and, sub, movslq, mov, lea
    case 0x0b:
    case 0x23:
    case 0x2b:
    case 0x63:
    case 0x8b:
    case 0x8d:
      return writes(to_reg);
    case 0x38:  // cmp, test
    case 0x39:
    case 0x3a:
    case 0x3b:
    case 0x84:
    case 0x85:
      return kNone;
    case 0x0f:
      break;
    default:
      return kUnknown;
  }
  const uint8_t second = mod_rm;
  const uint8_t operands = code.read<uint8_t>(at + 1).value_or(0);
  switch (second) {
    case 0x10:  // moves of vectors
    case 0x11:
    case 0x1f:
    case 0x28:
    case 0x29:
    case 0x6f:
    case 0x7f:
      return kNone;
    case 0xb6:  // movzx, movsx
    case 0xb7:
    case 0xbe:
    case 0xbf:
      return writes((operands >> 3 & 7) == 0 && is_first_reg);
    default:
      return kUnknown;
  }
}

}  // namespace

std::optional<int64_t> number_at(const elf::View& view, const Code& code, uint64_t address) {
  const auto index = code.index_of(address);
  if (!index) return std::nullopt;
  const auto& instructions = code.instructions();
  const auto bytes_of = [&view](const Placed& placed) {
    return view.at(placed.address, placed.instruction.length).value_or(Bytes());
  };
  for (size_t back = 1; back <= *index && back <= kMaxBack; ++back) {
    const size_t i = *index - back;
    if (instructions[i].instruction.flow != Flow::kNext) return std::nullopt;
    const Effect effect = effect_of(bytes_of(instructions[i]));
    if (effect.kind == Effect::kNone) continue;
    int64_t value = effect.value;
    if (effect.kind == Effect::kUnknown) {  // push $number; pop %rax
      const Bytes pop = bytes_of(instructions[i]);
      const Bytes push = i > 0 ? bytes_of(instructions[i - 1]) : Bytes();
      if (pop.size() != 1 || pop.data()[0] != 0x58 || push.size() != 2 || push.data()[0] != 0x6a) {
        return std::nullopt;
      }
      value = static_cast<int8_t>(push.data()[1]);
    }
    // Another value may come with a branch to somewhere in between.
    const uint64_t begin = instructions[i].address;
    const bool is_target = std::ranges::any_of(instructions, [&](const Placed& placed) {
      return placed.instruction.has_target && placed.instruction.target > begin &&
             placed.instruction.target <= address;
    });
    return is_target ? std::nullopt : std::optional(value);
  }
  return std::nullopt;
}

}  // namespace mimic::rewrite
