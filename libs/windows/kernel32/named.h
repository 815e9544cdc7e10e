// What CreateEvent, CreateMutex and their kind have in common.
#pragma once

#include <optional>

#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/text.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {

inline bool inherits(const SECURITY_ATTRIBUTES* attributes) {
  return attributes && attributes->bInheritHandle;
}

// The handle of a created object; last error 0, or ERROR_ALREADY_EXISTS with a valid handle.
inline HANDLE created(const Expected<NamedObject>& named, ACCESS_MASK access, ACCESS_MASK all,
                      const SECURITY_ATTRIBUTES* attributes) {
  HANDLE handle = nullptr;
  const NTSTATUS status =
      give_handle(&handle, named, specific_access(access, all), inherits(attributes));
  set_last_error(status == STATUS_OBJECT_NAME_EXISTS ? ERROR_ALREADY_EXISTS : error_of(status));
  return handle;
}

inline HANDLE opened(LPCWSTR name, ObjectType type, ACCESS_MASK access, ACCESS_MASK all,
                     BOOL inherit) {
  HANDLE handle = nullptr;
  if (!name) {
    set_last_error(ERROR_INVALID_PARAMETER);
    return nullptr;
  }
  const NTSTATUS status = open_handle(&handle, full_name_of(view_of(name)), type,
                                      specific_access(access, all), inherit != 0);
  if (!nt_success(status)) fail(status);
  return handle;
}

// An ANSI name as UTF-16, null where it is null.
class WideName {
 public:
  explicit WideName(LPCSTR name) {
    if (name) text_ = from_ansi(name);
  }
  operator LPCWSTR() const { return text_ ? text_->c_str() : nullptr; }

 private:
  std::optional<std::u16string> text_;
};

}  // namespace mimic::win::kernel32
