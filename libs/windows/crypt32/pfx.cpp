// PKCS #12: certificates with their private keys, read by libcrypto.
#include <string>

#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD ERROR_INVALID_PASSWORD = 86;

struct Functions {
  void* (*d2i_PKCS12)(void**, const unsigned char**, long) =
      libcrypto_function<void*(void**, const unsigned char**, long)>("d2i_PKCS12");
  void (*PKCS12_free)(void*) = libcrypto_function<void(void*)>("PKCS12_free");
  int (*PKCS12_verify_mac)(void*, const char*, int) =
      libcrypto_function<int(void*, const char*, int)>("PKCS12_verify_mac");
  int (*PKCS12_parse)(void*, const char*, void**, void**, void**) =
      libcrypto_function<int(void*, const char*, void**, void**, void**)>("PKCS12_parse");
  int (*i2d_X509)(const void*, unsigned char**) =
      libcrypto_function<int(const void*, unsigned char**)>("i2d_X509");
  void (*X509_free)(void*) = libcrypto_function<void(void*)>("X509_free");
  void (*EVP_PKEY_free)(void*) = libcrypto_function<void(void*)>("EVP_PKEY_free");
  int (*OPENSSL_sk_num)(const void*) = libcrypto_function<int(const void*)>("OPENSSL_sk_num");
  void* (*OPENSSL_sk_value)(const void*,
                            int) = libcrypto_function<void*(const void*, int)>("OPENSSL_sk_value");
  void (*OPENSSL_sk_pop_free)(void*, void (*)(void*)) =
      libcrypto_function<void(void*, void (*)(void*))>("OPENSSL_sk_pop_free");
  bool complete() const {
    return d2i_PKCS12 && PKCS12_free && PKCS12_verify_mac && PKCS12_parse && i2d_X509 &&
           X509_free && EVP_PKEY_free && OPENSSL_sk_num && OPENSSL_sk_value && OPENSSL_sk_pop_free;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

void add(Store* store, const void* certificate) {
  constexpr DWORD kAlways = 4;
  const int size = functions().i2d_X509(certificate, nullptr);
  if (size <= 0) return;
  ByteVector bytes(static_cast<size_t>(size));
  unsigned char* at = bytes.data();
  functions().i2d_X509(certificate, &at);
  const auto parsed = Certificate::parse(bytes);
  DWORD error;
  if (parsed) release(add_to_store(store, parsed, nullptr, kAlways, error));
}

bool verifies(void* pfx, const std::string& password) {
  const Functions& crypto = functions();
  return crypto.PKCS12_verify_mac(pfx, password.c_str(), static_cast<int>(password.size())) ||
         (password.empty() && crypto.PKCS12_verify_mac(pfx, nullptr, 0));
}

}  // namespace

EXPORT_PARTIAL("certificates without their keys", crypt32, HCERTSTORE, PFXImportCertStore,
               (const CRYPT_BLOB* pPFX, LPCWSTR szPassword, DWORD dwFlags)) {
  const Functions& crypto = functions();
  if (!crypto.complete()) return fail_with(ERROR_NOT_SUPPORTED), nullptr;
  const ByteVector bytes(pPFX->pbData, pPFX->pbData + pPFX->cbData);
  const std::string password = to_utf8(view_of(szPassword));
  const unsigned char* at = bytes.data();
  void* pfx = crypto.d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size()));
  if (!pfx) return fail_with(CRYPT_E_BAD_ENCODE), nullptr;
  void *key = nullptr, *certificate = nullptr, *others = nullptr;
  const bool read = verifies(pfx, password) &&
                    crypto.PKCS12_parse(pfx, password.c_str(), &key, &certificate, &others) == 1;
  crypto.PKCS12_free(pfx);
  if (!read) return fail_with(ERROR_INVALID_PASSWORD), nullptr;
  Store* store = make_store();
  if (certificate) add(store, certificate);
  for (int i = 0; others && i < crypto.OPENSSL_sk_num(others); ++i)
    add(store, crypto.OPENSSL_sk_value(others, i));
  if (others) crypto.OPENSSL_sk_pop_free(others, crypto.X509_free);
  if (certificate) crypto.X509_free(certificate);
  if (key) crypto.EVP_PKEY_free(key);
  return store;
}
EXPORT(crypt32, BOOL, PFXVerifyPassword,
       (const CRYPT_BLOB* pPFX, LPCWSTR szPassword, DWORD dwFlags)) {
  const Functions& crypto = functions();
  if (!crypto.complete()) return fail_with(ERROR_NOT_SUPPORTED);
  const ByteVector bytes(pPFX->pbData, pPFX->pbData + pPFX->cbData);
  const std::string password = to_utf8(view_of(szPassword));
  const unsigned char* at = bytes.data();
  void* pfx = crypto.d2i_PKCS12(nullptr, &at, static_cast<long>(bytes.size()));
  const bool good = pfx && verifies(pfx, password);
  if (pfx) crypto.PKCS12_free(pfx);
  return good ? TRUE : fail_with(ERROR_INVALID_PASSWORD);
}

}  // namespace mimic::win::crypt32
