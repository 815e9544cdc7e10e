// Public and private keys of RSA and of the NIST curves, by libcrypto. They go in and out as the
// structures of RFC 8017 (RSA) and RFC 5915 (elliptic curves).
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "libs/windows/core/der.h"

namespace mimic::win {

enum class RsaPadding { kNone, kPkcs1, kOaep, kPss };
struct RsaScheme {
  RsaPadding padding = RsaPadding::kNone;
  std::string digest;  // libcrypto's name, or empty
  size_t salt = 0;     // bytes, of PSS
  ByteVector label;    // of OAEP
};

class KeyPair {
 public:
  // The numbers of a key in big-endian bytes. Of an RSA private key all but the first four may be
  // empty: they are computed.
  struct RsaNumbers {
    ByteVector modulus, exponent, prime1, prime2, exponent1, exponent2, coefficient,
        private_exponent;
  };
  struct CurveNumbers {
    ByteVector x, y, d;  // each as long as the field
  };

  static std::shared_ptr<KeyPair> generate_rsa(unsigned bits);
  static std::shared_ptr<KeyPair> generate_curve(unsigned bits);  // 256, 384 or 521
  static std::shared_ptr<KeyPair> import_rsa(RsaNumbers numbers);
  static std::shared_ptr<KeyPair> import_curve(unsigned bits, const CurveNumbers& numbers);
  ~KeyPair();
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;

  bool is_private() const { return private_; }
  std::optional<RsaNumbers> rsa_numbers() const;
  std::optional<CurveNumbers> curve_numbers() const;

  // Signatures of curves are the two numbers, each as long as the field.
  std::optional<ByteVector> sign(const RsaScheme* scheme, ByteView hash) const;
  bool verify(const RsaScheme* scheme, ByteView hash, ByteView signature) const;
  std::optional<ByteVector> encrypt(const RsaScheme& scheme, ByteView input) const;
  std::optional<ByteVector> decrypt(const RsaScheme& scheme, ByteView input) const;
  std::optional<ByteVector> agree(const KeyPair& other) const;  // big-endian

 private:
  KeyPair(void* key, bool is_private, unsigned curve)
      : key_(key), private_(is_private), curve_(curve) {}
  void* key_;  // EVP_PKEY
  bool private_;
  unsigned curve_;  // bits, or 0 for RSA
};

}  // namespace mimic::win
