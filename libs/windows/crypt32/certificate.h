// What the functions of crypt32 share: certificates in memory, and the stores that hold them.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "libs/windows/core/certificate_chain.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::crypt32 {

using HCERTSTORE = HANDLE;

struct CERT_CONTEXT {
  DWORD dwCertEncodingType;
  BYTE* pbCertEncoded;
  DWORD cbCertEncoded;
  PVOID pCertInfo;
  HCERTSTORE hCertStore;
};

// A store lives until it is closed and the last context of its certificates is freed.
struct Certificate : CERT_CONTEXT {
  Der bytes;
  std::atomic<ULONG> references{1};
  size_t index = 0;
};
struct Store {
  std::vector<Certificate*> certificates;
  std::atomic<ULONG> references{1};
};

Certificate* make_certificate(Der bytes, HCERTSTORE store);
// Of contexts that the program holds: these hold the store as well.
void retain_context(Certificate* certificate);
void release_context(Certificate* certificate);
// Of what the store itself holds.
void release_store(Store* store);

inline Certificate* certificate_of(const CERT_CONTEXT* context) {
  return static_cast<Certificate*>(const_cast<CERT_CONTEXT*>(context));
}

// The host's bundle of authorities.
std::vector<Der> host_authorities();

}  // namespace mimic::win::crypt32
