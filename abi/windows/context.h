// Processor contexts, exception records and unwind data of Windows x64.
//
// Source: Microsoft, "x64 exception handling" and the public definitions of winnt.h; offsets are
// part of the ABI.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win {

struct alignas(16) M128A {
  uint64_t Low;
  int64_t High;
};

// The layout of FXSAVE.
struct alignas(16) XMM_SAVE_AREA32 {
  WORD ControlWord;
  WORD StatusWord;
  BYTE TagWord;
  BYTE Reserved1;
  WORD ErrorOpcode;
  DWORD ErrorOffset;
  WORD ErrorSelector;
  WORD Reserved2;
  DWORD DataOffset;
  WORD DataSelector;
  WORD Reserved3;
  DWORD MxCsr;
  DWORD MxCsr_Mask;
  M128A FloatRegisters[8];
  M128A XmmRegisters[16];
  BYTE Reserved4[96];
};
static_assert(sizeof(XMM_SAVE_AREA32) == 512);

inline constexpr DWORD CONTEXT_AMD64 = 0x100000, CONTEXT_CONTROL = 0x100001,
                       CONTEXT_INTEGER = 0x100002, CONTEXT_SEGMENTS = 0x100004,
                       CONTEXT_FLOATING_POINT = 0x100008, CONTEXT_DEBUG_REGISTERS = 0x100010,
                       CONTEXT_FULL = 0x10000b, CONTEXT_ALL = 0x10001f, CONTEXT_XSTATE = 0x100040,
                       CONTEXT_UNWOUND_TO_CALL = 0x20000000;

struct alignas(16) CONTEXT {
  DWORD64 P1Home, P2Home, P3Home, P4Home, P5Home, P6Home;
  DWORD ContextFlags;  // 0x30
  DWORD MxCsr;
  WORD SegCs, SegDs, SegEs, SegFs, SegGs, SegSs;  // 0x38
  DWORD EFlags;
  DWORD64 Dr0, Dr1, Dr2, Dr3, Dr6, Dr7;  // 0x48
  union {
    struct {
      DWORD64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15;  // 0x78
    };
    DWORD64 Integer[16];  // by register number
  };
  DWORD64 Rip;              // 0xf8
  XMM_SAVE_AREA32 FltSave;  // 0x100, xmm0 at 0x1a0
  M128A VectorRegister[26];
  DWORD64 VectorControl;
  DWORD64 DebugControl, LastBranchToRip, LastBranchFromRip, LastExceptionToRip,
      LastExceptionFromRip;
};
static_assert(sizeof(CONTEXT) == 0x4d0);
static_assert(offsetof(CONTEXT, ContextFlags) == 0x30);
static_assert(offsetof(CONTEXT, SegCs) == 0x38);
static_assert(offsetof(CONTEXT, EFlags) == 0x44);
static_assert(offsetof(CONTEXT, Rax) == 0x78);
static_assert(offsetof(CONTEXT, Rsp) == 0x98);
static_assert(offsetof(CONTEXT, Rip) == 0xf8);
static_assert(offsetof(CONTEXT, FltSave.XmmRegisters) == 0x1a0);
static_assert(offsetof(CONTEXT, VectorRegister) == 0x300);

inline constexpr size_t EXCEPTION_MAXIMUM_PARAMETERS = 15;

struct EXCEPTION_RECORD {
  NTSTATUS ExceptionCode;
  DWORD ExceptionFlags;
  EXCEPTION_RECORD* ExceptionRecord;
  PVOID ExceptionAddress;
  DWORD NumberParameters;
  ULONG_PTR ExceptionInformation[EXCEPTION_MAXIMUM_PARAMETERS];  // 0x20
};
static_assert(sizeof(EXCEPTION_RECORD) == 0x98);
static_assert(offsetof(EXCEPTION_RECORD, ExceptionInformation) == 0x20);

struct EXCEPTION_POINTERS {
  EXCEPTION_RECORD* ExceptionRecord;
  CONTEXT* ContextRecord;
};

inline constexpr DWORD EXCEPTION_NONCONTINUABLE = 1, EXCEPTION_UNWINDING = 2,
                       EXCEPTION_EXIT_UNWIND = 4, EXCEPTION_STACK_INVALID = 8,
                       EXCEPTION_NESTED_CALL = 0x10, EXCEPTION_TARGET_UNWIND = 0x20,
                       EXCEPTION_COLLIDED_UNWIND = 0x40,
                       EXCEPTION_UNWIND = EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND |
                                          EXCEPTION_TARGET_UNWIND | EXCEPTION_COLLIDED_UNWIND;

