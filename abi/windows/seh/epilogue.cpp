#include "abi/windows/seh/epilogue.h"

#include <Zydis/Zydis.h>
#include <dlfcn.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "abi/windows/return_hijack.h"
#include "abi/windows/seh/function_table.h"

namespace mimic::win::seh {
namespace {

// Zydis is opened on first use: most programs never unwind, and the host links libc alone.
struct Decoder {
  ZydisDecoder decoder;
  decltype(&ZydisDecoderDecodeFull) decode_full = nullptr;

  bool decode(const void* code, size_t size, ZydisDecodedInstruction* instruction,
              ZydisDecodedOperand* operands) const {
    return ZYAN_SUCCESS(decode_full(&decoder, code, size, instruction, operands));
  }
};

const Decoder* load_decoder() {
  static Decoder decoder;
  void* library = dlopen("libZydis.so.4.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libZydis.so", RTLD_NOW | RTLD_LOCAL);
  if (library) {
    const auto init =
        reinterpret_cast<decltype(&ZydisDecoderInit)>(dlsym(library, "ZydisDecoderInit"));
    decoder.decode_full = reinterpret_cast<decltype(&ZydisDecoderDecodeFull)>(
        dlsym(library, "ZydisDecoderDecodeFull"));
    if (init && decoder.decode_full &&
        ZYAN_SUCCESS(init(&decoder.decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64)))
      return &decoder;
  }
  constexpr char kMissing[] =
      "mimic: libZydis.so.4.0 is missing: exceptions inside function epilogues cannot be unwound\n";
  [[maybe_unused]] const ssize_t written = write(2, kMissing, sizeof kMissing - 1);
  return nullptr;
}

const Decoder* decoder() {
  static const Decoder* const loaded = load_decoder();
  return loaded;
}

// Can an epilogue begin with this byte? Saves opening Zydis for almost every frame.
bool may_begin_epilogue(const uint8_t* code) {
  uint8_t byte = code[0];
  if ((byte & 0xf0) == 0x40) byte = code[1];                              // REX
  return byte == 0x81 || byte == 0x83 || byte == 0x8d ||                  // add, lea
         (byte >= 0x58 && byte <= 0x5f) ||                                // pop
         byte == 0xc2 || byte == 0xc3 || byte == 0xf3 || byte == 0xf2 ||  // ret, rep ret, bnd
         byte == 0xe9 || byte == 0xeb || byte == 0xff;                    // jmp
}

int register_number(ZydisRegister name) {
  return name >= ZYDIS_REGISTER_RAX && name <= ZYDIS_REGISTER_R15
             ? static_cast<int>(name - ZYDIS_REGISTER_RAX)
             : -1;
}

uint64_t load(uint64_t address) { return *reinterpret_cast<const uint64_t*>(address); }

// A jump leaves the function if it goes outside of it or back to its first byte.
bool leaves(uint64_t target, uint64_t image_base, const RUNTIME_FUNCTION& function) {
  const uint64_t begin = image_base + function.BeginAddress, end = image_base + function.EndAddress;
  if (target < begin || target >= end) {
    // Into another fragment of the same function is no tail call.
    uint64_t other_base;
    const RUNTIME_FUNCTION* other = lookup_function(target, &other_base);
    if (!other || other_base != image_base || (other->UnwindData & 1)) return true;
    const auto* info = reinterpret_cast<const UNWIND_INFO*>(image_base + other->UnwindData);
    return !(info->Flags & UNW_FLAG_CHAININFO);
  }
  return target == begin;
}

}  // namespace

bool finish_epilogue(CONTEXT& context, KNONVOLATILE_CONTEXT_POINTERS* pointers, uint64_t image_base,
                     const RUNTIME_FUNCTION& function, uint8_t frame_register) {
  const auto* code = reinterpret_cast<const uint8_t*>(context.Rip);
  if (!may_begin_epilogue(code)) return false;
  const Decoder* zydis = decoder();
  if (!zydis) return false;

  const uint64_t end = image_base + function.EndAddress;
  uint64_t rip = context.Rip, rsp = context.Rsp;
  int popped[16];
  uint64_t slots[16];
  size_t pops = 0;
  for (bool first = true;; first = false) {
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    if (rip >= end ||
        !zydis->decode(reinterpret_cast<void*>(rip), end - rip, &instruction, operands))
      return false;
    rip += instruction.length;
    const ZydisDecodedOperand& to = operands[0];
    const ZydisDecodedOperand& from = operands[1];
    switch (instruction.mnemonic) {
      case ZYDIS_MNEMONIC_ADD:
        if (!first || to.type != ZYDIS_OPERAND_TYPE_REGISTER ||
            to.reg.value != ZYDIS_REGISTER_RSP || from.type != ZYDIS_OPERAND_TYPE_IMMEDIATE)
          return false;
        rsp += from.imm.value.u;
        continue;
      case ZYDIS_MNEMONIC_LEA: {
        if (!first || to.reg.value != ZYDIS_REGISTER_RSP || from.mem.index != ZYDIS_REGISTER_NONE)
          return false;
        const int base = register_number(from.mem.base);
        if (base < 0 || frame_register == 0 || base != frame_register) return false;
        rsp = context.Integer[base] + from.mem.disp.value;
        continue;
      }
      case ZYDIS_MNEMONIC_POP: {
        const int number =
            to.type == ZYDIS_OPERAND_TYPE_REGISTER ? register_number(to.reg.value) : -1;
        if (number < 0 || number == 4 || pops == 16) return false;
        popped[pops] = number;
        slots[pops++] = rsp;
        rsp += 8;
        continue;
      }
      case ZYDIS_MNEMONIC_RET:
        break;
      case ZYDIS_MNEMONIC_JMP:
        if (to.type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
          if (!leaves(rip + to.imm.value.s, image_base, function)) return false;
        } else if (to.type == ZYDIS_OPERAND_TYPE_MEMORY) {
          // Through an import; a jump table would use an index. Compilers mark other indirect
          // tail calls with REX.W.
          if (to.mem.index != ZYDIS_REGISTER_NONE ||
              (to.mem.base != ZYDIS_REGISTER_RIP &&
               !(instruction.attributes & ZYDIS_ATTRIB_HAS_REX)))
            return false;
        } else if (!(instruction.attributes & ZYDIS_ATTRIB_HAS_REX) || instruction.raw.rex.W == 0) {
          return false;
        }
        break;
      default:
        return false;
    }
    break;
  }
  for (size_t i = 0; i < pops; ++i) {
    context.Integer[popped[i]] = load(slots[i]);
    if (pointers) pointers->IntegerContext[popped[i]] = reinterpret_cast<ULONG64*>(slots[i]);
  }
  context.Rip = see_through_hijack(load(rsp), rsp);
  context.Rsp = rsp + 8;  // callers clean up their own arguments: `ret n` pops none
  return true;
}

}  // namespace mimic::win::seh
