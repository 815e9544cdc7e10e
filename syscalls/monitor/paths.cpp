#include "syscalls/monitor/paths.h"

#include "syscalls/monitor/guest_call.h"
#include "syscalls/monitor/raw.h"
#include "syscalls/monitor/text.h"

namespace mimic::monitor {

bool names_own_program(uint64_t address) {
  char start[6];
  if (!mimic_guarded_copy(start, reinterpret_cast<const void*>(address), sizeof start) ||
      !equal(start, "/proc/", sizeof start))
    return false;
  char path[40];
  if (!read_string(address, path, sizeof path)) return false;
  const char* rest = path + 6;
  if (equal(rest, "self/exe", 9) || equal(rest, "thread-self/exe", 16)) return true;
  char own[32];
  const size_t digits = write_decimal(thread().pid, own);
  return equal(rest, own, digits) && equal(rest + digits, "/exe", 5);
}

namespace {

bool answer_link(ThreadBlock& block, Registers& registers, uint64_t path, uint64_t to,
                 int64_t size) {
  if (!names_own_program(path)) return mimic_guest_call(&registers);
  const char* target = block.process->executable;
  const auto length = static_cast<int64_t>(length_of(target));
  const int64_t copied = length < size ? length : size;
  if (size <= 0)
    registers.rax = -kEinval;
  else if (!mimic_guarded_copy(reinterpret_cast<void*>(to), target, copied))
    registers.rax = -kEfault;
  else
    registers.rax = copied;
  return true;
}

bool answer_open(ThreadBlock& block, Registers& registers, uint64_t& path) {
  const uint64_t given = path;
  if (names_own_program(given)) path = reinterpret_cast<uint64_t>(block.process->executable);
  const bool made = mimic_guest_call(&registers);
  path = given;
  return made;
}

}  // namespace

bool read_link(ThreadBlock& block, Registers& registers) {
  return answer_link(block, registers, registers.rdi, registers.rsi,
                     static_cast<int64_t>(registers.rdx));
}
bool read_link_at(ThreadBlock& block, Registers& registers) {
  return answer_link(block, registers, registers.rsi, registers.rdx,
                     static_cast<int32_t>(registers.r10));
}
bool open_path(ThreadBlock& block, Registers& registers) {
  return answer_open(block, registers, registers.rdi);
}
bool open_path_at(ThreadBlock& block, Registers& registers) {
  return answer_open(block, registers, registers.rsi);
}

}  // namespace mimic::monitor
