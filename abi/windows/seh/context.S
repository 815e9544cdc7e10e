// Contexts and control transfers that C++ cannot express.
#include "abi/windows/seh/offsets.h"
  .intel_syntax noprefix

// --- Capture -----------------------------------------------------------------------------------

// void mimic_capture_context(CONTEXT* rcx), Windows convention. Every register is kept.
  .section .text.mimic_capture_context,"ax",@progbits
  .globl mimic_capture_context
  .type mimic_capture_context,@function
  .p2align 4
mimic_capture_context:
  .cfi_startproc
  pushfq
  .cfi_adjust_cfa_offset 8
  mov [rcx + CONTEXT_RAX], rax
  mov [rcx + CONTEXT_RCX], rcx
  mov [rcx + CONTEXT_RDX], rdx
  mov [rcx + CONTEXT_RBX], rbx
  lea rax, [rsp + 16]
  mov [rcx + CONTEXT_RSP], rax
  mov [rcx + CONTEXT_RBP], rbp
  mov [rcx + CONTEXT_RSI], rsi
  mov [rcx + CONTEXT_RDI], rdi
  mov [rcx + CONTEXT_R8], r8
  mov [rcx + CONTEXT_R9], r9
  mov [rcx + CONTEXT_R10], r10
  mov [rcx + CONTEXT_R11], r11
  mov [rcx + CONTEXT_R12], r12
  mov [rcx + CONTEXT_R13], r13
  mov [rcx + CONTEXT_R14], r14
  mov [rcx + CONTEXT_R15], r15
  mov rax, [rsp]
  mov [rcx + CONTEXT_EFLAGS], eax
  mov rax, [rsp + 8]
  mov [rcx + CONTEXT_RIP], rax
  mov dword ptr [rcx + CONTEXT_FLAGS], CONTEXT_CAPTURED
  mov word ptr [rcx + CONTEXT_SEGCS], 0x33
  mov word ptr [rcx + CONTEXT_SEGCS + 2], 0x2b   // ds
  mov word ptr [rcx + CONTEXT_SEGCS + 4], 0x2b   // es
  mov word ptr [rcx + CONTEXT_SEGCS + 6], 0x53   // fs
  mov word ptr [rcx + CONTEXT_SEGCS + 8], 0x2b   // gs
  mov word ptr [rcx + CONTEXT_SEGCS + 10], 0x2b  // ss
  fxsave [rcx + CONTEXT_FLTSAVE]
  stmxcsr [rcx + CONTEXT_MXCSR]
  lea rax, [rip + mimic_return_trampoline]
  cmp [rsp + 8], rax
  jne 1f
  push rcx
  .cfi_adjust_cfa_offset 8
  lea rcx, [rsp + 16]
  sub rsp, 0x28
  .cfi_adjust_cfa_offset 0x28
  call mimic_real_return_address
  add rsp, 0x28
  .cfi_adjust_cfa_offset -0x28
  pop rcx
  .cfi_adjust_cfa_offset -8
  mov [rcx + CONTEXT_RIP], rax
  mov rdx, [rcx + CONTEXT_RDX]
  mov r8, [rcx + CONTEXT_R8]
  mov r9, [rcx + CONTEXT_R9]
  mov r10, [rcx + CONTEXT_R10]
  mov r11, [rcx + CONTEXT_R11]
  fxrstor [rcx + CONTEXT_FLTSAVE]
1:
  mov rax, [rcx + CONTEXT_RAX]
  popfq
  .cfi_adjust_cfa_offset -8
  ret
  .cfi_endproc
  .size mimic_capture_context, . - mimic_capture_context

// --- Restore -----------------------------------------------------------------------------------

// void mimic_restore_context(const CONTEXT* rcx). As Windows does, by iretq: nothing is written
// to the target stack.
  .section .text.mimic_restore_context,"ax",@progbits
  .globl mimic_restore_context
  .type mimic_restore_context,@function
  .p2align 4
mimic_restore_context:
  .cfi_startproc
  .cfi_undefined rip       // the registers belong to nobody while this runs
  and rsp, -16
  test dword ptr [rcx + CONTEXT_FLAGS], 8
  jz 1f
  fxrstor [rcx + CONTEXT_FLTSAVE]
  ldmxcsr [rcx + CONTEXT_MXCSR]
