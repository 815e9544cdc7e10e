// A clipboard of this process alone.
#include <map>
#include <mutex>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/window.h"

namespace mimic::win {
namespace kernel32 {
DECLARE_EXPORT(kernel32, HANDLE, GlobalFree, (HANDLE hMem));
}  // namespace kernel32

namespace user32 {
namespace {

using kernel32::fail_with;

constexpr DWORD ERROR_CLIPBOARD_NOT_OPEN = 1418;

struct Clipboard {
  std::mutex lock;
  ULONG_PTR opened_by = 0;  // thread
  HWND opener = nullptr, owner = nullptr;
  DWORD changes = 0;
  std::map<UINT, HANDLE> data;
};
Clipboard& clipboard() {
  static Clipboard* const instance = new Clipboard;
  return *instance;
}
ULONG_PTR self() { return current_teb()->ClientId.UniqueThread; }

}  // namespace

EXPORT(user32, BOOL, OpenClipboard, (HWND hWndNewOwner)) {
  Clipboard& board = clipboard();
  const std::lock_guard guard(board.lock);
  if (board.opened_by && board.opened_by != self()) return fail_with(ERROR_ACCESS_DENIED);
  board.opened_by = self();
  board.opener = hWndNewOwner;
  return TRUE;
}
EXPORT(user32, BOOL, CloseClipboard, ()) {
  Clipboard& board = clipboard();
  const std::lock_guard guard(board.lock);
  if (board.opened_by != self()) return fail_with(ERROR_CLIPBOARD_NOT_OPEN);
  board.opened_by = 0;
  return TRUE;
}
EXPORT(user32, BOOL, EmptyClipboard, ()) {
  Clipboard& board = clipboard();
  std::map<UINT, HANDLE> old;
  {
    const std::lock_guard guard(board.lock);
    if (board.opened_by != self()) return fail_with(ERROR_CLIPBOARD_NOT_OPEN);
    old.swap(board.data);
    board.owner = board.opener;
    ++board.changes;
  }
  for (const auto& [format, data] : old) kernel32::GlobalFree(data);
  return TRUE;
}
EXPORT(user32, HANDLE, SetClipboardData, (UINT uFormat, HANDLE hMem)) {
  Clipboard& board = clipboard();
  const std::lock_guard guard(board.lock);
  if (board.opened_by != self()) {
    set_last_error(ERROR_CLIPBOARD_NOT_OPEN);
    return nullptr;
  }
  board.data[uFormat] = hMem;
  ++board.changes;
  return hMem;
}
EXPORT(user32, HANDLE, GetClipboardData, (UINT uFormat)) {
  Clipboard& board = clipboard();
  const std::lock_guard guard(board.lock);
  if (board.opened_by != self()) {
    set_last_error(ERROR_CLIPBOARD_NOT_OPEN);
    return nullptr;
  }
  const auto found = board.data.find(uFormat);
  return found == board.data.end() ? nullptr : found->second;
}
EXPORT(user32, BOOL, IsClipboardFormatAvailable, (UINT format)) {
  const std::lock_guard guard(clipboard().lock);
  return clipboard().data.contains(format);
}
EXPORT(user32, int, CountClipboardFormats, ()) {
  const std::lock_guard guard(clipboard().lock);
  return static_cast<int>(clipboard().data.size());
}
EXPORT(user32, UINT, EnumClipboardFormats, (UINT format)) {
  Clipboard& board = clipboard();
  const std::lock_guard guard(board.lock);
  if (board.opened_by != self()) return static_cast<UINT>(fail_with(ERROR_CLIPBOARD_NOT_OPEN));
  const auto next = board.data.upper_bound(format);
  set_last_error(ERROR_SUCCESS);
  return next == board.data.end() ? 0 : next->first;
}
EXPORT(user32, HWND, GetClipboardOwner, ()) {
  const std::lock_guard guard(clipboard().lock);
  return clipboard().owner;
}
EXPORT(user32, HWND, GetOpenClipboardWindow, ()) {
  const std::lock_guard guard(clipboard().lock);
  return clipboard().opened_by ? clipboard().opener : nullptr;
}
EXPORT(user32, DWORD, GetClipboardSequenceNumber, ()) {
  const std::lock_guard guard(clipboard().lock);
  return clipboard().changes;
}
EXPORT(user32, BOOL, AddClipboardFormatListener, (HWND hwnd)) {
  return find_window(hwnd) != nullptr;
}
EXPORT(user32, BOOL, RemoveClipboardFormatListener, (HWND hwnd)) {
  return find_window(hwnd) != nullptr;
}

}  // namespace user32
}  // namespace mimic::win
