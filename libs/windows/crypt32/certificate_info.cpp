// What a certificate says of itself: its uses, its dates, its extensions; comparisons and hashes.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/crypt32/decode.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_ENHKEY_USAGE_PROP_ID = 9;
constexpr DWORD CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG = 2, CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG = 4;

std::vector<std::string> usages_in(ByteView encoded) {
  std::vector<std::string> usages;
  const auto sequence = der::read(encoded, der::kSequence);
  der::Reader each(sequence ? sequence->content : ByteView());
  while (const auto usage = each.next(der::kObjectIdentifier))
    usages.push_back(der::oid_text(usage->content));
  return usages;
}

bool same(const CRYPT_BLOB& a, const CRYPT_BLOB& b) {
  return std::equal(a.pbData, a.pbData + a.cbData, b.pbData, b.pbData + b.cbData);
}
// Of little-endian numbers: what only extends the sign does not count.
ByteView significant(const CRYPT_BLOB& number) {
  ByteView bytes(number.pbData, number.cbData);
  while (bytes.size() > 1 && (bytes.back() == 0 || bytes.back() == 0xff) &&
         (bytes.back() & 0x80) == (bytes[bytes.size() - 2] & 0x80))
    bytes = bytes.first(bytes.size() - 1);
  return bytes;
}

BOOL give_hash(const char* algorithm, ByteView bytes, BYTE* to, DWORD* size) {
  auto digest = Digest::make(algorithm, {}, false);
  const auto hash =
      digest && digest->update(bytes.data(), bytes.size()) ? digest->finish() : std::nullopt;
  if (!hash) return fail_with(NTE_BAD_ALGID);
  const DWORD room = *size;
  *size = static_cast<DWORD>(hash->size());
  if (!to) return TRUE;
  if (room < hash->size()) return fail_with(ERROR_MORE_DATA);
  std::memcpy(to, hash->data(), hash->size());
  return TRUE;
}

constexpr struct {
  UINT id;
  const char* name;
} kHashes[] = {{0x8003, "MD5"},    {0x8004, "SHA1"},   {0x800c, "SHA256"},
               {0x800d, "SHA384"}, {0x800e, "SHA512"}, {0, "SHA1"}};
const char* hash_of(UINT id) {
  for (const auto& hash : kHashes)
    if (hash.id == id) return hash.name;
  return "";
}

}  // namespace

EXPORT(crypt32, BOOL, CertGetEnhancedKeyUsage,
       (const CERT_CONTEXT* pCertContext, DWORD dwFlags, CERT_ENHKEY_USAGE* pUsage,
        DWORD* pcbUsage)) {
  const auto extension = context_of(pCertContext)->certificate->enhanced_key_usage();
  const auto property = stored_property(pCertContext, CERT_ENHKEY_USAGE_PROP_ID);
  const bool by_extension = extension && !(dwFlags & CERT_FIND_PROP_ONLY_ENHKEY_USAGE_FLAG),
             by_property = property && !(dwFlags & CERT_FIND_EXT_ONLY_ENHKEY_USAGE_FLAG);
  std::vector<std::string> usages;
  if (by_extension) usages = *extension;
  if (by_property) {
    const auto allowed = usages_in(*property);
    if (by_extension)
      std::erase_if(usages, [&](const std::string& usage) {
        return std::ranges::find(allowed, usage) == allowed.end();
      });
    else
      usages = allowed;
  }
  const bool any = by_extension || by_property;
  // To ask one place only is to ask whether there is something.
  if (!any && dwFlags) return fail_with(CRYPT_E_NOT_FOUND);
  Structure structure;
  auto* usage = structure.make<CTL_USAGE>();
  usage->cUsageIdentifier = static_cast<DWORD>(usages.size());
  if (!usages.empty()) {
    auto* at = structure.make_at<LPSTR>(usage->rgpszUsageIdentifier, usages.size());
    for (const std::string& each : usages) structure.put(*at++, each);
  }
  const DWORD room = *pcbUsage;
  *pcbUsage = static_cast<DWORD>(structure.size());
  if (pUsage) {
    if (room < structure.size()) return fail_with(ERROR_MORE_DATA);
    structure.copy_to(pUsage);
  }
  // No usages: the error tells "good for all" from "good for none".
  set_last_error(any ? 0 : CRYPT_E_NOT_FOUND);
  return TRUE;
}

