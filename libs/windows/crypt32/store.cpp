// Certificate stores: ROOT is the host's bundle of authorities, any other store is empty.
#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/certificate.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;
namespace {

constexpr DWORD CRYPT_E_NOT_FOUND = 0x80092004, CRYPT_E_NO_MATCH = 0x80092009,
                CRYPT_E_BAD_ENCODE = 0x80092002, CRYPT_E_ASN1_BADTAG = 0x8009310B,
                E_INVALIDARG = 0x80070057;
constexpr DWORD X509_ASN_ENCODING = 1;

std::vector<uint8_t> decode_base64(std::string_view text) {
  std::vector<uint8_t> bytes;
  uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    int value;
    if (letter >= 'A' && letter <= 'Z')
      value = letter - 'A';
    else if (letter >= 'a' && letter <= 'z')
      value = letter - 'a' + 26;
    else if (letter >= '0' && letter <= '9')
      value = letter - '0' + 52;
    else if (letter == '+')
      value = 62;
    else if (letter == '/')
      value = 63;
    else
      continue;
    bits = bits << 6 | static_cast<uint32_t>(value);
    if ((count += 6) >= 8) bytes.push_back(static_cast<uint8_t>(bits >> (count -= 8)));
  }
  return bytes;
}

constexpr const char* kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                    "/etc/ssl/cert.pem"};

// A definite SEQUENCE that fills the bytes, as every certificate is.
bool is_sequence(std::span<const uint8_t> der) {
  if (der.size() < 2 || der[0] != 0x30) return false;
  const size_t more = der[1] < 0x80 ? 0 : der[1] & 0x7f;
  if (more > 4 || der.size() < 2 + more || der[1] == 0x80) return false;
  size_t length = more ? 0 : der[1];
  for (size_t index = 0; index < more; ++index) length = length << 8 | der[2 + index];
  return der.size() == 2 + more + length;
}

Certificate* add(Store& store, Der bytes) {
  auto* certificate = make_certificate(std::move(bytes), &store);
  certificate->index = store.certificates.size();
  store.certificates.push_back(certificate);
  return certificate;
}

HCERTSTORE open_store(std::u16string_view name) {
  auto* store = new Store;
  if (equal_ignoring_case(name, u"ROOT"))
    for (Der& authority : host_authorities()) add(*store, std::move(authority));
  return store;
}

}  // namespace

Certificate* make_certificate(Der bytes, HCERTSTORE store) {
  auto* certificate = new Certificate;
  certificate->bytes = std::move(bytes);
  certificate->dwCertEncodingType = X509_ASN_ENCODING;
  certificate->pbCertEncoded = certificate->bytes.data();
  certificate->cbCertEncoded = static_cast<DWORD>(certificate->bytes.size());
  certificate->pCertInfo = nullptr;
  certificate->hCertStore = store;
  return certificate;
}

void retain_context(Certificate* certificate) {
  certificate->references.fetch_add(1);
  if (certificate->hCertStore)
    static_cast<Store*>(certificate->hCertStore)->references.fetch_add(1);
}

void release_context(Certificate* certificate) {
  auto* const store = static_cast<Store*>(certificate->hCertStore);
  if (certificate->references.fetch_sub(1) == 1) delete certificate;
  if (store) release_store(store);
}

void release_store(Store* store) {
  if (store->references.fetch_sub(1) != 1) return;
  for (Certificate* certificate : store->certificates)
    if (certificate->references.fetch_sub(1) == 1) delete certificate;
  delete store;
}

std::vector<Der> host_authorities() {
  std::string text;
  for (const char* path : kBundles) {
    text = read_host_file(path);
    if (!text.empty()) break;
  }
  std::vector<Der> authorities;
  constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----", kEnd = "-----END ";
  for (size_t at = 0; (at = text.find(kBegin, at)) != text.npos;) {
    at += kBegin.size();
    const size_t end = text.find(kEnd, at);
    if (end == text.npos) break;
    authorities.push_back(decode_base64(std::string_view(text).substr(at, end - at)));
  }
  return authorities;
}

