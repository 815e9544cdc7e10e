#include "loader/rewrite/decoder.h"

#include <array>
#include <cstring>

namespace mimic::rewrite {
namespace {

constexpr size_t kMaxLength = 15;

// What follows an opcode.
enum Shape : uint8_t {
  kInvalid = 0,
  kPlain = 1,           // nothing
  kModRm = 2,           // a flag: a ModRM byte with what it asks for
  kImmediate8 = 4,      // flags: an immediate of 8 bits,
  kImmediate16 = 8,     // of 16 bits,
  kImmediateZ = 16,     // of the operand's size, at most 32 bits,
  kImmediateFull = 32,  // of the operand's size (mov), or
  kMemoryOffset = 64,   // an address (mov)
  kPrefix = 128,        // not an opcode
};
using Shapes = std::array<uint8_t, 256>;

constexpr void set(Shapes& shapes, int first, int last, uint8_t shape) {
  for (int i = first; i <= last; ++i) shapes[i] = shape;
}
constexpr void set(Shapes& shapes, std::initializer_list<int> opcodes, uint8_t shape) {
  for (const int opcode : opcodes) shapes[opcode] = shape;
}

constexpr Shapes one_byte_shapes() {
  Shapes shapes{};
  for (int row = 0; row < 0x40; row += 8) {  // add, or, adc, sbb, and, sub, xor, cmp
    set(shapes, row, row + 3, kModRm);
    shapes[row + 4] = kPlain | kImmediate8;
    shapes[row + 5] = kPlain | kImmediateZ;
  }
  set(shapes, {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3}, kPrefix);
  set(shapes, 0x40, 0x4f, kPrefix);  // REX
  set(shapes, 0x50, 0x5f, kPlain);   // push, pop
  shapes[0x63] = kModRm;             // movslq
  shapes[0x68] = kPlain | kImmediateZ;
  shapes[0x69] = kModRm | kImmediateZ;
  shapes[0x6a] = kPlain | kImmediate8;
  shapes[0x6b] = kModRm | kImmediate8;
  set(shapes, 0x6c, 0x6f, kPlain);                // ins, outs
  set(shapes, 0x70, 0x7f, kPlain | kImmediate8);  // jcc
  shapes[0x80] = kModRm | kImmediate8;
  shapes[0x81] = kModRm | kImmediateZ;
  shapes[0x83] = kModRm | kImmediate8;
  set(shapes, 0x84, 0x8f, kModRm);
  set(shapes, 0x90, 0x99, kPlain);
  set(shapes, 0x9b, 0x9f, kPlain);
  set(shapes, 0xa0, 0xa3, kPlain | kMemoryOffset);
  set(shapes, 0xa4, 0xa7, kPlain);
  shapes[0xa8] = kPlain | kImmediate8;
  shapes[0xa9] = kPlain | kImmediateZ;
  set(shapes, 0xaa, 0xaf, kPlain);
  set(shapes, 0xb0, 0xb7, kPlain | kImmediate8);
  set(shapes, 0xb8, 0xbf, kPlain | kImmediateFull);
  set(shapes, 0xc0, 0xc1, kModRm | kImmediate8);
  shapes[0xc2] = kPlain | kImmediate16;
  shapes[0xc3] = kPlain;
  shapes[0xc6] = kModRm | kImmediate8;
  shapes[0xc7] = kModRm | kImmediateZ;
  shapes[0xc8] = kPlain | kImmediate16 | kImmediate8;
  shapes[0xc9] = kPlain;
  shapes[0xca] = kPlain | kImmediate16;
  set(shapes, 0xcb, 0xcc, kPlain);
  shapes[0xcd] = kPlain | kImmediate8;
  shapes[0xcf] = kPlain;
  set(shapes, 0xd0, 0xd3, kModRm);
  shapes[0xd7] = kPlain;
  set(shapes, 0xd8, 0xdf, kModRm);                // x87
  set(shapes, 0xe0, 0xe7, kPlain | kImmediate8);  // loop, jrcxz, in, out
  set(shapes, 0xe8, 0xe9, kPlain | kImmediateZ);
  shapes[0xeb] = kPlain | kImmediate8;
  set(shapes, 0xec, 0xef, kPlain);
  shapes[0xf1] = kPlain;
  set(shapes, 0xf4, 0xf5, kPlain);
  set(shapes, 0xf6, 0xf7, kModRm);  // test has an immediate as well
  set(shapes, 0xf8, 0xfd, kPlain);
  set(shapes, 0xfe, 0xff, kModRm);
  return shapes;
}

// After 0f; also those of VEX and EVEX, whose opcodes of this map are shaped alike.
constexpr Shapes two_byte_shapes() {
  Shapes shapes{};
  set(shapes, 0x00, 0x03, kModRm);
  shapes[0x05] = kPlain;
  shapes[0x0b] = kPlain;
  shapes[0x0d] = kModRm;
  set(shapes, 0x10, 0x1f, kModRm);
  set(shapes, 0x28, 0x2f, kModRm);
  shapes[0x31] = kPlain;  // rdtsc
  shapes[0x34] = kPlain;  // sysenter
  set(shapes, 0x40, 0x6f, kModRm);
  set(shapes, 0x70, 0x73, kModRm | kImmediate8);
  set(shapes, 0x74, 0x76, kModRm);
  shapes[0x77] = kPlain;
  set(shapes, 0x78, 0x7f, kModRm);                // up to 7b of EVEX alone, see below
  set(shapes, 0x80, 0x8f, kPlain | kImmediateZ);  // jcc
  set(shapes, 0x90, 0x9f, kModRm);
  set(shapes, 0xa0, 0xa2, kPlain);
  shapes[0xa3] = kModRm;
  shapes[0xa4] = kModRm | kImmediate8;
  shapes[0xa5] = kModRm;
  set(shapes, 0xa8, 0xa9, kPlain);
  shapes[0xab] = kModRm;
  shapes[0xac] = kModRm | kImmediate8;
  set(shapes, 0xad, 0xb9, kModRm);
  shapes[0xba] = kModRm | kImmediate8;
  set(shapes, 0xbb, 0xc1, kModRm);
  shapes[0xc2] = kModRm | kImmediate8;
  shapes[0xc3] = kModRm;
  set(shapes, 0xc4, 0xc6, kModRm | kImmediate8);
  shapes[0xc7] = kModRm;
  set(shapes, 0xc8, 0xcf, kPlain);  // bswap
  set(shapes, 0xd0, 0xff, kModRm);
  return shapes;
}

constexpr Shapes kOneByte = one_byte_shapes(), kTwoBytes = two_byte_shapes();

class Reader {
 public:
  Reader(const uint8_t* bytes, uint64_t address) : bytes_(bytes), address_(address) {}

