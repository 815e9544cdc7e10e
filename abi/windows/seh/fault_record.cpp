#include "abi/windows/seh/fault_record.h"

#include <cstring>

#include "abi/windows/seh/host.h"
#include "abi/windows/shared_data.h"
#include "abi/windows/status.h"

namespace mimic::win::seh {
namespace {

// Exception vectors (Intel SDM volume 3, table 6-1).
enum Vector {
  kDivide = 0,
  kDebug = 1,
  kBreakpoint = 3,
  kOverflow = 4,
  kBound = 5,
  kInvalidOpcode = 6,
  kStackSegment = 12,
  kProtection = 13,
  kPage = 14,
  kX87 = 16,
  kAlignment = 17,
  kSimd = 19,
};

// `int n` from user code: #GP with the vector and the IDT bit in the error code.
constexpr greg_t interrupt_error(unsigned n) { return n << 3 | 2; }

void access_violation(EXCEPTION_RECORD* record, ULONG_PTR kind, ULONG_PTR address) {
  record->ExceptionCode = STATUS_ACCESS_VIOLATION;
  record->NumberParameters = 2;
  record->ExceptionInformation[0] = kind;
  record->ExceptionInformation[1] = address;
}

// An instruction's prefixes, opcode and operand, as far as traps need them.
struct Instruction {
  uint8_t rex = 0;
  bool operand16 = false;
  const uint8_t* opcode;

  explicit Instruction(uint64_t rip) : opcode(reinterpret_cast<const uint8_t*>(rip)) {
    for (int i = 0; i < 14; ++i, ++opcode) {
      const uint8_t byte = *opcode;
      if (byte == 0x66)
        operand16 = true;
      else if (byte != 0xf0 && byte != 0xf2 && byte != 0xf3 && byte != 0x2e && byte != 0x36 &&
               byte != 0x3e && byte != 0x26 && byte != 0x64 && byte != 0x65 && byte != 0x67)
        break;
    }
    if ((*opcode & 0xf0) == 0x40) rex = *opcode++;
  }

  // Instructions that only the kernel may execute and that trap as #GP.
  bool privileged() const {
    switch (*opcode) {
      case 0xf4:
      case 0xfa:
      case 0xfb:  // hlt, cli, sti
      case 0x6c:
      case 0x6d:
      case 0x6e:
      case 0x6f:  // ins, outs
      case 0xe4:
      case 0xe5:
      case 0xe6:
      case 0xe7:
      case 0xec:
      case 0xed:
      case 0xee:
      case 0xef:
        return true;
      case 0x0f:
        switch (opcode[1]) {
          case 0x00:
          case 0x01:
          case 0x06:
          case 0x07:
          case 0x08:
          case 0x09:
          case 0x20:
          case 0x21:
          case 0x22:
          case 0x23:
          case 0x30:
          case 0x32:
          case 0x33:
          case 0x35:
            return true;
        }
    }
    return false;
  }

