// Chain engines and the chains they build.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "libs/windows/core/certificate_chain.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/crypt32/chain_types.h"
#include "libs/windows/crypt32/context.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::crypt32 {

using kernel32::fail_with;

namespace {

constexpr DWORD CERT_CHAIN_RETURN_LOWER_QUALITY_CONTEXTS = 0x80,
                CERT_CHAIN_REVOCATION_CHECK_END_CERT = 0x10000000,
                CERT_CHAIN_REVOCATION_CHECK_CHAIN = 0x20000000,
                CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT = 0x40000000;

// The stores of an engine. The default ones of the user and the machine are small numbers, and have
// none of their own.
struct Engine {
  Store *roots = nullptr, *restricted_roots = nullptr;  // trusted alone; trusted if the system's
  std::vector<Store*> others;

  ~Engine() {
    for (Store* store : {roots, restricted_roots})
      if (store) release(store);
    for (Store* store : others) release(store);
  }
};
const Engine* engine_of(HANDLE handle) {
  constexpr uintptr_t kLastDefault = 3;
  return reinterpret_cast<uintptr_t>(handle) <= kLastDefault ? nullptr
                                                             : static_cast<Engine*>(handle);
}

// One chain with all that it points to; the contexts of its elements are its own.
struct Chain : CERT_CHAIN_CONTEXT {
  std::atomic<ULONG> references{1};
  CERT_SIMPLE_CHAIN simple{};
  CERT_SIMPLE_CHAIN* simple_chains[1] = {&simple};
  std::deque<CERT_CHAIN_ELEMENT> elements;
  std::vector<CERT_CHAIN_ELEMENT*> element_pointers;
  std::vector<const CERT_CHAIN_CONTEXT*> lower;

  Chain() : CERT_CHAIN_CONTEXT{} {}
  ~Chain() {
    for (const CERT_CHAIN_ELEMENT& element : elements) release(element.pCertContext);
    for (const CERT_CHAIN_CONTEXT* chain : lower)
      delete static_cast<Chain*>(const_cast<CERT_CHAIN_CONTEXT*>(chain));
  }
};

std::unique_ptr<Chain> make_chain(const CertificateChain& built, const CERT_CONTEXT* end,
                                  DWORD flags) {
  auto chain = std::make_unique<Chain>();
  for (const ChainLink& link : built.links) {
    const bool is_end = chain->elements.empty();
    auto& element = chain->elements.emplace_back();
    element.cbSize = sizeof element;
    element.pCertContext = is_end ? retain(end) : make_context(link.certificate);
    element.TrustStatus = {link.error, link.info};
    chain->element_pointers.push_back(&element);
  }
  chain->simple.cbSize = sizeof chain->simple;
  chain->simple.TrustStatus = {built.error, built.info};
  chain->simple.cElement = static_cast<DWORD>(chain->elements.size());
  chain->simple.rgpElement = chain->element_pointers.data();
  chain->cbSize = sizeof(CERT_CHAIN_CONTEXT);
  chain->TrustStatus = chain->simple.TrustStatus;
  chain->cChain = 1;
  chain->rgpChain = chain->simple_chains;
  chain->dwCreateFlags = flags;
  return chain;
}

void append(std::vector<CertificatePointer>& to, Store* store) {
  if (!store) return;
  const auto certificates = certificates_of(store);
  to.insert(to.end(), certificates.begin(), certificates.end());
}
void append_system(std::vector<CertificatePointer>& to, std::u16string_view name) {
  Store* store = system_store(name, false);
  append(to, store);
  release(store);
}

RevocationCheck revocation_of(DWORD flags) {
  if (flags & CERT_CHAIN_REVOCATION_CHECK_CHAIN) return RevocationCheck::kAll;
  if (flags & CERT_CHAIN_REVOCATION_CHECK_CHAIN_EXCLUDE_ROOT) return RevocationCheck::kAllButRoot;
  return flags & CERT_CHAIN_REVOCATION_CHECK_END_CERT ? RevocationCheck::kEnd
                                                      : RevocationCheck::kNone;
}

ChainRequest request_of(const Engine* engine, Store* additional, const CERT_CHAIN_PARA* parameters,
                        DWORD flags) {
  ChainRequest request;
  append(request.issuers, additional);
  append_system(request.issuers, u"CA");
  append_system(request.issuers, u"MY");
  append_system(request.distrusted, u"Disallowed");
  if (engine && engine->roots) {
    append(request.roots, engine->roots);
  } else {
    append_system(request.roots, u"ROOT");
    if (engine && engine->restricted_roots) {
      const auto allowed = certificates_of(engine->restricted_roots);
      std::erase_if(request.roots, [&](const CertificatePointer& root) {
        return std::ranges::none_of(allowed, [&](const auto& each) { return *each == *root; });
      });
    }
  }
  if (engine)
    for (Store* store : engine->others) append(request.issuers, store);
  request.revocation = revocation_of(flags);
  if (parameters && parameters->cbSize >= offsetof(CERT_CHAIN_PARA, RequestedUsage) +
                                              sizeof parameters->RequestedUsage) {
    const CERT_USAGE_MATCH& match = parameters->RequestedUsage;
    request.any_usage_will_do = match.dwType == 1;
    for (const LPCSTR usage :
         std::span(match.Usage.rgpszUsageIdentifier, match.Usage.cUsageIdentifier))
      request.usages.emplace_back(usage);
  }
  return request;
}

}  // namespace

