// Runs pieces of machine code and looks at what they do to the registers.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "loader/rewrite/plan.h"

namespace mimic::rewrite::test {

struct Registers {
  uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r11, r12, r13, r14, r15;
  uint64_t flags;

  bool operator==(const Registers&) const = default;
};
// All different, with some flags set.
Registers some_registers();

// Calls code that ends with `ret`, with these registers; returns what they are then.
Registers run(Registers registers, uint64_t entry);

// The same one instruction at a time. Before each instruction outside the test itself, `at` gets
// its address, and may change it.
Registers run_stepwise(Registers registers, uint64_t entry,
                       const std::function<void(uint64_t& pc)>& at);

// A gateway that makes the call as it is and goes on at rcx; and how often it did.
uint64_t gateway();
uint64_t gateway_calls();

// An image in memory, with room for trampolines after it.
class LoadedImage {
 public:
  explicit LoadedImage(std::vector<uint8_t> file);
  LoadedImage(const LoadedImage&) = delete;
  ~LoadedImage();

  const elf::View& view() const { return view_; }
  const Functions& functions() const { return functions_; }
  uint64_t bias() const { return bias_; }
  bool contains(uint64_t address) const { return address - bias_ < size_; }
  Area area() const { return {bias_ + image_size_, size_ - image_size_, gateway()}; }
  // Writes the plan's patches and trampolines.
  void apply(const Plan& plan);

 private:
  std::vector<uint8_t> file_;
  elf::Headers headers_;
  elf::View view_;
  Functions functions_;
  uint64_t bias_ = 0, image_size_ = 0, size_ = 0;
};

}  // namespace mimic::rewrite::test
