// Certificate stores: opening, closing, and what is in them. ROOT holds the host's authorities;
// what a program adds to a system store is there as long as the process.
#include <cstring>
#include <string>

#include "libs/windows/core/path.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_STORE_OPEN_EXISTING_FLAG = 0x4000, CERT_STORE_CREATE_NEW_FLAG = 0x2000,
                CERT_STORE_DELETE_FLAG = 0x10;
constexpr DWORD CERT_CLOSE_STORE_FORCE_FLAG = 1, CERT_CLOSE_STORE_CHECK_FLAG = 2;

// Kinds of stores by number and by name.
enum Provider : uintptr_t {
  kMemory = 2,
  kFile = 3,
  kPkcs7 = 5,
  kSerialized = 6,
  kFileNameA = 7,
  kFileNameW = 8,
  kSystemA = 9,
  kSystemW = 10,
  kCollection = 11,
  kSystemRegistryA = 12,
  kSystemRegistryW = 13,
  kPhysicalW = 14,
};
constexpr struct {
  std::string_view name;
  uintptr_t provider;
} kProviders[] = {{"Memory", kMemory},         {"File", kFileNameW},
                  {"PKCS7", kPkcs7},           {"System", kSystemW},
                  {"Collection", kCollection}, {"SystemRegistry", kSystemRegistryW},
                  {"Physical", kPhysicalW}};

uintptr_t provider_of(LPCSTR provider) {
  const auto number = reinterpret_cast<uintptr_t>(provider);
  if (number < 0x10000) return number;
  for (const auto& each : kProviders)
    if (each.name == provider) return each.provider;
  return 0;
}

Store* store_with(const std::vector<CertificatePointer>& certificates) {
  constexpr DWORD kAlways = 4;
  Store* store = make_store();
  for (const CertificatePointer& certificate : certificates) {
    DWORD error;
    release(add_to_store(store, certificate, nullptr, kAlways, error));
  }
  return store;
}

HCERTSTORE open_system(std::u16string_view name, DWORD flags) {
  if (name.empty()) return fail_with(E_INVALIDARG), nullptr;
  Store* store = system_store(name, flags & CERT_STORE_OPEN_EXISTING_FLAG);
  if (!store) return fail_with(ERROR_FILE_NOT_FOUND), nullptr;
  if (flags & (CERT_STORE_CREATE_NEW_FLAG | CERT_STORE_DELETE_FLAG)) {
    release(store);
    return fail_with(flags & CERT_STORE_DELETE_FLAG ? ERROR_ACCESS_DENIED : ERROR_FILE_EXISTS),
           nullptr;
  }
  return store;
}

HCERTSTORE open_file(std::u16string_view name) {
  const auto path = host_path(name);
  const std::string bytes = path ? read_host_file(path->c_str()) : std::string();
  if (bytes.empty()) return fail_with(ERROR_FILE_NOT_FOUND), nullptr;
  return store_with(read_certificates(der::view(bytes)));
}

HCERTSTORE open_message(const CRYPT_BLOB& message) {
  const auto certificates = read_certificates({message.pbData, message.cbData});
  if (certificates.empty()) return fail_with(CRYPT_E_ASN1_BADTAG), nullptr;
  return store_with(certificates);
}

BOOL add(HCERTSTORE store, const CertificatePointer& certificate, const CERT_CONTEXT* origin,
         DWORD disposition, const CERT_CONTEXT** added_context) {
  if (!store) {  // nothing to add it to: a context of its own
    if (added_context) *added_context = make_context(certificate);
    return TRUE;
  }
  DWORD error;
  const CERT_CONTEXT* added =
      add_to_store(store_of(store), certificate, origin, disposition, error);
  if (!added) return fail_with(error);
  if (added_context)
    *added_context = added;
  else
    release(added);
  return TRUE;
}

CertificatePointer parse(DWORD encoding, const BYTE* bytes, DWORD size) {
  if ((encoding & 0xffff) != X509_ASN_ENCODING && (encoding & 0xffff0000) != PKCS_7_ASN_ENCODING) {
    set_last_error(E_INVALIDARG);
    return nullptr;
  }
  if (!bytes || !size) {
    set_last_error(CRYPT_E_ASN1_EOD);
    return nullptr;
  }
  auto certificate = Certificate::parse({bytes, size});
  if (!certificate) set_last_error(CRYPT_E_ASN1_BADTAG);
  return certificate;
}

}  // namespace

