// What signature algorithms and public keys are called.
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/certificate.h"
#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

struct SignatureName {
  std::string_view oid;
  const char* digest;  // libcrypto's name
  std::u16string_view name;
};
const SignatureName* find_signature(std::string_view oid);

// Bits of a certificate's key; 0 where it is of no known kind.
DWORD key_length(const Certificate& certificate);
DWORD key_length(std::string_view algorithm, ByteView parameters, ByteView key);
// "RSA/2048", "ECDSA_P256/256"; empty where it is of no known kind.
std::u16string key_name(const Certificate& certificate);

}  // namespace mimic::win::crypt32
