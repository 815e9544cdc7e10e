// CertFindCertificateInStore: one comparison for every kind of search.
#include <algorithm>
#include <cctype>
#include <functional>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/crypt32/name_text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

// The upper half of dwFindType.
enum Comparison : DWORD {
  kAny = 0,
  kSha1 = 1,
  kName = 2,
  kAttribute = 3,
  kMd5 = 4,
  kProperty = 5,
  kPublicKey = 6,
  kNameTextA = 7,
  kNameTextW = 8,
  kUsage = 10,
  kSubjectCertificate = 11,
  kIssuerOf = 12,
  kExisting = 13,
  kSignatureHash = 14,
  kKeyIdentifier = 15,
  kCertificateId = 16,
  kPublicKeyMd5 = 18,
  kHashText = 20,
  kPrivateKey = 21,
};
constexpr DWORD CERT_INFO_ISSUER_FLAG = 4, kSha1Property = 3, kMd5Property = 4,
                kSignatureProperty = 15, kKeyIdentifierProperty = 20, kPublicKeyMd5Property = 25,
                kKeyInfoProperty = 2, kKeyContextProperty = 5, kKeyHandleProperty = 78;
constexpr DWORD CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG = 1, CERT_FIND_NO_ENHKEY_USAGE_FLAG = 8,
                CERT_FIND_OR_ENHKEY_USAGE_FLAG = 0x10;

struct CERT_ID {
  DWORD dwIdChoice;  // 1 issuer and serial number, 2 key identifier, 3 SHA-1
  union {
    struct {
      CRYPT_BLOB Issuer, SerialNumber;
    };
    CRYPT_BLOB KeyId, HashId;
  };
};

ByteView view_of_blob(const CRYPT_BLOB& blob) { return {blob.pbData, blob.cbData}; }
bool equal(ByteView a, ByteView b) { return std::ranges::equal(a, b); }

bool has_serial(const Certificate& certificate, const CRYPT_BLOB& serial) {
  // In memory it is little-endian; leading zeros do not count.
  ByteView number = certificate.serial, wanted = view_of_blob(serial);
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  while (wanted.size() > 1 && wanted.back() == 0) wanted = wanted.first(wanted.size() - 1);
  return std::equal(number.begin(), number.end(), wanted.rbegin(), wanted.rend());
}

bool property_is(const CERT_CONTEXT* context, DWORD id, ByteView wanted) {
  const auto value = property_of(context, id);
  return value && equal(*value, wanted);
}

bool contains_ignoring_case(std::u16string_view text, std::u16string_view part) {
  return !std::ranges::search(text, part, {}, upcase, upcase).empty() || part.empty();
}

bool allows(const CERT_CONTEXT* context, DWORD flags, const CTL_USAGE* wanted) {
  const auto usages = context_of(context)->certificate->enhanced_key_usage();
  if (!wanted || !wanted->cUsageIdentifier)
    return flags & CERT_FIND_NO_ENHKEY_USAGE_FLAG ? !usages : usages.has_value();
  if (!usages)
    return flags & (CERT_FIND_OPTIONAL_ENHKEY_USAGE_FLAG | CERT_FIND_NO_ENHKEY_USAGE_FLAG);
  const auto has = [&](LPCSTR usage) {
    return std::ranges::find(*usages, std::string_view(usage)) != usages->end();
  };
  const std::span<LPSTR> all(wanted->rgpszUsageIdentifier, wanted->cUsageIdentifier);
  return flags & CERT_FIND_OR_ENHKEY_USAGE_FLAG ? std::ranges::any_of(all, has)
                                                : std::ranges::all_of(all, has);
}

bool has_attributes(ByteView name, const CERT_RDN& wanted) {
  for (const CERT_RDN_ATTR& attribute : std::span(wanted.rgRDNAttr, wanted.cRDNAttr)) {
    const auto texts = attribute_texts(name, attribute.pszObjId);
    const auto* bytes = reinterpret_cast<const char*>(attribute.Value.pbData);
    if (bytes && std::ranges::find(texts, from_ansi(std::string_view(
                                              bytes, attribute.Value.cbData))) == texts.end())
      return false;
    if (texts.empty()) return false;
  }
  return true;
}

