// Symmetric encryption with known answers: AES in its modes, Triple DES, RC4; keys that are
// derived.
#include "check.h"
// clang-format off: stands on windows.h
#include <bcrypt.h>
// clang-format on

#define OK(call) CHECK((call) == 0)

static BCRYPT_ALG_HANDLE provider_of(const WCHAR* name, const WCHAR* mode) {
  BCRYPT_ALG_HANDLE provider;
  OK(BCryptOpenAlgorithmProvider(&provider, name, NULL, 0));
  if (mode)
    OK(BCryptSetProperty(provider, BCRYPT_CHAINING_MODE, (UCHAR*)mode, (wcslen(mode) + 1) * 2, 0));
  return provider;
}
static BCRYPT_KEY_HANDLE key_of(const WCHAR* name, const WCHAR* mode, const void* secret,
                                ULONG size) {
  BCRYPT_KEY_HANDLE key;
  OK(BCryptGenerateSymmetricKey(provider_of(name, mode), &key, NULL, 0, (UCHAR*)secret, size, 0));
  return key;
}

static const UCHAR kKey[16] = "\x2b\x7e\x15\x16\x28\xae\xd2\xa6\xab\xf7\x15\x88\x09\xcf\x4f\x3c";
static const UCHAR kPlain[16] = "\x6b\xc1\xbe\xe2\x2e\x40\x9f\x96\xe9\x3d\x7e\x11\x73\x93\x17\x2a";
static const UCHAR kCbc[16] = "\x76\x49\xab\xac\x81\x19\xb2\x46\xce\xe9\x8e\x9b\x12\xe9\x19\x7d";
static const UCHAR kEcb[16] = "\x3a\xd7\x7b\xb4\x0d\x7a\x36\x60\xa8\x9e\xca\xf3\x24\x66\xef\x97";

static void check_blocks(void) {
  UCHAR iv[16], output[64], back[64];
  ULONG size;
  BCRYPT_KEY_HANDLE key = key_of(L"AES", NULL, kKey, 16);
  for (int i = 0; i < 16; ++i) iv[i] = i;
  OK(BCryptEncrypt(key, (UCHAR*)kPlain, 16, NULL, iv, 16, output, sizeof output, &size, 0));
  CHECK(size == 16 && memcmp(output, kCbc, 16) == 0);
  CHECK(memcmp(iv, kCbc, 16) == 0);  // for the next call
  CHECK(BCryptEncrypt(key, (UCHAR*)kPlain, 15, NULL, iv, 16, output, sizeof output, &size, 0) ==
        (LONG)0xC0000206);
  OK(BCryptEncrypt(key, (UCHAR*)kPlain, 16, NULL, NULL, 0, NULL, 0, &size, BCRYPT_BLOCK_PADDING));
  CHECK(size == 32);
  memset(iv, 7, 16);
  OK(BCryptEncrypt(key, (UCHAR*)"hello", 5, NULL, iv, 16, output, sizeof output, &size,
                   BCRYPT_BLOCK_PADDING));
  CHECK(size == 16);
  memset(iv, 7, 16);
  OK(BCryptDecrypt(key, output, 16, NULL, iv, 16, back, sizeof back, &size, BCRYPT_BLOCK_PADDING));
  CHECK(size == 5 && memcmp(back, "hello", 5) == 0);
  OK(BCryptDestroyKey(key));

  key = key_of(L"AES", BCRYPT_CHAIN_MODE_ECB, kKey, 16);
  OK(BCryptEncrypt(key, (UCHAR*)kPlain, 16, NULL, NULL, 0, output, sizeof output, &size, 0));
  CHECK(size == 16 && memcmp(output, kEcb, 16) == 0);
  BCRYPT_KEY_HANDLE copy;
  UCHAR blob[100];
  OK(BCryptExportKey(key, NULL, BCRYPT_KEY_DATA_BLOB, blob, sizeof blob, &size, 0));
  CHECK(size == sizeof(BCRYPT_KEY_DATA_BLOB_HEADER) + 16 &&
        memcmp(blob + size - 16, kKey, 16) == 0);
  OK(BCryptDuplicateKey(key, &copy, NULL, 0, 0));
  OK(BCryptDecrypt(copy, output, 16, NULL, NULL, 0, back, sizeof back, &size, 0));
  CHECK(memcmp(back, kPlain, 16) == 0);

  key = key_of(L"AES", BCRYPT_CHAIN_MODE_CFB, kKey, 16);
  memset(iv, 7, 16);
  OK(BCryptEncrypt(key, (UCHAR*)"hello", 5, NULL, iv, 16, output, sizeof output, &size, 0));
  CHECK(size == 5);
  memset(iv, 7, 16);
  OK(BCryptDecrypt(key, output, 5, NULL, iv, 16, back, sizeof back, &size, 0));
  CHECK(memcmp(back, "hello", 5) == 0);

  key = key_of(L"3DES", NULL, "0123456789abcdefABCDEFGH", 24);
  memset(iv, 7, 8);
  OK(BCryptEncrypt(key, (UCHAR*)kPlain, 16, NULL, iv, 8, output, sizeof output, &size, 0));
  memset(iv, 7, 8);
  OK(BCryptDecrypt(key, output, 16, NULL, iv, 8, back, sizeof back, &size, 0));
  CHECK(size == 16 && memcmp(back, kPlain, 16) == 0);

  key = key_of(L"RC4", NULL, "Key", 3);
  OK(BCryptEncrypt(key, (UCHAR*)"Plain", 5, NULL, NULL, 0, output, sizeof output, &size, 0));
  OK(BCryptEncrypt(key, (UCHAR*)"text", 4, NULL, NULL, 0, output + 5, 4, &size, 0));
  CHECK(memcmp(output, "\xBB\xF3\x16\xE8\xD9\x40\xAF\x0A\xD3", 9) == 0);
}

