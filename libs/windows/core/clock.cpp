#include "libs/windows/core/clock.h"

#include <time.h>

namespace mimic::win {

namespace {

int64_t read_clock(clockid_t clock) {
  timespec now;
  ::clock_gettime(clock, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

constexpr int64_t kEpochDifference = 116'444'736'000'000'000;  // 1601 to 1970, in 100 ns

}  // namespace

int64_t monotonic_now() { return read_clock(CLOCK_MONOTONIC); }

int64_t system_time_now() { return read_clock(CLOCK_REALTIME) / 100 + kEpochDifference; }

int64_t deadline_of(NtTimeout timeout) {
  if (!timeout) return kNever;
  int64_t left = timeout->QuadPart;
  if (left == 0) return 0;
  left = left < 0 ? (left == INT64_MIN ? INT64_MAX : -left) : left - system_time_now();
  if (left <= 0) return 0;
  const int64_t now = monotonic_now();
  return left > (kNever - now) / 100 - 1 ? kNever : now + left * 100;
}

}  // namespace mimic::win
