#include "libs/windows/core/safe_point.h"

#include <linux/futex.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "abi/windows/seh/function_table.h"

namespace mimic::win {
namespace {

constexpr long long kFutexWaitv = 449;  // younger than some headers

constexpr long long kBlocking[] = {SYS_read,        SYS_readv,
                                   SYS_pread64,     SYS_write,
                                   SYS_writev,      SYS_pwrite64,
                                   SYS_recvfrom,    SYS_recvmsg,
                                   SYS_sendto,      SYS_sendmsg,
                                   SYS_accept,      SYS_accept4,
                                   SYS_connect,     SYS_wait4,
                                   SYS_waitid,      SYS_fcntl,
                                   SYS_flock,       SYS_poll,
                                   SYS_ppoll,       SYS_select,
                                   SYS_pselect6,    SYS_epoll_wait,
                                   SYS_epoll_pwait, SYS_epoll_pwait2,
                                   SYS_nanosleep,   SYS_clock_nanosleep,
                                   SYS_pause,       SYS_rt_sigtimedwait,
                                   kFutexWaitv};

bool is_system_call(uint64_t address) {
  const auto* code = reinterpret_cast<const uint8_t*>(address);
  return code[0] == 0x0f && code[1] == 0x05;
}

}  // namespace

bool is_safe_point(const ucontext_t& context) {
  const auto& registers = context.uc_mcontext.gregs;
  const auto rip = static_cast<uint64_t>(registers[REG_RIP]);
  if (!seh::is_host_code(rip)) return true;
  // Interrupted for good: locks are not waited for in calls that end so.
  if (registers[REG_RAX] == -EINTR && is_system_call(rip - 2)) return true;
  // About to start (again).
  if (!is_system_call(rip)) return false;
  const long long number = registers[REG_RAX];
  // Locks are waited for by FUTEX_WAIT (core/futex.cpp; libc), events by this.
  if (number == SYS_futex) return (registers[REG_RSI] & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
  return std::ranges::find(kBlocking, number) != std::ranges::end(kBlocking);
}

}  // namespace mimic::win
