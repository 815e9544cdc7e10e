// The guest's registers at a system call, as the gateway pushes them.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "syscalls/monitor/layout.h"

namespace mimic::monitor {

// After the call rcx is the address where the guest goes on, and r11 the flags, as the kernel has
// it.
struct Registers {
  uint64_t r15, r14, r13, r12, rbp, rbx;
  uint64_t r9, r8, r10, rdx, rsi, rdi;
  uint64_t rax;  // the number, then the result
  uint64_t rip;  // where the guest goes on
  uint64_t flags;
  uint64_t rsp;

  // The call's argument `index`, 0 to 5.
  uint64_t& argument(int index) {
    uint64_t* const arguments[] = {&rdi, &rsi, &rdx, &r10, &r8, &r9};
    return *arguments[index];
  }
};

static_assert(offsetof(Registers, r9) == MIMIC_REGISTERS_R9);
static_assert(offsetof(Registers, r8) == MIMIC_REGISTERS_R8);
static_assert(offsetof(Registers, r10) == MIMIC_REGISTERS_R10);
static_assert(offsetof(Registers, rdx) == MIMIC_REGISTERS_RDX);
static_assert(offsetof(Registers, rsi) == MIMIC_REGISTERS_RSI);
static_assert(offsetof(Registers, rdi) == MIMIC_REGISTERS_RDI);
static_assert(offsetof(Registers, rax) == MIMIC_REGISTERS_RAX);
static_assert(sizeof(Registers) == MIMIC_REGISTERS_SIZE);

}  // namespace mimic::monitor
