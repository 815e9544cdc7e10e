#include "abi/windows/seh/virtual_unwind.h"

#include <cstring>

#include "abi/windows/return_hijack.h"
#include "abi/windows/seh/epilogue.h"
#include "abi/windows/seh/function_table.h"

namespace mimic::win::seh {
namespace {

template <class T>
T load(uint64_t address) {
  T value;
  std::memcpy(&value, reinterpret_cast<const void*>(address), sizeof value);
  return value;
}

// Slots of the unwind code array that an operation takes.
unsigned slots_of(UNWIND_CODE code) {
  switch (code.UnwindOp) {
    case UWOP_ALLOC_LARGE:
      return code.OpInfo == 0 ? 2 : 3;
    case UWOP_SAVE_NONVOL:
    case UWOP_SAVE_XMM128:
      return 2;
    case UWOP_SAVE_NONVOL_FAR:
    case UWOP_SAVE_XMM128_FAR:
    case UWOP_SPARE_CODE:
      return 3;
    default:
      return 1;
  }
}

const UNWIND_INFO* info_of(uint64_t image_base, const RUNTIME_FUNCTION& function) {
  return reinterpret_cast<const UNWIND_INFO*>(image_base + function.UnwindData);
}

// An entry whose unwind data has bit 0 set stands for another entry.
const RUNTIME_FUNCTION* direct(uint64_t image_base, const RUNTIME_FUNCTION* function) {
  if (function->UnwindData & 1)
    function = reinterpret_cast<const RUNTIME_FUNCTION*>(image_base + (function->UnwindData & ~1u));
  return function;
}

struct Frame {
  CONTEXT& context;
  KNONVOLATILE_CONTEXT_POINTERS* pointers;