  std::optional<Instruction> read() {
    if (!read_prefixes() || !read_opcode()) return std::nullopt;
    if ((shape_ & kModRm) && !read_mod_rm()) return std::nullopt;
    read_immediate();
    if (at_ > kMaxLength) return std::nullopt;
    out_.length = static_cast<uint8_t>(at_);
    if (!classify()) return std::nullopt;
    if (out_.is_rip_relative) {
      out_.target =
          address_ + at_ + static_cast<uint64_t>(int64_t{value<int32_t>(out_.displacement_offset)});
    }
    return out_;
  }

 private:
  enum Map : uint8_t { kMap0, kMap1, kMap2, kMap3, kOtherMaps };

  template <class T>
  T value(size_t offset) const {
    T result;
    std::memcpy(&result, bytes_ + offset, sizeof result);
    return result;
  }

  bool read_prefixes() {
    for (;; ++at_) {
      if (at_ == kMaxLength) return false;
      const uint8_t byte = bytes_[at_];
      if (kOneByte[byte] != kPrefix) return true;
      if ((byte & 0xf0) == 0x40) {
        rex_ = byte;
        continue;
      }
      rex_ = 0;  // counts right before the opcode only
      switch (byte) {
        case 0x66:
          has_operand_size_ = true;
          break;
        case 0x67:
          has_address_size_ = true;
          break;
        case 0xf0:
          has_lock_ = true;
          break;
        case 0xf2:
        case 0xf3:
          repeat_ = byte;
          break;
        default:
          break;
      }
    }
  }

  bool read_opcode() {
    opcode_ = bytes_[at_++];
    switch (opcode_) {
      case 0x0f:
        return read_escaped();
      case 0xc4:
      case 0xc5:
      case 0x62:
        return read_vector();
      default:
        shape_ = kOneByte[opcode_];
        return shape_ != kInvalid;
    }
  }

