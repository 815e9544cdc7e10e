#include "libs/windows/core/certificate_chain.h"

#include <algorithm>
#include <ctime>
#include <memory>

#include "libs/windows/core/libcrypto.h"

namespace mimic::win {
namespace {

// libcrypto's types, which are its own.
struct X509;
struct X509_STORE;
struct X509_STORE_CTX;
struct X509_VERIFY_PARAM;
struct Stack;

// From x509_vfy.h and x509v3.h of OpenSSL 3.
constexpr struct {
  int error;
  DWORD trust;
} kErrors[] = {
    {2, CERT_TRUST_IS_PARTIAL_CHAIN},            // UNABLE_TO_GET_ISSUER_CERT
    {7, CERT_TRUST_IS_NOT_SIGNATURE_VALID},      // CERT_SIGNATURE_FAILURE
    {9, CERT_TRUST_IS_NOT_TIME_VALID},           // CERT_NOT_YET_VALID
    {10, CERT_TRUST_IS_NOT_TIME_VALID},          // CERT_HAS_EXPIRED
    {18, CERT_TRUST_IS_UNTRUSTED_ROOT},          // DEPTH_ZERO_SELF_SIGNED_CERT
    {19, CERT_TRUST_IS_UNTRUSTED_ROOT},          // SELF_SIGNED_CERT_IN_CHAIN
    {20, CERT_TRUST_IS_PARTIAL_CHAIN},           // UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    {21, CERT_TRUST_IS_PARTIAL_CHAIN},           // UNABLE_TO_VERIFY_LEAF_SIGNATURE
    {24, CERT_TRUST_INVALID_BASIC_CONSTRAINTS},  // INVALID_CA
    {25, CERT_TRUST_INVALID_BASIC_CONSTRAINTS},  // PATH_LENGTH_EXCEEDED
    {26, CERT_TRUST_IS_NOT_VALID_FOR_USAGE},     // INVALID_PURPOSE
    {47, CERT_TRUST_INVALID_NAME_CONSTRAINTS},   // PERMITTED_VIOLATION
    {48, CERT_TRUST_INVALID_NAME_CONSTRAINTS},   // EXCLUDED_VIOLATION
};
constexpr uint32_t kAnyUsage = 0x100;  // XKU_ANYEKU
constexpr struct {
  const char* oid;
  uint32_t bit;  // XKU_…
} kUsages[] = {
    {"1.3.6.1.5.5.7.3.1", 1},     // server authentication
    {"1.3.6.1.5.5.7.3.2", 2},     // client authentication
    {"1.3.6.1.5.5.7.3.3", 8},     // code signing
    {"1.3.6.1.5.5.7.3.4", 4},     // e-mail
    {"1.3.6.1.5.5.7.3.8", 0x40},  // time stamping
    {"1.3.6.1.5.5.7.3.9", 0x20},  // OCSP
};

using Callback = int(int ok, X509_STORE_CTX* context);

struct Functions {
#define FUNCTION(result, name, ...) \
  result (*name)(__VA_ARGS__) = libcrypto_function<result(__VA_ARGS__)>(#name)
  FUNCTION(X509*, d2i_X509, X509**, const unsigned char**, long);
  FUNCTION(int, i2d_X509, X509*, unsigned char**);
  FUNCTION(void, X509_free, X509*);
  FUNCTION(uint32_t, X509_get_extended_key_usage, X509*);
  FUNCTION(int, X509_check_issued, X509*, X509*);
  FUNCTION(int, X509_check_host, X509*, const char*, size_t, unsigned, char**);
  FUNCTION(int, X509_check_ip_asc, X509*, const char*, unsigned);
  FUNCTION(X509_STORE*, X509_STORE_new);
  FUNCTION(void, X509_STORE_free, X509_STORE*);
  FUNCTION(int, X509_STORE_add_cert, X509_STORE*, X509*);
  FUNCTION(X509_STORE_CTX*, X509_STORE_CTX_new);
  FUNCTION(void, X509_STORE_CTX_free, X509_STORE_CTX*);
  FUNCTION(int, X509_STORE_CTX_init, X509_STORE_CTX*, X509_STORE*, X509*, Stack*);
  FUNCTION(X509_VERIFY_PARAM*, X509_STORE_CTX_get0_param, X509_STORE_CTX*);
  FUNCTION(void, X509_VERIFY_PARAM_set_time, X509_VERIFY_PARAM*, time_t);
  FUNCTION(void, X509_STORE_CTX_set_verify_cb, X509_STORE_CTX*, Callback*);
  FUNCTION(int, X509_STORE_CTX_set_ex_data, X509_STORE_CTX*, int, void*);
  FUNCTION(void*, X509_STORE_CTX_get_ex_data, X509_STORE_CTX*, int);
  FUNCTION(int, X509_STORE_CTX_get_error, X509_STORE_CTX*);
  FUNCTION(int, X509_STORE_CTX_get_error_depth, X509_STORE_CTX*);
  FUNCTION(Stack*, X509_STORE_CTX_get0_chain, X509_STORE_CTX*);
  FUNCTION(int, X509_verify_cert, X509_STORE_CTX*);
  FUNCTION(Stack*, OPENSSL_sk_new_null);
  FUNCTION(int, OPENSSL_sk_push, Stack*, const void*);
  FUNCTION(void, OPENSSL_sk_free, Stack*);
  FUNCTION(int, OPENSSL_sk_num, const Stack*);
  FUNCTION(void*, OPENSSL_sk_value, const Stack*, int);
#undef FUNCTION
  bool complete() const {
    return d2i_X509 && i2d_X509 && X509_free && X509_get_extended_key_usage && X509_check_issued &&
           X509_check_host && X509_check_ip_asc && X509_STORE_new && X509_STORE_free &&
           X509_STORE_add_cert && X509_STORE_CTX_new && X509_STORE_CTX_free &&
           X509_STORE_CTX_init && X509_STORE_CTX_get0_param && X509_VERIFY_PARAM_set_time &&
           X509_STORE_CTX_set_verify_cb && X509_STORE_CTX_set_ex_data &&
           X509_STORE_CTX_get_ex_data && X509_STORE_CTX_get_error &&
           X509_STORE_CTX_get_error_depth && X509_STORE_CTX_get0_chain && X509_verify_cert &&
           OPENSSL_sk_new_null && OPENSSL_sk_push && OPENSSL_sk_free && OPENSSL_sk_num &&
           OPENSSL_sk_value;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

struct Free {
  void operator()(X509* value) const { functions().X509_free(value); }
  void operator()(X509_STORE* value) const { functions().X509_STORE_free(value); }
  void operator()(X509_STORE_CTX* value) const { functions().X509_STORE_CTX_free(value); }
  void operator()(Stack* value) const { functions().OPENSSL_sk_free(value); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<X509> decode(std::span<const uint8_t> der) {
  const unsigned char* at = der.data();
  return Owned<X509>(functions().d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

Der encode(X509* certificate) {
  const int size = functions().i2d_X509(certificate, nullptr);
  Der der(std::max(size, 0));
  unsigned char* at = der.data();
  if (size > 0) functions().i2d_X509(certificate, &at);
  return der;
}

// What was found at each depth. The verification goes on, to find all.
using Findings = std::vector<DWORD>;
int note_error(int ok, X509_STORE_CTX* context) {
  if (ok) return ok;
  const Functions& crypto = functions();
  auto& findings = *static_cast<Findings*>(crypto.X509_STORE_CTX_get_ex_data(context, 0));
  const int error = crypto.X509_STORE_CTX_get_error(context);
  const size_t depth = std::max(crypto.X509_STORE_CTX_get_error_depth(context), 0);
  const auto* found = std::find_if(std::begin(kErrors), std::end(kErrors),
                                   [error](const auto& entry) { return entry.error == error; });
  if (findings.size() <= depth) findings.resize(depth + 1);
  findings[depth] |= found == std::end(kErrors) ? CERT_TRUST_INVALID_EXTENSION : found->trust;
  return 1;
}

// Does the certificate allow the usages?
bool allows(X509* certificate, const ChainRequest& request) {
  const uint32_t allowed = functions().X509_get_extended_key_usage(certificate);
  if (request.usages.empty() || allowed == UINT32_MAX || allowed & kAnyUsage) return true;
  const auto allows_one = [allowed](const std::string& oid) {
    const auto* usage = std::find_if(std::begin(kUsages), std::end(kUsages),
                                     [&](const auto& entry) { return entry.oid == oid; });
    return usage != std::end(kUsages) && allowed & usage->bit;
  };
  return request.any_usage ? std::ranges::any_of(request.usages, allows_one)
                           : std::ranges::all_of(request.usages, allows_one);
}

}  // namespace

Expected<std::vector<ChainElement>> build_chain(const ChainRequest& request) {
  const Functions& crypto = functions();
  if (!crypto.complete()) return nt_fail(STATUS_NOT_SUPPORTED);
  const Owned<X509> leaf = decode(request.leaf);
  if (!leaf) return nt_fail(STATUS_INVALID_PARAMETER);
  std::vector<Owned<X509>> others;
  const Owned<Stack> untrusted(crypto.OPENSSL_sk_new_null());
  const Owned<X509_STORE> store(crypto.X509_STORE_new());
  const Owned<X509_STORE_CTX> context(crypto.X509_STORE_CTX_new());
  if (!untrusted || !store || !context) return nt_fail(STATUS_NO_MEMORY);
  for (const auto& der : request.others) {
    if (Owned<X509> other = decode(der)) {
      crypto.OPENSSL_sk_push(untrusted.get(), other.get());
      others.push_back(std::move(other));
    }
  }
  for (const Der& der : request.authorities)
    if (const Owned<X509> authority = decode(der))
      crypto.X509_STORE_add_cert(store.get(), authority.get());
  if (!crypto.X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), untrusted.get()))
    return nt_fail(STATUS_NO_MEMORY);
  crypto.X509_VERIFY_PARAM_set_time(crypto.X509_STORE_CTX_get0_param(context.get()), request.time);
  Findings findings;
  crypto.X509_STORE_CTX_set_ex_data(context.get(), 0, &findings);
  crypto.X509_STORE_CTX_set_verify_cb(context.get(), note_error);
  crypto.X509_verify_cert(context.get());
  const Stack* const built = crypto.X509_STORE_CTX_get0_chain(context.get());
  const int count = built ? crypto.OPENSSL_sk_num(built) : 0;
  std::vector<ChainElement> chain;
  for (int index = 0; index < count; ++index) {
    auto* const certificate = static_cast<X509*>(crypto.OPENSSL_sk_value(built, index));
    ChainElement element;
    element.certificate = encode(certificate);
    element.self_signed = crypto.X509_check_issued(certificate, certificate) == 0;
    if (static_cast<size_t>(index) < findings.size()) element.errors = findings[index];
    if (!allows(certificate, request)) element.errors |= CERT_TRUST_IS_NOT_VALID_FOR_USAGE;
    chain.push_back(std::move(element));
  }
  if (chain.empty()) return nt_fail(STATUS_INVALID_PARAMETER);
  return chain;
}

bool certificate_names_host(std::span<const uint8_t> der, const std::string& host) {
  const Functions& crypto = functions();
  if (!crypto.complete()) return false;
  const Owned<X509> certificate = decode(der);
  return certificate &&
         (crypto.X509_check_host(certificate.get(), host.c_str(), host.size(), 0, nullptr) == 1 ||
          crypto.X509_check_ip_asc(certificate.get(), host.c_str(), 0) == 1);
}

}  // namespace mimic::win
