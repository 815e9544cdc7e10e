// malloc and its kind, on the process heap, so that HeapFree and free take each other's blocks as
// they do on Windows.
#include "libs/windows/core/heap.h"

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/vcruntime140/standard_exception.h"

namespace mimic::win::crt {

using NewHandler = MS_ABI int (*)(size_t size);

namespace {

NewHandler new_handler = nullptr;
int new_mode = 0;  // 1 where malloc calls the handler too

// True where the handler asks to try again.
bool try_again(size_t size) { return new_handler && new_handler(size); }

template <class Attempt>
inline void* attempt(size_t size, Attempt&& allocate_once) {
  for (;;) {
    if (void* block = allocate_once()) [[likely]]
      return block;
    if (!new_mode || !try_again(size)) break;
  }
  crt_errno = kENOMEM;
  return nullptr;
}

// The size of `count` elements, or false with ENOMEM where it overflows.
bool multiply(size_t count, size_t size, size_t& total) {
  if (!__builtin_mul_overflow(count, size, &total)) return true;
  crt_errno = kENOMEM;
  return false;
}

}  // namespace

void* allocate(size_t size, bool zero) {
  return attempt(size, [=] { return heap_allocate(size, zero); });
}

void* reallocate(void* block, size_t size, bool zero) {
  return attempt(size, [=] { return heap_reallocate(block, size, zero); });
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::NewHandler;

CRT_EXPORT_O(void*, malloc, (size_t size)) { return crt::allocate(size); }
CRT_EXPORT_O(void*, calloc, (size_t count, size_t size)) {
  size_t total;
  return crt::multiply(count, size, total) ? crt::allocate(total, true) : nullptr;
}
CRT_EXPORT_O(void*, realloc, (void* block, size_t size)) {
  if (block && !size) {
    heap_free(block);
    return nullptr;
  }
  return crt::reallocate(block, size);
}
CRT_EXPORT_O(void, free, (void* block)) { heap_free(block); }

UCRT_ALIAS_O(_malloc_base, malloc);
UCRT_ALIAS_O(_calloc_base, calloc);
UCRT_ALIAS_O(_realloc_base, realloc);
UCRT_ALIAS_O(_free_base, free);

CRT_EXPORT_O(size_t, _msize, (void* block)) {
  if (block) return heap_size(block);
  crt::fail_invalid(crt::kEINVAL);
  return crt::kTruncate;  // (size_t)-1
}

CRT_EXPORT_O(void*, _recalloc, (void* block, size_t count, size_t size)) {
  size_t total;
  if (!crt::multiply(count, size, total)) return nullptr;
  if (block && !total) {
    heap_free(block);
    return nullptr;
  }
  return crt::reallocate(block, total, true);
}

// A block never grows where it is, except within what it has.
CRT_EXPORT_O(void*, _expand, (void* block, size_t size)) {
  if (!block) {
    crt::fail_invalid(crt::kEINVAL);
    return nullptr;
  }
  if (size <= heap_size(block)) return block;
  crt::crt_errno = crt::kENOMEM;
  return nullptr;
}

CRT_EXPORT_O(int, _callnewh, (size_t size)) { return crt::try_again(size); }

EXPORT(msvcrt, NewHandler, _set_new_handler, (NewHandler handler)) {
  const NewHandler previous = crt::new_handler;
  crt::new_handler = handler;
  return previous;
}
EXPORT(msvcrt, NewHandler, _query_new_handler, ()) { return crt::new_handler; }
EXPORT(msvcrt, int, _set_new_mode, (int mode)) {
  if (mode != 0 && mode != 1) {
    crt::fail_invalid(crt::kEINVAL);
    return -1;
  }
  const int previous = crt::new_mode;
  crt::new_mode = mode;
  return previous;
}
EXPORT(msvcrt, int, _query_new_mode, ()) { return crt::new_mode; }

UCRT_ALIAS_O(_set_new_handler, _set_new_handler);
UCRT_ALIAS(_query_new_handler, _query_new_handler);
UCRT_ALIAS_O(_set_new_mode, _set_new_mode);
UCRT_ALIAS(_query_new_mode, _query_new_mode);

// The heap cannot be walked or broken from here, so it is always sound (_HEAPOK, _HEAPEND).
CRT_EXPORT_O(int, _heapchk, ()) { return -2; }
CRT_EXPORT_O(int, _heapmin, ()) { return 0; }
EXPORT(msvcrt, int, _heapset, (unsigned)) { return -2; }
EXPORT(msvcrt, int, _heapadd, (void*, size_t)) {
  crt::crt_errno = crt::kENOSYS;
  return -1;
}
EXPORT(msvcrt, size_t, _heapused, (size_t*, size_t*)) {
  crt::crt_errno = crt::kENOSYS;
  return 0;
}
EXPORT_PARTIAL("shows no block", msvcrt, int, _heapwalk, (void* entry)) { return -5; }
UCRT_ALIAS(_heapwalk, _heapwalk);
CRT_EXPORT_O(intptr_t, _get_heap_handle, ()) { return reinterpret_cast<intptr_t>(process_heap()); }
EXPORT(msvcrt, size_t, _get_sbh_threshold, ()) { return 0; }
EXPORT(msvcrt, int, _set_sbh_threshold, (size_t)) { return 0; }

// What is thrown is caught by what Microsoft's compiler makes.
EXPORT(msvcrt, void*, operator_new, (size_t size)) {
  for (;;) {
    if (void* block = heap_allocate(size)) [[likely]]
      return block;
    if (!crt::try_again(size)) cpp::throw_bad_alloc();
  }
}

// std::set_new_handler, whose handlers take nothing: msvcrt.dll knows only the way to have none.
using StandardNewHandler = MS_ABI void (*)();
EXPORT(msvcrt, StandardNewHandler, set_new_handler, (StandardNewHandler handler)) {
  if (handler) crt::fail_invalid(crt::kEINVAL);
  _set_new_handler(nullptr);
  return nullptr;
}

}  // namespace mimic::win::msvcrt

ALSO_NAMED(msvcrt, "??2@YAPEAX_K@Z", "msvcrt.operator_new");
ALSO_NAMED(msvcrt, "??_U@YAPEAX_K@Z", "msvcrt.operator_new");
ALSO_NAMED(msvcrt, "?set_new_handler@@YAP6AXXZP6AXXZ@Z", "msvcrt.set_new_handler");
ALSO_NAMED(msvcrt, "??3@YAXPEAX@Z", "msvcrt.free");
ALSO_NAMED(msvcrt, "??_V@YAXPEAX@Z", "msvcrt.free");
ALSO_NAMED(msvcrt, "?_set_new_handler@@YAP6AH_K@ZP6AH0@Z@Z", "msvcrt._set_new_handler");
ALSO_NAMED(msvcrt, "?_query_new_handler@@YAP6AH_K@ZXZ", "msvcrt._query_new_handler");
ALSO_NAMED(msvcrt, "?_set_new_mode@@YAHH@Z", "msvcrt._set_new_mode");
ALSO_NAMED(msvcrt, "?_query_new_mode@@YAHXZ", "msvcrt._query_new_mode");
