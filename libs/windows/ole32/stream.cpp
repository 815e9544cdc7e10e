// A stream in a block of global memory.
#include <algorithm>
#include <cstring>

#include "libs/windows/combase/com.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {
namespace kernel32 {
DECLARE_EXPORT(kernel32, HANDLE, GlobalAlloc, (UINT uFlags, SIZE_T dwBytes));
DECLARE_EXPORT(kernel32, HANDLE, GlobalReAlloc, (HANDLE hMem, SIZE_T dwBytes, UINT uFlags));
DECLARE_EXPORT(kernel32, HANDLE, GlobalFree, (HANDLE hMem));
DECLARE_EXPORT(kernel32, LPVOID, GlobalLock, (HANDLE hMem));
DECLARE_EXPORT(kernel32, BOOL, GlobalUnlock, (HANDLE hMem));
DECLARE_EXPORT(kernel32, SIZE_T, GlobalSize, (HANDLE hMem));
}  // namespace kernel32

namespace ole32 {
namespace {

constexpr UINT GMEM_MOVEABLE = 2;

struct STATSTG {
  LPWSTR pwcsName;
  DWORD type;
  ULARGE_INTEGER cbSize;
  FILETIME mtime, ctime, atime;
  DWORD grfMode, grfLocksSupported;
  GUID clsid;
  DWORD grfStateBits, reserved;
};
static_assert(sizeof(STATSTG) == 80);

struct IStream : IUnknown {
  virtual MS_ABI HRESULT Read(PVOID pv, ULONG cb, ULONG* pcbRead) = 0;
  virtual MS_ABI HRESULT Write(const void* pv, ULONG cb, ULONG* pcbWritten) = 0;
  virtual MS_ABI HRESULT Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* position) = 0;
  virtual MS_ABI HRESULT SetSize(ULARGE_INTEGER size) = 0;
  virtual MS_ABI HRESULT CopyTo(IStream* to, ULARGE_INTEGER cb, ULARGE_INTEGER* read,
                                ULARGE_INTEGER* written) = 0;
  virtual MS_ABI HRESULT Commit(DWORD flags) = 0;
  virtual MS_ABI HRESULT Revert() = 0;
  virtual MS_ABI HRESULT LockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) = 0;
  virtual MS_ABI HRESULT UnlockRegion(ULARGE_INTEGER offset, ULARGE_INTEGER cb, DWORD type) = 0;
  virtual MS_ABI HRESULT Stat(STATSTG* statistics, DWORD flag) = 0;
  virtual MS_ABI HRESULT Clone(IStream** clone) = 0;
};

// What a stream and its clones share.
struct Memory {
  HANDLE block;
  uint64_t size;
  bool owned;
  std::atomic<int> references{1};
};

struct GlobalStream final : ComObject<GlobalStream, IStream> {
  static bool implements(const GUID& id) {
    return id == IID_IStream || id == IID_ISequentialStream;
  }
  GlobalStream(Memory* memory, uint64_t position) : memory(memory), position(position) {}
  ~GlobalStream() {
    if (--memory->references) return;
    if (memory->owned) kernel32::GlobalFree(memory->block);
    delete memory;
  }

