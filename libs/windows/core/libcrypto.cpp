#include "libs/windows/core/libcrypto.h"

#include <dlfcn.h>

#include <array>
#include <string_view>

namespace mimic::win {

void* libcrypto_symbol(const char* name) {
  static void* const library = [] {
    void* opened = ::dlopen("libcrypto.so.3", RTLD_LAZY | RTLD_LOCAL);
    return opened ? opened : ::dlopen("libcrypto.so", RTLD_LAZY | RTLD_LOCAL);
  }();
  return library ? ::dlsym(library, name) : nullptr;
}

namespace {

// The few functions of EVP that digests need.
struct Functions {
  void* (*context_new)() = libcrypto_function<void*()>("EVP_MD_CTX_new");
  void (*context_free)(void*) = libcrypto_function<void(void*)>("EVP_MD_CTX_free");
  int (*context_copy)(void*, const void*) =
      libcrypto_function<int(void*, const void*)>("EVP_MD_CTX_copy_ex");
  const void* (*by_name)(const char*) =
      libcrypto_function<const void*(const char*)>("EVP_get_digestbyname");
  int (*init)(void*, const void*,
              void*) = libcrypto_function<int(void*, const void*, void*)>("EVP_DigestInit_ex");
  int (*update)(void*, const void*,
                size_t) = libcrypto_function<int(void*, const void*, size_t)>("EVP_DigestUpdate");
  int (*final)(void*, unsigned char*, unsigned*) =
      libcrypto_function<int(void*, unsigned char*, unsigned*)>("EVP_DigestFinal_ex");
  int (*pbkdf2)(const char*, int, const unsigned char*, int, int, const void*, int,
                unsigned char*) =
      libcrypto_function<int(const char*, int, const unsigned char*, int, int, const void*, int,
                             unsigned char*)>("PKCS5_PBKDF2_HMAC");
  bool complete() const {
    return context_new && context_free && context_copy && by_name && init && update && final;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

constexpr size_t kMaxDigest = 64;

// Bytes of a digest's block (RFC 2104: what the key is padded to).
size_t block_size(const char* name) {
  const std::string_view digest = name;
  return digest == "SHA384" || digest == "SHA512" ? 128 : 64;
}

}  // namespace

std::unique_ptr<Digest> Digest::make(const char* name, std::span<const uint8_t> key, bool hmac) {
  const Functions& crypto = functions();
  const void* type = crypto.complete() ? crypto.by_name(name) : nullptr;
  if (!type) return nullptr;
  std::unique_ptr<Digest> digest(new Digest);
  digest->digest_ = crypto.context_new();
  if (!digest->digest_ || !crypto.init(digest->digest_, type, nullptr)) return nullptr;
  if (!hmac) return digest;
  const size_t block = block_size(name);
  std::vector<uint8_t> padded(key.begin(), key.end());
  if (padded.size() > block) {
    auto hashed = make(name, {}, false);
    if (!hashed || !hashed->update(key.data(), key.size())) return nullptr;
    auto short_key = hashed->finish();
    if (!short_key) return nullptr;
    padded = std::move(*short_key);
  }
  padded.resize(block);
  digest->outer_ = crypto.context_new();
  if (!digest->outer_ || !crypto.init(digest->outer_, type, nullptr)) return nullptr;
  for (uint8_t& byte : padded) byte ^= 0x36;
  if (!digest->update(padded.data(), padded.size())) return nullptr;
  for (uint8_t& byte : padded) byte ^= 0x36 ^ 0x5c;
  if (!crypto.update(digest->outer_, padded.data(), padded.size())) return nullptr;
  return digest;
}

Digest::~Digest() {
  if (digest_) functions().context_free(digest_);
  if (outer_) functions().context_free(outer_);
}

std::unique_ptr<Digest> Digest::copy() const {
  const Functions& crypto = functions();
  std::unique_ptr<Digest> other(new Digest);
  other->digest_ = crypto.context_new();
  if (!other->digest_ || !crypto.context_copy(other->digest_, digest_)) return nullptr;
  if (!outer_) return other;
  other->outer_ = crypto.context_new();
  if (!other->outer_ || !crypto.context_copy(other->outer_, outer_)) return nullptr;
  return other;
}

bool Digest::update(const void* data, size_t size) {
  return functions().update(digest_, data, size) == 1;
}

std::optional<std::vector<uint8_t>> Digest::finish() {
  const Functions& crypto = functions();
  std::array<uint8_t, kMaxDigest> bytes;
  unsigned size = 0;
  if (crypto.final(digest_, bytes.data(), &size) != 1) return std::nullopt;
  if (outer_ && (crypto.update(outer_, bytes.data(), size) != 1 ||
                 crypto.final(outer_, bytes.data(), &size) != 1))
    return std::nullopt;
  return std::vector<uint8_t>(bytes.data(), bytes.data() + size);
}

bool pbkdf2(const char* digest, std::span<const uint8_t> password, std::span<const uint8_t> salt,
            int iterations, std::span<uint8_t> key) {
  const Functions& crypto = functions();
  const void* type = crypto.complete() && crypto.pbkdf2 ? crypto.by_name(digest) : nullptr;
  return type && crypto.pbkdf2(reinterpret_cast<const char*>(password.data()),
                               static_cast<int>(password.size()), salt.data(),
                               static_cast<int>(salt.size()), iterations, type,
                               static_cast<int>(key.size()), key.data()) == 1;
}

}  // namespace mimic::win
