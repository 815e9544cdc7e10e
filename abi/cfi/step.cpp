#include "abi/cfi/cfi.h"
#include "abi/cfi/reader.h"
#include "abi/windows/return_hijack.h"

namespace mimic::cfi {
namespace {

using win::CONTEXT;

constexpr uint32_t kColumns = 33;  // 16 integer registers, return address, xmm0 to xmm15
constexpr uint32_t kRsp = 7, kReturn = 16, kXmm0 = 17;
constexpr uint8_t kWindowsNumber[16] = {0, 2, 1, 3, 6, 7, 5, 4, 8, 9, 10, 11, 12, 13, 14, 15};

uint64_t& integer(CONTEXT& context, uint32_t column) {
  return column == kReturn ? context.Rip : context.Integer[kWindowsNumber[column & 15]];
}

enum class Rule : uint8_t {
  kSame,
  kUndefined,
  kAtOffset,
  kIsOffset,
  kRegister,
  kAtExpression,
  kIsExpression,
};

struct Row {
  Rule rule[kColumns] = {};
  int64_t value[kColumns];  // offset, register, or address of the expression's length
  uint32_t cfa_register = kRsp;
  int64_t cfa_offset = 0;
  const uint8_t* cfa_expression = nullptr;
};

class Machine {
 public:
  Machine(const Function& function, CONTEXT& context, uint64_t pc)
      : function_(function), context_(context), pc_(pc) {}

  Step run() {
    if (!execute(function_.cie_program, function_.cie_end)) return Step::kFailed;
    initial_ = row_;
    location_ = function_.begin;
    if (!execute(function_.program, function_.program_end)) return Step::kFailed;
    return apply();
  }

 private:
  void set(uint64_t column, Rule rule, int64_t value) {
    if (column >= kColumns) return;
    row_.rule[column] = rule;
    row_.value[column] = value;
  }
  // Skips a block and returns where its length stands.
  static int64_t block(Reader& reader) {
    const auto place = reinterpret_cast<int64_t>(reader.at);
    const uint64_t size = reader.uleb();
    reader.at += size;
    return place;
  }

  // False where the program ends too early or is not understood.
  bool execute(const uint8_t* begin, const uint8_t* end) {
    Reader reader{begin};
    while (reader.at < end) {
      const uint8_t byte = *reader.at++;
      const uint8_t low = byte & 0x3f;
      if (byte >> 6 == 1) {
        if (!advance(low)) return true;
      } else if (byte >> 6 == 2) {
        set(low, Rule::kAtOffset, static_cast<int64_t>(reader.uleb()) * function_.data_align);
      } else if (byte >> 6 == 3) {
        restore(low);
      } else {
        switch (low) {
          case 0x00:
            break;
          case 0x01: {
            const uint64_t place = reader.encoded(function_.pointer_encoding);
            if (place > pc_) return true;
            location_ = place;
            break;
          }
          case 0x02:
            if (!advance(reader.fixed<uint8_t>())) return true;
            break;
          case 0x03:
            if (!advance(reader.fixed<uint16_t>())) return true;
            break;
          case 0x04:
            if (!advance(reader.fixed<uint32_t>())) return true;
            break;
          case 0x05: {  // offset_extended
            const uint64_t column = reader.uleb();
            set(column, Rule::kAtOffset,
                static_cast<int64_t>(reader.uleb()) * function_.data_align);
            break;
          }
          case 0x06:
            restore(reader.uleb());
            break;
          case 0x07:
            set(reader.uleb(), Rule::kUndefined, 0);
            break;
          case 0x08:
            set(reader.uleb(), Rule::kSame, 0);
            break;
          case 0x09: {
            const uint64_t column = reader.uleb();
            set(column, Rule::kRegister, static_cast<int64_t>(reader.uleb()));
            break;
          }
          case 0x0a:
            if (depth_ == kDepth) return false;
            saved_[depth_++] = row_;
            break;
          case 0x0b:
            if (depth_ == 0) return false;
            row_ = saved_[--depth_];
            break;
          case 0x0c:
            row_.cfa_register = static_cast<uint32_t>(reader.uleb());
            row_.cfa_offset = static_cast<int64_t>(reader.uleb());
            row_.cfa_expression = nullptr;
            break;
          case 0x0d:
            row_.cfa_register = static_cast<uint32_t>(reader.uleb());
            row_.cfa_expression = nullptr;
            break;
          case 0x0e:
            row_.cfa_offset = static_cast<int64_t>(reader.uleb());
            break;
          case 0x0f:
            row_.cfa_expression = reinterpret_cast<const uint8_t*>(block(reader));
            break;
          case 0x10:
          case 0x16: {  // expression, val_expression
            const uint64_t column = reader.uleb();
            set(column, low == 0x10 ? Rule::kAtExpression : Rule::kIsExpression, block(reader));
            break;
          }
          case 0x11:
          case 0x14:
          case 0x15:
          case 0x2f: {
            // offset_extended_sf, val_offset, val_offset_sf, GNU_negative_offset_extended
            const uint64_t column = reader.uleb();
            const int64_t factor =
                low == 0x11 || low == 0x15 ? reader.sleb() : static_cast<int64_t>(reader.uleb());
            set(column, low == 0x14 || low == 0x15 ? Rule::kIsOffset : Rule::kAtOffset,
                (low == 0x2f ? -factor : factor) * function_.data_align);
            break;
          }
          case 0x12:
            row_.cfa_register = static_cast<uint32_t>(reader.uleb());
            row_.cfa_offset = reader.sleb() * function_.data_align;
            row_.cfa_expression = nullptr;
            break;
          case 0x13:
            row_.cfa_offset = reader.sleb() * function_.data_align;
            break;
          case 0x2e:
            reader.uleb();
            break;  // GNU_args_size
          default:
            return false;
        }
      }
    }
    return true;
  }

