// bcrypt: random numbers, hashes, HMAC and key derivation. Handles are pointers to objects that
// begin with a mark.
#include <cstring>
#include <string>

#include "abi/windows/security_status.h"
#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/random.h"
#include "libs/windows/core/readable.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

struct Algorithm {
  const char16_t* name;
  const char* host_name;  // of a digest, or null
  DWORD size, block;      // bytes
};
constexpr Algorithm kAlgorithms[] = {
    {u"MD5", "MD5", 16, 64},        {u"SHA1", "SHA1", 20, 64},      {u"SHA256", "SHA256", 32, 64},
    {u"SHA384", "SHA384", 48, 128}, {u"SHA512", "SHA512", 64, 128}, {u"RNG", nullptr, 0, 0},
};

constexpr ULONG kProviderMark = 0x50434d42, kHashMark = 0x48434d42;
constexpr ULONG BCRYPT_ALG_HANDLE_HMAC_FLAG = 8, BCRYPT_HASH_REUSABLE_FLAG = 0x20,
                BCRYPT_USE_SYSTEM_PREFERRED_RNG = 2;

struct Provider {
  ULONG mark = kProviderMark;
  const Algorithm* algorithm;
  bool hmac;
};
struct Hash {
  ULONG mark = kHashMark;
  const Algorithm* algorithm;
  bool hmac, reusable, finished = false;
  std::vector<uint8_t> key;
  std::unique_ptr<Digest> digest;
};

// Pseudo handles of Windows 10 (BCRYPT_MD5_ALG_HANDLE, …): small numbers.
constexpr struct {
  uintptr_t value;
  const char16_t* name;
  bool hmac;
} kPseudoHandles[] = {
    {0x21, u"MD5", false},    {0x31, u"SHA1", false},   {0x41, u"SHA256", false},
    {0x51, u"SHA384", false}, {0x61, u"SHA512", false}, {0x81, u"RNG", false},
    {0x91, u"MD5", true},     {0xa1, u"SHA1", true},    {0xb1, u"SHA256", true},
    {0xc1, u"SHA384", true},  {0xd1, u"SHA512", true},
};

const Algorithm* find_algorithm(std::u16string_view name) {
  for (const Algorithm& algorithm : kAlgorithms)
    if (equal_ignoring_case(algorithm.name, name)) return &algorithm;
  return nullptr;
}

template <class T>
T* object_at(HANDLE handle, ULONG mark) {
  auto* object = static_cast<T*>(handle);
  return is_readable(object, sizeof(T)) && object->mark == mark ? object : nullptr;
}

bool provider_of(HANDLE handle, Provider& provider) {
  const auto value = reinterpret_cast<uintptr_t>(handle);
  for (const auto& pseudo : kPseudoHandles) {
    if (pseudo.value != value) continue;
    provider.algorithm = find_algorithm(pseudo.name);
    provider.hmac = pseudo.hmac;
    return true;
  }
  const auto* object = object_at<Provider>(handle, kProviderMark);
  if (object) provider = *object;
  return object != nullptr;
}

