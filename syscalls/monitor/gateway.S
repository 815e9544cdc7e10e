// The border between guest and monitor. All instructions that enter the kernel lie between
// mimic_calls_begin and mimic_calls_end: the range from which Syscall User Dispatch lets calls through.
#include "syscalls/monitor/layout.h"

#define BLOCK(field) %gs:(MIMIC_BLOCK + MIMIC_BLOCK_##field)

.section .text.mimic_monitor, "ax", @progbits

.macro hidden name
.globl \name
.hidden \name
.type \name, @function
\name:
.endm

// A system call of the guest: rax is its number, rcx where the guest goes on; everything else is the
// guest's. Comes from a trampoline or, by way of SIGSYS, from a site that is not rewritten. Nothing is
// written on the guest's stack.
//
// A plain call, which nobody asked to see, goes to the kernel at once: no flag is changed on the way.
.balign 64
hidden mimic_calls_begin
hidden mimic_gateway
  movq %rcx, BLOCK(RETURN)
  movzbl %ah, %ecx
  jrcxz 1f
  jmp 2f
1:
  movzbl %al, %ecx
  movzbl %gs:(MIMIC_BLOCK + MIMIC_BLOCK_SPECIAL)(%rcx), %ecx
  jrcxz mimic_plain_call
2:
  movq BLOCK(RETURN), %rcx
hidden mimic_gateway_special
  movq %rsp, BLOCK(GUEST_STACK)
  movq BLOCK(MONITOR_STACK), %rsp
  pushq BLOCK(GUEST_STACK)
  pushfq
  cld
  pushq %rcx
  pushq %rax
  pushq %rdi
  pushq %rsi
  pushq %rdx
  pushq %r10
  pushq %r8
  pushq %r9
  pushq %rbx
  pushq %rbp
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, %rdi
  call mimic_system_call
// From here on a signal finds the guest's registers in the frame at the top of the monitor's stack.
hidden mimic_gateway_leave
  cmpl $0, BLOCK(RESTORE_MASK)
  jne mimic_restore_mask
.Lrestore_registers:
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbp
  popq %rbx
  popq %r9
  popq %r8
  popq %r10
  popq %rdx
  popq %rsi
  popq %rdi
  popq %rax
  popq %rcx
  movq (%rsp), %r11
  popfq
  movq (%rsp), %rsp
  jmp *%rcx
hidden mimic_gateway_end

hidden mimic_plain_call
  syscall
hidden mimic_plain_done
  movq BLOCK(RETURN), %rcx
  jmp *%rcx
hidden mimic_plain_end

// The first entry of the program: rdi is its stack pointer, rsi its entry point.
hidden mimic_enter_guest
  movq %rdi, %rsp
  movq %rsi, %rcx
  xorl %eax, %eax
  xorl %ebx, %ebx
  xorl %edx, %edx
  xorl %edi, %edi
  xorl %esi, %esi
  xorl %ebp, %ebp
  xorl %r8d, %r8d
  xorl %r9d, %r9d
  xorl %r10d, %r10d
  xorl %r11d, %r11d
  xorl %r12d, %r12d
  xorl %r13d, %r13d
  xorl %r14d, %r14d
  xorl %r15d, %r15d
  jmp *%rcx

// bool mimic_guarded_copy(void* to, const void* from, size_t bytes): false where one of them faults.
hidden mimic_guarded_copy
  movq %rdx, %rcx
hidden mimic_guarded_copy_begin
  rep movsb
hidden mimic_guarded_copy_end
  movl $1, %eax
  ret
hidden mimic_guarded_copy_failed
  xorl %eax, %eax
  ret

// void mimic_on_stack(void (*function)(void*), void* argument, uint64_t stack)
hidden mimic_on_stack
  pushq %rbx
  movq %rsp, %rbx
  movq %rdx, %rsp
  movq %rdi, %rax
  movq %rsi, %rdi
  call *%rax
  movq %rbx, %rsp
  popq %rbx
  ret