  bool advance(uint64_t delta) {
    const uint64_t next = location_ + delta * function_.code_align;
    if (next > pc_) return false;
    location_ = next;
    return true;
  }
  void restore(uint64_t column) {
    if (column < kColumns) set(column, initial_.rule[column], initial_.value[column]);
  }

  // Evaluates the block at `place` (its length first); false where an operation is unknown.
  bool evaluate(const uint8_t* place, const uint64_t* initial, uint64_t* result) {
    Reader reader{place};
    const uint64_t size = reader.uleb();
    const uint8_t* end = reader.at + size;
    uint64_t stack[16];
    size_t top = 0;
    if (initial) stack[top++] = *initial;
    while (reader.at < end) {
      const uint8_t op = *reader.at++;
      if (top >= 15) return false;
      if (op >= 0x30 && op <= 0x4f) {
        stack[top++] = op - 0x30;
        continue;
      }
      if (op >= 0x50 && op <= 0x60) {
        stack[top++] = integer(context_, op - 0x50);
        continue;
      }
      if (op >= 0x70 && op <= 0x80) {
        const int64_t offset = reader.sleb();
        stack[top++] = integer(context_, op - 0x70) + offset;
        continue;
      }
      switch (op) {
        case 0x03:
        case 0x0e:
          stack[top++] = reader.fixed<uint64_t>();
          continue;
        case 0x08:
          stack[top++] = reader.fixed<uint8_t>();
          continue;
        case 0x09:
          stack[top++] = reader.fixed<int8_t>();
          continue;
        case 0x0a:
          stack[top++] = reader.fixed<uint16_t>();
          continue;
        case 0x0b:
          stack[top++] = reader.fixed<int16_t>();
          continue;
        case 0x0c:
          stack[top++] = reader.fixed<uint32_t>();
          continue;
        case 0x0d:
          stack[top++] = reader.fixed<int32_t>();
          continue;
        case 0x0f:
          stack[top++] = reader.fixed<int64_t>();
          continue;
        case 0x10:
          stack[top++] = reader.uleb();
          continue;
        case 0x11:
          stack[top++] = reader.sleb();
          continue;
        case 0x2f: {  // skip
          const auto distance = reader.fixed<int16_t>();
          reader.at += distance;
          continue;
        }
        case 0x92: {  // bregx
          const auto column = static_cast<uint32_t>(reader.uleb());
          const int64_t offset = reader.sleb();
          if (column > kReturn) return false;
          stack[top++] = integer(context_, column) + offset;
          continue;
        }
        case 0x96:
          continue;  // nop
        default:
          break;
      }
      if (top == 0) return false;
      uint64_t& last = stack[top - 1];
      switch (op) {
        case 0x06:
          last = *reinterpret_cast<uint64_t*>(last);
          continue;
        case 0x12:
          stack[top] = last;
          ++top;
          continue;
        case 0x13:
          --top;
          continue;
        case 0x1f:
          last = -last;
          continue;
        case 0x20:
          last = ~last;
          continue;
        case 0x23:
          last += reader.uleb();
          continue;
        case 0x94: {  // deref_size
          const auto bytes = reader.fixed<uint8_t>();
          uint64_t value = 0;
          std::memcpy(&value, reinterpret_cast<void*>(last), bytes > 8 ? 8 : bytes);
          last = value;
          continue;
        }
        case 0x28: {  // bra
          const auto distance = reader.fixed<int16_t>();
          --top;
          if (stack[top] != 0) reader.at += distance;
          continue;
        }
        default:
          break;
      }
      if (top < 2) return false;
      const uint64_t right = stack[--top];
      uint64_t& left = stack[top - 1];
      const auto sleft = static_cast<int64_t>(left), sright = static_cast<int64_t>(right);
      switch (op) {
        case 0x14:
          stack[top + 1] = left, stack[top] = right, top += 2;
          break;  // over
        case 0x16: {
          const uint64_t old = left;
          left = right;
          stack[top++] = old;
          break;
        }  // swap
        case 0x1a:
          left &= right;
          break;
        case 0x1c:
          left -= right;
          break;
        case 0x1e:
          left *= right;
          break;
        case 0x21:
          left |= right;
          break;
        case 0x22:
          left += right;
          break;
        case 0x24:
          left = right < 64 ? left << right : 0;
          break;
        case 0x25:
          left = right < 64 ? left >> right : 0;
          break;
        case 0x26:
          left = sleft >> (right < 63 ? right : 63);
          break;
        case 0x27:
          left ^= right;
          break;
        case 0x29:
          left = sleft == sright;
          break;
        case 0x2a:
          left = sleft >= sright;
          break;
        case 0x2b:
          left = sleft > sright;
          break;
        case 0x2c:
          left = sleft <= sright;
          break;
        case 0x2d:
          left = sleft < sright;
          break;
        case 0x2e:
          left = sleft != sright;
          break;
        default:
          return false;
      }
    }
    if (top == 0) return false;
    *result = stack[top - 1];
    return true;
  }

