// What handles of bcrypt point to: objects that begin with a mark.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"
#include "abi/windows/types.h"
#include "libs/windows/core/cipher.h"
#include "libs/windows/core/key_pair.h"
#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/readable.h"

namespace mimic::win::bcrypt {

enum class Kind { kHash, kRandom, kAes, kTripleDes, kRc4, kRsa, kSignCurve, kAgreeCurve, kDerive };
struct Algorithm {
  const char16_t* name;
  Kind kind;
  const char* host_name;  // of a digest
  DWORD size;             // bytes of a digest; bits of a curve, or 0 for any of them
  DWORD block;            // bytes
};
const Algorithm* find_algorithm(std::u16string_view name);
// The digest that a padding or a derivation names; null where it is none.
const Algorithm* find_digest(LPCWSTR name);

enum class Mode { kNone, kCbc, kEcb, kCfb, kGcm, kCcm };

inline constexpr ULONG kProviderMark = 0x50434d42, kHashMark = 0x48434d42, kKeyMark = 0x4b434d42,
                       kSecretMark = 0x53434d42;

struct Provider {
  ULONG mark = kProviderMark;
  const Algorithm* algorithm = nullptr;
  bool hmac = false;
  Mode mode = Mode::kCbc;
  unsigned curve = 0;  // bits, set by name
};
struct Hash {
  ULONG mark = kHashMark;
  const Algorithm* algorithm = nullptr;
  bool hmac = false, reusable = false, finished = false;
  std::vector<uint8_t> key;
  std::unique_ptr<Digest> digest;
};
struct Key {
  ULONG mark = kKeyMark;
  const Algorithm* algorithm = nullptr;
  // Symmetric.
  Mode mode = Mode::kNone;
  ByteVector secret, iv;
  ULONG message_block = 1;  // of CFB: bytes that are fed back
  std::unique_ptr<Rc4> rc4;
  std::unique_ptr<AuthenticatedCipher> chained;  // between calls that make one message
  // Asymmetric; null until it is finalized.
  std::shared_ptr<KeyPair> pair;
  unsigned bits = 0;
};
struct Secret {
  ULONG mark = kSecretMark;
  ByteVector bytes;  // big-endian
};

template <class T>
T* object_at(HANDLE handle, ULONG mark) {
  auto* object = static_cast<T*>(handle);
  return is_readable(object, sizeof(T)) && object->mark == mark ? object : nullptr;
}
// The provider of a handle, of a pseudo handle (BCRYPT_SHA256_ALG_HANDLE) as well.
bool provider_of(HANDLE handle, Provider& provider);

// Hands out bytes as all of the functions do.
NTSTATUS give(ByteView bytes, UCHAR* buffer, ULONG size, ULONG* written);

}  // namespace mimic::win::bcrypt