.balign 64
// uint64_t mimic_raw_call(uint64_t number, uint64_t a0, .., a5): a call of the monitor's own.
hidden mimic_raw_call
  movq %rdi, %rax
  movq %rsi, %rdi
  movq %rdx, %rsi
  movq %rcx, %rdx
  movq %r8, %r10
  movq %r9, %r8
  movq 8(%rsp), %r9
  syscall
  ret

// bool mimic_guest_call(Registers*): makes the guest's call and puts the result into rax of the
// registers. False where a signal came before: then the call was not made.
hidden mimic_guest_call
  pushq %rbx
  movq %rdi, %rbx
  movq MIMIC_REGISTERS_RAX(%rbx), %rax
  movq MIMIC_REGISTERS_RDI(%rbx), %rdi
  movq MIMIC_REGISTERS_RSI(%rbx), %rsi
  movq MIMIC_REGISTERS_RDX(%rbx), %rdx
  movq MIMIC_REGISTERS_R10(%rbx), %r10
  movq MIMIC_REGISTERS_R8(%rbx), %r8
  movq MIMIC_REGISTERS_R9(%rbx), %r9
hidden mimic_guest_call_check
  cmpl $0, BLOCK(PENDING)
  jne mimic_guest_call_interrupted
hidden mimic_guest_call_enter
  syscall
hidden mimic_guest_call_done
  movq %rax, MIMIC_REGISTERS_RAX(%rbx)
  movl $1, %eax
  popq %rbx
  ret
hidden mimic_guest_call_interrupted
  xorl %eax, %eax
  popq %rbx
  ret

// On the way out, where the signal mask is the monitor's: first the signal that was put off, alone,
// then the guest's mask. A signal that comes here is delivered from the frame.
hidden mimic_restore_mask
  movl $0, BLOCK(RESTORE_MASK)
  cmpl $0, BLOCK(PENDING)
  je 1f
  movl $14, %eax  // rt_sigprocmask
  movl $2, %edi   // SIG_SETMASK
  movq BLOCK(SELF), %rsi
  addq $MIMIC_BLOCK_PENDING_MASK, %rsi
  xorl %edx, %edx
  movl $8, %r10d
  syscall
  // The signal is ignored by now.
  movl $0, BLOCK(PENDING)
1:
  movl $14, %eax
  movl $2, %edi
  movq BLOCK(SELF), %rsi
  addq $MIMIC_BLOCK_MASK, %rsi
  xorl %edx, %edx
  movl $8, %r10d
  syscall
  jmp .Lrestore_registers
hidden mimic_restore_mask_end

// void mimic_signal_return(void* stack): rt_sigreturn with this stack pointer.
hidden mimic_signal_return
  movq %rdi, %rsp
hidden mimic_restorer
  movl $15, %eax
  syscall
  ud2

// uint64_t mimic_clone(uint64_t number, uint64_t a0, .. a4, Registers* child): clone or clone3 whose
// child has its stack at `child` (as the arguments say too) and goes on in mimic_child_started.
hidden mimic_clone
  movq %rdi, %rax
  movq %rsi, %rdi
  movq %rdx, %rsi
  movq %rcx, %rdx
  movq %r8, %r10
  movq %r9, %r8
  syscall
  testq %rax, %rax
  jz 1f
  ret
1:
  movq %rsp, %rdi
  call mimic_child_started
  jmp mimic_gateway_leave

// [[noreturn]] void mimic_exit_thread(uint64_t status, void* region, size_t bytes): gives the region
// back, in which the stack lies, and ends the thread.
hidden mimic_exit_thread
  movq %rdi, %rbx
  movq %rsi, %rdi
  movq %rdx, %rsi
  movl $11, %eax  // munmap
  syscall
  movq %rbx, %rdi
  movl $60, %eax  // exit
  syscall
  ud2
hidden mimic_calls_end

.section .note.GNU-stack, "", @progbits
