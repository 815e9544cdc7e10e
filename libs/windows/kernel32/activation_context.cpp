// Activation contexts: the manifests by which Windows finds assemblies side by side. mimic knows
// the system's own alone, which need no manifest; the contexts can be made, activated and asked
// for.
#include <algorithm>
#include <vector>

#include "abi/windows/seh/dispatch.h"
#include "abi/windows/status.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, DWORD, GetFileAttributesW, (LPCWSTR lpFileName));
DECLARE_EXPORT(kernel32, HMODULE, LoadLibraryExW, (LPCWSTR, HANDLE, DWORD));
DECLARE_EXPORT(kernel32, BOOL, FreeLibrary, (HMODULE));
DECLARE_EXPORT(kernel32, PVOID, FindResourceW, (HMODULE, LPCWSTR lpName, LPCWSTR lpType));

namespace {

template <class Char>
struct ACTCTX {
  ULONG cbSize;
  DWORD dwFlags;
  const Char* lpSource;
  USHORT wProcessorArchitecture;
  WORD wLangId;
  const Char* lpAssemblyDirectory;
  const Char* lpResourceName;
  const Char* lpApplicationName;
  HMODULE hModule;
};
static_assert(sizeof(ACTCTX<char>) == 56);
constexpr DWORD ACTCTX_FLAG_RESOURCE_NAME_VALID = 8, ACTCTX_FLAG_HMODULE_VALID = 0x80,
                kKnownFlags = 0xff;
constexpr ULONG_PTR RT_MANIFEST = 24;

struct Context {
  uint32_t references = 1;
};

// Handles are checked against the list of all.
Lock g_lock;
std::vector<Context*> g_contexts;

Context* context_of(HANDLE handle) {
  const auto found = std::find(g_contexts.begin(), g_contexts.end(), handle);
  return found == g_contexts.end() ? nullptr : *found;
}
bool add_reference(HANDLE handle) {
  const LockGuard guard(g_lock);
  Context* context = context_of(handle);
  if (context) ++context->references;
  return context != nullptr;
}
void drop_reference(HANDLE handle) {
  const LockGuard guard(g_lock);
  Context* context = context_of(handle);
  if (!context || --context->references) return;
  std::erase(g_contexts, context);
  delete context;
}

// What this thread has activated, each with a reference; null is the process's default.
struct Activation {
  HANDLE context;
  ULONG_PTR cookie;
};
thread_local std::vector<Activation> t_active;
thread_local ULONG_PTR t_last_cookie = 0;

HANDLE fail_handle(DWORD error) {
  fail_with(error);
  return INVALID_HANDLE_VALUE;
}

// Is there such a manifest among the resources of the module or file?
bool has_manifest(HMODULE module, LPCWSTR name) {
  return FindResourceW(module, name, reinterpret_cast<LPCWSTR>(RT_MANIFEST)) != nullptr;
}

HANDLE create(DWORD flags, LPCWSTR source, LPCWSTR resource, HMODULE module) {
  constexpr DWORD LOAD_LIBRARY_AS_DATAFILE = 2, INVALID_FILE_ATTRIBUTES = 0xffffffff;
  const bool by_resource = flags & ACTCTX_FLAG_RESOURCE_NAME_VALID;
  if (flags & ~kKnownFlags) return fail_handle(ERROR_INVALID_PARAMETER);
  if (flags & ACTCTX_FLAG_HMODULE_VALID) {
    if (!by_resource) return fail_handle(ERROR_INVALID_PARAMETER);
    if (!has_manifest(module, resource)) return INVALID_HANDLE_VALUE;
  } else {
    if (!source) return fail_handle(ERROR_INVALID_PARAMETER);
    if (GetFileAttributesW(source) == INVALID_FILE_ATTRIBUTES) return INVALID_HANDLE_VALUE;
    if (by_resource) {
      const HMODULE file = LoadLibraryExW(source, nullptr, LOAD_LIBRARY_AS_DATAFILE);
      if (!file) return INVALID_HANDLE_VALUE;
      const bool found = has_manifest(file, resource);
      const DWORD error = current_teb()->LastErrorValue;
      FreeLibrary(file);
      if (!found) return fail_handle(error);
    }
  }
  const LockGuard guard(g_lock);
  return g_contexts.emplace_back(new Context);
}

// A resource's name, which may be a number.
LPCWSTR resource_name(LPCSTR name, std::u16string* storage) {
  if (reinterpret_cast<ULONG_PTR>(name) < 0x10000) return reinterpret_cast<LPCWSTR>(name);
  *storage = from_ansi(name);
  return storage->c_str();
}

}  // namespace

EXPORT_PARTIAL("the manifest's assemblies are not looked up", kernel32, HANDLE, CreateActCtxW,
               (const ACTCTX<WCHAR>* pActCtx)) {
  if (!pActCtx || pActCtx->cbSize < sizeof *pActCtx) return fail_handle(ERROR_INVALID_PARAMETER);
  return create(pActCtx->dwFlags, pActCtx->lpSource, pActCtx->lpResourceName, pActCtx->hModule);
}
EXPORT_PARTIAL("the manifest's assemblies are not looked up", kernel32, HANDLE, CreateActCtxA,
               (const ACTCTX<char>* pActCtx)) {
  if (!pActCtx || pActCtx->cbSize < sizeof *pActCtx) return fail_handle(ERROR_INVALID_PARAMETER);
  const std::u16string source = from_ansi(pActCtx->lpSource);
  std::u16string name;
  return create(pActCtx->dwFlags, pActCtx->lpSource ? source.c_str() : nullptr,
                resource_name(pActCtx->lpResourceName, &name), pActCtx->hModule);
}