1:
  mov eax, ss
  push rax
  push qword ptr [rcx + CONTEXT_RSP]
  mov eax, [rcx + CONTEXT_EFLAGS]
  and eax, 0x240dd5        // the flags a user may set, without IF and IOPL
  or eax, 0x202
  push rax
  mov eax, cs
  push rax
  push qword ptr [rcx + CONTEXT_RIP]
  mov rax, [rcx + CONTEXT_RAX]
  mov rdx, [rcx + CONTEXT_RDX]
  mov rbx, [rcx + CONTEXT_RBX]
  mov rbp, [rcx + CONTEXT_RBP]
  mov rsi, [rcx + CONTEXT_RSI]
  mov rdi, [rcx + CONTEXT_RDI]
  mov r8, [rcx + CONTEXT_R8]
  mov r9, [rcx + CONTEXT_R9]
  mov r10, [rcx + CONTEXT_R10]
  mov r11, [rcx + CONTEXT_R11]
  mov r12, [rcx + CONTEXT_R12]
  mov r13, [rcx + CONTEXT_R13]
  mov r14, [rcx + CONTEXT_R14]
  mov r15, [rcx + CONTEXT_R15]
  mov rcx, [rcx + CONTEXT_RCX]
  iretq
  .cfi_endproc
  .size mimic_restore_context, . - mimic_restore_context

// What exports jump to that need their caller's context: rax is a function with the Windows
// convention, which gets the export's four register arguments and the context as the fifth. The
// export's own stack arguments are above context->Rsp.
  .section .text.mimic_with_context,"ax",@progbits
  .globl mimic_with_context
  .type mimic_with_context,@function
  .p2align 4
mimic_with_context:
  .cfi_startproc
  sub rsp, 0x508
  .cfi_adjust_cfa_offset 0x508
  mov [rsp + 0x510], rcx
  mov [rsp + 0x28], rax
  lea rcx, [rsp + 0x30]
  call mimic_capture_context
  mov rcx, [rsp + 0x510]
  mov [rsp + 0x30 + CONTEXT_RCX], rcx
  lea rcx, [rsp + 0x508]
  call mimic_real_return_address
  mov [rsp + 0x30 + CONTEXT_RIP], rax
  lea rax, [rsp + 0x510]
  mov [rsp + 0x30 + CONTEXT_RSP], rax
  mov rcx, [rsp + 0x30 + CONTEXT_RCX]
  mov rdx, [rsp + 0x30 + CONTEXT_RDX]
  mov r8, [rsp + 0x30 + CONTEXT_R8]
  mov r9, [rsp + 0x30 + CONTEXT_R9]
  lea rax, [rsp + 0x30]
  mov [rsp + 0x20], rax
  call [rsp + 0x28]
  add rsp, 0x508
  .cfi_adjust_cfa_offset -0x508
  ret
  .cfi_endproc
  .size mimic_with_context, . - mimic_with_context

// int setjmp(JUMP_BUFFER* rcx, uint64_t frame rdx), Windows convention.
  .section .text.mimic_setjmp,"ax",@progbits
  .globl mimic_setjmp
  .type mimic_setjmp,@function
  .p2align 4
mimic_setjmp:
  .cfi_startproc
  mov [rcx], rdx
  mov [rcx + 0x08], rbx
  lea rax, [rsp + 8]
  mov [rcx + 0x10], rax
  mov [rcx + 0x18], rbp
  mov [rcx + 0x20], rsi
  mov [rcx + 0x28], rdi
  mov [rcx + 0x30], r12
  mov [rcx + 0x38], r13
  mov [rcx + 0x40], r14
  mov [rcx + 0x48], r15
  stmxcsr [rcx + 0x58]
  fnstcw [rcx + 0x5c]
  movaps [rcx + 0x60], xmm6
  movaps [rcx + 0x70], xmm7
  movaps [rcx + 0x80], xmm8
  movaps [rcx + 0x90], xmm9
  movaps [rcx + 0xa0], xmm10
  movaps [rcx + 0xb0], xmm11
  movaps [rcx + 0xc0], xmm12
  movaps [rcx + 0xd0], xmm13
  movaps [rcx + 0xe0], xmm14
  movaps [rcx + 0xf0], xmm15
  mov rax, [rsp]
  lea rdx, [rip + mimic_return_trampoline]
  cmp rax, rdx
  jne 1f
  push rcx
  .cfi_adjust_cfa_offset 8
  sub rsp, 0x20
  .cfi_adjust_cfa_offset 0x20
  lea rcx, [rsp + 0x28]
  call mimic_real_return_address
  add rsp, 0x20
  .cfi_adjust_cfa_offset -0x20
  pop rcx
  .cfi_adjust_cfa_offset -8
