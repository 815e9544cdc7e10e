// Drawing: device contexts and objects that can be made, chosen and ended, and draw nothing.
#include <cstring>

#include "libs/windows/exports/export.h"

namespace mimic::win::gdi32 {
namespace {

HANDLE pseudo(uintptr_t value) { return reinterpret_cast<HANDLE>(value); }

// GetDeviceCaps of a display of 1024 by 768 points.
constexpr struct {
  int index, value;
} kCaps[] = {{2, 1},   {4, 271}, {6, 203}, {8, 1024}, {10, 768},  {12, 32},   {14, 1},
             {24, -1}, {88, 96}, {90, 96}, {116, 60}, {117, 768}, {118, 1024}};

}  // namespace

EXPORT(gdi32, int, GetDeviceCaps, (HANDLE hdc, int index)) {
  for (const auto& [known, value] : kCaps)
    if (known == index) return value;
  return 0;
}
EXPORT(gdi32, HANDLE, CreateDCW,
       (LPCWSTR pwszDriver, LPCWSTR pwszDevice, LPCWSTR pszPort, LPCVOID pdm)) {
  return pseudo(0x1010052);
}
EXPORT(gdi32, HANDLE, CreateCompatibleDC, (HANDLE hdc)) { return pseudo(0x1010054); }
EXPORT(gdi32, BOOL, DeleteDC, (HANDLE hdc)) { return TRUE; }
EXPORT(gdi32, HANDLE, GetStockObject, (int i)) {
  return i >= 0 && i <= 19 ? pseudo(0x1900010 + i) : nullptr;
}
EXPORT(gdi32, BOOL, DeleteObject, (HANDLE ho)) { return ho != nullptr; }
EXPORT(gdi32, HANDLE, SelectObject, (HANDLE hdc, HANDLE h)) { return pseudo(0x1900015); }
EXPORT(gdi32, HANDLE, CreateSolidBrush, (DWORD color)) { return pseudo(0x1100020); }
EXPORT(gdi32, HANDLE, CreatePen, (int iStyle, int cWidth, DWORD color)) {
  return pseudo(0x1300020);
}
EXPORT(gdi32, HANDLE, CreateFontW,
       (int cHeight, int cWidth, int cEscapement, int cOrientation, int cWeight, DWORD bItalic,
        DWORD bUnderline, DWORD bStrikeOut, DWORD iCharSet, DWORD iOutPrecision,
        DWORD iClipPrecision, DWORD iQuality, DWORD iPitchAndFamily, LPCWSTR pszFaceName)) {
  return pseudo(0x10A0020);
}
EXPORT(gdi32, HANDLE, CreateFontIndirectW, (LPCVOID lplf)) { return pseudo(0x10A0022); }
EXPORT(gdi32, int, GetObjectW, (HANDLE h, int c, LPVOID pv)) { return 0; }
EXPORT(gdi32, int, SetBkMode, (HANDLE hdc, int mode)) { return 2; }
EXPORT(gdi32, DWORD, SetTextColor, (HANDLE hdc, DWORD color)) { return 0; }
EXPORT(gdi32, DWORD, SetBkColor, (HANDLE hdc, DWORD color)) { return 0xFFFFFF; }
EXPORT(gdi32, BOOL, GdiFlush, ()) { return TRUE; }

struct TEXTMETRICW {
  LONG tmHeight, tmAscent, tmDescent, tmInternalLeading, tmExternalLeading, tmAveCharWidth,
      tmMaxCharWidth, tmWeight, tmOverhang, tmDigitizedAspectX, tmDigitizedAspectY;
  WCHAR tmFirstChar, tmLastChar, tmDefaultChar, tmBreakChar;
  BYTE tmItalic, tmUnderlined, tmStruckOut, tmPitchAndFamily, tmCharSet;
};
EXPORT(gdi32, BOOL, GetTextMetricsW, (HANDLE hdc, TEXTMETRICW* lptm)) {
  *lptm = {16, 13, 3, 3, 0, 7, 14, 700, 0, 96, 96, 30, 255, 31, 32, 0, 0, 0, 33, 0};
  return TRUE;
}
struct SIZE {
  LONG cx, cy;
};
EXPORT(gdi32, BOOL, GetTextExtentPoint32W, (HANDLE hdc, LPCWSTR lpString, int c, SIZE* psizl)) {
  *psizl = {7 * c, 16};
  return TRUE;
}

}  // namespace mimic::win::gdi32
