// Structures and constants of crypt32, as Windows lays them out.
#pragma once

#include "abi/windows/status.h"
#include "abi/windows/types.h"

namespace mimic::win::crypt32 {

using HCERTSTORE = HANDLE;

inline constexpr DWORD CRYPT_E_NOT_FOUND = 0x80092004, CRYPT_E_EXISTS = 0x80092005,
                       CRYPT_E_NO_MATCH = 0x80092009, CRYPT_E_PENDING_CLOSE = 0x8009200F,
                       CRYPT_E_BAD_ENCODE = 0x80092002, CRYPT_E_FILE_ERROR = 0x80092003,
                       CRYPT_E_SELF_SIGNED = 0x80092007, CRYPT_E_REVOKED = 0x80092010,
                       CRYPT_E_NO_REVOCATION_CHECK = 0x80092012,
                       CRYPT_E_REVOCATION_OFFLINE = 0x80092013,
                       CRYPT_E_INVALID_X500_STRING = 0x80092023, CRYPT_E_ASN1_BADTAG = 0x8009310B,
                       CRYPT_E_ASN1_EOD = 0x80093102, E_INVALIDARG = 0x80070057,
                       NTE_BAD_SIGNATURE = 0x80090006, NTE_BAD_ALGID = 0x80090008;

inline constexpr DWORD X509_ASN_ENCODING = 1, PKCS_7_ASN_ENCODING = 0x10000;

struct CRYPT_BLOB {
  DWORD cbData;
  BYTE* pbData;
};
struct CRYPT_BIT_BLOB {
  DWORD cbData;
  BYTE* pbData;
  DWORD cUnusedBits;
};
struct CRYPT_ALGORITHM_IDENTIFIER {
  LPSTR pszObjId;
  CRYPT_BLOB Parameters;
};
struct CERT_PUBLIC_KEY_INFO {
  CRYPT_ALGORITHM_IDENTIFIER Algorithm;
  CRYPT_BIT_BLOB PublicKey;
};
struct CERT_EXTENSION {
  LPSTR pszObjId;
  BOOL fCritical;
  CRYPT_BLOB Value;
};
struct CERT_EXTENSIONS {
  DWORD cExtension;
  CERT_EXTENSION* rgExtension;
};
struct CERT_INFO {
  DWORD dwVersion;
  CRYPT_BLOB SerialNumber;  // little-endian
  CRYPT_ALGORITHM_IDENTIFIER SignatureAlgorithm;
  CRYPT_BLOB Issuer;
  FILETIME NotBefore, NotAfter;
  CRYPT_BLOB Subject;
  CERT_PUBLIC_KEY_INFO SubjectPublicKeyInfo;
  CRYPT_BIT_BLOB IssuerUniqueId, SubjectUniqueId;
  DWORD cExtension;
  CERT_EXTENSION* rgExtension;
};
static_assert(sizeof(CERT_INFO) == 0xd0);
struct CERT_CONTEXT {
  DWORD dwCertEncodingType;
  BYTE* pbCertEncoded;
  DWORD cbCertEncoded;
  CERT_INFO* pCertInfo;
  HCERTSTORE hCertStore;
};
struct CERT_SIGNED_CONTENT_INFO {
  CRYPT_BLOB ToBeSigned;
  CRYPT_ALGORITHM_IDENTIFIER SignatureAlgorithm;
  CRYPT_BIT_BLOB Signature;
};

struct CERT_RDN_ATTR {
  LPSTR pszObjId;
  DWORD dwValueType;
  CRYPT_BLOB Value;
};
struct CERT_RDN {
  DWORD cRDNAttr;
  CERT_RDN_ATTR* rgRDNAttr;
};
struct CERT_NAME_INFO {
  DWORD cRDN;
  CERT_RDN* rgRDN;
};
struct CERT_NAME_VALUE {
  DWORD dwValueType;
  CRYPT_BLOB Value;
};
struct CERT_OTHER_NAME {
  LPSTR pszObjId;
  CRYPT_BLOB Value;
};
struct CERT_ALT_NAME_ENTRY {
  DWORD dwAltNameChoice;
  union {
    CERT_OTHER_NAME* pOtherName;
    LPWSTR pwszName;  // rfc822, DNS, URL
    CRYPT_BLOB DirectoryName, IPAddress;
    LPSTR pszRegisteredID;
  };
};
static_assert(sizeof(CERT_ALT_NAME_ENTRY) == 24);
struct CERT_ALT_NAME_INFO {
  DWORD cAltEntry;
  CERT_ALT_NAME_ENTRY* rgAltEntry;
};
struct CERT_BASIC_CONSTRAINTS2_INFO {
  BOOL fCA, fPathLenConstraint;
  DWORD dwPathLenConstraint;
};
struct CERT_AUTHORITY_KEY_ID_INFO {
  CRYPT_BLOB KeyId, CertIssuer, CertSerialNumber;
};
struct CERT_AUTHORITY_KEY_ID2_INFO {
  CRYPT_BLOB KeyId;
  CERT_ALT_NAME_INFO AuthorityCertIssuer;
  CRYPT_BLOB AuthorityCertSerialNumber;
};
struct CERT_ACCESS_DESCRIPTION {
  LPSTR pszAccessMethod;
  CERT_ALT_NAME_ENTRY AccessLocation;
};
struct CERT_AUTHORITY_INFO_ACCESS {
  DWORD cAccDescr;
  CERT_ACCESS_DESCRIPTION* rgAccDescr;
};
struct CTL_USAGE {
  DWORD cUsageIdentifier;
  LPSTR* rgpszUsageIdentifier;
};
using CERT_ENHKEY_USAGE = CTL_USAGE;
struct CERT_POLICY_QUALIFIER_INFO {
  LPSTR pszPolicyQualifierId;
  CRYPT_BLOB Qualifier;
};
struct CERT_POLICY_INFO {
  LPSTR pszPolicyIdentifier;
  DWORD cPolicyQualifier;
  CERT_POLICY_QUALIFIER_INFO* rgPolicyQualifier;
};
struct CERT_POLICIES_INFO {
  DWORD cPolicyInfo;
  CERT_POLICY_INFO* rgPolicyInfo;
};
struct CRL_DIST_POINT_NAME {
  DWORD dwDistPointNameChoice;
  CERT_ALT_NAME_INFO FullName;
};
struct CRL_DIST_POINT {
  CRL_DIST_POINT_NAME DistPointName;
  CRYPT_BIT_BLOB ReasonFlags;
  CERT_ALT_NAME_INFO CRLIssuer;
};
struct CRL_DIST_POINTS_INFO {
  DWORD cDistPoint;
  CRL_DIST_POINT* rgDistPoint;
};
struct CRYPT_SEQUENCE_OF_ANY {
  DWORD cValue;
  CRYPT_BLOB* rgValue;
};
struct CRYPT_ATTRIBUTE {
  LPSTR pszObjId;
  DWORD cValue;
  CRYPT_BLOB* rgValue;
};
struct CRYPT_CONTENT_INFO {
  LPSTR pszObjId;
  CRYPT_BLOB Content;
};
struct CRYPT_ATTRIBUTES {
  DWORD cAttr;
  CRYPT_ATTRIBUTE* rgAttr;
};
struct CERT_REQUEST_INFO {
  DWORD dwVersion;
  CRYPT_BLOB Subject;
  CERT_PUBLIC_KEY_INFO SubjectPublicKeyInfo;
  DWORD cAttribute;
  CRYPT_ATTRIBUTE* rgAttribute;
};
struct CERT_ECC_SIGNATURE {
  CRYPT_BLOB r, s;
};
struct CRYPT_ECC_PRIVATE_KEY_INFO {
  DWORD dwVersion;
  CRYPT_BLOB PrivateKey;
  LPSTR szCurveOid;
  CRYPT_BIT_BLOB PublicKey;
};
struct CRYPT_PRIVATE_KEY_INFO {
  DWORD Version;
  CRYPT_ALGORITHM_IDENTIFIER Algorithm;
  CRYPT_BLOB PrivateKey;
  CRYPT_ATTRIBUTES* pAttributes;
};
struct CRYPT_ENCRYPTED_PRIVATE_KEY_INFO {
  CRYPT_ALGORITHM_IDENTIFIER EncryptionAlgorithm;
  CRYPT_BLOB EncryptedPrivateKey;
};
// A key as the CryptoAPI takes it, and what follows in one of RSA.
struct PUBLICKEYSTRUC {
  BYTE bType, bVersion;
  WORD reserved;
  UINT aiKeyAlg;
};
struct RSAPUBKEY {
  DWORD magic, bitlen, pubexp;
};
struct BCRYPT_RSAKEY_BLOB {
  ULONG Magic, BitLength, cbPublicExp, cbModulus, cbPrime1, cbPrime2;
};

using AllocateFunction = void*(MS_ABI*)(size_t);
struct CRYPT_CODE_PARA {  // CRYPT_DECODE_PARA and CRYPT_ENCODE_PARA
  DWORD cbSize;
  AllocateFunction pfnAlloc;
  void* pfnFree;
};

inline FILETIME file_time(int64_t time) {
  return {static_cast<DWORD>(time), static_cast<DWORD>(time >> 32)};
}
inline int64_t time_of(const FILETIME& time) {
  return static_cast<int64_t>(static_cast<uint64_t>(time.dwHighDateTime) << 32 |
                              time.dwLowDateTime);
}

}  // namespace mimic::win::crypt32
