// What a certificate context says: its description, names, uses, dates, properties.
#include "pem.h"

static const BYTE kSha1[] = {0x5C, 0xFD, 0x64, 0xD8, 0x65, 0x02, 0x66, 0xC2, 0x2D, 0xBA,
                             0x2E, 0xDB, 0x6A, 0x2F, 0xEB, 0x6B, 0xBA, 0x1E, 0x4D, 0xA9};

static void check_name(PCCERT_CONTEXT context, DWORD type, DWORD flags, void* parameter,
                       const char* expected) {
  char text[200];
  DWORD length = CertGetNameStringA(context, type, flags, parameter, NULL, 0);
  CHECK(length == strlen(expected) + 1);
  CHECK(CertGetNameStringA(context, type, flags, parameter, text, sizeof text) == length);
  CHECK(strcmp(text, expected) == 0);
}

int main(void) {
  PCCERT_CONTEXT server = context_of(kServer), issuer = context_of(kIssuer);
  CERT_INFO* info = server->pCertInfo;
  CHECK(info->dwVersion == CERT_V3);
  CHECK(info->SerialNumber.cbData == 4 &&
        memcmp(info->SerialNumber.pbData, "\xee\xff\xc0\x00", 4) == 0);
  CHECK(strcmp(info->SignatureAlgorithm.pszObjId, szOID_ECDSA_SHA256) == 0);
  CHECK(strcmp(info->SubjectPublicKeyInfo.Algorithm.pszObjId, szOID_ECC_PUBLIC_KEY) == 0);
  CHECK(info->SubjectPublicKeyInfo.PublicKey.cbData == 65);
  CHECK(CertCompareCertificateName(X509_ASN_ENCODING, &info->Issuer, &issuer->pCertInfo->Subject));
  CHECK(!CertCompareCertificateName(X509_ASN_ENCODING, &info->Subject, &info->Issuer));
  CHECK(CertGetPublicKeyLength(X509_ASN_ENCODING, &info->SubjectPublicKeyInfo) == 256);

  check_name(server, CERT_NAME_SIMPLE_DISPLAY_TYPE, 0, NULL, "www.example.com");
  check_name(server, CERT_NAME_SIMPLE_DISPLAY_TYPE, CERT_NAME_ISSUER_FLAG, NULL, "Example Issuer");
  check_name(server, CERT_NAME_DNS_TYPE, 0, NULL, "www.example.com");
  check_name(server, CERT_NAME_URL_TYPE, 0, NULL, "https://example.com/");
  check_name(server, CERT_NAME_EMAIL_TYPE, 0, NULL, "post@example.com");
  check_name(server, CERT_NAME_UPN_TYPE, 0, NULL, "");
  check_name(issuer, CERT_NAME_ATTR_TYPE, 0, szOID_ORGANIZATION_NAME, "Example, Inc.");
  DWORD style = CERT_X500_NAME_STR;
  check_name(issuer, CERT_NAME_RDN_TYPE, 0, &style, "O=\"Example, Inc.\", CN=Example Issuer");
  WCHAR all[100];
  DWORD length = CertGetNameStringW(server, CERT_NAME_DNS_TYPE, CERT_NAME_SEARCH_ALL_NAMES_FLAG,
                                    NULL, all, 100);
  CHECK(length == 36 && wcscmp(all, L"www.example.com") == 0 &&
        wcscmp(all + 16, L"*.shop.example.com") == 0 && all[35] == 0);

  char text[100];
  CHECK(CertNameToStrA(X509_ASN_ENCODING, &issuer->pCertInfo->Issuer,
                       CERT_SIMPLE_NAME_STR | CERT_NAME_STR_SEMICOLON_FLAG, text, 100));
  CHECK(strcmp(text, "AT; \"Example, Inc.\"; Example Root") == 0);
  CHECK(CertNameToStrA(X509_ASN_ENCODING, &issuer->pCertInfo->Subject, CERT_OID_NAME_STR, text,
                       8) == 8);
  CHECK(strcmp(text, "2.5.4.1") == 0);

  BYTE usage[2] = {1, 1};
  CHECK(CertGetIntendedKeyUsage(X509_ASN_ENCODING, info, usage, 2));
  CHECK(usage[0] == CERT_DIGITAL_SIGNATURE_KEY_USAGE && usage[1] == 0);
  BYTE buffer[200];
  DWORD size = 0;
  CHECK(CertGetEnhancedKeyUsage(server, 0, NULL, &size) && size <= sizeof buffer);
  CERT_ENHKEY_USAGE* uses = (CERT_ENHKEY_USAGE*)buffer;
  CHECK(CertGetEnhancedKeyUsage(server, 0, uses, &size));
  CHECK(uses->cUsageIdentifier == 1 &&
        strcmp(uses->rgpszUsageIdentifier[0], szOID_PKIX_KP_SERVER_AUTH) == 0);
  size = sizeof buffer;
  CHECK(CertGetEnhancedKeyUsage(issuer, 0, uses, &size) && uses->cUsageIdentifier == 0);
  CHECK(GetLastError() == (DWORD)CRYPT_E_NOT_FOUND);
  CHECK(!CertGetEnhancedKeyUsage(issuer, CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG, uses, &size));

  FILETIME before = {0, 0x01d00000}, after = {0, 0x02f00000};
  CHECK(CertVerifyTimeValidity(&before, info) == -1);
  CHECK(CertVerifyTimeValidity(&after, info) == 1);
  CHECK(CertVerifyTimeValidity(&info->NotBefore, info) == 0);

  size = sizeof buffer;
  CHECK(CertGetCertificateContextProperty(server, CERT_SHA1_HASH_PROP_ID, buffer, &size));
  CHECK(size == 20 && memcmp(buffer, kSha1, 20) == 0);
  size = 4;
  CHECK(!CertGetCertificateContextProperty(server, CERT_SHA1_HASH_PROP_ID, buffer, &size));
  CHECK(GetLastError() == ERROR_MORE_DATA && size == 20);
  size = sizeof buffer;
  CHECK(!CertGetCertificateContextProperty(server, CERT_FRIENDLY_NAME_PROP_ID, buffer, &size));
  CHECK(GetLastError() == (DWORD)CRYPT_E_NOT_FOUND);
  CRYPT_DATA_BLOB friendly = {sizeof L"A friend", (BYTE*)L"A friend"};
  CHECK(CertSetCertificateContextProperty(server, CERT_FRIENDLY_NAME_PROP_ID, 0, &friendly));
  check_name(server, CERT_NAME_FRIENDLY_DISPLAY_TYPE, 0, NULL, "A friend");

  CHECK(CryptVerifyCertificateSignatureEx(0, X509_ASN_ENCODING, CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT,
                                          (void*)server, CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT,
                                          (void*)issuer, 0, NULL));
  CHECK(!CryptVerifyCertificateSignatureEx(
      0, X509_ASN_ENCODING, CRYPT_VERIFY_CERT_SIGN_SUBJECT_CERT, (void*)issuer,
      CRYPT_VERIFY_CERT_SIGN_ISSUER_CERT, (void*)server, 0, NULL));
  CHECK(GetLastError() == (DWORD)NTE_BAD_SIGNATURE);
  CHECK(!CertCreateCertificateContext(X509_ASN_ENCODING, (const BYTE*)"junk", 4));
  CHECK(CertFreeCertificateContext(server) && CertFreeCertificateContext(issuer));
  return 0;
}
