// CertGetNameString, CertNameToStr, CertStrToName.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/crypt32/name_text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_NAME_ISSUER_FLAG = 1, CERT_NAME_SEARCH_ALL_NAMES_FLAG = 2;
enum NameType : DWORD {
  CERT_NAME_EMAIL_TYPE = 1,
  CERT_NAME_RDN_TYPE,
  CERT_NAME_ATTR_TYPE,
  CERT_NAME_SIMPLE_DISPLAY_TYPE,
  CERT_NAME_FRIENDLY_DISPLAY_TYPE,
  CERT_NAME_DNS_TYPE,
  CERT_NAME_URL_TYPE,
  CERT_NAME_UPN_TYPE,
};
constexpr std::string_view kCommonName = "2.5.4.3", kUnit = "2.5.4.11", kOrganization = "2.5.4.10",
                           kMail = "1.2.840.113549.1.9.1", kPrincipal = "1.3.6.1.4.1.311.20.2.3";
constexpr DWORD CERT_FRIENDLY_NAME_PROP_ID = 11;

using Texts = std::vector<std::u16string>;

Texts alternative_texts(const Certificate& certificate, bool issuer, uint8_t tag) {
  Texts texts;
  const auto* extension = certificate.extension(issuer ? "2.5.29.18" : "2.5.29.17");
  if (!extension) return texts;
  for (const der::Value& name : general_names(extension->value))
    if (name.tag == tag)
      texts.push_back(*der::read_text({der::kIa5String, name.content, name.whole}));
  return texts;
}

Texts principal_names(const Certificate& certificate, bool issuer) {
  Texts texts;
  const auto* extension = certificate.extension(issuer ? "2.5.29.18" : "2.5.29.17");
  if (!extension) return texts;
  for (const der::Value& name : general_names(extension->value)) {
    if (name.tag != der::constructed(0)) continue;
    der::Reader fields(name.content);
    const auto oid = fields.next(der::kObjectIdentifier);
    const auto wrapped = fields.next(der::constructed(0));
    if (!oid || !wrapped || der::oid_text(oid->content) != kPrincipal) continue;
    if (const auto value = der::Reader(wrapped->content).next())
      if (auto text = der::read_text(*value)) texts.push_back(std::move(*text));
  }
  return texts;
}

Texts display_names(const Certificate& certificate, bool issuer) {
  const ByteView name = issuer ? certificate.issuer : certificate.subject;
  for (const std::string_view oid : {kCommonName, kUnit, kOrganization, kMail})
    if (Texts texts = attribute_texts(name, oid); !texts.empty()) return texts;
  return alternative_texts(certificate, issuer, der::implicit(1));
}

Texts or_else(Texts first, const auto& second) { return first.empty() ? second() : first; }

Texts names(const CERT_CONTEXT* context, DWORD type, bool issuer, const void* parameter) {
  const Certificate& certificate = *context_of(context)->certificate;
  const ByteView name = issuer ? certificate.issuer : certificate.subject;
  switch (type) {
    case CERT_NAME_EMAIL_TYPE:
      return or_else(alternative_texts(certificate, issuer, der::implicit(1)),
                     [&] { return attribute_texts(name, kMail); });
    case CERT_NAME_RDN_TYPE:
      return {name_text(name, parameter ? *static_cast<const DWORD*>(parameter) : 0)};
    case CERT_NAME_ATTR_TYPE:
      return attribute_texts(name, parameter ? static_cast<LPCSTR>(parameter) : kCommonName);
    case CERT_NAME_FRIENDLY_DISPLAY_TYPE:
      if (const auto stored = stored_property(context, CERT_FRIENDLY_NAME_PROP_ID)) {
        std::u16string text(stored->size() / sizeof(WCHAR), u'\0');
        std::memcpy(text.data(), stored->data(), text.size() * sizeof(WCHAR));
        return {text.substr(0, text.find(u'\0'))};
      }
      return display_names(certificate, issuer);
    case CERT_NAME_SIMPLE_DISPLAY_TYPE:
      return display_names(certificate, issuer);
    case CERT_NAME_DNS_TYPE:
      return or_else(alternative_texts(certificate, issuer, der::implicit(2)),
                     [&] { return attribute_texts(name, kCommonName); });
    case CERT_NAME_URL_TYPE:
      return alternative_texts(certificate, issuer, der::implicit(6));
    case CERT_NAME_UPN_TYPE:
      return principal_names(certificate, issuer);
    default:
      return {};
  }
}