EXPORT_PARTIAL("pCertInfo of certificates is null", crypt32, HCERTSTORE, CertOpenSystemStoreW,
               (ULONG_PTR hProv, LPCWSTR szSubsystemProtocol)) {
  return open_store(view_of(szSubsystemProtocol));
}
EXPORT_PARTIAL("pCertInfo of certificates is null", crypt32, HCERTSTORE, CertOpenSystemStoreA,
               (ULONG_PTR hProv, LPCSTR szSubsystemProtocol)) {
  return open_store(from_ansi(szSubsystemProtocol));
}
EXPORT_PARTIAL("pCertInfo of certificates is null", crypt32, HCERTSTORE, CertOpenStore,
               (LPCSTR lpszStoreProvider, DWORD dwEncodingType, ULONG_PTR hCryptProv, DWORD dwFlags,
                const void* pvPara)) {
  const auto provider = reinterpret_cast<uintptr_t>(lpszStoreProvider);
  constexpr uintptr_t kMemory = 2, kSystemA = 9, kSystemW = 10;
  if (provider == kMemory) return open_store({});
  if (provider == kSystemW) return open_store(view_of(static_cast<LPCWSTR>(pvPara)));
  if (provider == kSystemA) return open_store(from_ansi(static_cast<LPCSTR>(pvPara)));
  return fail_with(ERROR_FILE_NOT_FOUND), nullptr;
}
EXPORT(crypt32, BOOL, CertCloseStore, (HCERTSTORE hCertStore, DWORD dwFlags)) {
  if (hCertStore) release_store(static_cast<Store*>(hCertStore));
  return TRUE;
}
EXPORT(crypt32, HCERTSTORE, CertDuplicateStore, (HCERTSTORE hCertStore)) {
  if (hCertStore) static_cast<Store*>(hCertStore)->references.fetch_add(1);
  return hCertStore;
}
EXPORT_PARTIAL("pCertInfo of certificates is null", crypt32, const CERT_CONTEXT*,
               CertCreateCertificateContext,
               (DWORD dwCertEncodingType, const BYTE* pbCertEncoded, DWORD cbCertEncoded)) {
  if (!(dwCertEncodingType & X509_ASN_ENCODING)) return fail_with(E_INVALIDARG), nullptr;
  Der bytes(pbCertEncoded, pbCertEncoded + cbCertEncoded);
  if (!is_sequence(bytes)) return fail_with(CRYPT_E_ASN1_BADTAG), nullptr;
  return make_certificate(std::move(bytes), nullptr);
}
EXPORT(crypt32, const CERT_CONTEXT*, CertDuplicateCertificateContext,
       (const CERT_CONTEXT* pCertContext)) {
  if (pCertContext) retain_context(certificate_of(pCertContext));
  return pCertContext;
}
EXPORT(crypt32, BOOL, CertFreeCertificateContext, (const CERT_CONTEXT* pCertContext)) {
  if (pCertContext) release_context(certificate_of(pCertContext));
  return TRUE;
}
EXPORT(crypt32, const CERT_CONTEXT*, CertEnumCertificatesInStore,
       (HCERTSTORE hCertStore, const CERT_CONTEXT* pPrevCertContext)) {
  auto* store = static_cast<Store*>(hCertStore);
  size_t index = 0;
  if (pPrevCertContext) {
    index = static_cast<const Certificate*>(pPrevCertContext)->index + 1;
    CertFreeCertificateContext(pPrevCertContext);
  }
  if (!store || index >= store->certificates.size()) return fail_with(CRYPT_E_NOT_FOUND), nullptr;
  return CertDuplicateCertificateContext(store->certificates[index]);
}
EXPORT_PARTIAL("any certificate or an existing one only", crypt32, const CERT_CONTEXT*,
               CertFindCertificateInStore,
               (HCERTSTORE hCertStore, DWORD dwCertEncodingType, DWORD dwFindFlags,
                DWORD dwFindType, const void* pvFindPara, const CERT_CONTEXT* pPrevCertContext)) {
  constexpr DWORD kFindAny = 0;
  if (dwFindType == kFindAny) return CertEnumCertificatesInStore(hCertStore, pPrevCertContext);
  CertFreeCertificateContext(pPrevCertContext);
  return fail_with(CRYPT_E_NOT_FOUND), nullptr;
}
EXPORT(crypt32, BOOL, CertAddCertificateContextToStore,
       (HCERTSTORE hCertStore, const CERT_CONTEXT* pCertContext, DWORD dwAddDisposition,
        const CERT_CONTEXT** ppStoreContext)) {
  auto* store = static_cast<Store*>(hCertStore);
  if (!store) return fail_with(E_INVALIDARG);
  Certificate* const copy = add(*store, certificate_of(pCertContext)->bytes);
  if (ppStoreContext) *ppStoreContext = CertDuplicateCertificateContext(copy);
  return TRUE;
}
EXPORT(crypt32, BOOL, CertFreeCRLContext, (const void* pCrlContext)) { return TRUE; }
EXPORT(crypt32, BOOL, CertFreeCTLContext, (const void* pCtlContext)) { return TRUE; }

