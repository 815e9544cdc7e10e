// CryptQueryObject: what is in these bytes? Certificates, alone or in a PKCS #7 message, are told.
#include <string>

#include "libs/windows/core/base64.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_QUERY_OBJECT_FILE = 1, CERT_QUERY_OBJECT_BLOB = 2;
constexpr DWORD CERT_QUERY_CONTENT_CERT = 1, CERT_QUERY_CONTENT_PKCS7_SIGNED = 8,
                CERT_QUERY_CONTENT_PFX = 12;
constexpr DWORD CERT_QUERY_FORMAT_BINARY = 1, CERT_QUERY_FORMAT_BASE64_ENCODED = 2;

// The DER bytes that a base64 text stands for, with or without its header.
std::optional<ByteVector> from_text(ByteView bytes) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (const size_t begin = text.find("-----BEGIN "); begin != text.npos) {
    const size_t body = text.find("-----", begin + 11);
    const size_t end = body == text.npos ? body : text.find("-----END ", body);
    if (end == text.npos) return std::nullopt;
    text = text.substr(body + 5, end - body - 5);
  }
  return decode_base64(text);
}

// PFX: version 3, then what PKCS #7 calls its content.
bool is_pfx(ByteView bytes) {
  const auto outer = der::read(bytes, der::kSequence);
  if (!outer) return false;
  der::Reader fields(outer->content);
  const auto version = fields.next(der::kInteger);
  return version && der::read_integer(*version) == 3 && fields.next(der::kSequence);
}

DWORD content_of(ByteView bytes, std::vector<CertificatePointer>& certificates) {
  if (auto certificate = Certificate::parse(bytes)) {
    certificates.push_back(std::move(certificate));
    return CERT_QUERY_CONTENT_CERT;
  }
  certificates = read_certificates(bytes);
  if (!certificates.empty()) return CERT_QUERY_CONTENT_PKCS7_SIGNED;
  return is_pfx(bytes) ? CERT_QUERY_CONTENT_PFX : 0;
}

}  // namespace

EXPORT_PARTIAL("certificates, PKCS #7 without its message, PFX", crypt32, BOOL, CryptQueryObject,
               (DWORD dwObjectType, const void* pvObject, DWORD dwExpectedContentTypeFlags,
                DWORD dwExpectedFormatTypeFlags, DWORD dwFlags, DWORD* pdwMsgAndCertEncodingType,
                DWORD* pdwContentType, DWORD* pdwFormatType, HCERTSTORE* phCertStore, HANDLE* phMsg,
                const void** ppvContext)) {
  std::string file;
  ByteView bytes;
  if (dwObjectType == CERT_QUERY_OBJECT_FILE) {
    const auto path = host_path(view_of(static_cast<LPCWSTR>(pvObject)));
    if (path) file = read_host_file(path->c_str());
    if (file.empty()) return fail_with(ERROR_FILE_NOT_FOUND);
    bytes = der::view(file);
  } else if (dwObjectType == CERT_QUERY_OBJECT_BLOB) {
    const auto& blob = *static_cast<const CRYPT_BLOB*>(pvObject);
    bytes = {blob.pbData, blob.cbData};
  } else {
    return fail_with(E_INVALIDARG);
  }
  std::vector<CertificatePointer> certificates;
  DWORD format = CERT_QUERY_FORMAT_BINARY,
        content = dwExpectedFormatTypeFlags & 1u << format ? content_of(bytes, certificates) : 0;
  if (!content && (dwExpectedFormatTypeFlags & 1u << CERT_QUERY_FORMAT_BASE64_ENCODED)) {
    format = CERT_QUERY_FORMAT_BASE64_ENCODED;
    if (const auto decoded = from_text(bytes)) content = content_of(*decoded, certificates);
  }
  if (!content || !(dwExpectedContentTypeFlags & 1u << content)) return fail_with(CRYPT_E_NO_MATCH);

  constexpr DWORD kAlways = 4;
  const CERT_CONTEXT* first = nullptr;
  Store* store = make_store();
  for (const CertificatePointer& certificate : certificates) {
    DWORD error;
    const CERT_CONTEXT* added = add_to_store(store, certificate, nullptr, kAlways, error);
    if (!first && content == CERT_QUERY_CONTENT_CERT)
      first = added;
    else
      release(added);
  }
  if (pdwMsgAndCertEncodingType)
    *pdwMsgAndCertEncodingType =
        X509_ASN_ENCODING | (content == CERT_QUERY_CONTENT_CERT ? 0 : PKCS_7_ASN_ENCODING);
  if (pdwContentType) *pdwContentType = content;
  if (pdwFormatType) *pdwFormatType = format;
  if (phMsg) *phMsg = nullptr;
  if (ppvContext)
    *ppvContext = first;
  else if (first)
    release(first);
  if (phCertStore)
    *phCertStore = store;
  else
    release(store);
  return TRUE;
}

EXPORT(crypt32, BOOL, PFXIsPFXBlob, (const CRYPT_BLOB* pPFX)) {
  return is_pfx({pPFX->pbData, pPFX->cbData});
}

}  // namespace mimic::win::crypt32