  bool read_escaped() {
    opcode_ = bytes_[at_++];
    if (opcode_ == 0x38 || opcode_ == 0x3a) {
      map_ = opcode_ == 0x38 ? kMap2 : kMap3;
      shape_ = map_ == kMap2 ? kModRm : kModRm | kImmediate8;
      opcode_ = bytes_[at_++];
      return true;
    }
    map_ = kMap1;
    shape_ = kTwoBytes[opcode_];
    // vmread and vmwrite, or SSE4a with two immediates.
    if (opcode_ >= 0x78 && opcode_ <= 0x7b) return false;
    return shape_ != kInvalid;
  }

  // VEX and EVEX, which stand for all prefixes but segments and 67.
  bool read_vector() {
    if (rex_ || has_operand_size_ || has_lock_ || repeat_) return false;
    uint8_t map = kMap1;
    if (opcode_ == 0xc5) {
      at_ += 1;
    } else if (opcode_ == 0xc4) {
      map = bytes_[at_] & 0x1f;
      at_ += 2;
      if (map < kMap1 || map > kMap3) return false;
    } else {
      map = bytes_[at_] & 0x0f;
      if (!(bytes_[at_ + 1] & 0x04)) return false;
      at_ += 3;
      if (map == 5 || map == 6) {
        map = kOtherMaps;
      } else if (map < kMap1 || map > kMap3) {
        return false;
      }
    }
    is_vector_ = true;
    map_ = static_cast<Map>(map);
    opcode_ = bytes_[at_++];
    switch (map_) {
      case kMap1:
        shape_ = kTwoBytes[opcode_];
        // Moves and arithmetic of vectors and masks; no system or integer instruction is there.
        if (opcode_ < 0x10 || (opcode_ >= 0x30 && opcode_ < 0x40) ||
            (opcode_ >= 0x80 && opcode_ < 0x90) ||
            (opcode_ >= 0xa0 && opcode_ < 0xc0 && opcode_ != 0xae) ||
            (opcode_ >= 0xc8 && opcode_ < 0xd0)) {
          return false;
        }
        return shape_ != kInvalid;
      case kMap3:
        shape_ = kModRm | kImmediate8;
        return true;
      default:
        shape_ = kModRm;
        return true;
    }
  }

  bool read_mod_rm() {
    if (at_ >= kMaxLength) return false;
    mod_rm_ = bytes_[at_++];
    const uint8_t mod = mod_rm_ >> 6, rm = mod_rm_ & 7;
    if (mod == 3) return true;
    uint8_t base = rm;
    if (rm == 4) {
      base = bytes_[at_++] & 7;
    } else if (rm == 5 && mod == 0) {
      out_.is_rip_relative = true;
      out_.displacement_offset = static_cast<uint8_t>(at_);
      // With addresses of 32 bits it wraps at 4 GB.
      if (has_address_size_) out_.is_pinned = true;
    }
    if (mod == 1) at_ += 1;
    if (mod == 2 || (mod == 0 && base == 5)) at_ += 4;
    return true;
  }

  uint8_t reg() const { return mod_rm_ >> 3 & 7; }
  bool is_wide() const { return rex_ & 0x08; }
  size_t immediate_z() const { return has_operand_size_ && !is_wide() ? 2 : 4; }

  void read_immediate() {
    if (map_ == kMap0 && (opcode_ == 0xf6 || opcode_ == 0xf7) && reg() < 2) {  // test
      shape_ |= opcode_ == 0xf6 ? kImmediate8 : kImmediateZ;
    }
    immediate_ = at_;
    if (shape_ & kImmediate8) at_ += 1;
    if (shape_ & kImmediate16) at_ += 2;
    if (shape_ & kImmediateZ) at_ += immediate_z();
    if (shape_ & kImmediateFull) at_ += is_wide() ? 8 : immediate_z();
    if (shape_ & kMemoryOffset) at_ += has_address_size_ ? 4 : 8;
  }

  bool leads(Flow flow) {
    out_.flow = flow;
    return true;
  }
  bool leads_to(Flow flow, int64_t distance) {
    out_.has_target = true;
    out_.target = address_ + at_ + static_cast<uint64_t>(distance);
    return leads(flow);
  }
  bool leads_by_8_bits(Flow flow) { return leads_to(flow, value<int8_t>(immediate_)); }
  // With an operand size of 16 bits, processors of different makes do different things.
  bool leads_by_32_bits(Flow flow) {
    return immediate_z() == 4 && leads_to(flow, value<int32_t>(immediate_));
  }
  bool is_pinned() {
    out_.is_pinned = true;
    return true;
  }