EXPORT(crypt32, HCERTSTORE, CertOpenSystemStoreW, (ULONG_PTR hProv, LPCWSTR szSubsystemProtocol)) {
  return open_system(view_of(szSubsystemProtocol), 0);
}
EXPORT(crypt32, HCERTSTORE, CertOpenSystemStoreA, (ULONG_PTR hProv, LPCSTR szSubsystemProtocol)) {
  return open_system(from_ansi(szSubsystemProtocol), 0);
}
EXPORT(crypt32, HCERTSTORE, CertOpenStore,
       (LPCSTR lpszStoreProvider, DWORD dwEncodingType, ULONG_PTR hCryptProv, DWORD dwFlags,
        const void* pvPara)) {
  constexpr DWORD CERT_STORE_UNSAFE_RELOCATE_FLAG = 0x80000000;
  struct Relocated {  // CERT_SYSTEM_STORE_RELOCATE_PARA
    HKEY hKeyBase;
    const void* pvSystemStore;
  };
  if (dwFlags & CERT_STORE_UNSAFE_RELOCATE_FLAG)
    pvPara = static_cast<const Relocated*>(pvPara)->pvSystemStore;
  switch (provider_of(lpszStoreProvider)) {
    case kMemory:
      return make_store();
    case kCollection: {
      Store* store = make_store();
      store->collection = true;
      return store;
    }
    case kPkcs7:
      return open_message(*static_cast<const CRYPT_BLOB*>(pvPara));
    case kFileNameA:
      return open_file(from_ansi(static_cast<LPCSTR>(pvPara)));
    case kFileNameW:
      return open_file(view_of(static_cast<LPCWSTR>(pvPara)));
    case kSystemA:
    case kSystemRegistryA:
      return open_system(from_ansi(static_cast<LPCSTR>(pvPara)), dwFlags);
    case kSystemW:
    case kSystemRegistryW:
    case kPhysicalW:
      return open_system(view_of(static_cast<LPCWSTR>(pvPara)), dwFlags);
    default:
      return fail_with(ERROR_FILE_NOT_FOUND), nullptr;
  }
}
EXPORT(crypt32, HCERTSTORE, CertDuplicateStore, (HCERTSTORE hCertStore)) {
  return hCertStore ? retain(store_of(hCertStore)) : nullptr;
}
// Contexts that are still held keep what they need, whatever the flags.
EXPORT(crypt32, BOOL, CertCloseStore, (HCERTSTORE hCertStore, DWORD dwFlags)) {
  if (!hCertStore) return TRUE;
  if (dwFlags & ~(CERT_CLOSE_STORE_FORCE_FLAG | CERT_CLOSE_STORE_CHECK_FLAG))
    return fail_with(E_INVALIDARG);
  Store* store = store_of(hCertStore);
  const bool pending = !store->system && store->references > 1;
  release(store);
  return pending && (dwFlags & CERT_CLOSE_STORE_CHECK_FLAG) ? fail_with(CRYPT_E_PENDING_CLOSE)
                                                            : TRUE;
}
EXPORT(crypt32, BOOL, CertAddStoreToCollection,
       (HCERTSTORE hCollectionStore, HCERTSTORE hSiblingStore, DWORD dwUpdateFlags,
        DWORD dwPriority)) {
  Store* collection = store_of(hCollectionStore);
  if (!collection || !collection->collection) return fail_with(E_INVALIDARG);
  if (!hSiblingStore) return TRUE;
  collection->members.push_back(retain(store_of(hSiblingStore)));
  return TRUE;
}
EXPORT(crypt32, void, CertRemoveStoreFromCollection,
       (HCERTSTORE hCollectionStore, HCERTSTORE hSiblingStore)) {
  Store* collection = store_of(hCollectionStore);
  if (collection && std::erase(collection->members, store_of(hSiblingStore)))
    release(store_of(hSiblingStore));
}
// Whatever is asked for has happened: there is nothing outside of the store.
EXPORT(crypt32, BOOL, CertControlStore,
       (HCERTSTORE hCertStore, DWORD dwFlags, DWORD dwCtrlType, const void* pvCtrlPara)) {
  constexpr DWORD CERT_STORE_CTRL_CANCEL_NOTIFY = 5;
  return dwCtrlType && dwCtrlType <= CERT_STORE_CTRL_CANCEL_NOTIFY ? TRUE
                                                                   : fail_with(ERROR_NOT_SUPPORTED);
}