static void check_authenticated(void) {
  UCHAR nonce[13] = {0}, tag[16], output[32], back[32], zero[32] = {0};
  ULONG size;
  BCRYPT_KEY_HANDLE key = key_of(L"AES", BCRYPT_CHAIN_MODE_GCM, zero, 16);
  BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO info;
  BCRYPT_INIT_AUTH_MODE_INFO(info);
  info.pbNonce = nonce;
  info.cbNonce = 12;
  info.pbTag = tag;
  info.cbTag = 16;
  OK(BCryptEncrypt(key, zero, 16, &info, NULL, 0, output, sizeof output, &size, 0));
  CHECK(size == 16 &&
        memcmp(output, "\x03\x88\xda\xce\x60\xb6\xa3\x92\xf3\x28\xc2\xb9\x71\xb2\xfe\x78", 16) ==
            0);
  CHECK(memcmp(tag, "\xab\x6e\x47\xd4\x2c\xec\x13\xbd\xf5\x3a\x67\xb2\x12\x57\xbd\xdf", 16) == 0);
  OK(BCryptDecrypt(key, output, 16, &info, NULL, 0, back, sizeof back, &size, 0));
  CHECK(memcmp(back, zero, 16) == 0);
  tag[3] ^= 1;
  CHECK(BCryptDecrypt(key, output, 16, &info, NULL, 0, back, sizeof back, &size, 0) ==
        (LONG)0xC000A002);
  CHECK(BCryptEncrypt(key, zero, 16, NULL, NULL, 0, output, sizeof output, &size, 0) ==
        (LONG)0xC000000D);

  UCHAR secret[16], plain[4], data[8];
  for (int i = 0; i < 16; ++i) secret[i] = 0x40 + i;
  for (int i = 0; i < 7; ++i) nonce[i] = 0x10 + i;
  for (int i = 0; i < 8; ++i) data[i] = i;
  for (int i = 0; i < 4; ++i) plain[i] = 0x20 + i;
  key = key_of(L"AES", BCRYPT_CHAIN_MODE_CCM, secret, 16);
  info.cbNonce = 7;
  info.pbAuthData = data;
  info.cbAuthData = 8;
  info.cbTag = 4;
  OK(BCryptEncrypt(key, plain, 4, &info, NULL, 0, output, sizeof output, &size, 0));
  CHECK(memcmp(output, "\x71\x62\x01\x5b", 4) == 0 && memcmp(tag, "\x4d\xac\x25\x5d", 4) == 0);
  OK(BCryptDecrypt(key, output, 4, &info, NULL, 0, back, sizeof back, &size, 0));
  CHECK(memcmp(back, plain, 4) == 0);
  output[0] ^= 1;
  CHECK(BCryptDecrypt(key, output, 4, &info, NULL, 0, back, sizeof back, &size, 0) ==
        (LONG)0xC000A002);
}

static void check_derived(void) {
  static const UCHAR kAnswer[20] =
      "\x0c\x60\xc8\x0f\x96\x1f\x0e\x71\xf3\xa9\xb5\x24\xaf\x60\x12\x06\x2f\xe0\x37\xa6";
  UCHAR derived[20];
  ULONG size;
  ULONGLONG iterations = 1;
  BCryptBuffer buffers[] = {{sizeof L"SHA1", KDF_HASH_ALGORITHM, L"SHA1"},
                            {4, KDF_SALT, "salt"},
                            {sizeof iterations, KDF_ITERATION_COUNT, &iterations}};
  BCryptBufferDesc list = {BCRYPTBUFFER_VERSION, 3, buffers};
  BCRYPT_KEY_HANDLE key = key_of(L"PBKDF2", NULL, "password", 8);
  OK(BCryptKeyDerivation(key, &list, derived, 20, &size, 0));
  CHECK(size == 20 && memcmp(derived, kAnswer, 20) == 0);
}

int main(void) {
  ULONG size, value;
  BCRYPT_ALG_HANDLE aes = provider_of(L"AES", NULL);
  OK(BCryptGetProperty(aes, BCRYPT_BLOCK_LENGTH, (UCHAR*)&value, sizeof value, &size, 0));
  CHECK(value == 16);
  WCHAR mode[40];
  OK(BCryptGetProperty(aes, BCRYPT_CHAINING_MODE, (UCHAR*)mode, sizeof mode, &size, 0));
  CHECK(wcscmp(mode, BCRYPT_CHAIN_MODE_CBC) == 0);
  BCRYPT_KEY_HANDLE key;
  CHECK(BCryptGenerateSymmetricKey(aes, &key, NULL, 0, (UCHAR*)kKey, 15, 0) == (LONG)0xC000000D);
  OK(BCryptCloseAlgorithmProvider(aes, 0));
  check_blocks();
  check_authenticated();
  check_derived();
  return 0;
}