NTSTATUS give_dword(DWORD value, UCHAR* buffer, ULONG size, ULONG* written) {
  *written = sizeof value;
  if (!buffer) return STATUS_SUCCESS;
  if (size < sizeof value) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(buffer, &value, sizeof value);
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(bcrypt, NTSTATUS, BCryptGenRandom,
       (HANDLE hAlgorithm, UCHAR* pbBuffer, ULONG cbBuffer, ULONG dwFlags)) {
  if (!hAlgorithm) {
    if (!(dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG)) return STATUS_INVALID_HANDLE;
  } else {
    Provider provider;
    if (!provider_of(hAlgorithm, provider) || provider.algorithm->host_name)
      return STATUS_INVALID_HANDLE;
  }
  if (!pbBuffer) return STATUS_INVALID_PARAMETER;
  return fill_random(pbBuffer, cbBuffer) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

EXPORT(bcrypt, NTSTATUS, BCryptOpenAlgorithmProvider,
       (HANDLE * phAlgorithm, LPCWSTR pszAlgId, LPCWSTR pszImplementation, ULONG dwFlags)) {
  if (!phAlgorithm || !pszAlgId) return STATUS_INVALID_PARAMETER;
  const Algorithm* algorithm = find_algorithm(view_of(pszAlgId));
  if (!algorithm) return STATUS_NOT_FOUND;
  const bool hmac = dwFlags & BCRYPT_ALG_HANDLE_HMAC_FLAG;
  if (hmac && !algorithm->host_name) return STATUS_INVALID_PARAMETER;
  *phAlgorithm = new Provider{kProviderMark, algorithm, hmac};
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptCloseAlgorithmProvider, (HANDLE hAlgorithm, ULONG dwFlags)) {
  auto* provider = object_at<Provider>(hAlgorithm, kProviderMark);
  if (!provider) return STATUS_INVALID_HANDLE;
  provider->mark = 0;
  delete provider;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptGetProperty,
       (HANDLE hObject, LPCWSTR pszProperty, UCHAR* pbOutput, ULONG cbOutput, ULONG* pcbResult,
        ULONG dwFlags)) {
  const Algorithm* algorithm = nullptr;
  Provider provider;
  if (provider_of(hObject, provider))
    algorithm = provider.algorithm;
  else if (const auto* hash = object_at<Hash>(hObject, kHashMark))
    algorithm = hash->algorithm;
  if (!algorithm) return STATUS_INVALID_HANDLE;
  const auto name = view_of(pszProperty);
  if (name == u"ObjectLength") return give_dword(sizeof(Hash), pbOutput, cbOutput, pcbResult);
  if (name == u"HashDigestLength" && algorithm->host_name)
    return give_dword(algorithm->size, pbOutput, cbOutput, pcbResult);
  if (name == u"HashBlockLength" && algorithm->host_name)
    return give_dword(algorithm->block, pbOutput, cbOutput, pcbResult);
  if (name == u"AlgorithmName") {
    const auto size = static_cast<ULONG>((length_of(algorithm->name) + 1) * sizeof(WCHAR));
    *pcbResult = size;
    if (!pbOutput) return STATUS_SUCCESS;
    if (cbOutput < size) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(pbOutput, algorithm->name, size);
    return STATUS_SUCCESS;
  }
  return STATUS_NOT_SUPPORTED;
}

EXPORT(bcrypt, NTSTATUS, BCryptCreateHash,
       (HANDLE hAlgorithm, HANDLE* phHash, UCHAR* pbHashObject, ULONG cbHashObject,
        const UCHAR* pbSecret, ULONG cbSecret, ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  if (!provider.algorithm->host_name) return STATUS_NOT_SUPPORTED;
  if (pbSecret && !provider.hmac) return STATUS_INVALID_PARAMETER;
  auto hash = std::make_unique<Hash>();
  hash->algorithm = provider.algorithm;
  hash->hmac = provider.hmac;
  hash->reusable = dwFlags & BCRYPT_HASH_REUSABLE_FLAG;
  if (pbSecret) hash->key.assign(pbSecret, pbSecret + cbSecret);
  hash->digest = Digest::make(hash->algorithm->host_name, hash->key, hash->hmac);
  if (!hash->digest) return STATUS_NOT_SUPPORTED;
  *phHash = hash.release();
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptHashData,
       (HANDLE hHash, const UCHAR* pbInput, ULONG cbInput, ULONG dwFlags)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return STATUS_INVALID_HANDLE;
  if (hash->finished) return STATUS_INVALID_HANDLE;
  return hash->digest->update(pbInput, cbInput) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

EXPORT(bcrypt, NTSTATUS, BCryptFinishHash,
       (HANDLE hHash, UCHAR* pbOutput, ULONG cbOutput, ULONG dwFlags)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash || hash->finished) return STATUS_INVALID_HANDLE;
  if (cbOutput != hash->algorithm->size) return STATUS_INVALID_PARAMETER;
  const auto bytes = hash->digest->finish();
  if (!bytes) return STATUS_UNSUCCESSFUL;
  if (hash->reusable)
    hash->digest = Digest::make(hash->algorithm->host_name, hash->key, hash->hmac);
  hash->finished = !hash->reusable || !hash->digest;
  std::memcpy(pbOutput, bytes->data(), bytes->size());
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptDuplicateHash,
       (HANDLE hHash, HANDLE* phNewHash, UCHAR* pbHashObject, ULONG cbHashObject, ULONG dwFlags)) {
  const auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return STATUS_INVALID_HANDLE;
  auto copy = std::make_unique<Hash>();
  copy->algorithm = hash->algorithm;
  copy->hmac = hash->hmac;
  copy->reusable = hash->reusable;
  copy->finished = hash->finished;
  copy->key = hash->key;
  copy->digest = hash->digest->copy();
  if (!copy->digest) return STATUS_UNSUCCESSFUL;
  *phNewHash = copy.release();
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptDestroyHash, (HANDLE hHash)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return STATUS_INVALID_HANDLE;
  hash->mark = 0;
  delete hash;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptHash,
       (HANDLE hAlgorithm, const UCHAR* pbSecret, ULONG cbSecret, const UCHAR* pbInput,
        ULONG cbInput, UCHAR* pbOutput, ULONG cbOutput)) {
  HANDLE hash;
  NTSTATUS status = BCryptCreateHash(hAlgorithm, &hash, nullptr, 0, pbSecret, cbSecret, 0);
  if (!nt_success(status)) return status;
  status = BCryptHashData(hash, pbInput, cbInput, 0);
  if (nt_success(status)) status = BCryptFinishHash(hash, pbOutput, cbOutput, 0);
  BCryptDestroyHash(hash);
  return status;
}

EXPORT(bcrypt, NTSTATUS, BCryptDeriveKeyPBKDF2,
       (HANDLE hPrf, const UCHAR* pbPassword, ULONG cbPassword, const UCHAR* pbSalt, ULONG cbSalt,
        ULONGLONG cIterations, UCHAR* pbDerivedKey, ULONG cbDerivedKey, ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hPrf, provider)) return STATUS_INVALID_HANDLE;
  if (!provider.hmac || !cIterations || cIterations > INT32_MAX || !cbDerivedKey)
    return STATUS_INVALID_PARAMETER;
  std::vector<uint8_t> password(pbPassword, pbPassword + cbPassword), salt(pbSalt, pbSalt + cbSalt),
      key(cbDerivedKey);
  if (!pbkdf2(provider.algorithm->host_name, password, salt, static_cast<int>(cIterations), key))
    return STATUS_NOT_SUPPORTED;
  std::memcpy(pbDerivedKey, key.data(), key.size());
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptGetFipsAlgorithmMode, (BOOLEAN * pfEnabled)) {
  *pfEnabled = FALSE;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::bcrypt