// What filters and vectored handlers return.
inline constexpr LONG EXCEPTION_EXECUTE_HANDLER = 1, EXCEPTION_CONTINUE_SEARCH = 0,
                      EXCEPTION_CONTINUE_EXECUTION = -1;

// What language handlers return.
enum EXCEPTION_DISPOSITION : int {
  ExceptionContinueExecution,
  ExceptionContinueSearch,
  ExceptionNestedException,
  ExceptionCollidedUnwind,
};

// One entry of .pdata; all fields are image-relative.
struct RUNTIME_FUNCTION {
  DWORD BeginAddress;
  DWORD EndAddress;
  DWORD UnwindData;
};

union UNWIND_CODE {
  struct {
    BYTE CodeOffset;
    BYTE UnwindOp : 4;
    BYTE OpInfo : 4;
  };
  USHORT FrameOffset;
};

enum UnwindOperation : uint8_t {
  UWOP_PUSH_NONVOL,
  UWOP_ALLOC_LARGE,
  UWOP_ALLOC_SMALL,
  UWOP_SET_FPREG,
  UWOP_SAVE_NONVOL,
  UWOP_SAVE_NONVOL_FAR,
  UWOP_EPILOG,
  UWOP_SPARE_CODE,
  UWOP_SAVE_XMM128,
  UWOP_SAVE_XMM128_FAR,
  UWOP_PUSH_MACHFRAME,
};

inline constexpr DWORD UNW_FLAG_NHANDLER = 0, UNW_FLAG_EHANDLER = 1, UNW_FLAG_UHANDLER = 2,
                       UNW_FLAG_CHAININFO = 4;

struct UNWIND_INFO {
  BYTE Version : 3;
  BYTE Flags : 5;
  BYTE SizeOfProlog;
  BYTE CountOfCodes;
  BYTE FrameRegister : 4;
  BYTE FrameOffset : 4;
  UNWIND_CODE UnwindCode[1];  // CountOfCodes, rounded up to even; then a handler or chained entry
};

struct KNONVOLATILE_CONTEXT_POINTERS {
  M128A* FloatingContext[16];
  ULONG64* IntegerContext[16];
};

struct UNWIND_HISTORY_TABLE;
struct DISPATCHER_CONTEXT;

using EXCEPTION_ROUTINE = EXCEPTION_DISPOSITION(MS_ABI*)(EXCEPTION_RECORD* record,
                                                         void* establisher, CONTEXT* context,
                                                         DISPATCHER_CONTEXT* dispatcher);

struct DISPATCHER_CONTEXT {
  DWORD64 ControlPc;
  DWORD64 ImageBase;
  RUNTIME_FUNCTION* FunctionEntry;
  DWORD64 EstablisherFrame;
  DWORD64 TargetIp;
  CONTEXT* ContextRecord;
  EXCEPTION_ROUTINE LanguageHandler;
  PVOID HandlerData;
  UNWIND_HISTORY_TABLE* HistoryTable;
  DWORD ScopeIndex;
  DWORD Fill0;
};
static_assert(sizeof(DISPATCHER_CONTEXT) == 0x50);

// jmp_buf of the Microsoft C runtimes.
struct alignas(16) JUMP_BUFFER {
  uint64_t Frame;  // 0: longjmp only restores registers
  uint64_t Rbx, Rsp, Rbp, Rsi, Rdi, R12, R13, R14, R15, Rip;
  DWORD MxCsr;  // 0x58
  WORD FpCsr;
  WORD Spare;
  M128A Xmm[10];  // xmm6 to xmm15
};
static_assert(sizeof(JUMP_BUFFER) == 0x100);

// ExceptionInformation[0] of STATUS_ACCESS_VIOLATION.
inline constexpr ULONG_PTR kFaultRead = 0, kFaultWrite = 1, kFaultExecute = 8;

// Captures and restores contexts (abi/windows/seh/context.S). The context captured is the caller's
// right after the call returns; nothing but flags and rcx's pointee changes.
extern "C" MS_ABI void mimic_capture_context(CONTEXT* context);
// Loads every register named by ContextFlags' parts (control and integer always) and goes on there.
extern "C" [[noreturn]] MS_ABI void mimic_restore_context(const CONTEXT* context);

}  // namespace mimic::win
