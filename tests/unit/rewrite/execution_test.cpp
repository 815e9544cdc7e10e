// Runs code before and after it is patched: it has to do the same, at every step of the way.
#include <gtest/gtest.h>

#include "tests/unit/elf/image_builder.h"
#include "tests/unit/rewrite/code.h"
#include "tests/unit/rewrite/machine.h"

namespace mimic::rewrite::test {
namespace {

CODE(adjacent, "mov $39, %eax; syscall; ret");
CODE(adjacent_wide, "mov $39, %rax; syscall; ret");
CODE(adjacent_unknown, "mov $0xfffff000, %eax; syscall; neg %rax; ret");
CODE(adjacent_negative, "mov $-1, %rax; syscall; neg %rax; ret");
CODE(jump_to_call, "mov $110, %eax; jmp 1f; mov $39, %eax; 1: syscall; ret");
CODE(jump_to_load, "jmp 1f; ud2; 1: mov $39, %eax; syscall; ret");
CODE(several_adjacent, "mov $39, %eax; syscall; mov %rax, %rbx; mov $110, %eax; syscall; ret");
CODE(forward,
     "xor %eax, %eax; mov $0xff, %edi; mov $39, %al; syscall; cmp $-4096, %rax; ja 1f; ret; "
     "1: mov $-1, %rax; ret");
CODE(forward_short_ones,
     "movzbl value(%rip), %eax; syscall; push %rax; pop %rbx; inc %eax; ret; "
     "value: .byte 39");
CODE(forward_fills, "push $39; pop %rax; syscall; stc; cmc; lahf; mov %rcx, %rdx; ret");
CODE(forward_reads_rcx, "push $39; pop %rax; syscall; mov %rcx, %rdx; lea 1(%rcx), %rsi; ret");
CODE(forward_rip_relative,
     "push $39; pop %rax; syscall; add number(%rip), %rax; ret; "
     "number: .quad 1000");
CODE(forward_rip_and_immediate,
     "push $39; pop %rax; syscall; cmpl $5, number2(%rip); ret; "
     "number2: .long 4");
CODE(forward_vector,
     "push $39; pop %rax; movq %rdi, %xmm0; syscall; movups vector(%rip), %xmm1; "
     "movq %xmm1, %rdx; movq %xmm0, %rbx; ret; vector: .quad 77, 88");
CODE(red_zone,
     "mov %rbx, -8(%rsp); mov %rbp, -128(%rsp); push $39; pop %rax; mov %rbx, -8(%rsp); "
     "mov %rbp, -128(%rsp); syscall; mov -8(%rsp), %rdx; mov -128(%rsp), %rsi; ret");
CODE(red_zone_adjacent,
     "mov %rbx, -8(%rsp); mov %rbp, -128(%rsp); mov $39, %eax; syscall; "
     "mov -8(%rsp), %rdx; mov -128(%rsp), %rsi; ret");
CODE(flags,
     "push $39; pop %rax; cmp %eax, %eax; stc; syscall; setc %bl; setz %dl; sbb %rsi, %rsi; "
     "ret");
CODE(flags_adjacent, "std; stc; mov $39, %eax; syscall; setc %bl; ret");
CODE(short_hop, "push $39; pop %rax; syscall; ret; int3; int3; int3; int3; int3; int3; int3");
CODE(short_hop_nops, "push $39; pop %rax; syscall; ret; .nops 12; ud2");
CODE(short_hop_back, "jmp 1f; .nops 8; 1: push $39; pop %rax; syscall; ret");
CODE(two_hops,
     "push $39; pop %rax; syscall; jmp 1f; .nops 15; 1: mov %rax, %rbx; push $110; "
     "pop %rax; syscall; ret");
CODE(loop,
     "mov $3, %ebx; 1: push $39; pop %rax; syscall; 2: dec %ebx; jnz 1b; test %ebx, %ebx; "
     "js 2b; ret");
CODE(backward, "mov %rdi, %rdx; xor %esi, %esi; push $39; pop %rax; syscall; ret");
CODE(backward_with_call, "jmp 1f; ud2; 1: push $39; pop %rax; syscall; ret");
CODE(backward_rip_relative, "mov 1f(%rip), %eax; syscall; ret; 1: .long 39");
CODE(backward_before_target,
     "push %rbx; mov %rdi, %rbx; lea 39(%rbx), %rax; sub %rbx, %rax; "
     "1: syscall; dec %rdi; test $7, %edi; pop %rdx; push %rdx; jmp 2f; ud2; "
     "2: pop %rbx; ret");
CODE(call_in_function, "call 1f; mov %rax, %rbx; ret; 1: mov $39, %eax; syscall; ret");

struct Case {
  const char* name;
  std::string_view code;
  std::vector<Strategy> strategies;
  size_t calls;
};

std::vector<Case> cases() {
  using enum Strategy;
  return {
      {"adjacent", adjacent, {kAdjacentLoad}, 1},
      {"adjacent_wide", adjacent_wide, {kAdjacentLoad}, 1},
      {"adjacent_unknown", adjacent_unknown, {kAdjacentLoad}, 1},
      {"adjacent_negative", adjacent_negative, {kAdjacentLoad}, 1},
      {"jump_to_call", jump_to_call, {kAdjacentLoad}, 0},
      {"jump_to_load", jump_to_load, {kAdjacentLoad}, 1},
      {"several_adjacent", several_adjacent, {kAdjacentLoad, kAdjacentLoad}, 2},
      {"forward", forward, {kForward}, 1},
      {"forward_short_ones", forward_short_ones, {kForward}, 1},
      {"forward_fills", forward_fills, {kForward}, 1},
      {"forward_reads_rcx", forward_reads_rcx, {kForward}, 1},
      {"forward_rip_relative", forward_rip_relative, {kForward}, 1},
      {"forward_rip_and_immediate", forward_rip_and_immediate, {kForward}, 1},
      {"forward_vector", forward_vector, {kForward}, 1},
      {"red_zone", red_zone, {kForward}, 1},
      {"red_zone_adjacent", red_zone_adjacent, {kAdjacentLoad}, 1},
      {"flags", flags, {kForward}, 1},
      {"flags_adjacent", flags_adjacent, {kAdjacentLoad}, 1},
      {"short_hop", short_hop, {kShortHop}, 1},
      {"short_hop_nops", short_hop_nops, {kShortHop}, 1},
      {"short_hop_back", short_hop_back, {kShortHop}, 1},
      {"two_hops", two_hops, {kShortHop, kShortHop}, 2},
      {"loop", loop, {kBackward}, 3},
      {"backward", backward, {kBackward}, 1},
      {"backward_with_call", backward_with_call, {kBackward}, 1},
      {"backward_rip_relative", backward_rip_relative, {kBackward}, 1},
      {"backward_before_target", backward_before_target, {kForward}, 1},
      {"call_in_function", call_in_function, {kAdjacentLoad}, 1},
  };
}

class Execution : public ::testing::TestWithParam<Case> {};

// Without addresses that repeat: how many instructions a place takes does not matter.
void add_place(std::vector<uint64_t>& places, uint64_t place) {
  if (places.empty() || places.back() != place) places.push_back(place);
}

TEST_P(Execution, IsTheSameWhenPatched) {
  const Case& test = GetParam();
  elf::test::ImageBuilder builder;
  const uint64_t begin = builder.function(test.code);
  LoadedImage image(builder.build());
  const uint64_t entry = begin + image.bias();

  const std::vector<Site> sites = find_sites(image.functions());
  std::vector<Strategy> strategies;
  for (const Site& site : sites) strategies.push_back(site.strategy);
  EXPECT_EQ(strategies, test.strategies);

  const Registers before = some_registers();
  const Registers native = run(before, entry);
  std::vector<uint64_t> native_places;
  EXPECT_EQ(run_stepwise(before, entry,
                         [&](uint64_t& pc) {
                           if (!image.contains(pc)) return;
                           add_place(native_places, pc);
                           // The processor does not stop right after a system call.
                           for (const Site& site : sites) {
                             if (pc == site.address + image.bias())
                               add_place(native_places, pc + 2);
                           }
                         }),
            native);

  const Plan plan = make_plan(image.view(), sites, image.bias(), image.area());
  EXPECT_TRUE(plan.unreachable.empty());
  EXPECT_LE(plan.area.size(), area_size(sites));
  EXPECT_EQ(plan.sites.size(), sites.size());
  image.apply(plan);
  const uint64_t calls = gateway_calls();
  EXPECT_EQ(run(before, entry), native);
  EXPECT_EQ(gateway_calls() - calls, test.calls);

  // What a guest is told of where it is has to be where it would be.
  const auto guest = [&](uint64_t pc) {
    const PatchedSite* site = find_by_trampoline(plan.sites.data(), plan.sites.size(), pc);
    return site ? guest_address(*site, pc) : pc;
  };
  std::vector<uint64_t> places;
  size_t steps = 0;
  EXPECT_EQ(run_stepwise(before, entry,
                         [&](uint64_t& pc) {
                           if (!image.contains(pc)) return;
                           ++steps;
                           for (const Site& site : sites) {
                             if (site.hole != 0 && pc == site.hole + image.bias()) return;
                           }
                           add_place(places, guest(pc));
                           for (const PatchedSite& site : plan.sites) {
                             if (pc == site.site && site.keeps_syscall) add_place(places, pc + 2);
                           }
                         }),
            native);
  EXPECT_EQ(places, native_places);

  // A signal may come before any instruction; the guest then returns to where it was told it was.
  for (size_t interrupted = 0; interrupted < steps; ++interrupted) {
    size_t step = 0;
    EXPECT_EQ(run_stepwise(before, entry,
                           [&](uint64_t& pc) {
                             if (!image.contains(pc) || step++ != interrupted) return;
                             const uint64_t told = guest(pc);
                             const PatchedSite* site =
                                 find_by_guest(plan.sites.data(), plan.sites.size(), told);
                             if (site) pc = host_address(*site, told);
                             if (!site && told != pc) pc = told;
                           }),
              native)
        << interrupted;
  }
}

std::string case_name(const ::testing::TestParamInfo<Case>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Code, Execution, ::testing::ValuesIn(cases()), case_name);

}  // namespace
}  // namespace mimic::rewrite::test