  // Is the divisor of this div or idiv zero? The processor reports an overflowing quotient the
  // same way, but Windows tells the two apart.
  bool divides_by_zero(const CONTEXT& context) const {
    if (opcode[0] != 0xf6 && opcode[0] != 0xf7) return true;
    const unsigned size = opcode[0] == 0xf6 ? 1 : rex & 8 ? 8 : operand16 ? 2 : 4;
    const uint8_t modrm = opcode[1];
    const unsigned mod = modrm >> 6;
    unsigned base = (modrm & 7) | (rex & 1) << 3;
    const uint8_t* next = opcode + 2;
    uint64_t value = 0;
    if (mod == 3) {
      value = context.Integer[base];
      if (size == 1 && !rex && base >= 4) value = context.Integer[base - 4] >> 8;  // ah to bh
    } else {
      uint64_t address = 0;
      int32_t displacement = 0;
      bool has_base = true;
      if ((modrm & 7) == 4) {
        const uint8_t sib = *next++;
        const unsigned index = ((sib >> 3) & 7) | (rex & 2) << 2;
        base = (sib & 7) | (rex & 1) << 3;
        if (index != 4) address += context.Integer[index] << (sib >> 6);
        if ((sib & 7) == 5 && mod == 0) has_base = false;
      } else if ((modrm & 7) == 5 && mod == 0) {
        has_base = false;
        address = reinterpret_cast<uint64_t>(next) + 4;  // rip-relative; div has no immediate
      }
      if (mod == 1)
        displacement = static_cast<int8_t>(*next);
      else if (mod == 2 || !has_base)
        std::memcpy(&displacement, next, 4);
      if (has_base) address += context.Integer[base];
      std::memcpy(&value, reinterpret_cast<void*>(address + displacement), size);
    }
    return size == 8 ? value == 0 : (value & ((uint64_t{1} << size * 8) - 1)) == 0;
  }
};

// By the exception flags that are set and not masked, in the order the processor checks them.
NTSTATUS floating_point_code(unsigned flags, bool stack_fault) {
  if (flags & 0x01) return stack_fault ? STATUS_FLOAT_STACK_CHECK : STATUS_FLOAT_INVALID_OPERATION;
  if (flags & 0x04) return STATUS_FLOAT_DIVIDE_BY_ZERO;
  if (flags & 0x02) return STATUS_FLOAT_DENORMAL_OPERAND;
  if (flags & 0x08) return STATUS_FLOAT_OVERFLOW;
  if (flags & 0x10) return STATUS_FLOAT_UNDERFLOW;
  return STATUS_FLOAT_INEXACT_RESULT;
}

FaultAction protection_fault(greg_t error, CONTEXT& context, EXCEPTION_RECORD* record) {
  constexpr unsigned kFastFail = 0x29, kAssertion = 0x2c, kDebugService = 0x2d;
  if (error == interrupt_error(kFastFail)) {
    record->ExceptionCode = STATUS_STACK_BUFFER_OVERRUN;
    record->ExceptionFlags = EXCEPTION_NONCONTINUABLE;
    record->NumberParameters = 1;
    record->ExceptionInformation[0] = context.Rcx;
    return FaultAction::kFastFail;
  }
  if (error == interrupt_error(kAssertion)) {
    record->ExceptionCode = STATUS_ASSERTION_FAILURE;
  } else if (error == interrupt_error(kDebugService)) {
    // The debugger's service call: without one, a breakpoint after the instruction.
    record->ExceptionCode = STATUS_BREAKPOINT;
    record->NumberParameters = 1;
    context.Rip += 3;
  } else if (!(error & 2) && Instruction(context.Rip).privileged()) {
    record->ExceptionCode = STATUS_PRIVILEGED_INSTRUCTION;
  } else {
    access_violation(record, kFaultRead, ~ULONG_PTR{0});  // the address is not reported
  }
  return FaultAction::kRaise;
}

}  // namespace

FaultAction make_fault_record(const ucontext_t& signal, const siginfo_t& info, CONTEXT& context,
                              EXCEPTION_RECORD* record) {
  const greg_t error = signal.uc_mcontext.gregs[REG_ERR];
  const auto address = reinterpret_cast<ULONG_PTR>(info.si_addr);
  *record = {};
  FaultAction action = FaultAction::kRaise;
  switch (signal.uc_mcontext.gregs[REG_TRAPNO]) {
    case kPage: {
      if (shared_data::handle_fault(info.si_addr)) return FaultAction::kRetry;
      const ULONG_PTR kind = error & 0x10 ? kFaultExecute : error & 2 ? kFaultWrite : kFaultRead;
      access_violation(record, kind, address);
      if (info.si_signo == SIGBUS) {  // a page of a file mapping that is gone
        record->ExceptionCode = STATUS_IN_PAGE_ERROR;
        record->NumberParameters = 3;
        record->ExceptionInformation[2] = static_cast<ULONG_PTR>(STATUS_END_OF_FILE);
      } else if (g_host.take_guard && g_host.take_guard(info.si_addr)) {
        record->ExceptionCode = STATUS_GUARD_PAGE_VIOLATION;
      }
      break;
    }
    case kProtection:
      action = protection_fault(error, context, record);
      break;
    case kStackSegment:
      access_violation(record, kFaultRead, ~ULONG_PTR{0});
      break;
    case kDivide:
      record->ExceptionCode = Instruction(context.Rip).divides_by_zero(context)
                                  ? STATUS_INTEGER_DIVIDE_BY_ZERO
                                  : STATUS_INTEGER_OVERFLOW;
      break;
    case kDebug:
      record->ExceptionCode = STATUS_SINGLE_STEP;
      context.EFlags &= ~0x100u;
      break;
    case kBreakpoint:
      record->ExceptionCode = STATUS_BREAKPOINT;
      record->NumberParameters = 1;
      context.Rip -= 1;  // at the int3, not after it
      break;
    case kOverflow:
      record->ExceptionCode = STATUS_INTEGER_OVERFLOW;
      break;
    case kBound:
      record->ExceptionCode = STATUS_ARRAY_BOUNDS_EXCEEDED;
      break;
    case kInvalidOpcode:
      record->ExceptionCode = STATUS_ILLEGAL_INSTRUCTION;
      break;
    case kAlignment:
      record->ExceptionCode = STATUS_DATATYPE_MISALIGNMENT;
      break;
    case kX87: {
      const unsigned status = context.FltSave.StatusWord, control = context.FltSave.ControlWord;
      record->ExceptionCode = floating_point_code(status & ~control & 0x3f, status & 0x40);
      record->NumberParameters = 1;
      break;
    }
    case kSimd:
      record->ExceptionCode =
          floating_point_code(context.MxCsr & ~(context.MxCsr >> 7) & 0x3f, false);
      record->NumberParameters = 1;
      break;
    default:
      access_violation(record, kFaultRead, address);
  }
  record->ExceptionAddress = reinterpret_cast<void*>(context.Rip);
  return action;
}

}  // namespace mimic::win::seh