EXPORT(crypt32, BOOL, CertCreateCertificateChainEngine,
       (const CERT_CHAIN_ENGINE_CONFIG* pConfig, HANDLE* phChainEngine)) {
  if (!pConfig || pConfig->cbSize < offsetof(CERT_CHAIN_ENGINE_CONFIG, hExclusiveRoot))
    return fail_with(E_INVALIDARG);
  auto engine = std::make_unique<Engine>();
  if (pConfig->cbSize > offsetof(CERT_CHAIN_ENGINE_CONFIG, hExclusiveRoot) &&
      pConfig->hExclusiveRoot)
    engine->roots = retain(store_of(pConfig->hExclusiveRoot));
  if (pConfig->hRestrictedRoot)
    engine->restricted_roots = retain(store_of(pConfig->hRestrictedRoot));
  if (pConfig->hRestrictedOther)
    engine->others.push_back(retain(store_of(pConfig->hRestrictedOther)));
  for (const HCERTSTORE store : std::span(pConfig->rghAdditionalStore, pConfig->cAdditionalStore))
    engine->others.push_back(retain(store_of(store)));
  *phChainEngine = engine.release();
  return TRUE;
}
EXPORT(crypt32, void, CertFreeCertificateChainEngine, (HANDLE hChainEngine)) {
  delete engine_of(hChainEngine);
}
EXPORT(crypt32, BOOL, CertResyncCertificateChainEngine, (HANDLE hChainEngine)) { return TRUE; }

EXPORT_PARTIAL("nothing is fetched from the network; revocation is unknown", crypt32, BOOL,
               CertGetCertificateChain,
               (HANDLE hChainEngine, const CERT_CONTEXT* pCertContext, const FILETIME* pTime,
                HCERTSTORE hAdditionalStore, const CERT_CHAIN_PARA* pChainPara, DWORD dwFlags,
                LPVOID pvReserved, const CERT_CHAIN_CONTEXT** ppChainContext)) {
  if (!pCertContext || !ppChainContext) return fail_with(E_INVALIDARG);
  *ppChainContext = nullptr;
  ChainRequest request =
      request_of(engine_of(hChainEngine), store_of(hAdditionalStore), pChainPara, dwFlags);
  request.certificate = context_of(pCertContext)->certificate;
  request.time = pTime ? time_of(*pTime) : system_time_now();
  const auto built = build_chains(request);
  auto chain = make_chain(built.front(), pCertContext, dwFlags);
  if (dwFlags & CERT_CHAIN_RETURN_LOWER_QUALITY_CONTEXTS) {
    for (size_t i = 1; i < built.size(); ++i)
      chain->lower.push_back(make_chain(built[i], pCertContext, dwFlags).release());
    chain->cLowerQualityChainContext = static_cast<DWORD>(chain->lower.size());
    chain->rgpLowerQualityChainContext = chain->lower.empty() ? nullptr : chain->lower.data();
  }
  *ppChainContext = chain.release();
  return TRUE;
}
EXPORT(crypt32, const CERT_CHAIN_CONTEXT*, CertDuplicateCertificateChain,
       (const CERT_CHAIN_CONTEXT* pChainContext)) {
  if (pChainContext)
    static_cast<Chain*>(const_cast<CERT_CHAIN_CONTEXT*>(pChainContext))->references.fetch_add(1);
  return pChainContext;
}
EXPORT(crypt32, void, CertFreeCertificateChain, (const CERT_CHAIN_CONTEXT* pChainContext)) {
  auto* chain = static_cast<Chain*>(const_cast<CERT_CHAIN_CONTEXT*>(pChainContext));
  if (chain && chain->references.fetch_sub(1) == 1) delete chain;
}

}  // namespace mimic::win::crypt32