EXPORT(crypt32, BOOL, CertSetEnhancedKeyUsage,
       (const CERT_CONTEXT* pCertContext, const CERT_ENHKEY_USAGE* pUsage)) {
  if (!pUsage) {
    set_property(pCertContext, CERT_ENHKEY_USAGE_PROP_ID, std::nullopt);
    return TRUE;
  }
  ByteVector content;
  for (const LPCSTR usage : std::span(pUsage->rgpszUsageIdentifier, pUsage->cUsageIdentifier)) {
    const ByteVector encoded = der::write_oid(usage);
    content.insert(content.end(), encoded.begin(), encoded.end());
  }
  set_property(pCertContext, CERT_ENHKEY_USAGE_PROP_ID, der::write(der::kSequence, content));
  return TRUE;
}

EXPORT(crypt32, CERT_EXTENSION*, CertFindExtension,
       (LPCSTR pszObjId, DWORD cExtensions, CERT_EXTENSION* rgExtensions)) {
  for (CERT_EXTENSION& extension : std::span(rgExtensions, cExtensions))
    if (std::strcmp(extension.pszObjId, pszObjId) == 0) return &extension;
  return nullptr;
}
EXPORT(crypt32, CRYPT_ATTRIBUTE*, CertFindAttribute,
       (LPCSTR pszObjId, DWORD cAttr, CRYPT_ATTRIBUTE* rgAttr)) {
  for (CRYPT_ATTRIBUTE& attribute : std::span(rgAttr, cAttr))
    if (std::strcmp(attribute.pszObjId, pszObjId) == 0) return &attribute;
  return nullptr;
}
EXPORT(crypt32, CERT_RDN_ATTR*, CertFindRDNAttr, (LPCSTR pszObjId, CERT_NAME_INFO* pName)) {
  for (const CERT_RDN& name : std::span(pName->rgRDN, pName->cRDN))
    for (CERT_RDN_ATTR& attribute : std::span(name.rgRDNAttr, name.cRDNAttr))
      if (std::strcmp(attribute.pszObjId, pszObjId) == 0) return &attribute;
  return nullptr;
}

EXPORT(crypt32, BOOL, CertGetIntendedKeyUsage,
       (DWORD dwCertEncodingType, const CERT_INFO* pCertInfo, BYTE* pbKeyUsage, DWORD cbKeyUsage)) {
  std::memset(pbKeyUsage, 0, cbKeyUsage);
  const CERT_EXTENSION* found =
      CertFindExtension("2.5.29.15", pCertInfo->cExtension, pCertInfo->rgExtension);
  const auto value =
      found ? der::read({found->Value.pbData, found->Value.cbData}, der::kBitString) : std::nullopt;
  const auto bits = value ? read_bits(*value) : std::nullopt;
  if (!bits) return fail_with(0);
  std::copy_n(bits->bytes.begin(), std::min<size_t>(cbKeyUsage, bits->bytes.size()), pbKeyUsage);
  return TRUE;
}

EXPORT(crypt32, LONG, CertVerifyTimeValidity,
       (const FILETIME* pTimeToVerify, const CERT_INFO* pCertInfo)) {
  const int64_t time = pTimeToVerify ? time_of(*pTimeToVerify) : system_time_now();
  return time < time_of(pCertInfo->NotBefore) ? -1 : time > time_of(pCertInfo->NotAfter) ? 1 : 0;
}
EXPORT(crypt32, BOOL, CertVerifyValidityNesting,
       (const CERT_INFO* pSubjectInfo, const CERT_INFO* pIssuerInfo)) {
  return time_of(pSubjectInfo->NotBefore) >= time_of(pIssuerInfo->NotBefore) &&
         time_of(pSubjectInfo->NotAfter) <= time_of(pIssuerInfo->NotAfter);
}

EXPORT(crypt32, BOOL, CertCompareIntegerBlob, (const CRYPT_BLOB* pInt1, const CRYPT_BLOB* pInt2)) {
  return std::ranges::equal(significant(*pInt1), significant(*pInt2));
}
EXPORT(crypt32, BOOL, CertCompareCertificateName,
       (DWORD dwCertEncodingType, const CRYPT_BLOB* pCertName1, const CRYPT_BLOB* pCertName2)) {
  return same(*pCertName1, *pCertName2);
}
EXPORT(crypt32, BOOL, CertCompareCertificate,
       (DWORD dwCertEncodingType, const CERT_INFO* pCertId1, const CERT_INFO* pCertId2)) {
  return same(pCertId1->Issuer, pCertId2->Issuer) &&
         CertCompareIntegerBlob(&pCertId1->SerialNumber, &pCertId2->SerialNumber);
}
EXPORT(crypt32, BOOL, CertComparePublicKeyInfo,
       (DWORD dwCertEncodingType, const CERT_PUBLIC_KEY_INFO* pPublicKey1,
        const CERT_PUBLIC_KEY_INFO* pPublicKey2)) {
  const CRYPT_BIT_BLOB &a = pPublicKey1->PublicKey, &b = pPublicKey2->PublicKey;
  return same({a.cbData, a.pbData}, {b.cbData, b.pbData}) &&
         std::strcmp(pPublicKey1->Algorithm.pszObjId, pPublicKey2->Algorithm.pszObjId) == 0;
}

