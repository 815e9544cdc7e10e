// Pairs of keys: made, exported, imported; signatures, encryption, agreed secrets.
#include "check.h"
// clang-format off: stands on windows.h
#include <bcrypt.h>
// clang-format on

#define OK(call) CHECK((call) == 0)

static BCRYPT_ALG_HANDLE provider_of(const WCHAR* name) {
  BCRYPT_ALG_HANDLE provider;
  OK(BCryptOpenAlgorithmProvider(&provider, name, NULL, 0));
  return provider;
}
static BCRYPT_KEY_HANDLE pair_of(const WCHAR* name, ULONG bits) {
  BCRYPT_KEY_HANDLE key;
  OK(BCryptGenerateKeyPair(provider_of(name), &key, bits, 0));
  OK(BCryptFinalizeKeyPair(key, 0));
  return key;
}
static BCRYPT_KEY_HANDLE copy_of(BCRYPT_KEY_HANDLE key, const WCHAR* algorithm, const WCHAR* type,
                                 ULONG expected) {
  UCHAR blob[2048];
  ULONG size;
  BCRYPT_KEY_HANDLE copy;
  OK(BCryptExportKey(key, NULL, type, NULL, 0, &size, 0));
  CHECK(size == expected);
  OK(BCryptExportKey(key, NULL, type, blob, sizeof blob, &size, 0));
  OK(BCryptImportKeyPair(provider_of(algorithm), NULL, type, &copy, blob, size, 0));
  return copy;
}

static void check_signature(BCRYPT_KEY_HANDLE signer, BCRYPT_KEY_HANDLE verifier, void* padding,
                            ULONG flags, ULONG expected) {
  UCHAR hash[32], signature[512];
  ULONG size;
  for (int i = 0; i < 32; ++i) hash[i] = i;
  OK(BCryptSignHash(signer, padding, hash, 32, NULL, 0, &size, flags));
  CHECK(size == expected);
  OK(BCryptSignHash(signer, padding, hash, 32, signature, sizeof signature, &size, flags));
  CHECK(size == expected);
  OK(BCryptVerifySignature(verifier, padding, hash, 32, signature, size, flags));
  hash[5] ^= 1;
  CHECK(BCryptVerifySignature(verifier, padding, hash, 32, signature, size, flags) ==
        (LONG)0xC000A000);
}

static void check_rsa(void) {
  BCRYPT_KEY_HANDLE key = pair_of(L"RSA", 1024);
  BCRYPT_KEY_HANDLE open = copy_of(key, L"RSA", BCRYPT_RSAPUBLIC_BLOB, 24 + 3 + 128);
  BCRYPT_KEY_HANDLE secret = copy_of(key, L"RSA", BCRYPT_RSAPRIVATE_BLOB, 24 + 3 + 256);
  BCRYPT_KEY_HANDLE full =
      copy_of(secret, L"RSA", BCRYPT_RSAFULLPRIVATE_BLOB, 24 + 3 + 256 + 192 + 128);
  BCRYPT_PKCS1_PADDING_INFO pkcs1 = {L"SHA256"};
  BCRYPT_PSS_PADDING_INFO pss = {L"SHA256", 32};
  check_signature(key, open, &pkcs1, BCRYPT_PAD_PKCS1, 128);
  check_signature(secret, open, &pss, BCRYPT_PAD_PSS, 128);
  check_signature(full, key, &pkcs1, BCRYPT_PAD_PKCS1, 128);

  UCHAR output[128], back[128];
  ULONG size;
  BCRYPT_OAEP_PADDING_INFO oaep = {L"SHA1", (UCHAR*)"label", 5};
  OK(BCryptEncrypt(open, (UCHAR*)"hello", 5, NULL, NULL, 0, output, 128, &size, BCRYPT_PAD_PKCS1));
  CHECK(size == 128);
  OK(BCryptDecrypt(full, output, 128, NULL, NULL, 0, back, 128, &size, BCRYPT_PAD_PKCS1));
  CHECK(size == 5 && memcmp(back, "hello", 5) == 0);
  OK(BCryptEncrypt(open, (UCHAR*)"hello", 5, &oaep, NULL, 0, output, 128, &size, BCRYPT_PAD_OAEP));
  OK(BCryptDecrypt(secret, output, 128, &oaep, NULL, 0, back, 128, &size, BCRYPT_PAD_OAEP));
  CHECK(size == 5 && memcmp(back, "hello", 5) == 0);
  CHECK(BCryptExportKey(open, NULL, BCRYPT_RSAPRIVATE_BLOB, NULL, 0, &size, 0) != 0);
  OK(BCryptDestroyKey(key));
  CHECK(BCryptDestroyKey(NULL) == (LONG)0xC0000008);
}

static void check_curves(void) {
  BCRYPT_KEY_HANDLE key = pair_of(L"ECDSA_P256", 256);
  check_signature(key, copy_of(key, L"ECDSA_P256", BCRYPT_ECCPUBLIC_BLOB, 8 + 64), NULL, 0, 64);
  check_signature(copy_of(key, L"ECDSA_P256", BCRYPT_ECCPRIVATE_BLOB, 8 + 96), key, NULL, 0, 64);
  key = pair_of(L"ECDSA_P521", 521);
  check_signature(key, copy_of(key, L"ECDSA_P521", BCRYPT_ECCPUBLIC_BLOB, 8 + 132), NULL, 0, 132);

  BCRYPT_KEY_HANDLE one = pair_of(L"ECDH_P384", 384), other = pair_of(L"ECDH_P384", 384);
  BCRYPT_SECRET_HANDLE mine, yours;
  OK(BCryptSecretAgreement(one, copy_of(other, L"ECDH_P384", BCRYPT_ECCPUBLIC_BLOB, 8 + 96), &mine,
                           0));
  OK(BCryptSecretAgreement(other, copy_of(one, L"ECDH_P384", BCRYPT_ECCPUBLIC_BLOB, 8 + 96), &yours,
                           0));
  UCHAR a[32], b[32];
  ULONG size;
  BCryptBuffer buffers[] = {{sizeof L"SHA256", KDF_HASH_ALGORITHM, L"SHA256"},
                            {6, KDF_SECRET_PREPEND, "before"}};
  BCryptBufferDesc list = {BCRYPTBUFFER_VERSION, 2, buffers};
  OK(BCryptDeriveKey(mine, BCRYPT_KDF_HASH, &list, a, 32, &size, 0));
  CHECK(size == 32);
  OK(BCryptDeriveKey(yours, BCRYPT_KDF_HASH, &list, b, 32, &size, 0));
  CHECK(memcmp(a, b, 32) == 0);
  OK(BCryptDestroySecret(mine));
}

int main(void) {
  check_rsa();
  check_curves();
  return 0;
}
