// Properties of contexts and stores: those that were set, and those that can be computed.
#include <cstring>
#include <string>

#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/crypt32/key_names.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_KEY_PROV_HANDLE_PROP_ID = 1, CERT_KEY_PROV_INFO_PROP_ID = 2,
                CERT_SHA1_HASH_PROP_ID = 3, CERT_MD5_HASH_PROP_ID = 4, CERT_KEY_CONTEXT_PROP_ID = 5,
                CERT_KEY_SPEC_PROP_ID = 6, CERT_ACCESS_STATE_PROP_ID = 14,
                CERT_SIGNATURE_HASH_PROP_ID = 15, CERT_KEY_IDENTIFIER_PROP_ID = 20,
                CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID = 25,
                CERT_ISSUER_SERIAL_NUMBER_MD5_HASH_PROP_ID = 28,
                CERT_SUBJECT_NAME_MD5_HASH_PROP_ID = 29, CERT_NCRYPT_KEY_HANDLE_PROP_ID = 78,
                CERT_SIGN_HASH_CNG_ALG_PROP_ID = 89, CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID = 92,
                CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID = 93, CERT_SHA256_HASH_PROP_ID = 107,
                CERT_PIN_SHA256_HASH_PROP_ID = 124;

struct CRYPT_KEY_PROV_PARAM {
  DWORD dwParam;
  BYTE* pbData;
  DWORD cbData, dwFlags;
};
struct CRYPT_KEY_PROV_INFO {
  LPWSTR pwszContainerName, pwszProvName;
  DWORD dwProvType, dwFlags, cProvParam;
  CRYPT_KEY_PROV_PARAM* rgProvParam;
  DWORD dwKeySpec;
};
struct CERT_KEY_CONTEXT {
  DWORD cbSize;
  ULONG_PTR hCryptProv;
  DWORD dwKeySpec;
};

std::optional<ByteVector> hash(const char* algorithm, std::initializer_list<ByteView> parts) {
  auto digest = Digest::make(algorithm, {}, false);
  if (!digest) return std::nullopt;
  for (const ByteView part : parts) digest->update(part.data(), part.size());
  return digest->finish();
}

ByteVector bytes_of(const auto& value) {
  const auto* at = reinterpret_cast<const uint8_t*>(&value);
  return ByteVector(at, at + sizeof value);
}
ByteVector text_bytes(std::u16string_view text) {
  ByteVector bytes((text.size() + 1) * sizeof(WCHAR));
  std::memcpy(bytes.data(), text.data(), text.size() * sizeof(WCHAR));
  return bytes;
}

// The container's names travel behind the structure, which holds offsets until it is given out.
ByteVector pack(const CRYPT_KEY_PROV_INFO& info) {
  CRYPT_KEY_PROV_INFO packed = info;
  packed.cProvParam = 0;
  packed.rgProvParam = nullptr;
  ByteVector bytes(sizeof packed);
  for (LPWSTR* name : {&packed.pwszContainerName, &packed.pwszProvName}) {
    if (!*name) continue;
    const ByteVector text = text_bytes(view_of(*name));
    *name = reinterpret_cast<LPWSTR>(bytes.size());
    bytes.insert(bytes.end(), text.begin(), text.end());
  }
  std::memcpy(bytes.data(), &packed, sizeof packed);
  return bytes;
}
void unpack(BYTE* data) {
  auto* info = reinterpret_cast<CRYPT_KEY_PROV_INFO*>(data);
  for (LPWSTR* name : {&info->pwszContainerName, &info->pwszProvName})
    if (*name) *name = reinterpret_cast<LPWSTR>(data + reinterpret_cast<uintptr_t>(*name));
}

BOOL give(ByteView value, void* to, DWORD* size) {
  const DWORD room = *size;
  *size = static_cast<DWORD>(value.size());
  if (!to) return TRUE;
  if (room < value.size()) return fail_with(ERROR_MORE_DATA);
  std::memcpy(to, value.data(), value.size());
  return TRUE;
}

}  // namespace

