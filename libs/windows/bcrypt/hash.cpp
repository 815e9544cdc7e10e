// Hashes, HMAC, and keys derived from them.
#include <algorithm>
#include <cstring>
#include <memory>

#include "abi/windows/security_status.h"
#include "libs/windows/bcrypt/objects.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

constexpr ULONG BCRYPT_HASH_REUSABLE_FLAG = 0x20;

}  // namespace

EXPORT(bcrypt, NTSTATUS, BCryptCreateHash,
       (HANDLE hAlgorithm, HANDLE* phHash, UCHAR* pbHashObject, ULONG cbHashObject,
        const UCHAR* pbSecret, ULONG cbSecret, ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  if (provider.algorithm->kind != Kind::kHash) return STATUS_NOT_SUPPORTED;
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

// As CryptDeriveKey did it: the hash, or two hashes of it where a key is longer.
EXPORT(bcrypt, NTSTATUS, BCryptDeriveKeyCapi,
       (HANDLE hHash, HANDLE hTargetAlg, UCHAR* pbDerivedKey, ULONG cbDerivedKey, ULONG dwFlags)) {
  constexpr size_t kBlock = 64;
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash || hash->finished) return STATUS_INVALID_HANDLE;
  if (cbDerivedKey > 2 * hash->algorithm->size) return STATUS_INVALID_PARAMETER;
  hash->finished = true;
  auto key = hash->digest->finish();
  if (!key) return STATUS_UNSUCCESSFUL;
  if (cbDerivedKey > key->size()) {
    std::vector<uint8_t> longer;
    for (const uint8_t pad : {0x36, 0x5c}) {
      std::vector<uint8_t> block(kBlock, pad);
      for (size_t i = 0; i < std::min(kBlock, key->size()); ++i) block[i] ^= (*key)[i];
      auto digest = Digest::make(hash->algorithm->host_name, {}, false);
      const auto part =
          digest && digest->update(block.data(), block.size()) ? digest->finish() : std::nullopt;
      if (!part) return STATUS_UNSUCCESSFUL;
      longer.insert(longer.end(), part->begin(), part->end());
    }
    key = std::move(longer);
  }
  std::copy_n(key->begin(), cbDerivedKey, pbDerivedKey);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::bcrypt
