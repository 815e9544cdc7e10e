#include "libs/windows/core/missing_function.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <string>

#include "libs/windows/core/lock.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/termination.h"

// Entered by a jump from a stub, with the function's name in r10 and the guest's return address on
// the stack. Nothing returns from here.
asm(R"(
  .text
  .globl mimic_missing_function_entry
  .hidden mimic_missing_function_entry
  .type mimic_missing_function_entry, @function
mimic_missing_function_entry:
  mov %r10, %rdi
  mov (%rsp), %rsi
  and $-16, %rsp
  call mimic_missing_function_called
  ud2
)");
extern "C" void mimic_missing_function_entry();

extern "C" [[noreturn, gnu::used]] void mimic_missing_function_called(const char* name,
                                                                      const void* caller) {
  // Exit status of a program that called what mimic does not have: docs/exit-status.md.
  mimic::win::end_program(mimic::win::kExitMissingFunction,
                          "%s is not implemented (called from %s)", name,
                          mimic::win::modules::describe(caller).c_str());
}

namespace mimic::win {

void* missing_function(std::string_view dll, std::string_view function) {
  static Lock lock;
  static uint8_t* page = nullptr;
  static size_t used = 0;
  constexpr size_t kStub = 32;
  auto* name = new std::string;  // lives as long as the stub
  name->append(dll).append("!").append(function);

  const LockGuard guard(lock);
  if (!page || used + kStub > kPage) {
    void* fresh = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) end_program(STATUS_NO_MEMORY, "out of memory");
    page = static_cast<uint8_t*>(fresh);
    used = 0;
  }
  mprotect(page, kPage, PROT_READ | PROT_WRITE);
  uint8_t* stub = page + used;
  used += kStub;
  const char* text = name->c_str();
  const auto entry = &mimic_missing_function_entry;
  const uint8_t code[] = {0x49, 0xba};         // mov $text, %r10
  const uint8_t code2[] = {0x49, 0xbb};        // mov $entry, %r11
  const uint8_t code3[] = {0x41, 0xff, 0xe3};  // jmp *%r11
  memcpy(stub, code, 2);
  memcpy(stub + 2, &text, 8);
  memcpy(stub + 10, code2, 2);
  memcpy(stub + 12, &entry, 8);
  memcpy(stub + 20, code3, 3);
  mprotect(page, kPage, PROT_READ | PROT_EXEC);
  return stub;
}

}  // namespace mimic::win
