#include "libs/windows/crt/onexit_table.h"

#include "libs/windows/core/heap.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"

namespace mimic::win::crt {
namespace {

Lock table_lock;

}  // namespace

bool register_exit_function(OnexitTable& table, ExitFunction function) {
  const LockGuard guard(table_lock);
  if (table.last == table.end) {
    const size_t count = table.end - table.first;
    const size_t capacity = count ? count * 2 : 32;
    auto* grown =
        static_cast<ExitFunction*>(reallocate(table.first, capacity * sizeof(ExitFunction)));
    if (!grown) return false;
    table = {grown, grown + count, grown + capacity};
  }
  *table.last++ = function;
  return true;
}

void run_exit_functions(OnexitTable& table) {
  for (;;) {
    ExitFunction function;
    {
      const LockGuard guard(table_lock);
      if (table.first == table.last) {
        heap_free(table.first);
        table = {};
        return;
      }
      function = *--table.last;
    }
    if (function) function();
  }
}

}  // namespace mimic::win::crt

namespace mimic::win::ucrtbase {

using crt::ExitFunction;
using crt::OnexitTable;

UCRT_EXPORT_O(int, _initialize_onexit_table, (OnexitTable * table)) {
  if (!table) return -1;
  if (table->first == table->end) *table = {};
  return 0;
}
UCRT_EXPORT_O(int, _register_onexit_function, (OnexitTable * table, ExitFunction function)) {
  return table && crt::register_exit_function(*table, function) ? 0 : -1;
}
UCRT_EXPORT_O(int, _execute_onexit_table, (OnexitTable * table)) {
  if (!table) return -1;
  crt::run_exit_functions(*table);
  return 0;
}

}  // namespace mimic::win::ucrtbase
