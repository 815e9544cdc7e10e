#include "libs/windows/crypt32/context.h"

#include <algorithm>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/decode.h"

namespace mimic::win::crypt32 {

namespace {

constexpr DWORD CERT_STORE_ADD_NEW = 1, CERT_STORE_ADD_USE_EXISTING = 2,
                CERT_STORE_ADD_REPLACE_EXISTING = 3, CERT_STORE_ADD_ALWAYS = 4,
                CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES = 5, CERT_STORE_ADD_NEWER = 6,
                CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES = 7;

// The stores that every user has.
constexpr std::u16string_view kSystemStores[] = {u"ROOT",
                                                 u"CA",
                                                 u"MY",
                                                 u"Trust",
                                                 u"Disallowed",
                                                 u"AuthRoot",
                                                 u"TrustedPublisher",
                                                 u"TrustedPeople",
                                                 u"AddressBook",
                                                 u"ClientAuthIssuer",
                                                 u"TestSignRoot"};

constinit Lock lock;  // of all stores, contexts' counts and properties

void drop_store(Store* store);

// With the lock held.
void drop(Context* context) {
  if (--context->references > 0) return;
  Store* store = context->store;
  if (!context->listed) delete context;
  if (store) drop_store(store);
}
void drop_store(Store* store) {
  if (--store->references > 0) return;
  for (Context* context : store->contexts) delete context;
  for (Store* member : store->members) drop_store(member);
  delete store;
}
void hold(Context* context) {
  if (context->references++ == 0 && context->store) ++context->store->references;
}

Context* new_context(const CertificatePointer& certificate) {
  auto* context = new Context;
  context->certificate = certificate;
  describe_certificate(*certificate, context->description);
  context->dwCertEncodingType = X509_ASN_ENCODING;
  context->pbCertEncoded = const_cast<BYTE*>(certificate->bytes.data());
  context->cbCertEncoded = static_cast<DWORD>(certificate->bytes.size());
  context->pCertInfo = static_cast<CERT_INFO*>(context->description.root());
  context->hCertStore = nullptr;
  return context;
}

// With the lock held.
void list(Store* store, Context* context) {
  context->store = store;
  context->hCertStore = store;
  context->order = store->next_order++;
  context->listed = true;
  store->contexts.push_back(context);
}
void unlist(Context* context) {
  std::erase(context->store->contexts, context);
  context->listed = false;
  if (context->references == 0) delete context;
}
Context* find(Store* store, const Certificate& certificate) {
  for (Context* context : store->contexts)
    if (std::ranges::equal(context->certificate->issuer, certificate.issuer) &&
        std::ranges::equal(context->certificate->serial, certificate.serial))
      return context;
  return nullptr;
}

Context* first_after(Store* store, uint64_t order) {
  const auto found = std::ranges::upper_bound(store->contexts, order, {}, &Context::order);
  return found == store->contexts.end() ? nullptr : *found;
}

void append_certificates(const Store* store, std::vector<CertificatePointer>& to) {
  for (const Context* context : store->contexts) to.push_back(context->certificate);
  for (const Store* member : store->members) append_certificates(member, to);
}

// A collection takes new certificates into its first member.
Store* where_to_add(Store* store) {
  while (store->collection && !store->members.empty()) store = store->members.front();
  return store;
}

}  // namespace

const CERT_CONTEXT* make_context(const CertificatePointer& certificate) {
  Context* context = new_context(certificate);
  context->references = 1;
  return context;
}
const CERT_CONTEXT* retain(const CERT_CONTEXT* context) {
  const LockGuard guard(lock);
  hold(context_of(context));
  return context;
}
void release(const CERT_CONTEXT* context) {
  const LockGuard guard(lock);
  drop(context_of(context));
}

Store* make_store() { return new Store; }
Store* retain(Store* store) {
  const LockGuard guard(lock);
  ++store->references;
  return store;
}
void release(Store* store) {
  const LockGuard guard(lock);
  drop_store(store);
}

Store* system_store(std::u16string_view name, bool only_existing) {
  // "Service\ROOT" and ".LocalMachine\ROOT" name the same.
  if (const size_t slash = name.rfind(u'\\'); slash != name.npos) name.remove_prefix(slash + 1);
  std::u16string key;
  for (const char16_t unit : name) key += upcase(unit);
  const bool known = std::ranges::any_of(
      kSystemStores, [&](std::u16string_view each) { return equal_ignoring_case(each, name); });
  std::vector<Context*> authorities;
  static std::map<std::u16string, Store*>& stores = *new std::map<std::u16string, Store*>;
  {
    const LockGuard guard(lock);
    if (const auto found = stores.find(key); found != stores.end()) {
      ++found->second->references;
      return found->second;
    }
  }
  if (only_existing && !known) return nullptr;
  if (key == u"ROOT")
    for (const CertificatePointer& each : host_authorities())
      authorities.push_back(new_context(each));
  const LockGuard guard(lock);
  Store*& store = stores[key];
  if (!store) {
    store = new Store;  // its first reference is the name's
    store->system = true;
    for (Context* context : authorities) list(store, context);
  } else {
    for (Context* context : authorities) delete context;
  }
  ++store->references;
  return store;
}

const CERT_CONTEXT* next_context(Store* store, const CERT_CONTEXT* previous) {
  const LockGuard guard(lock);
  std::vector<Store*> places{store};
  for (size_t i = 0; i < places.size(); ++i)
    places.insert(places.end(), places[i]->members.begin(), places[i]->members.end());
  size_t place = 0;
  uint64_t order = 0;
  if (previous) {
    const Context* context = context_of(previous);
    place = static_cast<size_t>(std::ranges::find(places, context->store) - places.begin());
    order = context->order;
  }
  for (; place < places.size(); ++place, order = 0) {
    Context* next = first_after(places[place], order);
    if (!next) continue;
    hold(next);
    if (previous) drop(context_of(previous));
    return next;
  }
  if (previous) drop(context_of(previous));
  return nullptr;
}

std::vector<CertificatePointer> certificates_of(Store* store) {
  std::vector<CertificatePointer> certificates;
  const LockGuard guard(lock);
  append_certificates(store, certificates);
  return certificates;
}

const CERT_CONTEXT* add_to_store(Store* store, const CertificatePointer& certificate,
                                 const CERT_CONTEXT* origin, DWORD disposition, DWORD& error) {
  error = 0;
  if (disposition < CERT_STORE_ADD_NEW || disposition > CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES) {
    error = E_INVALIDARG;
    return nullptr;
  }
  Context* added = new_context(certificate);
  const LockGuard guard(lock);
  store = where_to_add(store);
  if (origin) added->properties = context_of(origin)->properties;
  Context* existing = disposition == CERT_STORE_ADD_ALWAYS ? nullptr : find(store, *certificate);
  if (existing) {
    const bool newer = disposition == CERT_STORE_ADD_NEWER ||
                       disposition == CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES;
    if (disposition == CERT_STORE_ADD_NEW ||
        (newer && existing->certificate->not_before >= certificate->not_before)) {
      error = CRYPT_E_EXISTS;
      delete added;
      return nullptr;
    }
    if (disposition == CERT_STORE_ADD_USE_EXISTING) {
      for (auto& [id, value] : added->properties) existing->properties.try_emplace(id, value);
      delete added;
      hold(existing);
      return existing;
    }
    if (disposition == CERT_STORE_ADD_REPLACE_EXISTING_INHERIT_PROPERTIES ||
        disposition == CERT_STORE_ADD_NEWER_INHERIT_PROPERTIES)
      for (auto& [id, value] : existing->properties) added->properties.try_emplace(id, value);
    unlist(existing);
  }
  list(store, added);
  hold(added);
  return added;
}

bool remove_from_store(const CERT_CONTEXT* context) {
  const LockGuard guard(lock);
  Context* removed = context_of(context);
  if (!removed->listed) return false;
  unlist(removed);
  return true;
}

std::optional<ByteVector> stored_property(const CERT_CONTEXT* context, DWORD id) {
  const LockGuard guard(lock);
  const auto& properties = context_of(context)->properties;
  const auto found = properties.find(id);
  return found == properties.end() ? std::nullopt : std::optional(found->second);
}

void set_property(const CERT_CONTEXT* context, DWORD id, std::optional<ByteVector> value) {
  const LockGuard guard(lock);
  auto& properties = context_of(context)->properties;
  if (value)
    properties[id] = std::move(*value);
  else
    properties.erase(id);
}

}  // namespace mimic::win::crypt32
