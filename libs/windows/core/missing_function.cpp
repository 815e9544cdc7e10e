#include "libs/windows/core/missing_function.h"

#include <stdint.h>

#include <string>
#include <vector>

#include "libs/windows/core/lock.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/termination.h"

// A fixed supply of stubs, so that binding makes no code: each leaves its number in %eax and goes
// to the common end, with the guest's return address on the stack. Nothing returns from there.
asm(R"(
  .text
  .balign 16
  .type mimic_missing_function_stubs, @object
mimic_missing_function_stubs:
  .set number, 0
  .rept 2048
  .byte 0xb8
  .long number
  .byte 0xe9
  .long mimic_missing_function_end - . - 4
  .set number, number + 1
  .endr
mimic_missing_function_end:
  mov %eax, %edi
  mov (%rsp), %rsi
  and $-16, %rsp
  call mimic_missing_function_called
  ud2
)");
extern "C" const uint8_t mimic_missing_function_stubs[];

namespace mimic::win {
namespace {

constexpr size_t kStubs = 2048, kStubSize = 10;

struct State {
  Lock lock;
  std::vector<std::string> names;  // by stub; the last stub stands for all that have none
};
State& state() {
  static State* const instance = new State;
  return *instance;
}

}  // namespace

extern "C" [[noreturn, gnu::used]] void mimic_missing_function_called(uint32_t number,
                                                                      const void* caller) {
  end_program(kExitMissingFunction, "%s is not implemented (called from %s)",
              state().names[number].c_str(), modules::describe(caller).c_str());
}

void* missing_function(std::string_view dll, std::string_view function) {
  State& s = state();
  const LockGuard guard(s.lock);
  size_t number = s.names.size();
  if (number < kStubs - 1)
    s.names.push_back(std::string(dll).append("!").append(function));
  else if (number == kStubs - 1)
    s.names.emplace_back("a function");
  if (number >= kStubs) number = kStubs - 1;
  return const_cast<uint8_t*>(mimic_missing_function_stubs + number * kStubSize);
}

}  // namespace mimic::win
