// Desktops, window stations and what the system says of itself: a station with no display.
#include <cstring>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "libs/windows/user32/window.h"

namespace mimic::win::user32 {
namespace {

using kernel32::fail_with;

// Handles of a kind that CloseHandle does not take.
const HANDLE kStation = reinterpret_cast<HANDLE>(0xF4),
             kThreadDesktop = reinterpret_cast<HANDLE>(0xF8);

constexpr struct {
  int index, value;
} kMetrics[] = {
    {0, 1024},  {1, 768},   {2, 17},   {3, 17},   {4, 23},   {5, 1},    {6, 1},   {7, 3},
    {8, 3},     {9, 17},    {10, 17},  {11, 32},  {12, 32},  {13, 32},  {14, 32}, {15, 20},
    {16, 1024}, {17, 745},  {19, 1},   {20, 17},  {21, 17},  {28, 136}, {29, 39}, {30, 36},
    {31, 22},   {32, 4},    {33, 4},   {34, 136}, {35, 39},  {36, 4},   {37, 4},  {38, 75},
    {39, 75},   {43, 3},    {45, 2},   {46, 2},   {47, 160}, {48, 24},  {49, 16}, {50, 16},
    {51, 23},   {52, 22},   {53, 22},  {54, 19},  {55, 19},  {57, 160}, {58, 24}, {59, 1044},
    {60, 788},  {61, 1040}, {62, 744}, {63, 3},   {68, 4},   {69, 4},   {71, 15}, {72, 15},
    {75, 1},    {78, 1024}, {79, 768}, {80, 1},   {81, 1},   {83, 1},   {84, 1},  {91, 1},
};

struct USEROBJECTFLAGS {
  BOOL fInherit;
  BOOL fReserved;
  DWORD dwFlags;
};

BOOL give(const void* data, DWORD size, PVOID buffer, DWORD room, LPDWORD needed) {
  if (needed) *needed = size;
  if (room < size) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(buffer, data, size);
  return TRUE;
}

BOOL object_information(HANDLE object, int index, bool unicode, PVOID buffer, DWORD room,
                        LPDWORD needed) {
  enum { UOI_FLAGS = 1, UOI_NAME, UOI_TYPE, UOI_USER_SID, UOI_HEAPSIZE, UOI_IO };
  if (object != kStation && object != kThreadDesktop) return fail_with(ERROR_INVALID_HANDLE);
  const bool station = object == kStation;
  const auto text = [&](std::u16string_view wide) {
    if (unicode) {
      const std::u16string copy(wide);
      return give(copy.c_str(), static_cast<DWORD>((copy.size() + 1) * 2), buffer, room, needed);
    }
    const std::string narrow = to_ansi(wide);
    return give(narrow.c_str(), static_cast<DWORD>(narrow.size() + 1), buffer, room, needed);
  };
  switch (index) {
    case UOI_FLAGS: {
      // Without WSF_VISIBLE: programs take it that nobody sees a message box, and say on their
      // standard error what they have to say.
      const USEROBJECTFLAGS flags = {FALSE, FALSE, 0};
      return give(&flags, sizeof flags, buffer, room, needed);
    }
    case UOI_NAME:
      return text(station ? u"Service-0x0-3e7$" : u"Default");
    case UOI_TYPE:
      return text(station ? u"WindowStation" : u"Desktop");
    case UOI_USER_SID:
      if (needed) *needed = 0;
      return TRUE;
    case UOI_HEAPSIZE: {
      const DWORD kilobytes = 20480;
      return give(&kilobytes, sizeof kilobytes, buffer, room, needed);
    }
    case UOI_IO: {
      const BOOL receives_input = FALSE;
      return give(&receives_input, sizeof receives_input, buffer, room, needed);
    }
    default:
      return fail_with(ERROR_INVALID_PARAMETER);
  }
}

// What SystemParametersInfo answers with one number.
constexpr struct {
  UINT action;
  DWORD value;
} kParameters[] = {
    {0x01, TRUE},     // SPI_GETBEEP
    {0x0A, 31},       // SPI_GETKEYBOARDSPEED
    {0x0E, 600},      // SPI_GETSCREENSAVETIMEOUT
    {0x10, FALSE},    // SPI_GETSCREENSAVEACTIVE
    {0x16, 1},        // SPI_GETKEYBOARDDELAY
    {0x26, FALSE},    // SPI_GETDRAGFULLWINDOWS
    {0x46, FALSE},    // SPI_GETSCREENREADER
    {0x4A, 1},        // SPI_GETFONTSMOOTHING
    {0x53, FALSE},    // SPI_GETLOWPOWERACTIVE
    {0x62, 4},        // SPI_GETMOUSEHOVERWIDTH
    {0x64, 4},        // SPI_GETMOUSEHOVERHEIGHT
    {0x66, 400},      // SPI_GETMOUSEHOVERTIME
    {0x68, 3},        // SPI_GETWHEELSCROLLLINES
    {0x6A, 400},      // SPI_GETMENUSHOWDELAY
    {0x6C, 3},        // SPI_GETWHEELSCROLLCHARS
    {0x70, 10},       // SPI_GETMOUSESPEED
    {0x72, FALSE},    // SPI_GETSCREENSAVERRUNNING
    {0x1002, FALSE},  // SPI_GETMENUANIMATION
    {0x1022, TRUE},   // SPI_GETFLATMENU
    {0x1042, FALSE},  // SPI_GETCLIENTAREAANIMATION
    {0x2000, 0},      // SPI_GETFOREGROUNDLOCKTIMEOUT
    {0x2006, 1},      // SPI_GETCARETWIDTH
    {0x200A, 1},      // SPI_GETFONTSMOOTHINGTYPE
};

}  // namespace

EXPORT(user32, int, GetSystemMetrics, (int nIndex)) {
  for (const auto& [index, value] : kMetrics)
    if (index == nIndex) return value;
  return 0;
}
EXPORT(user32, int, GetSystemMetricsForDpi, (int nIndex, UINT dpi)) {
  return GetSystemMetrics(nIndex);
}
EXPORT_PARTIAL("settings of one number only", user32, BOOL, SystemParametersInfoW,
               (UINT uiAction, UINT uiParam, PVOID pvParam, UINT fWinIni)) {
  constexpr UINT SPI_GETWORKAREA = 0x30;
  if (uiAction == SPI_GETWORKAREA) {
    *static_cast<RECT*>(pvParam) = {0, 0, 1024, 768};
    return TRUE;
  }
  for (const auto& [action, value] : kParameters) {
    if (action != uiAction) continue;
    *static_cast<DWORD*>(pvParam) = value;
    return TRUE;
  }
  return fail_with(ERROR_INVALID_PARAMETER);
}
ALSO(user32, SystemParametersInfoA, "user32.SystemParametersInfoW");
EXPORT(user32, DWORD, GetSysColor, (int nIndex)) {
  return nIndex == 5 || nIndex == 15 ? 0xFFFFFF : 0;
}
EXPORT(user32, UINT, GetDpiForSystem, ()) { return 96; }
EXPORT(user32, UINT, GetDpiForWindow, (HWND hwnd)) { return find_window(hwnd) ? 96 : 0; }
EXPORT(user32, BOOL, SetProcessDPIAware, ()) { return TRUE; }
EXPORT(user32, BOOL, IsProcessDPIAware, ()) { return TRUE; }
EXPORT(user32, BOOL, SetProcessDpiAwarenessContext, (HANDLE value)) { return TRUE; }
EXPORT(user32, HANDLE, SetThreadDpiAwarenessContext, (HANDLE dpiContext)) {
  return reinterpret_cast<HANDLE>(0x6010);
}
EXPORT(user32, HANDLE, GetThreadDpiAwarenessContext, ()) {
  return reinterpret_cast<HANDLE>(0x6010);
}

EXPORT(user32, HANDLE, GetProcessWindowStation, ()) { return kStation; }
EXPORT(user32, BOOL, SetProcessWindowStation, (HANDLE hWinSta)) {
  return hWinSta == kStation ? TRUE : fail_with(ERROR_INVALID_HANDLE);
}
EXPORT(user32, HANDLE, OpenWindowStationW,
       (LPCWSTR lpszWinSta, BOOL fInherit, ACCESS_MASK dwDesiredAccess)) {
  fail_with(ERROR_FILE_NOT_FOUND);
  return nullptr;
}
EXPORT(user32, HANDLE, CreateWindowStationW,
       (LPCWSTR lpwinsta, DWORD dwFlags, ACCESS_MASK dwDesiredAccess, SECURITY_ATTRIBUTES* lpsa)) {
  fail_with(ERROR_ACCESS_DENIED);
  return nullptr;
}
EXPORT(user32, BOOL, CloseWindowStation, (HANDLE hWinSta)) { return hWinSta != kStation; }
EXPORT(user32, HANDLE, GetThreadDesktop, (DWORD dwThreadId)) { return kThreadDesktop; }
EXPORT(user32, BOOL, SetThreadDesktop, (HANDLE hDesktop)) {
  return hDesktop == kThreadDesktop ? TRUE : fail_with(ERROR_INVALID_HANDLE);
}
// There is no desktop that takes input.
EXPORT(user32, HANDLE, OpenInputDesktop,
       (DWORD dwFlags, BOOL fInherit, ACCESS_MASK dwDesiredAccess)) {
  fail_with(ERROR_INVALID_FUNCTION);
  return nullptr;
}
EXPORT(user32, HANDLE, OpenDesktopW,
       (LPCWSTR lpszDesktop, DWORD dwFlags, BOOL fInherit, ACCESS_MASK dwDesiredAccess)) {
  fail_with(ERROR_FILE_NOT_FOUND);
  return nullptr;
}
EXPORT(user32, HANDLE, CreateDesktopW,
       (LPCWSTR lpszDesktop, LPCWSTR lpszDevice, PVOID pDevmode, DWORD dwFlags,
        ACCESS_MASK dwDesiredAccess, SECURITY_ATTRIBUTES* lpsa)) {
  fail_with(ERROR_ACCESS_DENIED);
  return nullptr;
}
EXPORT(user32, BOOL, SwitchDesktop, (HANDLE hDesktop)) { return fail_with(ERROR_ACCESS_DENIED); }
EXPORT(user32, BOOL, CloseDesktop, (HANDLE hDesktop)) { return TRUE; }
EXPORT(user32, BOOL, GetUserObjectInformationW,
       (HANDLE hObj, int nIndex, PVOID pvInfo, DWORD nLength, LPDWORD lpnLengthNeeded)) {
  return object_information(hObj, nIndex, true, pvInfo, nLength, lpnLengthNeeded);
}
EXPORT(user32, BOOL, GetUserObjectInformationA,
       (HANDLE hObj, int nIndex, PVOID pvInfo, DWORD nLength, LPDWORD lpnLengthNeeded)) {
  return object_information(hObj, nIndex, false, pvInfo, nLength, lpnLengthNeeded);
}
EXPORT(user32, BOOL, ExitWindowsEx, (UINT uFlags, DWORD dwReason)) {
  constexpr DWORD ERROR_PRIVILEGE_NOT_HELD = 1314;
  return fail_with(ERROR_PRIVILEGE_NOT_HELD);
}
EXPORT(user32, BOOL, LockWorkStation, ()) { return fail_with(ERROR_ACCESS_DENIED); }
EXPORT(user32, BOOL, ShutdownBlockReasonCreate, (HWND hWnd, LPCWSTR pwszReason)) { return TRUE; }
EXPORT(user32, BOOL, ShutdownBlockReasonDestroy, (HWND hWnd)) { return TRUE; }

// One monitor that shows nothing.
EXPORT(user32, HANDLE, MonitorFromWindow, (HWND hwnd, DWORD dwFlags)) {
  return reinterpret_cast<HANDLE>(0x10001);
}
EXPORT(user32, HANDLE, MonitorFromPoint, (POINT pt, DWORD dwFlags)) {
  return reinterpret_cast<HANDLE>(0x10001);
}
EXPORT(user32, HANDLE, MonitorFromRect, (const RECT* lprc, DWORD dwFlags)) {
  return reinterpret_cast<HANDLE>(0x10001);
}
struct MONITORINFO {
  DWORD cbSize;
  RECT rcMonitor, rcWork;
  DWORD dwFlags;
};
EXPORT(user32, BOOL, GetMonitorInfoW, (HANDLE hMonitor, MONITORINFO* lpmi)) {
  if (hMonitor != reinterpret_cast<HANDLE>(0x10001)) return fail_with(1461);
  lpmi->rcMonitor = lpmi->rcWork = {0, 0, 1024, 768};
  lpmi->dwFlags = 1;
  constexpr std::u16string_view kName = u"DISPLAY";
  if (lpmi->cbSize >= sizeof *lpmi + 64) {
    auto* name = reinterpret_cast<WCHAR*>(lpmi + 1);
    std::memcpy(name, kName.data(), (kName.size() + 1) * sizeof(WCHAR));
  }
  return TRUE;
}
EXPORT(user32, BOOL, EnumDisplayMonitors,
       (HANDLE hdc, const RECT* lprcClip, BOOL(MS_ABI* lpfnEnum)(HANDLE, HANDLE, RECT*, LPARAM),
        LPARAM dwData)) {
  RECT all = {0, 0, 1024, 768};
  return lpfnEnum(reinterpret_cast<HANDLE>(0x10001), hdc, &all, dwData);
}
EXPORT(user32, BOOL, EnumDisplayDevicesW,
       (LPCWSTR lpDevice, DWORD iDevNum, PVOID lpDisplayDevice, DWORD dwFlags)) {
  return FALSE;
}
EXPORT(user32, BOOL, EnumDisplaySettingsW,
       (LPCWSTR lpszDeviceName, DWORD iModeNum, PVOID lpDevMode)) {
  return FALSE;
}

}  // namespace mimic::win::user32