// Characters with the terminator. What does not fit is cut.
template <class Unit>
DWORD give(const std::basic_string<Unit>& text, Unit* to, DWORD room) {
  const auto needed = static_cast<DWORD>(text.size() + 1);
  if (!to || !room) return needed;
  const DWORD count = std::min(needed, room);
  std::copy_n(text.data(), count - 1, to);
  to[count - 1] = 0;
  return count;
}

// With CERT_NAME_SEARCH_ALL_NAMES_FLAG all names follow each other, ended by an empty one.
std::u16string name_string(const CERT_CONTEXT* context, DWORD type, DWORD flags,
                           const void* parameter) {
  const Texts found = names(context, type, flags & CERT_NAME_ISSUER_FLAG, parameter);
  if (found.empty()) return {};
  if (!(flags & CERT_NAME_SEARCH_ALL_NAMES_FLAG)) return found.front();
  std::u16string all;
  for (const std::u16string& each : found) all += each + u'\0';
  return all;
}

}  // namespace

EXPORT(crypt32, DWORD, CertGetNameStringW,
       (const CERT_CONTEXT* pCertContext, DWORD dwType, DWORD dwFlags, const void* pvTypePara,
        LPWSTR pszNameString, DWORD cchNameString)) {
  return give(name_string(pCertContext, dwType, dwFlags, pvTypePara), pszNameString, cchNameString);
}
EXPORT(crypt32, DWORD, CertGetNameStringA,
       (const CERT_CONTEXT* pCertContext, DWORD dwType, DWORD dwFlags, const void* pvTypePara,
        LPSTR pszNameString, DWORD cchNameString)) {
  return give(to_ansi(name_string(pCertContext, dwType, dwFlags, pvTypePara)), pszNameString,
              cchNameString);
}

EXPORT(crypt32, DWORD, CertNameToStrW,
       (DWORD dwCertEncodingType, const CRYPT_BLOB* pName, DWORD dwStrType, LPWSTR psz,
        DWORD csz)) {
  return give(name_text({pName->pbData, pName->cbData}, dwStrType), psz, csz);
}
EXPORT(crypt32, DWORD, CertNameToStrA,
       (DWORD dwCertEncodingType, const CRYPT_BLOB* pName, DWORD dwStrType, LPSTR psz, DWORD csz)) {
  return give(to_ansi(name_text({pName->pbData, pName->cbData}, dwStrType)), psz, csz);
}

EXPORT(crypt32, BOOL, CertStrToNameW,
       (DWORD dwCertEncodingType, LPCWSTR pszX500, DWORD dwStrType, void* pvReserved,
        BYTE* pbEncoded, DWORD* pcbEncoded, LPCWSTR* ppszError)) {
  const auto encoded = encode_name_text(view_of(pszX500), dwStrType);
  if (ppszError) *ppszError = encoded ? nullptr : pszX500;
  if (!encoded) return fail_with(CRYPT_E_INVALID_X500_STRING);
  const DWORD room = *pcbEncoded;
  *pcbEncoded = static_cast<DWORD>(encoded->size());
  if (!pbEncoded) return TRUE;
  if (room < encoded->size()) return fail_with(ERROR_MORE_DATA);
  std::memcpy(pbEncoded, encoded->data(), encoded->size());
  return TRUE;
}
EXPORT(crypt32, BOOL, CertStrToNameA,
       (DWORD dwCertEncodingType, LPCSTR pszX500, DWORD dwStrType, void* pvReserved,
        BYTE* pbEncoded, DWORD* pcbEncoded, LPCSTR* ppszError)) {
  const std::u16string text = from_ansi(pszX500);
  const BOOL done = CertStrToNameW(dwCertEncodingType, text.c_str(), dwStrType, pvReserved,
                                   pbEncoded, pcbEncoded, nullptr);
  if (ppszError) *ppszError = done ? nullptr : pszX500;
  return done;
}

}  // namespace mimic::win::crypt32