  Step apply() {
    uint64_t cfa;
    if (row_.cfa_expression) {
      if (!evaluate(row_.cfa_expression, nullptr, &cfa)) return Step::kFailed;
    } else {
      if (row_.cfa_register > kReturn) return Step::kFailed;
      cfa = integer(context_, row_.cfa_register) + row_.cfa_offset;
    }
    if (function_.return_column >= kColumns ||
        row_.rule[function_.return_column] == Rule::kUndefined)
      return Step::kEnd;
    uint64_t fresh[kReturn + 1];
    for (uint32_t column = 0; column <= kReturn; ++column)
      fresh[column] = integer(context_, column);
    fresh[kRsp] = cfa;
    for (uint32_t column = 0; column < kColumns; ++column) {
      const Rule rule = row_.rule[column];
      if (rule == Rule::kSame || rule == Rule::kUndefined) continue;
      const int64_t value = row_.value[column];
      uint64_t result = 0;
      bool in_memory = false;
      switch (rule) {
        case Rule::kAtOffset:
          result = cfa + value, in_memory = true;
          break;
        case Rule::kIsOffset:
          result = cfa + value;
          break;
        case Rule::kRegister:
          if (value > kReturn) return Step::kFailed;
          result = integer(context_, static_cast<uint32_t>(value));
          break;
        default:
          if (!evaluate(reinterpret_cast<const uint8_t*>(value), &cfa, &result))
            return Step::kFailed;
          in_memory = rule == Rule::kAtExpression;
      }
      if (column >= kXmm0) {
        if (!in_memory) return Step::kFailed;
        std::memcpy(&context_.FltSave.XmmRegisters[column - kXmm0], reinterpret_cast<void*>(result),
                    16);
        continue;
      }
      if (in_memory) {
        const uint64_t address = result;
        result = *reinterpret_cast<uint64_t*>(address);
        if (column == function_.return_column) result = win::see_through_hijack(result, address);
      }
      fresh[column] = result;
    }
    for (uint32_t column = 0; column <= kReturn; ++column)
      integer(context_, column) = fresh[column];
    if (context_.Rip == 0) return Step::kEnd;
    return function_.signal_frame ? Step::kInterrupted : Step::kCaller;
  }

  static constexpr size_t kDepth = 3;  // compilers nest remembered rows once at most
  const Function& function_;
  CONTEXT& context_;
  const uint64_t pc_;
  uint64_t location_ = 0;
  Row row_, initial_, saved_[kDepth];
  size_t depth_ = 0;
};

}  // namespace

Step step(CONTEXT& context, bool exact) {
  Function function;
  const uint64_t pc = exact ? context.Rip : context.Rip - 1;
  if (!find(pc, &function)) return Step::kEnd;
  return Machine(function, context, pc).run();
}

}  // namespace mimic::cfi
