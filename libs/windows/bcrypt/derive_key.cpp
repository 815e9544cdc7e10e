// Keys derived from agreed secrets, and from passwords by way of keys.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/security_status.h"
#include "libs/windows/bcrypt/objects.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

enum BufferType : ULONG {
  KDF_HASH_ALGORITHM = 0,
  KDF_SECRET_PREPEND = 1,
  KDF_SECRET_APPEND = 2,
  KDF_HMAC_KEY = 3,
  KDF_SALT = 0xf,
  KDF_ITERATION_COUNT = 0x10,
};
constexpr ULONG KDF_USE_SECRET_AS_HMAC_KEY_FLAG = 1;

struct BCryptBuffer {
  ULONG cbBuffer, BufferType;
  void* pvBuffer;
};
struct BCryptBufferDesc {
  ULONG ulVersion, cBuffers;
  BCryptBuffer* pBuffers;
};

std::span<const BCryptBuffer> buffers_of(const BCryptBufferDesc* list) {
  return list ? std::span<const BCryptBuffer>(list->pBuffers, list->cBuffers)
              : std::span<const BCryptBuffer>();
}
// All buffers of one kind, joined.
ByteVector parameter(const BCryptBufferDesc* list, ULONG type) {
  ByteVector bytes;
  for (const BCryptBuffer& buffer : buffers_of(list)) {
    if (buffer.BufferType != type) continue;
    const auto* at = static_cast<const uint8_t*>(buffer.pvBuffer);
    bytes.insert(bytes.end(), at, at + buffer.cbBuffer);
  }
  return bytes;
}
const Algorithm* digest_of(const BCryptBufferDesc* list) {
  for (const BCryptBuffer& buffer : buffers_of(list))
    if (buffer.BufferType == KDF_HASH_ALGORITHM)
      return find_digest(static_cast<LPCWSTR>(buffer.pvBuffer));
  return find_digest(u"SHA1");
}

}  // namespace

EXPORT_PARTIAL("by HASH, HMAC and TRUNCATE", bcrypt, NTSTATUS, BCryptDeriveKey,
               (HANDLE hSharedSecret, LPCWSTR pwszKDF, const BCryptBufferDesc* pParameterList,
                UCHAR* pbDerivedKey, ULONG cbDerivedKey, ULONG* pcbResult, ULONG dwFlags)) {
  const auto* secret = object_at<Secret>(hSharedSecret, kSecretMark);
  if (!secret) return STATUS_INVALID_HANDLE;
  if (!pcbResult) return STATUS_INVALID_PARAMETER;
  const auto kind = view_of(pwszKDF);
  ByteVector key;
  if (kind == u"TRUNCATE") {  // little-endian
    key.assign(secret->bytes.rbegin(), secret->bytes.rend());
  } else if (kind == u"HASH" || kind == u"HMAC") {
    const bool hmac = kind == u"HMAC";
    const Algorithm* algorithm = digest_of(pParameterList);
    if (!algorithm) return STATUS_NOT_SUPPORTED;
    const ByteVector hmac_key = !hmac ? ByteVector()
                                : dwFlags & KDF_USE_SECRET_AS_HMAC_KEY_FLAG
                                    ? secret->bytes
                                    : parameter(pParameterList, KDF_HMAC_KEY);
    const ByteVector before = parameter(pParameterList, KDF_SECRET_PREPEND),
                     after = parameter(pParameterList, KDF_SECRET_APPEND);
    auto digest = Digest::make(algorithm->host_name, hmac_key, hmac);
    const auto result = digest && digest->update(before.data(), before.size()) &&
                                digest->update(secret->bytes.data(), secret->bytes.size()) &&
                                digest->update(after.data(), after.size())
                            ? digest->finish()
                            : std::nullopt;
    if (!result) return STATUS_NOT_SUPPORTED;
    key = *result;
  } else {
    return STATUS_NOT_SUPPORTED;
  }
  // As much as there is room for.
  if (pbDerivedKey) key.resize(std::min<size_t>(key.size(), cbDerivedKey));
  return give(key, pbDerivedKey, cbDerivedKey, pcbResult);
}

EXPORT(bcrypt, NTSTATUS, BCryptDestroySecret, (HANDLE hSecret)) {
  auto* secret = object_at<Secret>(hSecret, kSecretMark);
  if (!secret) return STATUS_INVALID_HANDLE;
  secret->mark = 0;
  std::ranges::fill(secret->bytes, 0);
  delete secret;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptKeyDerivation,
       (HANDLE hKey, const BCryptBufferDesc* pParameterList, UCHAR* pbDerivedKey,
        ULONG cbDerivedKey, ULONG* pcbResult, ULONG dwFlags)) {
  constexpr ULONGLONG kUsualIterations = 10'000;
  const auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key) return STATUS_INVALID_HANDLE;
  if (key->algorithm->kind != Kind::kDerive) return STATUS_NOT_SUPPORTED;
  const Algorithm* algorithm = digest_of(pParameterList);
  if (!algorithm || !cbDerivedKey || !pbDerivedKey || !pcbResult) return STATUS_INVALID_PARAMETER;
  ULONGLONG iterations = kUsualIterations;
  const ByteVector count = parameter(pParameterList, KDF_ITERATION_COUNT);
  if (!count.empty()) {
    iterations = 0;
    std::memcpy(&iterations, count.data(), std::min(count.size(), sizeof iterations));
  }
  if (!iterations || iterations > INT32_MAX) return STATUS_INVALID_PARAMETER;
  ByteVector derived(cbDerivedKey);
  if (!pbkdf2(algorithm->host_name, key->secret, parameter(pParameterList, KDF_SALT),
              static_cast<int>(iterations), derived))
    return STATUS_NOT_SUPPORTED;
  return give(derived, pbDerivedKey, cbDerivedKey, pcbResult);
}

}  // namespace mimic::win::bcrypt
