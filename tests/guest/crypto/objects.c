// Structures encoded, and decoded again.
#include "pem.h"

static BYTE buffer[4096];

static const void* decode(LPCSTR type, const BYTE* bytes, DWORD size) {
  DWORD room = 0;
  CHECK(CryptDecodeObject(X509_ASN_ENCODING, type, bytes, size, 0, NULL, &room));
  CHECK(room <= sizeof buffer);
  CHECK(CryptDecodeObject(X509_ASN_ENCODING, type, bytes, size, 0, buffer, &room));
  return buffer;
}

static void check_encoding(LPCSTR type, const void* value, const void* expected, DWORD size) {
  BYTE bytes[200];
  DWORD room = sizeof bytes;
  CHECK(CryptEncodeObject(X509_ASN_ENCODING, type, value, bytes, &room));
  CHECK(room == size && memcmp(bytes, expected, size) == 0);
}

int main(void) {
  PCCERT_CONTEXT server = context_of(kServer);
  CERT_EXTENSION* extension = CertFindExtension(
      szOID_SUBJECT_ALT_NAME2, server->pCertInfo->cExtension, server->pCertInfo->rgExtension);
  CHECK(extension);
  CERT_ALT_NAME_INFO* names;
  DWORD size = 0;
  CHECK(CryptDecodeObjectEx(X509_ASN_ENCODING, szOID_SUBJECT_ALT_NAME2, extension->Value.pbData,
                            extension->Value.cbData, CRYPT_DECODE_ALLOC_FLAG, NULL, &names, &size));
  CHECK(names->cAltEntry == 3);
  CHECK(names->rgAltEntry[1].dwAltNameChoice == CERT_ALT_NAME_DNS_NAME);
  CHECK(wcscmp(names->rgAltEntry[1].pwszDNSName, L"*.shop.example.com") == 0);
  check_encoding(X509_ALTERNATE_NAME, names, extension->Value.pbData, extension->Value.cbData);
  LocalFree(names);

  const CERT_INFO* info =
      decode(X509_CERT_TO_BE_SIGNED, server->pbCertEncoded, server->cbCertEncoded);
  CHECK(info->cExtension == server->pCertInfo->cExtension);
  const CERT_SIGNED_CONTENT_INFO* content =
      decode(X509_CERT, server->pbCertEncoded, server->cbCertEncoded);
  BYTE again[2048];
  size = sizeof again;
  CHECK(CryptEncodeObject(X509_ASN_ENCODING, X509_CERT, content, again, &size));
  CHECK(size == server->cbCertEncoded && memcmp(again, server->pbCertEncoded, size) == 0);

  const CERT_NAME_INFO* name =
      decode(X509_UNICODE_NAME, server->pCertInfo->Issuer.pbData, server->pCertInfo->Issuer.cbData);
  CHECK(name->cRDN == 2);
  CHECK(strcmp(name->rgRDN[1].rgRDNAttr[0].pszObjId, szOID_COMMON_NAME) == 0);
  CHECK(wcscmp((WCHAR*)name->rgRDN[1].rgRDNAttr[0].Value.pbData, L"Example Issuer") == 0);

  int number = -129;
  check_encoding(X509_INTEGER, &number, "\x02\x02\xff\x7f", 4);
  CHECK(*(const int*)decode(X509_INTEGER, (const BYTE*)"\x02\x02\xff\x7f", 4) == -129);
  CRYPT_UINT_BLOB big = {3, (BYTE*)"\x01\x02\x80"};
  check_encoding(X509_MULTI_BYTE_UINT, &big, "\x02\x04\x00\x80\x02\x01", 6);
  const CRYPT_UINT_BLOB* decoded =
      decode(X509_MULTI_BYTE_UINT, (const BYTE*)"\x02\x04\x00\x80\x02\x01", 6);
  CHECK(decoded->cbData == 3 && memcmp(decoded->pbData, "\x01\x02\x80", 3) == 0);
  CRYPT_BIT_BLOB usage = {2, (BYTE*)"\x06\x00", 0};
  check_encoding(X509_KEY_USAGE, &usage, "\x03\x02\x01\x06", 4);
  CERT_BASIC_CONSTRAINTS2_INFO constraints = {TRUE, TRUE, 3};
  check_encoding(X509_BASIC_CONSTRAINTS2, &constraints, "\x30\x06\x01\x01\xff\x02\x01\x03", 8);
  LPSTR id = szOID_PKIX_KP_SERVER_AUTH;
  CERT_ENHKEY_USAGE use = {1, &id};
  check_encoding(X509_ENHANCED_KEY_USAGE, &use, "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01",
                 12);
  SYSTEMTIME date = {2026, 11, 0, 25, 10, 20, 30, 0};
  FILETIME time;
  CHECK(SystemTimeToFileTime(&date, &time));
  check_encoding(X509_CHOICE_OF_TIME, &time,
                 "\x17\x0d"
                 "261125102030Z",
                 15);
  const FILETIME* same = decode(X509_CHOICE_OF_TIME, (const BYTE*)"\x17\x0d" "261125102030Z", 15);
  CHECK(CompareFileTime(same, &time) == 0);

  BYTE bytes[100];
  size = sizeof bytes;
  CHECK(CertStrToNameA(X509_ASN_ENCODING, "CN=\"A, \"\"B\"\"\", O = x ; E=a@b", CERT_X500_NAME_STR,
                       NULL, bytes, &size, NULL));
  CERT_NAME_BLOB blob = {size, bytes};
  char text[100];
  CHECK(CertNameToStrA(X509_ASN_ENCODING, &blob, CERT_X500_NAME_STR, text, sizeof text));
  CHECK(strcmp(text, "CN=\"A, \"\"B\"\"\", O=x, E=a@b") == 0);
  CHECK(
      !CertStrToNameA(X509_ASN_ENCODING, "nonsense", CERT_X500_NAME_STR, NULL, bytes, &size, NULL));
  CHECK(GetLastError() == (DWORD)CRYPT_E_INVALID_X500_STRING);

  CHECK(!CryptDecodeObject(X509_ASN_ENCODING, X509_INTEGER, (const BYTE*)"\x04\x01\x00", 3, 0, NULL,
                           &size));
  CHECK(GetLastError() == (DWORD)CRYPT_E_ASN1_BADTAG);
  CHECK(!CryptDecodeObject(X509_ASN_ENCODING, "1.2.3.4.5", bytes, 3, 0, NULL, &size));
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  return 0;
}