  MS_ABI HRESULT Read(PVOID pv, ULONG cb, ULONG* pcbRead) override {
    if (!pv) return STG_E_INVALIDPOINTER;
    const uint64_t left = position < memory->size ? memory->size - position : 0;
    const auto count = static_cast<ULONG>(std::min<uint64_t>(cb, left));
    if (count) {
      std::memcpy(pv, static_cast<char*>(kernel32::GlobalLock(memory->block)) + position, count);
      kernel32::GlobalUnlock(memory->block);
    }
    position += count;
    if (pcbRead) *pcbRead = count;
    return S_OK;
  }
  MS_ABI HRESULT Write(const void* pv, ULONG cb, ULONG* pcbWritten) override {
    if (pcbWritten) *pcbWritten = 0;
    if (!pv) return STG_E_INVALIDPOINTER;
    if (!cb) return S_OK;
    if (position + cb > memory->size) {
      if (const HRESULT result = SetSize({position + cb})) return result;
    }
    std::memcpy(static_cast<char*>(kernel32::GlobalLock(memory->block)) + position, pv, cb);
    kernel32::GlobalUnlock(memory->block);
    position += cb;
    if (pcbWritten) *pcbWritten = cb;
    return S_OK;
  }
  MS_ABI HRESULT Seek(LARGE_INTEGER move, DWORD origin, ULARGE_INTEGER* result) override {
    if (origin > 2) return STG_E_SEEKERROR;
    const int64_t base = origin == 0   ? 0
                         : origin == 1 ? static_cast<int64_t>(position)
                                       : static_cast<int64_t>(memory->size);
    const int64_t target = base + move.QuadPart;
    if (target < 0) return STG_E_SEEKERROR;
    position = static_cast<uint64_t>(target);
    if (result) result->QuadPart = position;
    return S_OK;
  }
  MS_ABI HRESULT SetSize(ULARGE_INTEGER size) override {
    if (size.QuadPart > 0x7FFFFFFF) return STG_E_MEDIUMFULL;
    // Grows in steps, as the block is moved each time.
    const uint64_t room = kernel32::GlobalSize(memory->block);
    if (size.QuadPart > room || size.QuadPart < memory->size) {
      const HANDLE moved = kernel32::GlobalReAlloc(
          memory->block, std::max<uint64_t>(size.QuadPart, 1), GMEM_MOVEABLE);
      if (!moved) return E_OUTOFMEMORY;
      memory->block = moved;
    }
    memory->size = size.QuadPart;
    return S_OK;
  }
  MS_ABI HRESULT CopyTo(IStream* to, ULARGE_INTEGER cb, ULARGE_INTEGER* read,
                        ULARGE_INTEGER* written) override {
    if (!to) return STG_E_INVALIDPOINTER;
    uint64_t done = 0, put = 0;
    HRESULT result = S_OK;
    char buffer[4096];
    while (done < cb.QuadPart) {
      ULONG count = 0, taken = 0;
      Read(buffer, static_cast<ULONG>(std::min<uint64_t>(sizeof buffer, cb.QuadPart - done)),
           &count);
      if (!count) break;
      done += count;
      result = to->Write(buffer, count, &taken);
      put += taken;
      if (result < 0) break;
    }
    if (read) read->QuadPart = done;
    if (written) written->QuadPart = put;
    return result;
  }
  MS_ABI HRESULT Commit(DWORD flags) override { return S_OK; }
  MS_ABI HRESULT Revert() override { return S_OK; }
  MS_ABI HRESULT LockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return STG_E_INVALIDFUNCTION;
  }
  MS_ABI HRESULT UnlockRegion(ULARGE_INTEGER, ULARGE_INTEGER, DWORD) override {
    return STG_E_INVALIDFUNCTION;
  }
  MS_ABI HRESULT Stat(STATSTG* statistics, DWORD flag) override {
    if (!statistics) return STG_E_INVALIDPOINTER;
    *statistics = {};
    statistics->type = 2;  // STGTY_STREAM
    statistics->cbSize.QuadPart = memory->size;
    return S_OK;
  }
  MS_ABI HRESULT Clone(IStream** clone) override {
    if (!clone) return STG_E_INVALIDPOINTER;
    ++memory->references;
    *clone = new GlobalStream(memory, position);
    return S_OK;
  }

  Memory* const memory;
  uint64_t position;
};

}  // namespace

EXPORT(ole32, HRESULT, CreateStreamOnHGlobal,
       (HANDLE hGlobal, BOOL fDeleteOnRelease, IStream** ppstm)) {
  if (!ppstm) return E_INVALIDARG;
  const HANDLE block = hGlobal ? hGlobal : kernel32::GlobalAlloc(GMEM_MOVEABLE, 0);
  if (!block) return E_OUTOFMEMORY;
  *ppstm = new GlobalStream(
      new Memory{block, hGlobal ? kernel32::GlobalSize(hGlobal) : 0, fDeleteOnRelease != 0}, 0);
  return S_OK;
}
EXPORT(ole32, HRESULT, GetHGlobalFromStream, (IStream * pstm, HANDLE* phglobal)) {
  if (!pstm || !phglobal) return E_INVALIDARG;
  // A stream of somebody else has other functions: only its table tells.
  const GlobalStream known(new Memory{nullptr, 0, false}, 0);
  if (std::memcmp(static_cast<const void*>(pstm), static_cast<const void*>(&known),
                  sizeof(void*)) != 0)
    return E_INVALIDARG;
  *phglobal = static_cast<GlobalStream*>(pstm)->memory->block;
  return S_OK;
}

// Monikers: names of objects, which nothing here can be bound to.
EXPORT(ole32, HRESULT, CreateBindCtx, (DWORD reserved, IUnknown** ppbc)) {
  if (!ppbc || reserved) return E_INVALIDARG;
  *ppbc = nullptr;
  return E_NOTIMPL;
}
EXPORT(ole32, HRESULT, GetRunningObjectTable, (DWORD reserved, IUnknown** pprot)) {
  if (!pprot || reserved) return E_INVALIDARG;
  *pprot = nullptr;
  return E_NOTIMPL;
}
EXPORT(ole32, HRESULT, CreateItemMoniker, (LPCWSTR lpszDelim, LPCWSTR lpszItem, IUnknown** ppmk)) {
  if (ppmk) *ppmk = nullptr;
  return E_NOTIMPL;
}
EXPORT(ole32, HRESULT, CreateFileMoniker, (LPCWSTR lpszPathName, IUnknown** ppmk)) {
  if (ppmk) *ppmk = nullptr;
  return E_NOTIMPL;
}
EXPORT(ole32, HRESULT, CoGetObject,
       (LPCWSTR pszName, PVOID pBindOptions, const GUID* riid, PVOID* ppv)) {
  if (ppv) *ppv = nullptr;
  return MK_E_SYNTAX;
}

}  // namespace ole32
}  // namespace mimic::win