1:
  mov [rcx + 0x50], rax
  xor eax, eax
  ret
  .cfi_endproc
  .size mimic_setjmp, . - mimic_setjmp

// --- Return hijack (abi/windows/return_hijack.h) --------------------------------------------------

// Reached by the `ret` of a host function: rsp is slot + 8, all else belongs to the guest.
  .section .text.mimic_return_trampoline,"ax",@progbits
  .globl mimic_return_trampoline
  .type mimic_return_trampoline,@function
  .p2align 4
  .cfi_startproc
  .cfi_def_cfa rsp, 0
  .cfi_offset rip, -8
  nop                      // unwinders look up the address before a return address
mimic_return_trampoline:
  sub rsp, 8               // the slot is live again
  .cfi_adjust_cfa_offset 8
  pushfq
  .cfi_adjust_cfa_offset 8
  push rdx
  .cfi_adjust_cfa_offset 8
  sub rsp, 0x58            // 0x20 home, HostReturn at 0x20, 8 to spare
  .cfi_adjust_cfa_offset 0x58
  mov [rsp + 0x20], rax
  lea rdx, [rsp + 0x68]    // rsp at entry - 8
  mov [rsp + 0x28], rdx
  movups [rsp + 0x30], xmm0
  lea rcx, [rsp + 0x20]
  cld
  call mimic_host_return
  mov rax, [rsp + 0x20]
  movups xmm0, [rsp + 0x30]
  add rsp, 0x58
  .cfi_adjust_cfa_offset -0x58
  pop rdx
  .cfi_adjust_cfa_offset -8
  popfq
  .cfi_adjust_cfa_offset -8
  ret
  .cfi_endproc
  .size mimic_return_trampoline, . - mimic_return_trampoline

// --- Exception dispatch -----------------------------------------------------------------------------

// What a hardware exception returns to, as KiUserExceptionDispatcher: rsp points at the CONTEXT,
// the EXCEPTION_RECORD follows at DISPATCH_RECORD. The unwinder knows the address after the call
// and goes on from the CONTEXT.
  .section .text.mimic_exception_dispatcher,"ax",@progbits
  .globl mimic_exception_dispatcher, mimic_after_dispatch
  .type mimic_exception_dispatcher,@function
  .p2align 4
mimic_exception_dispatcher:
  .cfi_startproc
  .cfi_undefined rip
  cld
  lea rdi, [rsp + DISPATCH_RECORD]
  mov rsi, rsp
  call mimic_dispatch_hardware_exception
mimic_after_dispatch:
  ud2
  .cfi_endproc
  .size mimic_exception_dispatcher, . - mimic_exception_dispatcher

// void mimic_enter_dispatcher(const CONTEXT* rdi, const EXCEPTION_RECORD* rsi, uint64_t rdx):
// copies both to the stack at rdx (16-aligned) and dispatches there. The sources must not lie
// there.
  .section .text.mimic_enter_dispatcher,"ax",@progbits
  .globl mimic_enter_dispatcher
  .type mimic_enter_dispatcher,@function
  .p2align 4
mimic_enter_dispatcher:
  .cfi_startproc
  .cfi_undefined rip
  mov rsp, rdx
  mov r8, rsi
  mov rsi, rdi
  mov rdi, rdx
  mov ecx, SIZEOF_CONTEXT / 8
  cld
  rep movsq
  lea rdi, [rdx + DISPATCH_RECORD]
  mov rsi, r8
  mov ecx, SIZEOF_RECORD / 8
  rep movsq
  mov qword ptr [rdx + DISPATCH_EXTENDED], 0
  jmp mimic_exception_dispatcher
  .cfi_endproc
  .size mimic_enter_dispatcher, . - mimic_enter_dispatcher

