#include "libs/windows/core/character_types.h"

namespace mimic::win {
namespace {

#include "libs/windows/core/character_types.inc"

}  // namespace

const CharacterTypes& character_types(char16_t unit) {
  return kClasses[kBlocks[kBlockOf[unit / 64] * 64 + unit % 64]];
}

}  // namespace mimic::win
