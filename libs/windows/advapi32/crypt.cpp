// The old CryptoAPI: random numbers and hashes. There are no key containers.
#include <cstring>
#include <memory>
#include <vector>

#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/random.h"
#include "libs/windows/core/readable.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::advapi32 {

using kernel32::fail_with;

using HCRYPTPROV = ULONG_PTR;
using HCRYPTHASH = ULONG_PTR;
using HCRYPTKEY = ULONG_PTR;
using ALG_ID = UINT;

namespace {

constexpr DWORD NTE_BAD_UID = 0x80090001, NTE_BAD_HASH = 0x80090002, NTE_BAD_KEY = 0x80090003,
                NTE_BAD_ALGID = 0x80090008, NTE_BAD_TYPE = 0x8009000A,
                NTE_BAD_HASH_STATE = 0x8009000C, NTE_NO_KEY = 0x8009000D,
                NTE_BAD_FLAGS = 0x80090009, NTE_FAIL = 0x80090020;
constexpr DWORD HP_ALGID = 1, HP_HASHVAL = 2, HP_HASHSIZE = 4;

constexpr struct HashAlgorithm {
  ALG_ID id;
  const char* host_name;
  DWORD size;
} kHashes[] = {{0x8003, "MD5", 16},
               {0x8004, "SHA1", 20},
               {0x800c, "SHA256", 32},
               {0x800d, "SHA384", 48},
               {0x800e, "SHA512", 64}};

constexpr ULONG kProviderMark = 0x56505243, kHashMark = 0x48505243;
struct Provider {
  ULONG mark = kProviderMark;
  DWORD type;
};
struct Hash {
  ULONG mark = kHashMark;
  const HashAlgorithm* algorithm;
  std::unique_ptr<Digest> digest;
  std::vector<uint8_t> value;  // once it has been asked for
};

template <class T>
T* object_at(ULONG_PTR handle, ULONG mark) {
  auto* object = reinterpret_cast<T*>(handle);
  return is_readable(object, sizeof(T)) && object->mark == mark ? object : nullptr;
}

BOOL acquire(HCRYPTPROV* provider, DWORD type) {
  constexpr DWORD kTypes = 24;  // PROV_RSA_AES is the last
  if (type == 0 || type > kTypes) return fail_with(NTE_BAD_TYPE);
  *provider = reinterpret_cast<HCRYPTPROV>(new Provider{kProviderMark, type});
  return TRUE;
}

}  // namespace

// Any name of a provider or a container will do: all that is here are the algorithms.
EXPORT(advapi32, BOOL, CryptAcquireContextW,
       (HCRYPTPROV * phProv, LPCWSTR szContainer, LPCWSTR szProvider, DWORD dwProvType,
        DWORD dwFlags)) {
  return acquire(phProv, dwProvType);
}
EXPORT(advapi32, BOOL, CryptAcquireContextA,
       (HCRYPTPROV * phProv, LPCSTR szContainer, LPCSTR szProvider, DWORD dwProvType,
        DWORD dwFlags)) {
  return acquire(phProv, dwProvType);
}
EXPORT(advapi32, BOOL, CryptReleaseContext, (HCRYPTPROV hProv, DWORD dwFlags)) {
  auto* provider = object_at<Provider>(hProv, kProviderMark);
  if (!provider) return fail_with(ERROR_INVALID_PARAMETER);
  if (dwFlags) return fail_with(NTE_BAD_FLAGS);
  provider->mark = 0;
  delete provider;
  return TRUE;
}
EXPORT(advapi32, BOOL, CryptGenRandom, (HCRYPTPROV hProv, DWORD dwLen, BYTE* pbBuffer)) {
  if (!object_at<Provider>(hProv, kProviderMark)) return fail_with(ERROR_INVALID_PARAMETER);
  return fill_random(pbBuffer, dwLen) ? TRUE : fail_with(NTE_FAIL);
}