std::optional<ByteVector> property_of(const CERT_CONTEXT* context, DWORD id) {
  if (auto stored = stored_property(context, id)) return stored;
  const Certificate& certificate = *context_of(context)->certificate;
  switch (id) {
    case CERT_SHA1_HASH_PROP_ID:
      return hash("SHA1", {certificate.bytes});
    case CERT_MD5_HASH_PROP_ID:
      return hash("MD5", {certificate.bytes});
    case CERT_SHA256_HASH_PROP_ID:
      return hash("SHA256", {certificate.bytes});
    case CERT_PIN_SHA256_HASH_PROP_ID:
      return hash("SHA256", {certificate.public_key_info});
    case CERT_SUBJECT_NAME_MD5_HASH_PROP_ID:
      return hash("MD5", {certificate.subject});
    case CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID:
      return hash("MD5", {certificate.key.bytes});
    case CERT_ISSUER_SERIAL_NUMBER_MD5_HASH_PROP_ID:
      return hash("MD5", {certificate.issuer, certificate.serial});
    case CERT_SIGNATURE_HASH_PROP_ID: {
      const SignatureName* name = find_signature(certificate.signature_algorithm.oid);
      return name ? hash(name->digest, {certificate.to_be_signed}) : std::nullopt;
    }
    case CERT_KEY_IDENTIFIER_PROP_ID: {
      const ByteView id_bytes = certificate.subject_key_id();
      return id_bytes.empty() ? hash("SHA1", {certificate.public_key_info})
                              : ByteVector(id_bytes.begin(), id_bytes.end());
    }
    case CERT_ACCESS_STATE_PROP_ID: {
      constexpr DWORD CERT_ACCESS_STATE_WRITE_PERSIST_FLAG = 1,
                      CERT_ACCESS_STATE_SYSTEM_STORE_FLAG = 2;
      const Store* store = context_of(context)->store;
      return bytes_of(store && store->system ? CERT_ACCESS_STATE_WRITE_PERSIST_FLAG |
                                                   CERT_ACCESS_STATE_SYSTEM_STORE_FLAG
                                             : DWORD(0));
    }
    case CERT_SUBJECT_PUB_KEY_BIT_LENGTH_PROP_ID:
      return bytes_of(key_length(certificate));
    case CERT_SIGN_HASH_CNG_ALG_PROP_ID: {
      const SignatureName* name = find_signature(certificate.signature_algorithm.oid);
      return name ? std::optional(text_bytes(name->name)) : std::nullopt;
    }
    case CERT_PUB_KEY_CNG_ALG_BIT_LENGTH_PROP_ID: {
      std::u16string text = key_name(certificate);
      return text.empty() ? std::nullopt : std::optional(text_bytes(text));
    }
    default:
      return std::nullopt;
  }
}

EXPORT(crypt32, BOOL, CertGetCertificateContextProperty,
       (const CERT_CONTEXT* pCertContext, DWORD dwPropId, void* pvData, DWORD* pcbData)) {
  if (dwPropId == CERT_KEY_SPEC_PROP_ID) {
    const auto key = stored_property(pCertContext, CERT_KEY_CONTEXT_PROP_ID);
    const auto info = stored_property(pCertContext, CERT_KEY_PROV_INFO_PROP_ID);
    if (key)
      return give(ByteView(*key).subspan(offsetof(CERT_KEY_CONTEXT, dwKeySpec), 4), pvData,
                  pcbData);
    if (info)
      return give(ByteView(*info).subspan(offsetof(CRYPT_KEY_PROV_INFO, dwKeySpec), 4), pvData,
                  pcbData);
  }
  const auto value = property_of(pCertContext, dwPropId);
  if (!value) return fail_with(CRYPT_E_NOT_FOUND);
  if (!give(*value, pvData, pcbData)) return FALSE;
  if (pvData && dwPropId == CERT_KEY_PROV_INFO_PROP_ID) unpack(static_cast<BYTE*>(pvData));
  return TRUE;
}

EXPORT(crypt32, BOOL, CertSetCertificateContextProperty,
       (const CERT_CONTEXT* pCertContext, DWORD dwPropId, DWORD dwFlags, const void* pvData)) {
  if (!pvData) {
    set_property(pCertContext, dwPropId, std::nullopt);
    return TRUE;
  }
  ByteVector value;
  switch (dwPropId) {
    case CERT_KEY_PROV_INFO_PROP_ID:
      value = pack(*static_cast<const CRYPT_KEY_PROV_INFO*>(pvData));
      break;
    case CERT_KEY_CONTEXT_PROP_ID:
      value = bytes_of(*static_cast<const CERT_KEY_CONTEXT*>(pvData));
      break;
    case CERT_KEY_PROV_HANDLE_PROP_ID:
    case CERT_NCRYPT_KEY_HANDLE_PROP_ID:
      value = bytes_of(pvData);  // the handle itself
      break;
    case CERT_ACCESS_STATE_PROP_ID:
      return fail_with(E_INVALIDARG);
    default: {
      const auto& blob = *static_cast<const CRYPT_BLOB*>(pvData);
      value.assign(blob.pbData, blob.pbData + blob.cbData);
    }
  }
  set_property(pCertContext, dwPropId, std::move(value));
  return TRUE;
}

EXPORT(crypt32, DWORD, CertEnumCertificateContextProperties,
       (const CERT_CONTEXT* pCertContext, DWORD dwPropId)) {
  const auto& properties = context_of(pCertContext)->properties;
  const auto next = properties.upper_bound(dwPropId);
  return next == properties.end() ? 0 : next->first;
}

EXPORT(crypt32, BOOL, CertSetStoreProperty,
       (HCERTSTORE hCertStore, DWORD dwPropId, DWORD dwFlags, const void* pvData)) {
  auto& properties = store_of(hCertStore)->properties;
  if (!pvData) {
    properties.erase(dwPropId);
    return TRUE;
  }
  const auto& blob = *static_cast<const CRYPT_BLOB*>(pvData);
  properties[dwPropId].assign(blob.pbData, blob.pbData + blob.cbData);
  return TRUE;
}
EXPORT(crypt32, BOOL, CertGetStoreProperty,
       (HCERTSTORE hCertStore, DWORD dwPropId, void* pvData, DWORD* pcbData)) {
  const auto& properties = store_of(hCertStore)->properties;
  const auto found = properties.find(dwPropId);
  return found == properties.end() ? fail_with(CRYPT_E_NOT_FOUND)
                                   : give(found->second, pvData, pcbData);
}

}  // namespace mimic::win::crypt32
