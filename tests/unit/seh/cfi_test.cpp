// Unwinding the host's frames by their call frame information.
#include "abi/cfi/cfi.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "abi/windows/return_hijack.h"

namespace mimic {
namespace {

using win::CONTEXT;

// Captures its own context, and unwinds once.
MS_ABI [[gnu::noinline]] cfi::Step caller_of(CONTEXT* context) {
  win::mimic_capture_context(context);
  const cfi::Step step = cfi::step(*context, false);
  asm volatile("" ::: "memory");
  return step;
}

TEST(Cfi, FindsTheCallersRegisters) {
  CONTEXT here, unwound;
  EXPECT_EQ(caller_of(&unwound), cfi::Step::kCaller);
  win::mimic_capture_context(&here);
  EXPECT_EQ(unwound.Rsp, here.Rsp);
  cfi::Function function, same;
  ASSERT_TRUE(cfi::find(unwound.Rip, &function));
  ASSERT_TRUE(cfi::find(here.Rip, &same));
  EXPECT_EQ(function.begin, same.begin);
}

// A function with the Windows convention saves xmm6 to xmm15; its caller's come back.
MS_ABI [[gnu::noinline]] cfi::Step clobbers(CONTEXT* context) {
  asm volatile("pxor %%xmm6, %%xmm6\n\tpxor %%xmm15, %%xmm15" ::: "xmm6", "xmm15");
  return caller_of(context) == cfi::Step::kCaller ? cfi::step(*context, false) : cfi::Step::kFailed;
}

TEST(Cfi, RestoresVectorRegisters) {
  CONTEXT context;
  double six = 6.5, fifteen = 15.25;
  using Clobber = cfi::Step(MS_ABI*)(CONTEXT*);
  const Clobber volatile function = clobbers;
  cfi::Step step;
  asm volatile(
      "movsd %[six], %%xmm6\n\t"
      "movsd %[fifteen], %%xmm15\n\t"
      "mov %[context], %%rcx\n\t"
      "sub $0xa0, %%rsp\n\t"  // red zone and home space
      "call *%[function]\n\t"
      "add $0xa0, %%rsp"
      : "=a"(step)
      : [six] "m"(six), [fifteen] "m"(fifteen), [context] "r"(&context), [function] "r"(function)
      : "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",
        "xmm6", "xmm15", "memory", "cc");
  EXPECT_EQ(step, cfi::Step::kCaller);
  double value;
  memcpy(&value, &context.FltSave.XmmRegisters[6], sizeof value);
  EXPECT_EQ(value, 6.5);
  memcpy(&value, &context.FltSave.XmmRegisters[15], sizeof value);
  EXPECT_EQ(value, 15.25);
}

int g_depth;
int compare(const void*, const void*) {
  CONTEXT context;
  win::mimic_capture_context(&context);
  while (cfi::step(context, false) == cfi::Step::kCaller) ++g_depth;
  return 0;
}

TEST(Cfi, CrossesTheCLibrary) {
  int numbers[2] = {2, 1};
  g_depth = 0;
  qsort(numbers, 2, sizeof *numbers, compare);
  EXPECT_GT(g_depth, 10);  // up to _start
}

struct Guard {
  ~Guard() { asm volatile(""); }
};
[[gnu::noinline]] void with_cleanup(void (*callback)(uint64_t)) {
  Guard guard;
  callback(reinterpret_cast<uint64_t>(__builtin_return_address(0)));
}

TEST(Cfi, FindsLandingPads) {
  static uint64_t pads;
  pads = 0;
  with_cleanup([](uint64_t) {
    CONTEXT context;
    win::mimic_capture_context(&context);
    if (cfi::step(context, false) != cfi::Step::kCaller) return;
    cfi::Function function;
    if (!cfi::find(context.Rip - 1, &function)) return;
    pads = cfi::landing_pad(function, context.Rip, false);
    EXPECT_GE(pads, function.begin);
  });
  EXPECT_NE(pads, 0u);
}

// What a hijacked return does: the handler runs, results can be changed, unwinders see through.
uint64_t g_seen;
MS_ABI [[gnu::noinline]] uint64_t hijacked(uint64_t value) {
  auto* slot = static_cast<uint64_t*>(__builtin_frame_address(0)) + 1;
  const uint64_t real = *slot;
  EXPECT_TRUE(win::hijack_return(
      slot, win::HijackUser::kTrace,
      [](void* data, win::HostReturn& result) {
        g_seen = result.rax;
        result.rax += *static_cast<uint64_t*>(data);
      },
      &g_depth));
  EXPECT_NE(*slot, real);
  EXPECT_EQ(win::real_return_address(slot), real);
  CONTEXT context;
  win::mimic_capture_context(&context);
  EXPECT_EQ(cfi::step(context, false), cfi::Step::kCaller);
  EXPECT_EQ(context.Rip, real);
  return value;
}

TEST(ReturnHijack, RunsOnce) {
  g_depth = 5;
  uint64_t(MS_ABI* const volatile function)(uint64_t) = hijacked;
  EXPECT_EQ(function(10), 15u);
  EXPECT_EQ(g_seen, 10u);
  EXPECT_EQ(function(20), 25u);
}

}  // namespace
}  // namespace mimic