EXPORT_PARTIAL("hashes without a key only", advapi32, BOOL, CryptCreateHash,
               (HCRYPTPROV hProv, ALG_ID Algid, HCRYPTKEY hKey, DWORD dwFlags,
                HCRYPTHASH* phHash)) {
  if (!object_at<Provider>(hProv, kProviderMark)) return fail_with(ERROR_INVALID_HANDLE);
  for (const HashAlgorithm& algorithm : kHashes) {
    if (algorithm.id != Algid) continue;
    auto digest = Digest::make(algorithm.host_name, {}, false);
    if (!digest) return fail_with(NTE_BAD_ALGID);
    *phHash = reinterpret_cast<HCRYPTHASH>(new Hash{kHashMark, &algorithm, std::move(digest), {}});
    return TRUE;
  }
  return fail_with(NTE_BAD_ALGID);
}
EXPORT(advapi32, BOOL, CryptHashData,
       (HCRYPTHASH hHash, const BYTE* pbData, DWORD dwDataLen, DWORD dwFlags)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return fail_with(ERROR_INVALID_HANDLE);
  if (!hash->value.empty()) return fail_with(NTE_BAD_HASH_STATE);
  return hash->digest->update(pbData, dwDataLen) ? TRUE : fail_with(NTE_FAIL);
}
EXPORT(advapi32, BOOL, CryptGetHashParam,
       (HCRYPTHASH hHash, DWORD dwParam, BYTE* pbData, DWORD* pdwDataLen, DWORD dwFlags)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return fail_with(ERROR_INVALID_HANDLE);
  const auto give = [&](const void* data, DWORD size) {
    const DWORD room = *pdwDataLen;
    *pdwDataLen = size;
    if (!pbData) return TRUE;
    if (room < size) return fail_with(ERROR_MORE_DATA);
    std::memcpy(pbData, data, size);
    return TRUE;
  };
  if (dwParam == HP_ALGID) return give(&hash->algorithm->id, sizeof(ALG_ID));
  if (dwParam == HP_HASHSIZE) return give(&hash->algorithm->size, sizeof(DWORD));
  if (dwParam != HP_HASHVAL) return fail_with(NTE_BAD_TYPE);
  if (!pbData) {
    *pdwDataLen = hash->algorithm->size;
    return TRUE;
  }
  if (hash->value.empty()) {
    auto value = hash->digest->finish();
    if (!value) return fail_with(NTE_FAIL);
    hash->value = std::move(*value);
  }
  return give(hash->value.data(), static_cast<DWORD>(hash->value.size()));
}
EXPORT(advapi32, BOOL, CryptSetHashParam,
       (HCRYPTHASH hHash, DWORD dwParam, const BYTE* pbData, DWORD dwFlags)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return fail_with(ERROR_INVALID_HANDLE);
  if (dwParam != HP_HASHVAL) return fail_with(NTE_BAD_TYPE);
  hash->value.assign(pbData, pbData + hash->algorithm->size);
  return TRUE;
}
EXPORT(advapi32, BOOL, CryptDestroyHash, (HCRYPTHASH hHash)) {
  auto* hash = object_at<Hash>(hHash, kHashMark);
  if (!hash) return fail_with(ERROR_INVALID_HANDLE);
  hash->mark = 0;
  delete hash;
  return TRUE;
}

// Keys: none can be made, so that no handle to one is good.
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptImportKey,
               (HCRYPTPROV hProv, const BYTE* pbData, DWORD dwDataLen, HCRYPTKEY hPubKey,
                DWORD dwFlags, HCRYPTKEY* phKey)) {
  return fail_with(NTE_BAD_ALGID);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptExportKey,
               (HCRYPTKEY hKey, HCRYPTKEY hExpKey, DWORD dwBlobType, DWORD dwFlags, BYTE* pbData,
                DWORD* pdwDataLen)) {
  return fail_with(NTE_BAD_KEY);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptDestroyKey, (HCRYPTKEY hKey)) {
  return fail_with(ERROR_INVALID_HANDLE);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptGetUserKey,
               (HCRYPTPROV hProv, DWORD dwKeySpec, HCRYPTKEY* phUserKey)) {
  return fail_with(NTE_NO_KEY);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptEncrypt,
               (HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags, BYTE* pbData,
                DWORD* pdwDataLen, DWORD dwBufLen)) {
  return fail_with(NTE_BAD_KEY);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptDecrypt,
               (HCRYPTKEY hKey, HCRYPTHASH hHash, BOOL Final, DWORD dwFlags, BYTE* pbData,
                DWORD* pdwDataLen)) {
  return fail_with(NTE_BAD_KEY);
}
EXPORT_PARTIAL("no keys", advapi32, BOOL, CryptSignHashW,
               (HCRYPTHASH hHash, DWORD dwKeySpec, LPCWSTR szDescription, DWORD dwFlags,
                BYTE* pbSignature, DWORD* pdwSigLen)) {
  return fail_with(NTE_NO_KEY);
}
EXPORT_PARTIAL("no parameters", advapi32, BOOL, CryptGetProvParam,
               (HCRYPTPROV hProv, DWORD dwParam, BYTE* pbData, DWORD* pdwDataLen, DWORD dwFlags)) {
  return fail_with(object_at<Provider>(hProv, kProviderMark) ? NTE_BAD_TYPE : NTE_BAD_UID);
}
EXPORT_PARTIAL("names none", advapi32, BOOL, CryptEnumProvidersW,
               (DWORD dwIndex, DWORD* pdwReserved, DWORD dwFlags, DWORD* pdwProvType,
                LPWSTR szProvName, DWORD* pcbProvName)) {
  return fail_with(ERROR_NO_MORE_ITEMS);
}

}  // namespace mimic::win::advapi32
