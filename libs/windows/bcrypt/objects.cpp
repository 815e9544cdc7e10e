#include "libs/windows/bcrypt/objects.h"

#include <algorithm>

#include "libs/windows/core/text.h"

namespace mimic::win::bcrypt {

namespace {

constexpr Algorithm kAlgorithms[] = {
    {u"MD5", Kind::kHash, "MD5", 16, 64},
    {u"SHA1", Kind::kHash, "SHA1", 20, 64},
    {u"SHA256", Kind::kHash, "SHA256", 32, 64},
    {u"SHA384", Kind::kHash, "SHA384", 48, 128},
    {u"SHA512", Kind::kHash, "SHA512", 64, 128},
    {u"RNG", Kind::kRandom, nullptr, 0, 0},
    {u"FIPS186DSARNG", Kind::kRandom, nullptr, 0, 0},
    {u"AES", Kind::kAes, nullptr, 0, 16},
    {u"3DES", Kind::kTripleDes, nullptr, 24, 8},
    {u"3DES_112", Kind::kTripleDes, nullptr, 16, 8},
    {u"RC4", Kind::kRc4, nullptr, 0, 1},
    {u"RSA", Kind::kRsa, nullptr, 0, 0},
    {u"RSA_SIGN", Kind::kRsa, nullptr, 0, 0},
    {u"ECDSA", Kind::kSignCurve, nullptr, 0, 0},
    {u"ECDSA_P256", Kind::kSignCurve, nullptr, 256, 0},
    {u"ECDSA_P384", Kind::kSignCurve, nullptr, 384, 0},
    {u"ECDSA_P521", Kind::kSignCurve, nullptr, 521, 0},
    {u"ECDH", Kind::kAgreeCurve, nullptr, 0, 0},
    {u"ECDH_P256", Kind::kAgreeCurve, nullptr, 256, 0},
    {u"ECDH_P384", Kind::kAgreeCurve, nullptr, 384, 0},
    {u"ECDH_P521", Kind::kAgreeCurve, nullptr, 521, 0},
    {u"PBKDF2", Kind::kDerive, nullptr, 0, 0},
};

// Pseudo handles of Windows 10: small numbers.
constexpr struct {
  uintptr_t value;
  const char16_t* name;
  bool hmac = false;
  Mode mode = Mode::kCbc;
} kPseudoHandles[] = {
    {0x21, u"MD5"},
    {0x31, u"SHA1"},
    {0x41, u"SHA256"},
    {0x51, u"SHA384"},
    {0x61, u"SHA512"},
    {0x71, u"RC4"},
    {0x81, u"RNG"},
    {0x91, u"MD5", true},
    {0xa1, u"SHA1", true},
    {0xb1, u"SHA256", true},
    {0xc1, u"SHA384", true},
    {0xd1, u"SHA512", true},
    {0xe1, u"RSA"},
    {0xf1, u"ECDSA"},
    {0x141, u"3DES"},
    {0x151, u"3DES", false, Mode::kEcb},
    {0x161, u"3DES", false, Mode::kCfb},
    {0x171, u"3DES_112"},
    {0x181, u"3DES_112", false, Mode::kEcb},
    {0x191, u"3DES_112", false, Mode::kCfb},
    {0x1a1, u"AES"},
    {0x1b1, u"AES", false, Mode::kEcb},
    {0x1c1, u"AES", false, Mode::kCfb},
    {0x1d1, u"AES", false, Mode::kCcm},
    {0x1e1, u"AES", false, Mode::kGcm},
    {0x291, u"ECDH"},
    {0x2a1, u"ECDH_P256"},
    {0x2b1, u"ECDH_P384"},
    {0x2c1, u"ECDH_P521"},
    {0x2d1, u"ECDSA_P256"},
    {0x2e1, u"ECDSA_P384"},
    {0x2f1, u"ECDSA_P521"},
    {0x331, u"PBKDF2"},
};

}  // namespace

const Algorithm* find_algorithm(std::u16string_view name) {
  for (const Algorithm& algorithm : kAlgorithms)
    if (equal_ignoring_case(algorithm.name, name)) return &algorithm;
  return nullptr;
}
const Algorithm* find_digest(LPCWSTR name) {
  const Algorithm* algorithm = find_algorithm(view_of(name));
  return algorithm && algorithm->kind == Kind::kHash ? algorithm : nullptr;
}

bool provider_of(HANDLE handle, Provider& provider) {
  const auto value = reinterpret_cast<uintptr_t>(handle);
  for (const auto& pseudo : kPseudoHandles) {
    if (pseudo.value != value) continue;
    provider.algorithm = find_algorithm(pseudo.name);
    provider.hmac = pseudo.hmac;
    provider.mode = pseudo.mode;
    return true;
  }
  const auto* object = object_at<Provider>(handle, kProviderMark);
  if (object) provider = *object;
  return object != nullptr;
}

NTSTATUS give(ByteView bytes, UCHAR* buffer, ULONG size, ULONG* written) {
  if (!written) return STATUS_INVALID_PARAMETER;
  *written = static_cast<ULONG>(bytes.size());
  if (!buffer) return STATUS_SUCCESS;
  if (size < bytes.size()) return STATUS_BUFFER_TOO_SMALL;
  std::ranges::copy(bytes, buffer);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::bcrypt