// Properties and encodings are not there; callers hear so.
EXPORT_PARTIAL("no properties", crypt32, BOOL, CertGetCertificateContextProperty,
               (const CERT_CONTEXT* pCertContext, DWORD dwPropId, void* pvData, DWORD* pcbData)) {
  return fail_with(CRYPT_E_NOT_FOUND);
}
// No restriction: good for every use.
EXPORT(crypt32, BOOL, CertGetEnhancedKeyUsage,
       (const CERT_CONTEXT* pCertContext, DWORD dwFlags, void* pUsage, DWORD* pcbUsage)) {
  constexpr DWORD kUsage = 16;  // CERT_ENHKEY_USAGE
  const DWORD room = *pcbUsage;
  *pcbUsage = kUsage;
  if (pUsage) {
    if (room < kUsage) return fail_with(ERROR_MORE_DATA);
    std::memset(pUsage, 0, kUsage);
  }
  set_last_error(CRYPT_E_NOT_FOUND);
  return TRUE;
}
EXPORT_PARTIAL("no names", crypt32, DWORD, CertGetNameStringA,
               (const CERT_CONTEXT* pCertContext, DWORD dwType, DWORD dwFlags, void* pvTypePara,
                LPSTR pszNameString, DWORD cchNameString)) {
  if (pszNameString && cchNameString) *pszNameString = 0;
  return 1;
}
EXPORT(crypt32, void*, CertFindExtension,
       (LPCSTR pszObjId, DWORD cExtensions, void* rgExtensions)) {
  struct CERT_EXTENSION {
    LPSTR pszObjId;
    BOOL fCritical;
    DWORD cbData;
    BYTE* pbData;
  };
  auto* extensions = static_cast<CERT_EXTENSION*>(rgExtensions);
  for (DWORD i = 0; i < cExtensions; ++i)
    if (std::strcmp(extensions[i].pszObjId, pszObjId) == 0) return &extensions[i];
  return nullptr;
}
EXPORT_PARTIAL("decodes nothing", crypt32, BOOL, CryptDecodeObjectEx,
               (DWORD dwCertEncodingType, LPCSTR lpszStructType, const BYTE* pbEncoded,
                DWORD cbEncoded, DWORD dwFlags, void* pDecodePara, void* pvStructInfo,
                DWORD* pcbStructInfo)) {
  return fail_with(ERROR_FILE_NOT_FOUND);
}
EXPORT_PARTIAL("recognizes nothing", crypt32, BOOL, CryptQueryObject,
               (DWORD dwObjectType, const void* pvObject, DWORD dwExpectedContentTypeFlags,
                DWORD dwExpectedFormatTypeFlags, DWORD dwFlags, DWORD* pdwMsgAndCertEncodingType,
                DWORD* pdwContentType, DWORD* pdwFormatType, HCERTSTORE* phCertStore, HANDLE* phMsg,
                const void** ppvContext)) {
  return fail_with(CRYPT_E_NO_MATCH);
}
EXPORT_PARTIAL("base64 only", crypt32, BOOL, CryptStringToBinaryA,
               (LPCSTR pszString, DWORD cchString, DWORD dwFlags, BYTE* pbBinary, DWORD* pcbBinary,
                DWORD* pdwSkip, DWORD* pdwFlags)) {
  constexpr DWORD kHeader = 0, kBase64 = 1, kBase64Any = 6;
  if (dwFlags != kHeader && dwFlags != kBase64 && dwFlags != kBase64Any)
    return fail_with(ERROR_INVALID_DATA);
  std::string_view text(pszString, cchString ? cchString : std::strlen(pszString));
  if (const size_t begin = text.find("-----BEGIN "); begin != text.npos && dwFlags != kBase64) {
    text.remove_prefix(std::min(text.find('\n', begin), text.size() - 1) + 1);
    text = text.substr(0, text.find("-----END "));
  } else if (dwFlags == kHeader) {
    return fail_with(ERROR_INVALID_DATA);
  }
  const auto bytes = decode_base64(text);
  const DWORD room = *pcbBinary;
  *pcbBinary = static_cast<DWORD>(bytes.size());
  if (pdwSkip) *pdwSkip = 0;
  if (pdwFlags) *pdwFlags = dwFlags == kBase64Any ? kBase64 : dwFlags;
  if (!pbBinary) return TRUE;
  if (room < bytes.size()) return fail_with(ERROR_MORE_DATA);
  std::memcpy(pbBinary, bytes.data(), bytes.size());
  return TRUE;
}
EXPORT_PARTIAL("reads none", crypt32, HCERTSTORE, PFXImportCertStore,
               (void* pPFX, LPCWSTR szPassword, DWORD dwFlags)) {
  return fail_with(CRYPT_E_BAD_ENCODE), nullptr;
}
EXPORT_PARTIAL("knows none", crypt32, BOOL, PFXIsPFXBlob, (void* pPFX)) { return FALSE; }

}  // namespace mimic::win::crypt32
