#include "tests/unit/rewrite/machine.h"

#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

extern "C" {
void mimic_test_run(mimic::rewrite::test::Registers* registers, uint64_t entry);
extern const char mimic_test_gateway[], mimic_test_code[], mimic_test_code_end[];
extern uint64_t mimic_test_gateway_calls;
}

// The order of Registers. Nothing below may change the flags between their load and the call.
asm(R"(
  .pushsection .bss
  .balign 8
mimic_test_entry: .skip 8
mimic_test_rdi: .skip 8
mimic_test_rcx: .skip 8
  .globl mimic_test_gateway_calls
mimic_test_gateway_calls: .skip 8
  .popsection
  .pushsection .text
  .globl mimic_test_code, mimic_test_code_end, mimic_test_run, mimic_test_gateway
mimic_test_code:
mimic_test_run:
  push %rbx
  push %rbp
  push %r12
  push %r13
  push %r14
  push %r15
  push %rdi
  mov %rsi, mimic_test_entry(%rip)
  pushq 120(%rdi)
  popfq
  mov 0(%rdi), %rax
  mov 8(%rdi), %rbx
  mov 16(%rdi), %rcx
  mov 24(%rdi), %rdx
  mov 32(%rdi), %rsi
  mov 48(%rdi), %rbp
  mov 56(%rdi), %r8
  mov 64(%rdi), %r9
  mov 72(%rdi), %r10
  mov 80(%rdi), %r11
  mov 88(%rdi), %r12
  mov 96(%rdi), %r13
  mov 104(%rdi), %r14
  mov 112(%rdi), %r15
  mov 40(%rdi), %rdi
  call *mimic_test_entry(%rip)
  pushfq
  mov %rdi, mimic_test_rdi(%rip)
  mov 8(%rsp), %rdi
  mov %rax, 0(%rdi)
  mov %rbx, 8(%rdi)
  mov %rcx, 16(%rdi)
  mov %rdx, 24(%rdi)
  mov %rsi, 32(%rdi)
  mov %rbp, 48(%rdi)
  mov %r8, 56(%rdi)
  mov %r9, 64(%rdi)
  mov %r10, 72(%rdi)
  mov %r11, 80(%rdi)
  mov %r12, 88(%rdi)
  mov %r13, 96(%rdi)
  mov %r14, 104(%rdi)
  mov %r15, 112(%rdi)
  mov mimic_test_rdi(%rip), %rax
  mov %rax, 40(%rdi)
  popq 120(%rdi)
  pop %rdi
  pop %r15
  pop %r14
  pop %r13
  pop %r12
  pop %rbp
  pop %rbx
  cld
  ret
mimic_test_gateway:
  mov %rcx, mimic_test_rcx(%rip)
  mov mimic_test_gateway_calls(%rip), %r11
  lea 1(%r11), %r11
  mov %r11, mimic_test_gateway_calls(%rip)
  syscall
  mov mimic_test_rcx(%rip), %rcx
  jmp *%rcx
mimic_test_code_end:
  .popsection
)");

namespace mimic::rewrite::test {
namespace {

constexpr uint64_t kTrapFlag = 0x100;
const std::function<void(uint64_t&)>* g_at_step;

bool is_own_code(uint64_t pc) {
  return pc >= reinterpret_cast<uint64_t>(mimic_test_code) &&
         pc < reinterpret_cast<uint64_t>(mimic_test_code_end);
}

void on_step(int, siginfo_t*, void* raw) {
  auto* context = static_cast<ucontext_t*>(raw);
  uint64_t pc = static_cast<uint64_t>(context->uc_mcontext.gregs[REG_RIP]);
  if (is_own_code(pc)) return;
  (*g_at_step)(pc);
  context->uc_mcontext.gregs[REG_RIP] = static_cast<greg_t>(pc);
}

std::vector<uint8_t> checked(std::vector<uint8_t> file) {
  const auto headers = elf::parse_headers(Bytes(file.data(), file.size()), "test");
  if (headers) return file;
  std::fprintf(stderr, "%s\n", headers.error().message.c_str());
  std::abort();
}

}  // namespace

Registers some_registers() {
  Registers registers{};
  auto* values = reinterpret_cast<uint64_t*>(&registers);
  for (size_t i = 0; i < 15; ++i) values[i] = 0x0123456789abcdef * (i + 3);
  registers.flags = 0x202 | 0x001 | 0x800;  // carry and overflow
  return registers;
}

Registers run(Registers registers, uint64_t entry) {
  mimic_test_run(&registers, entry);
  return registers;
}

Registers run_stepwise(Registers registers, uint64_t entry,
                       const std::function<void(uint64_t& pc)>& at) {
  struct sigaction action{}, before;
  action.sa_sigaction = on_step;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, &before);
  g_at_step = &at;
  registers.flags |= kTrapFlag;
  mimic_test_run(&registers, entry);
  asm volatile("pushfq\n andq $~0x100, (%%rsp)\n popfq" ::: "memory", "cc");
  registers.flags &= ~kTrapFlag;
  registers.r11 &= ~kTrapFlag;  // where `syscall` left the flags
  sigaction(SIGTRAP, &before, nullptr);
  return registers;
}

uint64_t gateway() { return reinterpret_cast<uint64_t>(mimic_test_gateway); }
uint64_t gateway_calls() { return mimic_test_gateway_calls; }

LoadedImage::LoadedImage(std::vector<uint8_t> file)
    : file_(checked(std::move(file))),
      headers_(*elf::parse_headers(Bytes(file_.data(), file_.size()), "test")),
      view_(headers_, Bytes(file_.data(), file_.size())),
      functions_(view_),
      image_size_(headers_.end),
      size_(headers_.end + 0x10000) {
  void* memory =
      mmap(nullptr, size_, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  bias_ = reinterpret_cast<uint64_t>(memory);
  for (const elf::Segment& segment : headers_.segments) {
    std::memcpy(reinterpret_cast<void*>(bias_ + segment.address),
                file_.data() + segment.file_offset, segment.file_size);
  }
}

LoadedImage::~LoadedImage() { munmap(reinterpret_cast<void*>(bias_), size_); }

void LoadedImage::apply(const Plan& plan) {
  std::memcpy(reinterpret_cast<void*>(area().address), plan.area.data(), plan.area.size());
  for (const Patch& patch : plan.patches) {
    std::memcpy(reinterpret_cast<void*>(patch.address), patch.bytes.data(), patch.size);
  }
}

}  // namespace mimic::rewrite::test