  void load_integer(unsigned number, uint64_t address) {
    context.Integer[number] = load<uint64_t>(address);
    if (pointers) pointers->IntegerContext[number] = reinterpret_cast<ULONG64*>(address);
  }
  void load_xmm(unsigned number, uint64_t address) {
    std::memcpy(&context.FltSave.XmmRegisters[number], reinterpret_cast<void*>(address), 16);
    if (pointers) pointers->FloatingContext[number] = reinterpret_cast<M128A*>(address);
  }
};

// Undoes the operations of one UNWIND_INFO that have been executed. True if the return address has
// been found as well (machine frame).
bool undo_prologue(const UNWIND_INFO* info, uint64_t offset, uint64_t frame_base, Frame frame) {
  CONTEXT& context = frame.context;
  bool machine_frame = false;
  for (unsigned i = 0; i < info->CountOfCodes;) {
    const UNWIND_CODE* code = &info->UnwindCode[i];
    i += slots_of(*code);
    if (code->UnwindOp == UWOP_EPILOG && info->Version >= 2) continue;
    if (offset < code->CodeOffset) continue;  // not executed yet
    const auto near = [&] { return uint64_t{code[1].FrameOffset}; };
    const auto far = [&] { return code[1].FrameOffset | uint64_t{code[2].FrameOffset} << 16; };
    switch (code->UnwindOp) {
      case UWOP_PUSH_NONVOL:
        frame.load_integer(code->OpInfo, context.Rsp);
        context.Rsp += 8;
        break;
      case UWOP_ALLOC_LARGE:
        context.Rsp += code->OpInfo == 0 ? near() * 8 : far();
        break;
      case UWOP_ALLOC_SMALL:
        context.Rsp += code->OpInfo * 8 + 8;
        break;
      case UWOP_SET_FPREG:
        context.Rsp = context.Integer[info->FrameRegister] - info->FrameOffset * 16;
        break;
      case UWOP_SAVE_NONVOL:
        frame.load_integer(code->OpInfo, frame_base + near() * 8);
        break;
      case UWOP_SAVE_NONVOL_FAR:
        frame.load_integer(code->OpInfo, frame_base + far());
        break;
      case UWOP_SAVE_XMM128:
        frame.load_xmm(code->OpInfo, frame_base + near() * 16);
        break;
      case UWOP_SAVE_XMM128_FAR:
        frame.load_xmm(code->OpInfo, frame_base + far());
        break;
      case UWOP_PUSH_MACHFRAME: {
        const uint64_t top = context.Rsp + (code->OpInfo ? 8 : 0);
        context.Rip = load<uint64_t>(top);
        context.Rsp = load<uint64_t>(top + 24);
        machine_frame = true;
        break;
      }
      default:
        break;
    }
  }
  return machine_frame;
}

// The stack pointer after the prologue, from which saved registers are addressed.
uint64_t frame_base_of(const UNWIND_INFO* info, uint64_t offset, const CONTEXT& context) {
  if (info->FrameRegister == 0) return context.Rsp;
  const uint64_t by_frame = context.Integer[info->FrameRegister] - info->FrameOffset * 16;
  if (offset >= info->SizeOfProlog || (info->Flags & UNW_FLAG_CHAININFO)) return by_frame;
  for (unsigned i = 0; i < info->CountOfCodes; i += slots_of(info->UnwindCode[i]))
    if (info->UnwindCode[i].UnwindOp == UWOP_SET_FPREG)
      return offset >= info->UnwindCode[i].CodeOffset ? by_frame : context.Rsp;
  return context.Rsp;
}

// The handler or the chained entry behind the codes.
const uint8_t* tail_of(const UNWIND_INFO* info) {
  return reinterpret_cast<const uint8_t*>(&info->UnwindCode[(info->CountOfCodes + 1) & ~1]);
}

}  // namespace

void unwind_leaf(CONTEXT& context) {
  context.Rip = see_through_hijack(load<uint64_t>(context.Rsp), context.Rsp);
  context.Rsp += 8;
}

EXCEPTION_ROUTINE virtual_unwind(DWORD handler_type, uint64_t image_base, uint64_t pc,
                                 RUNTIME_FUNCTION* entry, CONTEXT& context, void** handler_data,
                                 uint64_t* establisher, KNONVOLATILE_CONTEXT_POINTERS* pointers) {
  *handler_data = nullptr;
  if (is_host_function(image_base) || (!entry && is_host_code(pc))) {
    *establisher = context.Rsp;
    context.Rip = pc;
    // Walkers of the guest see one frame for all of the host's; a frame of the dispatcher they
    // pass by.
    if (!find_guest_caller(context, false)) context.Rip = 0;
    return nullptr;
  }
  if (!entry) {
    *establisher = context.Rsp;
    unwind_leaf(context);
    return nullptr;
  }
  context.Rip = pc;
  const RUNTIME_FUNCTION* function = direct(image_base, entry);
  const UNWIND_INFO* info = info_of(image_base, *function);
  uint64_t offset = pc - (image_base + function->BeginAddress);
  const uint64_t frame_base = frame_base_of(info, offset, context);
  *establisher = frame_base;
  Frame frame{context, pointers};

  const bool in_prologue = offset < info->SizeOfProlog;
  if (!in_prologue || (info->Flags & UNW_FLAG_CHAININFO)) {
    if (finish_epilogue(context, pointers, image_base, *function, info->FrameRegister))
      return nullptr;
  }
  bool machine_frame = undo_prologue(info, offset, frame_base, frame);
  for (int depth = 0; (info->Flags & UNW_FLAG_CHAININFO) && depth < 32; ++depth) {
    function = direct(image_base, reinterpret_cast<const RUNTIME_FUNCTION*>(tail_of(info)));
    info = info_of(image_base, *function);
    offset = pc - (image_base + function->BeginAddress);
    machine_frame |= undo_prologue(info, offset, frame_base, frame);
  }
  if (!machine_frame) unwind_leaf(context);
  if (offset < info->SizeOfProlog || !(info->Flags & handler_type)) return nullptr;
  const uint8_t* tail = tail_of(info);
  *handler_data = const_cast<uint8_t*>(tail + 4);
  return reinterpret_cast<EXCEPTION_ROUTINE>(image_base +
                                             load<uint32_t>(reinterpret_cast<uint64_t>(tail)));
}

}  // namespace mimic::win::seh