using Matcher = std::function<bool(const CERT_CONTEXT*)>;

// Null for a search that is not known.
Matcher matcher_of(DWORD type, DWORD flags, const void* parameter) {
  const bool issuer = (type & 0xffff) == CERT_INFO_ISSUER_FLAG;
  const auto name_of = [issuer](const CERT_CONTEXT* context) {
    const Certificate& certificate = *context_of(context)->certificate;
    return issuer ? certificate.issuer : certificate.subject;
  };
  const auto property = [parameter](DWORD id) -> Matcher {
    return [id, parameter](const CERT_CONTEXT* context) {
      return property_is(context, id, view_of_blob(*static_cast<const CRYPT_BLOB*>(parameter)));
    };
  };
  switch (type >> 16) {
    case kAny:
      return [](const CERT_CONTEXT*) { return true; };
    case kSha1:
      return property(kSha1Property);
    case kMd5:
      return property(kMd5Property);
    case kSignatureHash:
      return property(kSignatureProperty);
    case kKeyIdentifier:
      return property(kKeyIdentifierProperty);
    case kPublicKeyMd5:
      return property(kPublicKeyMd5Property);
    case kName:
      return [=](const CERT_CONTEXT* context) {
        return equal(name_of(context), view_of_blob(*static_cast<const CRYPT_BLOB*>(parameter)));
      };
    case kAttribute:
      return [=](const CERT_CONTEXT* context) {
        return has_attributes(name_of(context), *static_cast<const CERT_RDN*>(parameter));
      };
    case kProperty:
      return [=](const CERT_CONTEXT* context) {
        return property_of(context, *static_cast<const DWORD*>(parameter)).has_value();
      };
    case kPublicKey:
      return [=](const CERT_CONTEXT* context) {
        const auto* key = static_cast<const CERT_PUBLIC_KEY_INFO*>(parameter);
        const Certificate& certificate = *context_of(context)->certificate;
        return certificate.key_algorithm.oid == key->Algorithm.pszObjId &&
               equal(certificate.key.bytes, {key->PublicKey.pbData, key->PublicKey.cbData});
      };
    case kNameTextA:
    case kNameTextW: {
      constexpr DWORD CERT_SIMPLE_NAME_STR = 1;
      std::u16string part = (type >> 16) == kNameTextW
                                ? std::u16string(view_of(static_cast<LPCWSTR>(parameter)))
                                : from_ansi(static_cast<LPCSTR>(parameter));
      return [=](const CERT_CONTEXT* context) {
        return contains_ignoring_case(name_text(name_of(context), CERT_SIMPLE_NAME_STR), part);
      };
    }
    case kUsage:
      return [=](const CERT_CONTEXT* context) {
        return allows(context, flags, static_cast<const CTL_USAGE*>(parameter));
      };
    case kSubjectCertificate:
      return [=](const CERT_CONTEXT* context) {
        const auto* info = static_cast<const CERT_INFO*>(parameter);
        const Certificate& certificate = *context_of(context)->certificate;
        return has_serial(certificate, info->SerialNumber) &&
               equal(certificate.issuer, view_of_blob(info->Issuer));
      };
    case kIssuerOf:
      return [=](const CERT_CONTEXT* context) {
        const auto& subject = *context_of(static_cast<const CERT_CONTEXT*>(parameter))->certificate;
        return equal(context_of(context)->certificate->subject, subject.issuer);
      };
    case kExisting:
      return [=](const CERT_CONTEXT* context) {
        return *context_of(context)->certificate ==
               *context_of(static_cast<const CERT_CONTEXT*>(parameter))->certificate;
      };
    case kCertificateId:
      return [=](const CERT_CONTEXT* context) {
        const auto* id = static_cast<const CERT_ID*>(parameter);
        const Certificate& certificate = *context_of(context)->certificate;
        if (id->dwIdChoice == 1)
          return equal(certificate.issuer, view_of_blob(id->Issuer)) &&
                 has_serial(certificate, id->SerialNumber);
        return property_is(context, id->dwIdChoice == 2 ? kKeyIdentifierProperty : kSha1Property,
                           view_of_blob(id->KeyId));
      };
    case kHashText: {
      std::string digits;
      for (const char16_t unit : view_of(static_cast<LPCWSTR>(parameter)))
        if (unit < 0x80 && std::isxdigit(unit)) digits += static_cast<char>(std::tolower(unit));
      return [=](const CERT_CONTEXT* context) {
        const auto hash = property_of(context, kSha1Property);
        std::string text;
        if (hash)
          for (const uint8_t byte : *hash)
            for (const int digit : {byte >> 4, byte & 15}) text += "0123456789abcdef"[digit];
        return hash && text == digits;
      };
    }
    case kPrivateKey:
      return [](const CERT_CONTEXT* context) {
        return std::ranges::any_of(
            std::initializer_list<DWORD>{kKeyInfoProperty, kKeyContextProperty, kKeyHandleProperty},
            [&](DWORD id) { return stored_property(context, id).has_value(); });
      };
    default:
      return nullptr;
  }
}

}  // namespace

