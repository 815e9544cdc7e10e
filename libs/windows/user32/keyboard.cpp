// Virtual keys, scan codes and characters of the US keyboard.
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::user32 {
namespace {

struct Key {
  uint8_t scan, virtual_key;
  char plain, shifted;
};
// By scan code (set 1); what has no character has 0.
constexpr Key kKeys[] = {
    {0x01, 0x1B, 27, 27},    {0x02, '1', '1', '!'},  {0x03, '2', '2', '@'},
    {0x04, '3', '3', '#'},   {0x05, '4', '4', '$'},  {0x06, '5', '5', '%'},
    {0x07, '6', '6', '^'},   {0x08, '7', '7', '&'},  {0x09, '8', '8', '*'},
    {0x0A, '9', '9', '('},   {0x0B, '0', '0', ')'},  {0x0C, 0xBD, '-', '_'},
    {0x0D, 0xBB, '=', '+'},  {0x0E, 0x08, 8, 8},     {0x0F, 0x09, 9, 9},
    {0x10, 'Q', 'q', 'Q'},   {0x11, 'W', 'w', 'W'},  {0x12, 'E', 'e', 'E'},
    {0x13, 'R', 'r', 'R'},   {0x14, 'T', 't', 'T'},  {0x15, 'Y', 'y', 'Y'},
    {0x16, 'U', 'u', 'U'},   {0x17, 'I', 'i', 'I'},  {0x18, 'O', 'o', 'O'},
    {0x19, 'P', 'p', 'P'},   {0x1A, 0xDB, '[', '{'}, {0x1B, 0xDD, ']', '}'},
    {0x1C, 0x0D, 13, 13},    {0x1D, 0x11, 0, 0},     {0x1E, 'A', 'a', 'A'},
    {0x1F, 'S', 's', 'S'},   {0x20, 'D', 'd', 'D'},  {0x21, 'F', 'f', 'F'},
    {0x22, 'G', 'g', 'G'},   {0x23, 'H', 'h', 'H'},  {0x24, 'J', 'j', 'J'},
    {0x25, 'K', 'k', 'K'},   {0x26, 'L', 'l', 'L'},  {0x27, 0xBA, ';', ':'},
    {0x28, 0xDE, '\'', '"'}, {0x29, 0xC0, '`', '~'}, {0x2A, 0x10, 0, 0},
    {0x2B, 0xDC, '\\', '|'}, {0x2C, 'Z', 'z', 'Z'},  {0x2D, 'X', 'x', 'X'},
    {0x2E, 'C', 'c', 'C'},   {0x2F, 'V', 'v', 'V'},  {0x30, 'B', 'b', 'B'},
    {0x31, 'N', 'n', 'N'},   {0x32, 'M', 'm', 'M'},  {0x33, 0xBC, ',', '<'},
    {0x34, 0xBE, '.', '>'},  {0x35, 0xBF, '/', '?'}, {0x36, 0xA1, 0, 0},
    {0x37, 0x6A, '*', '*'},  {0x38, 0x12, 0, 0},     {0x39, 0x20, ' ', ' '},
    {0x3A, 0x14, 0, 0},      {0x3B, 0x70, 0, 0},     {0x3C, 0x71, 0, 0},
    {0x3D, 0x72, 0, 0},      {0x3E, 0x73, 0, 0},     {0x3F, 0x74, 0, 0},
    {0x40, 0x75, 0, 0},      {0x41, 0x76, 0, 0},     {0x42, 0x77, 0, 0},
    {0x43, 0x78, 0, 0},      {0x44, 0x79, 0, 0},     {0x45, 0x90, 0, 0},
    {0x46, 0x91, 0, 0},      {0x47, 0x24, 0, 0},     {0x48, 0x26, 0, 0},
    {0x49, 0x21, 0, 0},      {0x4A, 0x6D, '-', '-'}, {0x4B, 0x25, 0, 0},
    {0x4C, 0x0C, 0, 0},      {0x4D, 0x27, 0, 0},     {0x4E, 0x6B, '+', '+'},
    {0x4F, 0x23, 0, 0},      {0x50, 0x28, 0, 0},     {0x51, 0x22, 0, 0},
    {0x52, 0x2D, 0, 0},      {0x53, 0x2E, 0, 0},     {0x56, 0xE2, '\\', '|'},
    {0x57, 0x7A, 0, 0},      {0x58, 0x7B, 0, 0},
};
enum : UINT {
  MAPVK_VK_TO_VSC,
  MAPVK_VSC_TO_VK,
  MAPVK_VK_TO_CHAR,
  MAPVK_VSC_TO_VK_EX,
  MAPVK_VK_TO_VSC_EX
};

UINT map(UINT code, UINT type) {
  const bool by_scan = type == MAPVK_VSC_TO_VK || type == MAPVK_VSC_TO_VK_EX;
  if (!by_scan && code >= 0xA0 && code <= 0xA5 && code != 0xA1) code = 0x10 + (code - 0xA0) / 2;
  for (const Key& key : kKeys) {
    if (by_scan ? key.scan != code : key.virtual_key != code) continue;
    if (type == MAPVK_VK_TO_CHAR)
      return key.shifted >= 'A' && key.shifted <= 'Z' ? key.shifted : key.plain;
    if (!by_scan) return key.scan;
    if (type == MAPVK_VSC_TO_VK_EX && key.virtual_key == 0x10) return 0xA0;
    if (type == MAPVK_VSC_TO_VK && key.virtual_key == 0xA1) return 0x10;
    return key.virtual_key;
  }
  return 0;
}

}  // namespace

EXPORT(user32, UINT, MapVirtualKeyW, (UINT uCode, UINT uMapType)) { return map(uCode, uMapType); }
EXPORT(user32, UINT, MapVirtualKeyA, (UINT uCode, UINT uMapType)) { return map(uCode, uMapType); }
EXPORT(user32, UINT, MapVirtualKeyExW, (UINT uCode, UINT uMapType, HANDLE dwhkl)) {
  return map(uCode, uMapType);
}
EXPORT(user32, UINT, MapVirtualKeyExA, (UINT uCode, UINT uMapType, HANDLE dwhkl)) {
  return map(uCode, uMapType);
}
// The key in the low byte; in the high one 1 for shift and 2 for control.
EXPORT(user32, SHORT, VkKeyScanW, (WCHAR ch)) {
  for (const Key& key : kKeys) {
    if (key.plain && key.plain == static_cast<char>(ch) && ch < 128) return key.virtual_key;
    if (key.shifted && key.shifted == static_cast<char>(ch) && ch < 128)
      return static_cast<SHORT>(0x100 | key.virtual_key);
  }
  if (ch > 0 && ch < 27) return static_cast<SHORT>(0x200 | ('A' + ch - 1));
  return -1;
}
EXPORT(user32, SHORT, VkKeyScanA, (char ch)) { return VkKeyScanW(static_cast<uint8_t>(ch)); }
EXPORT(user32, SHORT, VkKeyScanExW, (WCHAR ch, HANDLE dwhkl)) { return VkKeyScanW(ch); }

EXPORT(user32, int, ToUnicode,
       (UINT wVirtKey, UINT wScanCode, const BYTE* lpKeyState, LPWSTR pwszBuff, int cchBuff,
        UINT wFlags)) {
  const bool shift = lpKeyState && lpKeyState[0x10] & 0x80;
  const bool capital = lpKeyState && lpKeyState[0x14] & 1;
  for (const Key& key : kKeys) {
    if (key.virtual_key != wVirtKey || !key.plain) continue;
    const bool letter = key.shifted >= 'A' && key.shifted <= 'Z';
    if (cchBuff < 1) return 0;
    pwszBuff[0] = static_cast<WCHAR>(shift != (letter && capital) ? key.shifted : key.plain);
    return 1;
  }
  return 0;
}

}  // namespace mimic::win::user32