EXPORT(crypt32, const CERT_CONTEXT*, CertCreateCertificateContext,
       (DWORD dwCertEncodingType, const BYTE* pbCertEncoded, DWORD cbCertEncoded)) {
  const auto certificate = parse(dwCertEncodingType, pbCertEncoded, cbCertEncoded);
  return certificate ? make_context(certificate) : nullptr;
}
EXPORT(crypt32, const CERT_CONTEXT*, CertDuplicateCertificateContext,
       (const CERT_CONTEXT* pCertContext)) {
  return pCertContext ? retain(pCertContext) : nullptr;
}
EXPORT(crypt32, BOOL, CertFreeCertificateContext, (const CERT_CONTEXT* pCertContext)) {
  if (pCertContext) release(pCertContext);
  return TRUE;
}

EXPORT(crypt32, BOOL, CertAddCertificateContextToStore,
       (HCERTSTORE hCertStore, const CERT_CONTEXT* pCertContext, DWORD dwAddDisposition,
        const CERT_CONTEXT** ppStoreContext)) {
  return add(hCertStore, context_of(pCertContext)->certificate, pCertContext, dwAddDisposition,
             ppStoreContext);
}
// A link is as good as what it leads to, which never changes.
ALSO(crypt32, CertAddCertificateLinkToStore, "crypt32.CertAddCertificateContextToStore");
EXPORT(crypt32, BOOL, CertAddEncodedCertificateToStore,
       (HCERTSTORE hCertStore, DWORD dwCertEncodingType, const BYTE* pbCertEncoded,
        DWORD cbCertEncoded, DWORD dwAddDisposition, const CERT_CONTEXT** ppCertContext)) {
  const auto certificate = parse(dwCertEncodingType, pbCertEncoded, cbCertEncoded);
  if (!certificate) return FALSE;
  return add(hCertStore, certificate, nullptr, dwAddDisposition, ppCertContext);
}
EXPORT(crypt32, BOOL, CertAddEncodedCertificateToSystemStoreW,
       (LPCWSTR szCertStoreName, const BYTE* pbCertEncoded, DWORD cbCertEncoded)) {
  constexpr DWORD kUseExisting = 2;
  const auto certificate = parse(X509_ASN_ENCODING, pbCertEncoded, cbCertEncoded);
  if (!certificate) return FALSE;
  Store* store = system_store(view_of(szCertStoreName), false);
  const BOOL done = add(store, certificate, nullptr, kUseExisting, nullptr);
  release(store);
  return done;
}
EXPORT(crypt32, BOOL, CertDeleteCertificateFromStore, (const CERT_CONTEXT* pCertContext)) {
  if (!pCertContext) return TRUE;
  remove_from_store(pCertContext);
  release(pCertContext);
  return TRUE;
}
EXPORT(crypt32, const CERT_CONTEXT*, CertEnumCertificatesInStore,
       (HCERTSTORE hCertStore, const CERT_CONTEXT* pPrevCertContext)) {
  if (!hCertStore) return fail_with(E_INVALIDARG), nullptr;
  const CERT_CONTEXT* next = next_context(store_of(hCertStore), pPrevCertContext);
  if (!next) set_last_error(CRYPT_E_NOT_FOUND);
  return next;
}

// Stores hold no lists of revoked or of trusted certificates.
EXPORT(crypt32, const void*, CertEnumCRLsInStore,
       (HCERTSTORE hCertStore, const void* pPrevCrlContext)) {
  return fail_with(CRYPT_E_NOT_FOUND), nullptr;
}
EXPORT(crypt32, const void*, CertEnumCTLsInStore,
       (HCERTSTORE hCertStore, const void* pPrevCtlContext)) {
  return fail_with(CRYPT_E_NOT_FOUND), nullptr;
}
EXPORT(crypt32, BOOL, CertFreeCRLContext, (const void* pCrlContext)) { return TRUE; }
EXPORT(crypt32, BOOL, CertFreeCTLContext, (const void* pCtlContext)) { return TRUE; }

}  // namespace mimic::win::crypt32
