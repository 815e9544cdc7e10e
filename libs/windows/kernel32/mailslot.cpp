// Mailslots.
#include "libs/windows/core/mailslot.h"

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

// The part of a path behind `\\.\mailslot\`; empty where it is none.
std::u16string_view name_in(std::u16string_view path) {
  constexpr std::u16string_view kPrefix = u"\\\\.\\mailslot\\";
  if (path.size() <= kPrefix.size()) return {};
  for (size_t i = 0; i < kPrefix.size(); ++i) {
    const char16_t unit = path[i] == u'/' ? u'\\' : downcase(path[i]);
    if (unit != kPrefix[i]) return {};
  }
  return path.substr(kPrefix.size());
}

// The end that reads; a client's handle is of the same type and no mailslot.
Expected<Ref<Mailslot>> mailslot_of(HANDLE handle) {
  const auto object = object_of(handle);
  if (!object) return std::unexpected(object.error());
  auto* mailslot = dynamic_cast<Mailslot*>(object->get());
  if (!mailslot) return nt_fail(STATUS_INVALID_HANDLE);
  return Ref<Mailslot>(mailslot);
}

}  // namespace

EXPORT(kernel32, HANDLE, CreateMailslotW,
       (LPCWSTR lpName, DWORD nMaxMessageSize, DWORD lReadTimeout,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  const std::u16string path(view_of(lpName));
  const bool inherit = lpSecurityAttributes && lpSecurityAttributes->bInheritHandle;
  const std::u16string_view name = name_in(path);
  if (name.empty()) return fail_with(ERROR_INVALID_NAME), INVALID_HANDLE_VALUE;
  auto mailslot = create_mailslot(name, nMaxMessageSize, lReadTimeout);
  if (!mailslot) return fail(mailslot.error()), INVALID_HANDLE_VALUE;
  return handles().insert(*mailslot, FILE_GENERIC_READ | FILE_WRITE_ATTRIBUTES | WRITE_DAC,
                          inherit);
}
EXPORT(kernel32, HANDLE, CreateMailslotA,
       (LPCSTR lpName, DWORD nMaxMessageSize, DWORD lReadTimeout,
        SECURITY_ATTRIBUTES* lpSecurityAttributes)) {
  return CreateMailslotW(from_ansi(lpName).c_str(), nMaxMessageSize, lReadTimeout,
                         lpSecurityAttributes);
}

EXPORT(kernel32, BOOL, GetMailslotInfo,
       (HANDLE hMailslot, LPDWORD lpMaxMessageSize, LPDWORD lpNextSize, LPDWORD lpMessageCount,
        LPDWORD lpReadTimeout)) {
  const auto mailslot = mailslot_of(hMailslot);
  if (!mailslot) return fail(mailslot.error());
  const Mailslot::Information information = (*mailslot)->information();
  if (lpMaxMessageSize) *lpMaxMessageSize = information.limit;
  if (lpNextSize) *lpNextSize = information.next_size;
  if (lpMessageCount) *lpMessageCount = information.count;
  if (lpReadTimeout) *lpReadTimeout = information.timeout;
  return TRUE;
}

EXPORT(kernel32, BOOL, SetMailslotInfo, (HANDLE hMailslot, DWORD lReadTimeout)) {
  const auto mailslot = mailslot_of(hMailslot);
  if (!mailslot) return fail(mailslot.error());
  (*mailslot)->set_timeout(lReadTimeout);
  return TRUE;
}

}  // namespace mimic::win::kernel32
