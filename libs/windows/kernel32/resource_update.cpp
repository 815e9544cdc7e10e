// BeginUpdateResource, UpdateResource, EndUpdateResource.
#include "libs/windows/core/resource_update.h"

#include <memory>

#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/resource_name.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

HANDLE begin(std::u16string_view file, BOOL discard) {
  const auto path = host_path(file);
  auto update = path ? ResourceUpdate::begin(*path, discard) : nt_fail(path.error());
  if (update) return *update;
  set_last_error(error_of(update.error()));
  return nullptr;
}

ResourceKey key_of(const pe::ResourceName& name) { return {name.text, name.id}; }

BOOL change(HANDLE handle, const pe::ResourceName& type, const pe::ResourceName& name,
            WORD language, LPVOID data, DWORD size) {
  auto* update = static_cast<ResourceUpdate*>(handle);
  if (!update) return fail_with(ERROR_INVALID_HANDLE);
  if (!data)
    return update->remove(key_of(type), key_of(name), language)
               ? TRUE
               : fail_with(ERROR_INVALID_PARAMETER);
  const auto* bytes = static_cast<const uint8_t*>(data);
  update->set(key_of(type), key_of(name), language, {bytes, bytes + size});
  return TRUE;
}

}  // namespace

EXPORT(kernel32, HANDLE, BeginUpdateResourceW, (LPCWSTR pFileName, BOOL bDeleteExistingResources)) {
  return begin(view_of(pFileName), bDeleteExistingResources);
}
EXPORT(kernel32, HANDLE, BeginUpdateResourceA, (LPCSTR pFileName, BOOL bDeleteExistingResources)) {
  return begin(from_ansi(pFileName), bDeleteExistingResources);
}

EXPORT(kernel32, BOOL, UpdateResourceW,
       (HANDLE hUpdate, LPCWSTR lpType, LPCWSTR lpName, WORD wLanguage, LPVOID lpData, DWORD cb)) {
  return change(hUpdate, resource_name(lpType), resource_name(lpName), wLanguage, lpData, cb);
}
EXPORT(kernel32, BOOL, UpdateResourceA,
       (HANDLE hUpdate, LPCSTR lpType, LPCSTR lpName, WORD wLanguage, LPVOID lpData, DWORD cb)) {
  return change(hUpdate, resource_name(lpType), resource_name(lpName), wLanguage, lpData, cb);
}

EXPORT(kernel32, BOOL, EndUpdateResourceW, (HANDLE hUpdate, BOOL fDiscard)) {
  const std::unique_ptr<ResourceUpdate> update(static_cast<ResourceUpdate*>(hUpdate));
  if (!update) return fail_with(ERROR_INVALID_HANDLE);
  return fDiscard ? TRUE : succeeded(update->write());
}
ALSO(kernel32, EndUpdateResourceA, "kernel32.EndUpdateResourceW");

}  // namespace mimic::win::kernel32
