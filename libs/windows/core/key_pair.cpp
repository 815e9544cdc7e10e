#include "libs/windows/core/key_pair.h"

#include <algorithm>

#include "libs/windows/core/libcrypto.h"

namespace mimic::win {

namespace {

using Bytes = unsigned char;

struct Functions {
  void* (*context_new)(void*, void*) = libcrypto_function<void*(void*, void*)>("EVP_PKEY_CTX_new");
  void* (*context_by_name)(void*, const char*, const char*) =
      libcrypto_function<void*(void*, const char*, const char*)>("EVP_PKEY_CTX_new_from_name");
  void (*context_free)(void*) = libcrypto_function<void(void*)>("EVP_PKEY_CTX_free");
  int (*control)(void*, const char*, const char*) =
      libcrypto_function<int(void*, const char*, const char*)>("EVP_PKEY_CTX_ctrl_str");
  int (*keygen_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_keygen_init");
  int (*keygen)(void*, void**) = libcrypto_function<int(void*, void**)>("EVP_PKEY_keygen");
  void (*key_free)(void*) = libcrypto_function<void(void*)>("EVP_PKEY_free");
  void* (*read_public)(void**, const Bytes**,
                       long) = libcrypto_function<void*(void**, const Bytes**, long)>("d2i_PUBKEY");
  void* (*read_private)(void**, const Bytes**, long) =
      libcrypto_function<void*(void**, const Bytes**, long)>("d2i_AutoPrivateKey");
  int (*write_public)(const void*,
                      Bytes**) = libcrypto_function<int(const void*, Bytes**)>("i2d_PUBKEY");
  int (*write_private)(const void*,
                       Bytes**) = libcrypto_function<int(const void*, Bytes**)>("i2d_PrivateKey");
  int (*sign_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_sign_init");
  int (*sign)(void*, Bytes*, size_t*, const Bytes*, size_t) =
      libcrypto_function<int(void*, Bytes*, size_t*, const Bytes*, size_t)>("EVP_PKEY_sign");
  int (*verify_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_verify_init");
  int (*verify)(void*, const Bytes*, size_t, const Bytes*, size_t) =
      libcrypto_function<int(void*, const Bytes*, size_t, const Bytes*, size_t)>("EVP_PKEY_verify");
  int (*encrypt_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_encrypt_init");
  int (*encrypt)(void*, Bytes*, size_t*, const Bytes*, size_t) =
      libcrypto_function<int(void*, Bytes*, size_t*, const Bytes*, size_t)>("EVP_PKEY_encrypt");
  int (*decrypt_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_decrypt_init");
  int (*decrypt)(void*, Bytes*, size_t*, const Bytes*, size_t) =
      libcrypto_function<int(void*, Bytes*, size_t*, const Bytes*, size_t)>("EVP_PKEY_decrypt");
  int (*derive_init)(void*) = libcrypto_function<int(void*)>("EVP_PKEY_derive_init");
  int (*derive_set_peer)(void*,
                         void*) = libcrypto_function<int(void*, void*)>("EVP_PKEY_derive_set_peer");
  int (*derive)(void*, Bytes*,
                size_t*) = libcrypto_function<int(void*, Bytes*, size_t*)>("EVP_PKEY_derive");
  void* (*number_read)(const Bytes*, int,
                       void*) = libcrypto_function<void*(const Bytes*, int, void*)>("BN_bin2bn");
  int (*number_write)(const void*,
                      Bytes*) = libcrypto_function<int(const void*, Bytes*)>("BN_bn2bin");
  int (*number_bits)(const void*) = libcrypto_function<int(const void*)>("BN_num_bits");
  void (*number_free)(void*) = libcrypto_function<void(void*)>("BN_clear_free");
  int (*subtract_word)(void*, unsigned long) =
      libcrypto_function<int(void*, unsigned long)>("BN_sub_word");
  int (*multiply)(void*, const void*, const void*, void*) =
      libcrypto_function<int(void*, const void*, const void*, void*)>("BN_mul");
  void* (*inverse)(void*, const void*, const void*, void*) =
      libcrypto_function<void*(void*, const void*, const void*, void*)>("BN_mod_inverse");
  int (*divide)(void*, void*, const void*, const void*, void*) =
      libcrypto_function<int(void*, void*, const void*, const void*, void*)>("BN_div");
  void* (*number_new)() = libcrypto_function<void*()>("BN_new");
  void* (*scratch_new)() = libcrypto_function<void*()>("BN_CTX_new");
  void (*scratch_free)(void*) = libcrypto_function<void(void*)>("BN_CTX_free");
  bool complete() const {
    return context_new && context_by_name && context_free && control && keygen_init && keygen &&
           key_free && read_public && read_private && write_public && write_private && sign_init &&
           sign && verify_init && verify && encrypt_init && encrypt && decrypt_init && decrypt &&
           derive_init && derive_set_peer && derive && number_read && number_write && number_bits &&
           number_free && subtract_word && multiply && inverse && divide && number_new &&
           scratch_new && scratch_free;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

using Owner = std::unique_ptr<void, void (*)(void*)>;
Owner context_of(void* key) {
  return Owner(functions().context_new(key, nullptr), functions().context_free);
}

constexpr std::string_view kRsa = "1.2.840.113549.1.1.1", kEllipticCurve = "1.2.840.10045.2.1";
constexpr struct Curve {
  unsigned bits;
  std::string_view oid;
  const char* name;
} kCurves[] = {{256, "1.2.840.10045.3.1.7", "P-256"},
               {384, "1.3.132.0.34", "P-384"},
               {521, "1.3.132.0.35", "P-521"}};
const Curve* find_curve(unsigned bits) {
  const auto* found = std::ranges::find(kCurves, bits, &Curve::bits);
  return found == std::end(kCurves) ? nullptr : found;
}
constexpr size_t field_size(unsigned bits) { return (bits + 7) / 8; }

ByteVector bits_of(ByteView bytes) {
  constexpr uint8_t kNoUnused[] = {0};
  return der::write(der::kBitString, {kNoUnused, bytes});
}

ByteVector padded(ByteView number, size_t size) {
  while (!number.empty() && number[0] == 0) number = number.subspan(1);
  ByteVector bytes(std::max(size, number.size()));
  std::ranges::copy(number, bytes.end() - static_cast<ptrdiff_t>(number.size()));
  return bytes;
}

// What the private key does not say: the exponent for all, and those for each prime.
bool complete(KeyPair::RsaNumbers& numbers) {
  const Functions& crypto = functions();
  const auto read = [&](const ByteVector& bytes) {
    return Owner(crypto.number_read(bytes.data(), static_cast<int>(bytes.size()), nullptr),
                 crypto.number_free);
  };
  const auto fresh = [&] { return Owner(crypto.number_new(), crypto.number_free); };
  const auto write = [&](const Owner& number) {
    ByteVector bytes(static_cast<size_t>(crypto.number_bits(number.get()) + 7) / 8);
    crypto.number_write(number.get(), bytes.data());
    return bytes;
  };
  const Owner scratch(crypto.scratch_new(), crypto.scratch_free);
  const Owner e = read(numbers.exponent), p = read(numbers.prime1), q = read(numbers.prime2),
              p1 = read(numbers.prime1), q1 = read(numbers.prime2), phi = fresh(), d = fresh(),
              dp = fresh(), dq = fresh(), c = fresh();
  if (!crypto.subtract_word(p1.get(), 1) || !crypto.subtract_word(q1.get(), 1) ||
      !crypto.multiply(phi.get(), p1.get(), q1.get(), scratch.get()) ||
      !crypto.inverse(d.get(), e.get(), phi.get(), scratch.get()) ||
      !crypto.divide(nullptr, dp.get(), d.get(), p1.get(), scratch.get()) ||
      !crypto.divide(nullptr, dq.get(), d.get(), q1.get(), scratch.get()) ||
      !crypto.inverse(c.get(), q.get(), p.get(), scratch.get()))
    return false;
  numbers.private_exponent = write(d);
  numbers.exponent1 = write(dp);
  numbers.exponent2 = write(dq);
  numbers.coefficient = write(c);
  return true;
}

void* read_key(const ByteVector& encoded, bool is_private) {
  const Bytes* at = encoded.data();
  const auto size = static_cast<long>(encoded.size());
  return is_private ? functions().read_private(nullptr, &at, size)
                    : functions().read_public(nullptr, &at, size);
}
ByteVector write_key(void* key, bool is_private) {
  const auto write = is_private ? functions().write_private : functions().write_public;
  const int size = write(key, nullptr);
  ByteVector bytes(static_cast<size_t>(std::max(size, 0)));
  Bytes* at = bytes.data();
  if (size > 0) write(key, &at);
  return bytes;
}

std::vector<ByteView> integers_of(ByteView encoded) {
  std::vector<ByteView> numbers;
  const auto sequence = der::read(encoded, der::kSequence);
  der::Reader each(sequence ? sequence->content : ByteView());
  while (const auto number = each.next(der::kInteger)) {
    ByteView bytes = number->content;
    if (bytes.size() > 1 && bytes[0] == 0) bytes = bytes.subspan(1);
    numbers.push_back(bytes);
  }
  return numbers;
}
// The BIT STRING of a SubjectPublicKeyInfo.
ByteView key_bits(ByteView info) {
  const auto sequence = der::read(info, der::kSequence);
  if (!sequence) return {};
  der::Reader fields(sequence->content);
  fields.next(der::kSequence);
  const auto bits = fields.next(der::kBitString);
  return bits && !bits->content.empty() ? bits->content.subspan(1) : ByteView();
}

bool apply(void* context, const RsaScheme& scheme) {
  const Functions& crypto = functions();
  const auto set = [&](const char* name, const std::string& value) {
    return crypto.control(context, name, value.c_str()) > 0;
  };
  switch (scheme.padding) {
    case RsaPadding::kNone:
      return set("rsa_padding_mode", "none");
    case RsaPadding::kPkcs1:
      return set("rsa_padding_mode", "pkcs1") &&
             (scheme.digest.empty() || set("digest", scheme.digest));
    case RsaPadding::kPss:
      return set("rsa_padding_mode", "pss") && set("digest", scheme.digest) &&
             set("rsa_pss_saltlen", std::to_string(scheme.salt));
    case RsaPadding::kOaep: {
      std::string label;
      for (const uint8_t byte : scheme.label)
        for (const int digit : {byte >> 4, byte & 15}) label += "0123456789abcdef"[digit];
      return set("rsa_padding_mode", "oaep") && set("rsa_oaep_md", scheme.digest) &&
             set("rsa_mgf1_md", scheme.digest) && (label.empty() || set("rsa_oaep_label", label));
    }
  }
  return false;
}

std::optional<ByteVector> run(void* context,
                              int (*operation)(void*, Bytes*, size_t*, const Bytes*, size_t),
                              ByteView input) {
  size_t size = 0;
  if (operation(context, nullptr, &size, input.data(), input.size()) != 1) return std::nullopt;
  ByteVector output(size);
  if (operation(context, output.data(), &size, input.data(), input.size()) != 1)
    return std::nullopt;
  output.resize(size);
  return output;
}

}  // namespace

KeyPair::~KeyPair() { functions().key_free(key_); }

std::shared_ptr<KeyPair> KeyPair::generate_rsa(unsigned bits) {
  const Functions& crypto = functions();
  if (!crypto.complete()) return nullptr;
  const Owner context(crypto.context_by_name(nullptr, "RSA", nullptr), crypto.context_free);
  void* key = nullptr;
  if (!context || crypto.keygen_init(context.get()) != 1 ||
      crypto.control(context.get(), "rsa_keygen_bits", std::to_string(bits).c_str()) <= 0 ||
      crypto.keygen(context.get(), &key) != 1)
    return nullptr;
  return std::shared_ptr<KeyPair>(new KeyPair(key, true, 0));
}

std::shared_ptr<KeyPair> KeyPair::generate_curve(unsigned bits) {
  const Functions& crypto = functions();
  const Curve* curve = find_curve(bits);
  if (!crypto.complete() || !curve) return nullptr;
  const Owner context(crypto.context_by_name(nullptr, "EC", nullptr), crypto.context_free);
  void* key = nullptr;
  if (!context || crypto.keygen_init(context.get()) != 1 ||
      crypto.control(context.get(), "ec_paramgen_curve", curve->name) <= 0 ||
      crypto.keygen(context.get(), &key) != 1)
    return nullptr;
  return std::shared_ptr<KeyPair>(new KeyPair(key, true, bits));
}

std::shared_ptr<KeyPair> KeyPair::import_rsa(RsaNumbers numbers) {
  if (!functions().complete()) return nullptr;
  const bool is_private = !numbers.prime1.empty();
  ByteVector encoded;
  if (is_private) {
    if (numbers.private_exponent.empty() && !complete(numbers)) return nullptr;
    encoded = der::write(
        der::kSequence,
        {der::write_integer(0), der::write_unsigned(numbers.modulus),
         der::write_unsigned(numbers.exponent), der::write_unsigned(numbers.private_exponent),
         der::write_unsigned(numbers.prime1), der::write_unsigned(numbers.prime2),
         der::write_unsigned(numbers.exponent1), der::write_unsigned(numbers.exponent2),
         der::write_unsigned(numbers.coefficient)});
  } else {
    const ByteVector key = der::write(der::kSequence, {der::write_unsigned(numbers.modulus),
                                                       der::write_unsigned(numbers.exponent)});
    encoded = der::write(
        der::kSequence,
        {der::write(der::kSequence, {der::write_oid(kRsa), der::write(der::kNull, ByteView())}),
         bits_of(key)});
  }
  void* key = read_key(encoded, is_private);
  return key ? std::shared_ptr<KeyPair>(new KeyPair(key, is_private, 0)) : nullptr;
}

std::shared_ptr<KeyPair> KeyPair::import_curve(unsigned bits, const CurveNumbers& numbers) {
  const Curve* curve = find_curve(bits);
  if (!functions().complete() || !curve) return nullptr;
  const bool is_private = !numbers.d.empty();
  ByteVector point{4};  // uncompressed
  point.insert(point.end(), numbers.x.begin(), numbers.x.end());
  point.insert(point.end(), numbers.y.begin(), numbers.y.end());
  const ByteVector encoded =
      is_private
          ? der::write(der::kSequence,
                       {der::write_integer(1), der::write(der::kOctetString, numbers.d),
                        der::write(der::constructed(0), der::write_oid(curve->oid)),
                        der::write(der::constructed(1), bits_of(point))})
          : der::write(der::kSequence, {der::write(der::kSequence, {der::write_oid(kEllipticCurve),
                                                                    der::write_oid(curve->oid)}),
                                        bits_of(point)});
  void* key = read_key(encoded, is_private);
  return key ? std::shared_ptr<KeyPair>(new KeyPair(key, is_private, bits)) : nullptr;
}

std::optional<KeyPair::RsaNumbers> KeyPair::rsa_numbers() const {
  const ByteVector encoded = write_key(key_, private_);
  const auto copy = [](ByteView bytes) { return ByteVector(bytes.begin(), bytes.end()); };
  const auto numbers = integers_of(private_ ? ByteView(encoded) : key_bits(encoded));
  if (private_ && numbers.size() == 9)
    return RsaNumbers{copy(numbers[1]), copy(numbers[2]), copy(numbers[4]), copy(numbers[5]),
                      copy(numbers[6]), copy(numbers[7]), copy(numbers[8]), copy(numbers[3])};
  if (!private_ && numbers.size() == 2)
    return RsaNumbers{copy(numbers[0]), copy(numbers[1]), {}, {}, {}, {}, {}, {}};
  return std::nullopt;
}

std::optional<KeyPair::CurveNumbers> KeyPair::curve_numbers() const {
  const size_t size = field_size(curve_);
  const ByteVector info = write_key(key_, false);
  const ByteView point = key_bits(info);
  if (point.size() != 1 + 2 * size) return std::nullopt;
  CurveNumbers numbers{
      ByteVector(point.begin() + 1, point.begin() + 1 + static_cast<ptrdiff_t>(size)),
      ByteVector(point.begin() + 1 + static_cast<ptrdiff_t>(size), point.end()),
      {}};
  if (!private_) return numbers;
  const ByteVector encoded = write_key(key_, true);
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return std::nullopt;
  der::Reader fields(sequence->content);
  fields.next(der::kInteger);
  const auto secret = fields.next(der::kOctetString);
  if (!secret) return std::nullopt;
  numbers.d = padded(secret->content, size);
  return numbers;
}

std::optional<ByteVector> KeyPair::sign(const RsaScheme* scheme, ByteView hash) const {
  const Owner context = context_of(key_);
  if (!context || functions().sign_init(context.get()) != 1 ||
      (scheme && !apply(context.get(), *scheme)))
    return std::nullopt;
  auto signature = run(context.get(), functions().sign, hash);
  if (!signature || !curve_) return signature;
  const auto numbers = integers_of(*signature);
  if (numbers.size() != 2) return std::nullopt;
  const size_t size = field_size(curve_);
  ByteVector both = padded(numbers[0], size);
  const ByteVector second = padded(numbers[1], size);
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

bool KeyPair::verify(const RsaScheme* scheme, ByteView hash, ByteView signature) const {
  const Owner context = context_of(key_);
  if (!context || functions().verify_init(context.get()) != 1 ||
      (scheme && !apply(context.get(), *scheme)))
    return false;
  ByteVector encoded(signature.begin(), signature.end());
  if (curve_) {
    const size_t size = field_size(curve_);
    if (signature.size() != 2 * size) return false;
    encoded = der::write(der::kSequence, {der::write_unsigned(signature.first(size)),
                                          der::write_unsigned(signature.subspan(size))});
  }
  return functions().verify(context.get(), encoded.data(), encoded.size(), hash.data(),
                            hash.size()) == 1;
}

std::optional<ByteVector> KeyPair::encrypt(const RsaScheme& scheme, ByteView input) const {
  const Owner context = context_of(key_);
  if (!context || functions().encrypt_init(context.get()) != 1 || !apply(context.get(), scheme))
    return std::nullopt;
  return run(context.get(), functions().encrypt, input);
}
std::optional<ByteVector> KeyPair::decrypt(const RsaScheme& scheme, ByteView input) const {
  const Owner context = context_of(key_);
  if (!context || functions().decrypt_init(context.get()) != 1 || !apply(context.get(), scheme))
    return std::nullopt;
  return run(context.get(), functions().decrypt, input);
}

std::optional<ByteVector> KeyPair::agree(const KeyPair& other) const {
  const Owner context = context_of(key_);
  size_t size = 0;
  if (!context || functions().derive_init(context.get()) != 1 ||
      functions().derive_set_peer(context.get(), other.key_) != 1 ||
      functions().derive(context.get(), nullptr, &size) != 1)
    return std::nullopt;
  ByteVector secret(size);
  if (functions().derive(context.get(), secret.data(), &size) != 1) return std::nullopt;
  secret.resize(size);
  return secret;
}

}  // namespace mimic::win