EXPORT(crypt32, BOOL, CryptHashCertificate,
       (ULONG_PTR hCryptProv, UINT Algid, DWORD dwFlags, const BYTE* pbEncoded, DWORD cbEncoded,
        BYTE* pbComputedHash, DWORD* pcbComputedHash)) {
  return give_hash(hash_of(Algid), {pbEncoded, cbEncoded}, pbComputedHash, pcbComputedHash);
}
EXPORT(crypt32, BOOL, CryptHashCertificate2,
       (LPCWSTR pwszCNGHashAlgid, DWORD dwFlags, void* pvReserved, const BYTE* pbEncoded,
        DWORD cbEncoded, BYTE* pbComputedHash, DWORD* pcbComputedHash)) {
  return give_hash(to_utf8(view_of(pwszCNGHashAlgid)).c_str(), {pbEncoded, cbEncoded},
                   pbComputedHash, pcbComputedHash);
}

// Whether the issuer's key, given in one of several ways, made the certificate's signature.
EXPORT(crypt32, BOOL, CryptVerifyCertificateSignatureEx,
       (ULONG_PTR hCryptProv, DWORD dwCertEncodingType, DWORD dwSubjectType, void* pvSubject,
        DWORD dwIssuerType, void* pvIssuer, DWORD dwFlags, void* pvExtra)) {
  constexpr DWORD kSubjectBlob = 1, kSubjectCertificate = 2;
  constexpr DWORD kIssuerCertificate = 2, kIssuerChain = 3;
  CertificatePointer subject;
  if (dwSubjectType == kSubjectBlob) {
    const auto& blob = *static_cast<const CRYPT_BLOB*>(pvSubject);
    subject = Certificate::parse({blob.pbData, blob.cbData});
  } else if (dwSubjectType == kSubjectCertificate) {
    subject = context_of(static_cast<const CERT_CONTEXT*>(pvSubject))->certificate;
  }
  if (!subject) return fail_with(E_INVALIDARG);
  CertificatePointer issuer = subject;  // itself, where none is given
  if (dwIssuerType == kIssuerCertificate)
    issuer = context_of(static_cast<const CERT_CONTEXT*>(pvIssuer))->certificate;
  else if (dwIssuerType == kIssuerChain || dwIssuerType < kIssuerCertificate)
    return fail_with(E_INVALIDARG);
  return subject->is_signed_by(*issuer) ? TRUE : fail_with(NTE_BAD_SIGNATURE);
}
EXPORT(crypt32, BOOL, CertVerifySubjectCertificateContext,
       (const CERT_CONTEXT* pSubject, const CERT_CONTEXT* pIssuer, DWORD* pdwFlags)) {
  constexpr DWORD CERT_STORE_SIGNATURE_FLAG = 1, CERT_STORE_TIME_VALIDITY_FLAG = 2,
                  CERT_STORE_REVOCATION_FLAG = 4, CERT_STORE_NO_CRL_FLAG = 0x10000;
  const Certificate& subject = *context_of(pSubject)->certificate;
  if ((*pdwFlags & CERT_STORE_SIGNATURE_FLAG) && pIssuer &&
      subject.is_signed_by(*context_of(pIssuer)->certificate))
    *pdwFlags &= ~CERT_STORE_SIGNATURE_FLAG;
  if ((*pdwFlags & CERT_STORE_TIME_VALIDITY_FLAG) &&
      CertVerifyTimeValidity(nullptr, pSubject->pCertInfo) == 0)
    *pdwFlags &= ~CERT_STORE_TIME_VALIDITY_FLAG;
  if (*pdwFlags & CERT_STORE_REVOCATION_FLAG) {
    *pdwFlags &= ~CERT_STORE_REVOCATION_FLAG;
    *pdwFlags |= CERT_STORE_NO_CRL_FLAG;
  }
  return TRUE;
}

}  // namespace mimic::win::crypt32
