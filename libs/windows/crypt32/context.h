// Certificate contexts and the stores that hold them.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "libs/windows/core/certificate.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/crypt32/structure.h"
#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

struct Store;

// What a PCCERT_CONTEXT points to. Those that callers hold are counted; one in a store lives as
// long as that, too.
struct Context : CERT_CONTEXT {
  CertificatePointer certificate;
  Structure description;                   // what pCertInfo points to
  std::map<DWORD, ByteVector> properties;  // guarded by the lock of stores
  Store* store = nullptr;
  uint64_t order = 0;  // of its coming into the store
  bool listed = false;
  size_t references = 0;
};
inline Context* context_of(const CERT_CONTEXT* context) {
  return static_cast<Context*>(const_cast<CERT_CONTEXT*>(context));
}

// One handle, or several of a system store; each context that a caller holds counts as one more.
struct Store {
  std::vector<Context*> contexts;
  std::vector<Store*> members;  // of a collection; each holds a reference
  std::map<DWORD, ByteVector> properties;
  size_t references = 1;
  uint64_t next_order = 1;
  bool collection = false, system = false;
};
inline Store* store_of(HCERTSTORE store) { return static_cast<Store*>(store); }

// A context that belongs to no store, with one reference.
const CERT_CONTEXT* make_context(const CertificatePointer& certificate);
const CERT_CONTEXT* retain(const CERT_CONTEXT* context);
void release(const CERT_CONTEXT* context);

Store* make_store();
Store* retain(Store* store);
void release(Store* store);
// The store that all of the process share by this name ("ROOT"); null where there is none and it is
// not to be made.
Store* system_store(std::u16string_view name, bool only_existing);

// The next context after `previous`, with a reference; null after the last.
const CERT_CONTEXT* next_context(Store* store, const CERT_CONTEXT* previous);
// All certificates of a store and of its members.
std::vector<CertificatePointer> certificates_of(Store* store);
// Adds one as CERT_STORE_ADD_… says; the result has a reference. An error leaves null.
const CERT_CONTEXT* add_to_store(Store* store, const CertificatePointer& certificate,
                                 const CERT_CONTEXT* origin, DWORD disposition, DWORD& error);
bool remove_from_store(const CERT_CONTEXT* context);

std::optional<ByteVector> stored_property(const CERT_CONTEXT* context, DWORD id);
void set_property(const CERT_CONTEXT* context, DWORD id, std::optional<ByteVector> value);
// Hashes and what else can be said of a certificate without being stored.
std::optional<ByteVector> property_of(const CERT_CONTEXT* context, DWORD id);

}  // namespace mimic::win::crypt32
