// Encoded structures to those of Windows.
#pragma once

#include "libs/windows/crypt32/structure.h"

namespace mimic::win::crypt32 {

// The number of a structure type given as number or object identifier, or 0.
uintptr_t structure_type(LPCSTR type);

// A decoder of this type, or null. It returns false for what is badly encoded.
using Decoder = bool (*)(ByteView encoded, Structure& structure);
Decoder find_decoder(LPCSTR type);

void describe_certificate(const Certificate& certificate, Structure& structure);
inline constexpr uintptr_t kUnicodeName = 20;

}  // namespace mimic::win::crypt32
