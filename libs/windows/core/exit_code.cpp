#include "libs/windows/core/exit_code.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <mutex>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/termination.h"

namespace mimic::win {
namespace {

struct Record {
  uint32_t is_set;
  uint32_t code;
};

std::mutex slots_lock;
int slots_file = -1;
uint32_t next_slot = 0;
ExitCodeSlot own_slot;

std::vector<uint32_t>& free_slots() {
  static auto* const list = new std::vector<uint32_t>;
  return *list;
}

off_t offset_of(const ExitCodeSlot& slot) { return off_t{slot.index} * sizeof(Record); }

}  // namespace

ExitCodeSlot allocate_exit_code() {
  std::lock_guard lock(slots_lock);
  if (slots_file < 0) slots_file = ::memfd_create("mimic-exit-codes", MFD_CLOEXEC);
  if (slots_file < 0) return {};
  ExitCodeSlot slot = {slots_file, next_slot};
  if (auto& free = free_slots(); free.empty()) {
    ++next_slot;
  } else {
    slot.index = free.back();
    free.pop_back();
  }
  const Record cleared = {};
  if (::pwrite(slot.descriptor, &cleared, sizeof cleared, offset_of(slot)) < 0) return {};
  return slot;
}

void release_exit_code(const ExitCodeSlot& slot) {
  if (slot.descriptor < 0) return;
  std::lock_guard lock(slots_lock);
  if (slot.descriptor == slots_file) free_slots().push_back(slot.index);
}

std::optional<DWORD> read_exit_code(const ExitCodeSlot& slot) {
  Record record;
  if (slot.descriptor < 0 ||
      ::pread(slot.descriptor, &record, sizeof record, offset_of(slot)) != sizeof record ||
      !record.is_set)
    return std::nullopt;
  return record.code;
}

void write_exit_code(const ExitCodeSlot& slot, DWORD code) {
  if (slot.descriptor < 0) return;
  const Record record = {1, code};
  if (::pwrite(slot.descriptor, &record, sizeof record, offset_of(slot)) < 0) {
    // The parent will see what Linux can carry.
  }
}

void report_exit_code_to(const ExitCodeSlot& slot) {
  own_slot = slot;
  set_exit_observer([](uint32_t code) { write_exit_code(own_slot, code); });
}

DWORD exit_code_of_host(int reason, int status) {
  if (reason == CLD_EXITED) return status;
  static constexpr struct {
    int signal;
    DWORD code;
  } kCodes[] = {
      {SIGINT, static_cast<DWORD>(STATUS_CONTROL_C_EXIT)},
      {SIGQUIT, static_cast<DWORD>(STATUS_CONTROL_C_EXIT)},
      {SIGHUP, static_cast<DWORD>(STATUS_CONTROL_C_EXIT)},
      {SIGTERM, static_cast<DWORD>(STATUS_CONTROL_C_EXIT)},
      {SIGSEGV, static_cast<DWORD>(STATUS_ACCESS_VIOLATION)},
      {SIGBUS, static_cast<DWORD>(STATUS_IN_PAGE_ERROR)},
      {SIGILL, static_cast<DWORD>(STATUS_ILLEGAL_INSTRUCTION)},
      {SIGFPE, static_cast<DWORD>(STATUS_INTEGER_DIVIDE_BY_ZERO)},
      {SIGTRAP, static_cast<DWORD>(STATUS_BREAKPOINT)},
      {SIGABRT, 3},  // as abort() of the C runtimes
      {SIGKILL, 1},  // as taskkill /f
  };
  for (const auto& entry : kCodes)
    if (entry.signal == status) return entry.code;
  return 128 + status;
}

}  // namespace mimic::win