// int name(record rdi, establisher rsi, context rdx, dispatcher rcx, handler r8), SysV: calls a
// language handler of the guest. The unwinder knows the address after the call, and finds the
// dispatcher context there at rsp + EXECUTE_DISPATCHER.
  .macro EXECUTE_HANDLER name, after
  .section .text.\name,"ax",@progbits
  .globl \name, \after
  .type \name,@function
  .p2align 4
\name:
  .cfi_startproc
  sub rsp, 0x38
  .cfi_adjust_cfa_offset 0x38
  mov [rsp + EXECUTE_DISPATCHER], rcx
  mov r9, rcx
  mov r10, r8
  mov r8, rdx
  mov rdx, rsi
  mov rcx, rdi
  call r10
\after:
  nop
  add rsp, 0x38
  .cfi_adjust_cfa_offset -0x38
  ret
  .cfi_endproc
  .size \name, . - \name
  .endm
  EXECUTE_HANDLER mimic_execute_for_exception, mimic_after_execute_for_exception
  EXECUTE_HANDLER mimic_execute_for_unwind, mimic_after_execute_for_unwind

// void mimic_consolidate(CONTEXT* rdi, EXCEPTION_RECORD* rsi), SysV: calls the record's callback on
// this stack, then restores the context with its result as rip. To the unwinder the callback was
// called from that context.
  .section .text.mimic_consolidate,"ax",@progbits
  .globl mimic_consolidate, mimic_after_consolidate
  .type mimic_consolidate,@function
  .p2align 4
mimic_consolidate:
  .cfi_startproc
  .cfi_undefined rip
  sub rsp, 0x38
  mov [rsp + CONSOLIDATE_CONTEXT], rdi
  mov rcx, rsi
  call [rsi + RECORD_INFORMATION]
mimic_after_consolidate:
  mov rcx, [rsp + CONSOLIDATE_CONTEXT]
  mov [rcx + CONTEXT_RIP], rax
  jmp mimic_restore_context
  .cfi_endproc
  .size mimic_consolidate, . - mimic_consolidate

// --- Host clean-ups (seh/host_unwind.cpp) ------------------------------------------------------------

// void mimic_call_keeping_stack(KeptStack* rdi, void (*rsi)(KeptStack*)): calls rsi(rdi), which never
// returns by itself, on this stack. Returns when mimic_return_to_kept_stack(rdi) is called.
  .section .text.mimic_call_keeping_stack,"ax",@progbits
  .globl mimic_call_keeping_stack
  .type mimic_call_keeping_stack,@function
  .p2align 4
mimic_call_keeping_stack:
  .cfi_startproc
  push rbx
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset rbx, 0
  push rbp
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset rbp, 0
  push r12
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r12, 0
  push r13
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r13, 0
  push r14
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r14, 0
  push r15
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset r15, 0
  sub rsp, 8
  .cfi_adjust_cfa_offset 8
  mov [rdi + KEPT_RSP], rsp
  call rsi
  ud2
  .cfi_endproc
  .size mimic_call_keeping_stack, . - mimic_call_keeping_stack

// void mimic_return_to_kept_stack(KeptStack* rdi): puts the saved bytes back and returns from
// mimic_call_keeping_stack. Uses no stack itself until they are back.
  .section .text.mimic_return_to_kept_stack,"ax",@progbits
  .globl mimic_return_to_kept_stack
  .type mimic_return_to_kept_stack,@function
  .p2align 4
mimic_return_to_kept_stack:
  .cfi_startproc
  .cfi_undefined rip
  mov rsp, [rdi + KEPT_RSP]
  mov rsi, [rdi + KEPT_BYTES]
  mov rcx, [rdi + KEPT_COUNT]
  mov rdi, rsp
  cld
  rep movsb
  add rsp, 8
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbp
  pop rbx
  ret
  .cfi_endproc
  .size mimic_return_to_kept_stack, . - mimic_return_to_kept_stack

  .section .note.GNU-stack,"",@progbits
