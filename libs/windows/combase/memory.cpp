// The task allocator: the process heap by other names.
#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::combase {
namespace {

struct IMalloc : IUnknown {
  virtual MS_ABI PVOID Alloc(SIZE_T cb) = 0;
  virtual MS_ABI PVOID Realloc(PVOID pv, SIZE_T cb) = 0;
  virtual MS_ABI void Free(PVOID pv) = 0;
  virtual MS_ABI SIZE_T GetSize(PVOID pv) = 0;
  virtual MS_ABI int DidAlloc(PVOID pv) = 0;
  virtual MS_ABI void HeapMinimize() = 0;
};

void* reallocate(void* block, size_t size) {
  if (!block) return heap_allocate(size);
  if (size) return heap_reallocate(block, size);
  heap_free(block);
  return nullptr;
}

// There is one, which nobody can end.
struct TaskAllocator final : IMalloc {
  MS_ABI HRESULT QueryInterface(const GUID& riid, void** ppvObject) override {
    if (!ppvObject) return E_INVALIDARG;
    const bool known = riid == IID_IUnknown || riid == IID_IMalloc;
    *ppvObject = known ? this : nullptr;
    return known ? S_OK : E_NOINTERFACE;
  }
  MS_ABI ULONG AddRef() override { return 1; }
  MS_ABI ULONG Release() override { return 1; }
  MS_ABI PVOID Alloc(SIZE_T cb) override { return heap_allocate(cb); }
  MS_ABI PVOID Realloc(PVOID pv, SIZE_T cb) override { return reallocate(pv, cb); }
  MS_ABI void Free(PVOID pv) override { heap_free(pv); }
  MS_ABI SIZE_T GetSize(PVOID pv) override { return pv ? heap_size(pv) : ~SIZE_T{0}; }
  MS_ABI int DidAlloc(PVOID pv) override { return pv ? heap_owns(pv) : -1; }
  MS_ABI void HeapMinimize() override {}
};

constinit TaskAllocator g_allocator;

}  // namespace

EXPORT(combase, PVOID, CoTaskMemAlloc, (SIZE_T cb)) { return heap_allocate(cb); }
EXPORT(combase, PVOID, CoTaskMemRealloc, (PVOID pv, SIZE_T cb)) { return reallocate(pv, cb); }
EXPORT(combase, void, CoTaskMemFree, (PVOID pv)) { heap_free(pv); }

EXPORT(combase, HRESULT, CoGetMalloc, (DWORD dwMemContext, IUnknown** ppMalloc)) {
  if (!ppMalloc || dwMemContext != 1) return E_INVALIDARG;
  *ppMalloc = &g_allocator;
  return S_OK;
}
EXPORT(combase, HRESULT, CoRegisterMallocSpy, (IUnknown * pMallocSpy)) { return E_NOTIMPL; }
EXPORT(combase, HRESULT, CoRevokeMallocSpy, ()) { return CO_E_OBJNOTREG; }

}  // namespace mimic::win::combase
