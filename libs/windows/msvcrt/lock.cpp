// _lock and _unlock: the runtime's numbered locks, which start-up code and static objects of MinGW
// use.
#include "libs/windows/crt/export.h"
#include "libs/windows/ntdll/critical_section.h"

namespace mimic::win::msvcrt {

namespace {

constexpr int kLocks = 64;  // Microsoft's has 36

constinit RTL_CRITICAL_SECTION g_locks[kLocks] = {};

bool initialize_locks() {
  for (RTL_CRITICAL_SECTION& lock : g_locks) ntdll::RtlInitializeCriticalSectionEx(&lock, 0, 0);
  return true;
}

RTL_CRITICAL_SECTION* lock_of(int number) {
  static const bool initialized = initialize_locks();
  return initialized && number >= 0 && number < kLocks ? &g_locks[number] : nullptr;
}

}  // namespace

EXPORT(msvcrt, void, _lock, (int number)) {
  if (RTL_CRITICAL_SECTION* lock = lock_of(number)) ntdll::RtlEnterCriticalSection(lock);
}
EXPORT(msvcrt, void, _unlock, (int number)) {
  if (RTL_CRITICAL_SECTION* lock = lock_of(number)) ntdll::RtlLeaveCriticalSection(lock);
}

}  // namespace mimic::win::msvcrt
