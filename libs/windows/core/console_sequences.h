// The control sequences of terminals and the attributes of the console, each in terms of the other.
#pragma once

#include <cstdint>
#include <string>

#include "libs/windows/core/console_types.h"

namespace mimic::win {

inline constexpr WORD kDefaultAttributes = 7;  // grey on black, which is the terminal's own pair
inline constexpr WORD kReverse = 0x4000, kUnderscore = 0x8000;      // COMMON_LVB_…
inline constexpr WORD kLeadingHalf = 0x100, kTrailingHalf = 0x200;  // COMMON_LVB_…_BYTE
inline constexpr WORD kColourAttributes = 0xff | kReverse | kUnderscore;

// The colours of a Windows 10 console, 0x00bbggrr.
inline constexpr uint32_t kConsoleColours[16] = {
    0x0c0c0c, 0xda3700, 0x0ea113, 0xdd963a, 0x1f0fc5, 0x981788, 0x009cc1, 0xcccccc,
    0x767676, 0xff783b, 0x0cc616, 0xd6d661, 0x5648e7, 0x9e00b4, 0xa5f1f9, 0xf2f2f2};

// Windows counts colours blue, green, red; terminals red, green, blue. Either way, with intensity.
constexpr int swap_colour(int colour) {
  return (colour & 10) | (colour & 1) << 2 | (colour & 4) >> 2;
}
// Of the 256 that terminals count, and of any.
int nearest_colour(int index);
int nearest_colour(int red, int green, int blue);

// Select graphic rendition.
std::string graphics(WORD attributes);
// Cursor position, 0-based.
std::string move_to(COORD position);
inline constexpr char kSaveCursor[] = "\x1b\x37", kRestoreCursor[] = "\x1b\x38";  // and colours

}  // namespace mimic::win
