#include "libs/windows/core/console_sequences.h"

#include <climits>

namespace mimic::win {

int nearest_colour(int red, int green, int blue) {
  int best = 0, least = INT_MAX;
  for (int i = 0; i < 16; ++i) {
    const int r = kConsoleColours[i] & 0xff, g = kConsoleColours[i] >> 8 & 0xff,
              b = kConsoleColours[i] >> 16;
    const int distance =
        (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue);
    if (distance >= least) continue;
    least = distance;
    best = i;
  }
  return best;
}

int nearest_colour(int index) {
  if (index < 16) return swap_colour(index);
  if (index >= 232) {  // greys
    const int level = 8 + 10 * (index - 232);
    return nearest_colour(level, level, level);
  }
  // A cube of six levels each.
  const auto level = [](int step) { return step ? 55 + 40 * step : 0; };
  index -= 16;
  return nearest_colour(level(index / 36), level(index / 6 % 6), level(index % 6));
}

std::string graphics(WORD attributes) {
  const int fore = attributes & 15, back = attributes >> 4 & 15;
  const auto code = [](int colour, int plain, int bright) {
    return ';' + std::to_string((colour & 8 ? bright : plain) + swap_colour(colour & 7));
  };
  std::string text = "\x1b[0";
  if (fore != kDefaultAttributes) text += code(fore, 30, 90);
  if (back) text += code(back, 40, 100);
  if (attributes & kReverse) text += ";7";
  if (attributes & kUnderscore) text += ";4";
  return text + 'm';
}

std::string move_to(COORD position) {
  return "\x1b[" + std::to_string(position.Y + 1) + ';' + std::to_string(position.X + 1) + 'H';
}

}  // namespace mimic::win