  bool classify() {
    if (is_vector_) return true;
    if (map_ == kMap0) return classify_one_byte();
    if (map_ == kMap1) return classify_two_bytes();
    return true;
  }

  bool classify_one_byte() {
    if (opcode_ >= 0x70 && opcode_ <= 0x7f) return leads_by_8_bits(Flow::kBranch);
    switch (opcode_) {
      case 0x8f:
      case 0xc6:
      case 0xc7:
        if (reg() == 0) return true;
        if (opcode_ == 0xc7 && mod_rm_ == 0xf8) return leads_by_32_bits(Flow::kNext);  // xbegin
        return opcode_ == 0xc6 && mod_rm_ == 0xf8 && is_pinned();                      // xabort
      case 0x8d:
        return mod_rm_ < 0xc0;
      case 0x90:
        out_.is_padding = repeat_ == 0 && !(rex_ & 1);  // else pause, or xchg with r8
        return true;
      case 0xc2:
      case 0xc3:
      case 0xca:
      case 0xcb:
      case 0xcf:
      case 0xf4:
        return leads(Flow::kEnd);
      case 0xcc:
        out_.is_padding = true;
        return leads(Flow::kEnd);
      case 0xcd:
      case 0xf1:
        return is_pinned();
      case 0xe0:
      case 0xe1:
      case 0xe2:
      case 0xe3:
        return leads_by_8_bits(Flow::kBranch);
      case 0xe8:
        return leads_by_32_bits(Flow::kCall);
      case 0xe9:
        return leads_by_32_bits(Flow::kJump);
      case 0xeb:
        return leads_by_8_bits(Flow::kJump);
      case 0xfe:
        return reg() < 2;
      case 0xff:
        return classify_group_5();
      default:
        return true;
    }
  }

  bool classify_group_5() {
    switch (reg()) {
      case 2:
        return leads(Flow::kCall);
      case 3:
        return mod_rm_ < 0xc0 && leads(Flow::kCall);
      case 4:
        return leads(Flow::kIndirectJump);
      case 5:
        return mod_rm_ < 0xc0 && leads(Flow::kIndirectJump);
      default:
        return reg() < 7;
    }
  }

  bool classify_two_bytes() {
    if (opcode_ >= 0x80 && opcode_ <= 0x8f) return leads_by_32_bits(Flow::kBranch);
    switch (opcode_) {
      case 0x05:
        return leads(Flow::kSyscall);
      case 0x0b:  // ud2, sysenter, ud1, ud0
      case 0x34:
      case 0xb9:
      case 0xff:
        return leads(Flow::kEnd);
      case 0x1e:
        out_.is_landing = repeat_ == 0xf3 && (mod_rm_ == 0xfa || mod_rm_ == 0xfb);
        return true;
      case 0x1f:
        out_.is_padding = true;
        return true;
      default:
        return true;
    }
  }

  const uint8_t* bytes_;  // kMaxLength of them and some more, so that no read needs a check
  uint64_t address_;
  size_t at_ = 0, immediate_ = 0;
  Instruction out_;
  uint8_t opcode_ = 0, shape_ = kInvalid, rex_ = 0, repeat_ = 0, mod_rm_ = 0;
  Map map_ = kMap0;
  bool has_operand_size_ = false, has_address_size_ = false, has_lock_ = false;
  bool is_vector_ = false;
};

// Prefixes up to the maximum, then opcode, ModRM, SIB, displacement and immediate.
constexpr size_t kLongestRead = kMaxLength + 4 + 1 + 1 + 4 + 8;

}  // namespace

std::optional<Instruction> decode(Bytes code, uint64_t address) {
  if (code.size() >= kLongestRead) return Reader(code.data(), address).read();
  uint8_t copy[kLongestRead] = {};
  if (code.size() != 0) std::memcpy(copy, code.data(), code.size());
  const auto instruction = Reader(copy, address).read();
  if (!instruction || instruction->length > code.size()) return std::nullopt;
  return instruction;
}

}  // namespace mimic::rewrite