EXPORT(kernel32, void, AddRefActCtx, (HANDLE hActCtx)) { add_reference(hActCtx); }
EXPORT(kernel32, void, ReleaseActCtx, (HANDLE hActCtx)) { drop_reference(hActCtx); }
EXPORT(kernel32, BOOL, ZombifyActCtx, (HANDLE hActCtx)) {
  const LockGuard guard(g_lock);
  return context_of(hActCtx) ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}

EXPORT(kernel32, BOOL, ActivateActCtx, (HANDLE hActCtx, ULONG_PTR* lpCookie)) {
  if (!lpCookie) return fail_with(ERROR_INVALID_PARAMETER);
  if (hActCtx && !add_reference(hActCtx)) return fail_with(ERROR_INVALID_HANDLE);
  t_active.push_back({hActCtx, ++t_last_cookie});
  *lpCookie = t_last_cookie;
  return TRUE;
}
EXPORT(kernel32, BOOL, DeactivateActCtx, (DWORD dwFlags, ULONG_PTR ulCookie)) {
  constexpr DWORD DEACTIVATE_ACTCTX_FLAG_FORCE_EARLY_DEACTIVATION = 1;
  if (dwFlags & ~DEACTIVATE_ACTCTX_FLAG_FORCE_EARLY_DEACTIVATION)
    return fail_with(ERROR_INVALID_PARAMETER);
  if (!ulCookie) return TRUE;
  const auto found = std::find_if(t_active.begin(), t_active.end(),
                                  [=](const Activation& each) { return each.cookie == ulCookie; });
  if (found == t_active.end()) {
    seh::raise_from_host(STATUS_SXS_INVALID_DEACTIVATION);
    return FALSE;
  }
  if (found + 1 != t_active.end() && !dwFlags) {
    seh::raise_from_host(STATUS_SXS_EARLY_DEACTIVATION);
    return FALSE;
  }
  // What was activated above it goes with it.
  while (true) {
    const Activation top = t_active.back();
    t_active.pop_back();
    if (top.context) drop_reference(top.context);
    if (top.cookie == ulCookie) return TRUE;
  }
}
EXPORT(kernel32, BOOL, GetCurrentActCtx, (HANDLE * lphActCtx)) {
  if (!lphActCtx) return fail_with(ERROR_INVALID_PARAMETER);
  *lphActCtx = t_active.empty() ? nullptr : t_active.back().context;
  if (*lphActCtx) add_reference(*lphActCtx);
  return TRUE;
}

struct ACTIVATION_CONTEXT_BASIC_INFORMATION {
  HANDLE hActCtx;
  DWORD dwFlags;
};
EXPORT_PARTIAL("basic information only", kernel32, BOOL, QueryActCtxW,
               (DWORD dwFlags, HANDLE hActCtx, PVOID pvSubInstance, ULONG ulInfoClass,
                PVOID pvBuffer, SIZE_T cbBuffer, SIZE_T* pcbWrittenOrRequired)) {
  constexpr DWORD QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX = 4, QUERY_ACTCTX_FLAG_NO_ADDREF = 0x80000000;
  constexpr ULONG ActivationContextBasicInformation = 1;
  if (ulInfoClass != ActivationContextBasicInformation) return fail_with(ERROR_INVALID_PARAMETER);
  using Information = ACTIVATION_CONTEXT_BASIC_INFORMATION;
  if (pcbWrittenOrRequired) *pcbWrittenOrRequired = sizeof(Information);
  if (!pvBuffer || cbBuffer < sizeof(Information)) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  if (dwFlags & QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX)
    hActCtx = t_active.empty() ? nullptr : t_active.back().context;
  if (hActCtx && !(dwFlags & QUERY_ACTCTX_FLAG_NO_ADDREF) && !add_reference(hActCtx))
    return fail_with(ERROR_INVALID_HANDLE);
  *static_cast<Information*>(pvBuffer) = {hActCtx, 0};
  return TRUE;
}

// No section of any context redirects anything.
EXPORT(kernel32, BOOL, FindActCtxSectionStringW,
       (DWORD dwFlags, const GUID* lpExtensionGuid, ULONG ulSectionId, LPCWSTR lpStringToFind,
        PVOID ReturnedData)) {
  return fail_with(ERROR_SXS_KEY_NOT_FOUND);
}
EXPORT(kernel32, BOOL, FindActCtxSectionStringA,
       (DWORD dwFlags, const GUID* lpExtensionGuid, ULONG ulSectionId, LPCSTR lpStringToFind,
        PVOID ReturnedData)) {
  return fail_with(ERROR_SXS_KEY_NOT_FOUND);
}
EXPORT(kernel32, BOOL, FindActCtxSectionGuid,
       (DWORD dwFlags, const GUID* lpExtensionGuid, ULONG ulSectionId, const GUID* lpGuidToFind,
        PVOID ReturnedData)) {
  return fail_with(ERROR_SXS_KEY_NOT_FOUND);
}

}  // namespace mimic::win::kernel32
