// OpenSSL's libcrypto, opened when first asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mimic::win {

// A function of libcrypto, or null where it is not installed. Keep the result.
void* libcrypto_symbol(const char* name);
template <class F>
F* libcrypto_function(const char* name) {
  return reinterpret_cast<F*>(libcrypto_symbol(name));
}

// A digest that is being made, or an HMAC where a key was given.
class Digest {
 public:
  // By libcrypto's name ("SHA256"). Null where it has none.
  static std::unique_ptr<Digest> make(const char* name, std::span<const uint8_t> key, bool hmac);
  ~Digest();
  Digest(const Digest&) = delete;
  Digest& operator=(const Digest&) = delete;

  std::unique_ptr<Digest> copy() const;
  bool update(const void* data, size_t size);
  std::optional<std::vector<uint8_t>> finish();

 private:
  Digest() = default;
  void* digest_ = nullptr;  // EVP_MD_CTX
  void* outer_ = nullptr;   // of an HMAC: the second digest, which has the key already
};

bool pbkdf2(const char* digest, std::span<const uint8_t> password, std::span<const uint8_t> salt,
            int iterations, std::span<uint8_t> key);

}  // namespace mimic::win
