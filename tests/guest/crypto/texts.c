// Bytes as text and back: base64 and hexadecimal digits.
#include "check.h"

static void check(DWORD flags, const char* bytes, DWORD size, const char* expected) {
  char text[400];
  DWORD length = 0, needed;
  CHECK(CryptBinaryToStringA((const BYTE*)bytes, size, flags, NULL, &length));
  CHECK(length == strlen(expected) + 1);
  needed = length--;
  CHECK(!CryptBinaryToStringA((const BYTE*)bytes, size, flags, text, &length));
  CHECK(GetLastError() == ERROR_MORE_DATA && length == needed);
  CHECK(CryptBinaryToStringA((const BYTE*)bytes, size, flags, text, &length));
  CHECK(length == needed - 1 && strcmp(text, expected) == 0);

  BYTE back[200];
  DWORD room = sizeof back;
  CHECK(CryptStringToBinaryA(expected, 0, flags & 0xff, back, &room, NULL, NULL));
  CHECK(room == size && memcmp(back, bytes, size) == 0);
}

int main(void) {
  check(CRYPT_STRING_BASE64, "hello", 5, "aGVsbG8=\r\n");
  check(CRYPT_STRING_BASE64 | CRYPT_STRING_NOCRLF, "hello!", 6, "aGVsbG8h");
  check(CRYPT_STRING_BASE64 | CRYPT_STRING_NOCR,
        "0123456789012345678901234567890123456789012345678", 49,
        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3\nOA==\n");
  check(CRYPT_STRING_BASE64HEADER, "hi", 2,
        "-----BEGIN CERTIFICATE-----\r\naGk=\r\n-----END CERTIFICATE-----\r\n");
  check(CRYPT_STRING_HEXRAW | CRYPT_STRING_NOCRLF, "\x01\xab\xff", 3, "01abff");
  check(CRYPT_STRING_HEX | CRYPT_STRING_NOCRLF, "\x01\xab\xff", 3, "01 ab ff");

  BYTE bytes[16];
  DWORD size = sizeof bytes, skip, flags;
  CHECK(CryptStringToBinaryW(L"text before\n-----BEGIN X-----\naGk=\n-----END X-----\n", 0,
                             CRYPT_STRING_ANY, bytes, &size, &skip, &flags));
  CHECK(size == 2 && skip == 12 && flags == CRYPT_STRING_BASE64HEADER);
  size = sizeof bytes;
  CHECK(CryptStringToBinaryA("aGk=", 0, CRYPT_STRING_BASE64_ANY, bytes, &size, NULL, &flags));
  CHECK(size == 2 && flags == CRYPT_STRING_BASE64);
  CHECK(!CryptStringToBinaryA("a*k=", 0, CRYPT_STRING_BASE64, bytes, &size, NULL, NULL));
  CHECK(GetLastError() == ERROR_INVALID_DATA);
  return 0;
}
