// Multimedia threads: they may say that they are, and run as others do.
#include "libs/windows/exports/export.h"

namespace mimic::win::avrt {

EXPORT(avrt, HANDLE, AvSetMmThreadCharacteristicsW, (LPCWSTR TaskName, LPDWORD TaskIndex)) {
  if (TaskIndex && !*TaskIndex) *TaskIndex = 1;
  return reinterpret_cast<HANDLE>(0x1000);
}
EXPORT(avrt, HANDLE, AvSetMmThreadCharacteristicsA, (LPCSTR TaskName, LPDWORD TaskIndex)) {
  if (TaskIndex && !*TaskIndex) *TaskIndex = 1;
  return reinterpret_cast<HANDLE>(0x1000);
}
EXPORT(avrt, BOOL, AvSetMmThreadPriority, (HANDLE AvrtHandle, int Priority)) { return TRUE; }
EXPORT(avrt, BOOL, AvRevertMmThreadCharacteristics, (HANDLE AvrtHandle)) { return TRUE; }

}  // namespace mimic::win::avrt