EXPORT(crypt32, const CERT_CONTEXT*, CertFindCertificateInStore,
       (HCERTSTORE hCertStore, DWORD dwCertEncodingType, DWORD dwFindFlags, DWORD dwFindType,
        const void* pvFindPara, const CERT_CONTEXT* pPrevCertContext)) {
  const Matcher matches = hCertStore ? matcher_of(dwFindType, dwFindFlags, pvFindPara) : nullptr;
  if (!matches) {
    if (pPrevCertContext) release(pPrevCertContext);
    return fail_with(E_INVALIDARG), nullptr;
  }
  const CERT_CONTEXT* context = pPrevCertContext;
  while ((context = next_context(store_of(hCertStore), context)))
    if (matches(context)) return context;
  return fail_with(CRYPT_E_NOT_FOUND), nullptr;
}

EXPORT(crypt32, const CERT_CONTEXT*, CertGetSubjectCertificateFromStore,
       (HCERTSTORE hCertStore, DWORD dwCertEncodingType, const CERT_INFO* pCertId)) {
  if (!pCertId) return fail_with(E_INVALIDARG), nullptr;
  return CertFindCertificateInStore(hCertStore, dwCertEncodingType, 0,
                                    DWORD(kSubjectCertificate) << 16, pCertId, nullptr);
}
EXPORT(crypt32, const CERT_CONTEXT*, CertGetIssuerCertificateFromStore,
       (HCERTSTORE hCertStore, const CERT_CONTEXT* pSubjectContext,
        const CERT_CONTEXT* pPrevIssuerContext, DWORD* pdwFlags)) {
  constexpr DWORD CERT_STORE_SIGNATURE_FLAG = 1, CERT_STORE_TIME_VALIDITY_FLAG = 2;
  if (!pSubjectContext) return fail_with(E_INVALIDARG), nullptr;
  const Certificate& subject = *context_of(pSubjectContext)->certificate;
  if (subject.is_self_issued()) {
    if (pPrevIssuerContext) release(pPrevIssuerContext);
    return fail_with(CRYPT_E_SELF_SIGNED), nullptr;
  }
  const CERT_CONTEXT* issuer =
      CertFindCertificateInStore(hCertStore, X509_ASN_ENCODING, 0, DWORD(kIssuerOf) << 16,
                                 pSubjectContext, pPrevIssuerContext);
  if (issuer && pdwFlags) {
    if (subject.is_signed_by(*context_of(issuer)->certificate))
      *pdwFlags &= ~CERT_STORE_SIGNATURE_FLAG;
    *pdwFlags &= ~CERT_STORE_TIME_VALIDITY_FLAG;
  }
  return issuer;
}

}  // namespace mimic::win::crypt32
