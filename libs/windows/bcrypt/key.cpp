// Keys of all kinds: pairs made, imported and exported; encryption, signatures, agreed secrets.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/security_status.h"
#include "libs/windows/bcrypt/symmetric_key.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

constexpr ULONG BCRYPT_PAD_NONE = 1, BCRYPT_PAD_PKCS1 = 2, BCRYPT_PAD_OAEP = 4, BCRYPT_PAD_PSS = 8;

struct BCRYPT_RSAKEY_BLOB {
  ULONG Magic, BitLength, cbPublicExp, cbModulus, cbPrime1, cbPrime2;
};
struct BCRYPT_ECCKEY_BLOB {
  ULONG dwMagic, cbKey;
};
struct BCRYPT_PADDING_INFO {  // of PKCS #1; the others have more
  LPCWSTR pszAlgId;
};
struct BCRYPT_PSS_PADDING_INFO {
  LPCWSTR pszAlgId;
  ULONG cbSalt;
};
struct BCRYPT_OAEP_PADDING_INFO {
  LPCWSTR pszAlgId;
  UCHAR* pbLabel;
  ULONG cbLabel;
};

constexpr ULONG kRsaPublic = 0x31415352, kRsaPrivate = 0x32415352, kRsaFullPrivate = 0x33415352;

// "ECK1" for the public half of ECDH on P-256, "ECS2" for a private key of ECDSA on it, and so on.
constexpr unsigned kCurveBits[] = {256, 384, 521};
ULONG curve_magic(bool sign, unsigned bits, bool is_private) {
  const auto index =
      static_cast<ULONG>(std::ranges::find(kCurveBits, bits) - std::begin(kCurveBits));
  const ULONG first = sign ? 0x31534345 : 0x314b4345;
  return first + ((index * 2 + is_private) << 24);
}
// The curve of a magic number, or 0.
unsigned curve_of(bool sign, ULONG magic, bool& is_private) {
  for (const unsigned bits : kCurveBits)
    for (const bool secret : {false, true})
      if (curve_magic(sign, bits, secret) == magic) {
        is_private = secret;
        return bits;
      }
  return 0;
}

bool is_curve(const Algorithm& algorithm) {
  return algorithm.kind == Kind::kSignCurve || algorithm.kind == Kind::kAgreeCurve;
}

// Takes numbers one after another from a blob.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}
  ByteVector take(size_t size) {
    good_ &= size <= rest_.size();
    if (!good_) return {};
    ByteVector bytes(rest_.begin(), rest_.begin() + static_cast<ptrdiff_t>(size));
    rest_ = rest_.subspan(size);
    return bytes;
  }
  bool good() const { return good_; }

 private:
  ByteView rest_;
  bool good_ = true;
};

void append(ByteVector& to, const ByteVector& number, size_t size) {
  to.resize(to.size() + size - std::min(size, number.size()));
  to.insert(to.end(), number.begin(), number.end());
}
template <class T>
ByteVector bytes_of(const T& value) {
  const auto* at = reinterpret_cast<const uint8_t*>(&value);
  return ByteVector(at, at + sizeof value);
}

NTSTATUS import_rsa(ByteView blob, Key& key) {
  BCRYPT_RSAKEY_BLOB header;
  if (blob.size() < sizeof header) return STATUS_INVALID_PARAMETER;
  std::memcpy(&header, blob.data(), sizeof header);
  const bool full = header.Magic == kRsaFullPrivate, secret = full || header.Magic == kRsaPrivate;
  if (!secret && header.Magic != kRsaPublic) return STATUS_INVALID_PARAMETER;
  Fields fields(blob.subspan(sizeof header));
  KeyPair::RsaNumbers numbers;
  numbers.exponent = fields.take(header.cbPublicExp);
  numbers.modulus = fields.take(header.cbModulus);
  if (secret) {
    numbers.prime1 = fields.take(header.cbPrime1);
    numbers.prime2 = fields.take(header.cbPrime2);
  }
  if (full) {
    numbers.exponent1 = fields.take(header.cbPrime1);
    numbers.exponent2 = fields.take(header.cbPrime2);
    numbers.coefficient = fields.take(header.cbPrime1);
    numbers.private_exponent = fields.take(header.cbModulus);
  }
  if (!fields.good()) return STATUS_INVALID_PARAMETER;
  key.bits = header.BitLength;
  key.pair = KeyPair::import_rsa(std::move(numbers));
  return key.pair ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

NTSTATUS import_curve(ByteView blob, Key& key) {
  BCRYPT_ECCKEY_BLOB header;
  if (blob.size() < sizeof header) return STATUS_INVALID_PARAMETER;
  std::memcpy(&header, blob.data(), sizeof header);
  bool secret = false;
  const unsigned bits = curve_of(key.algorithm->kind == Kind::kSignCurve, header.dwMagic, secret);
  if (!bits || header.cbKey != (bits + 7) / 8 ||
      (key.algorithm->size && key.algorithm->size != bits))
    return STATUS_INVALID_PARAMETER;
  Fields fields(blob.subspan(sizeof header));
  KeyPair::CurveNumbers numbers;
  numbers.x = fields.take(header.cbKey);
  numbers.y = fields.take(header.cbKey);
  if (secret) numbers.d = fields.take(header.cbKey);
  if (!fields.good()) return STATUS_INVALID_PARAMETER;
  key.bits = bits;
  key.pair = KeyPair::import_curve(bits, numbers);
  return key.pair ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

Expected<ByteVector> export_rsa(const Key& key, std::u16string_view type) {
  const bool full = type == u"RSAFULLPRIVATEBLOB",
             secret = full || type == u"RSAPRIVATEBLOB" || type == u"PRIVATEBLOB";
  if (!secret && type != u"RSAPUBLICBLOB" && type != u"PUBLICBLOB")
    return std::unexpected(STATUS_NOT_SUPPORTED);
  if (secret && !key.pair->is_private()) return std::unexpected(STATUS_INVALID_PARAMETER);
  const auto numbers = key.pair->rsa_numbers();
  if (!numbers) return std::unexpected(STATUS_UNSUCCESSFUL);
  const size_t p = numbers->prime1.size(), q = numbers->prime2.size(), n = numbers->modulus.size();
  ByteVector blob = bytes_of(BCRYPT_RSAKEY_BLOB{
      full     ? kRsaFullPrivate
      : secret ? kRsaPrivate
               : kRsaPublic,
      key.bits, static_cast<ULONG>(numbers->exponent.size()), static_cast<ULONG>(n),
      secret ? static_cast<ULONG>(p) : 0, secret ? static_cast<ULONG>(q) : 0});
  append(blob, numbers->exponent, 0);
  append(blob, numbers->modulus, n);
  if (secret) {
    append(blob, numbers->prime1, p);
    append(blob, numbers->prime2, q);
  }
  if (full) {
    append(blob, numbers->exponent1, p);
    append(blob, numbers->exponent2, q);
    append(blob, numbers->coefficient, p);
    append(blob, numbers->private_exponent, n);
  }
  return blob;
}

Expected<ByteVector> export_curve(const Key& key, std::u16string_view type) {
  const bool secret = type == u"ECCPRIVATEBLOB" || type == u"PRIVATEBLOB";
  if (!secret && type != u"ECCPUBLICBLOB" && type != u"PUBLICBLOB")
    return std::unexpected(STATUS_NOT_SUPPORTED);
  if (secret && !key.pair->is_private()) return std::unexpected(STATUS_INVALID_PARAMETER);
  const auto numbers = key.pair->curve_numbers();
  if (!numbers) return std::unexpected(STATUS_UNSUCCESSFUL);
  const size_t size = (key.bits + 7) / 8;
  ByteVector blob = bytes_of(
      BCRYPT_ECCKEY_BLOB{curve_magic(key.algorithm->kind == Kind::kSignCurve, key.bits, secret),
                         static_cast<ULONG>(size)});
  append(blob, numbers->x, size);
  append(blob, numbers->y, size);
  if (secret) append(blob, numbers->d, size);
  return blob;
}

// How RSA shall pad, from the flags and what belongs to them.
NTSTATUS scheme_of(const void* info, ULONG flags, bool for_signature, RsaScheme& scheme) {
  const ULONG padding =
      flags & (BCRYPT_PAD_NONE | BCRYPT_PAD_PKCS1 | BCRYPT_PAD_OAEP | BCRYPT_PAD_PSS);
  if (padding == BCRYPT_PAD_NONE || padding == 0) {
    scheme.padding = RsaPadding::kNone;
    return STATUS_SUCCESS;
  }
  if (padding == BCRYPT_PAD_PKCS1) {
    scheme.padding = RsaPadding::kPkcs1;
    if (!for_signature) return STATUS_SUCCESS;
  } else if (padding == BCRYPT_PAD_OAEP && !for_signature) {
    scheme.padding = RsaPadding::kOaep;
  } else if (padding == BCRYPT_PAD_PSS && for_signature) {
    scheme.padding = RsaPadding::kPss;
  } else {
    return STATUS_INVALID_PARAMETER;
  }
  if (!info) return STATUS_INVALID_PARAMETER;
  const LPCWSTR name = static_cast<const BCRYPT_PADDING_INFO*>(info)->pszAlgId;
  if (!name && padding == BCRYPT_PAD_PKCS1) return STATUS_SUCCESS;
  const Algorithm* digest = find_digest(name);
  if (!digest) return STATUS_NOT_SUPPORTED;
  scheme.digest = digest->host_name;
  if (padding == BCRYPT_PAD_PSS) {
    scheme.salt = static_cast<const BCRYPT_PSS_PADDING_INFO*>(info)->cbSalt;
  } else if (padding == BCRYPT_PAD_OAEP) {
    const auto& oaep = *static_cast<const BCRYPT_OAEP_PADDING_INFO*>(info);
    scheme.label.assign(oaep.pbLabel, oaep.pbLabel + oaep.cbLabel);
  }
  return STATUS_SUCCESS;
}

// How a key signs: RSA by a scheme, curves without one; other keys do not.
Expected<std::optional<RsaScheme>> signature_scheme(const Key& key, const void* info, ULONG flags) {
  if (key.algorithm->kind == Kind::kSignCurve) return std::nullopt;
  if (key.algorithm->kind != Kind::kRsa) return nt_fail(STATUS_NOT_SUPPORTED);
  RsaScheme scheme;
  const NTSTATUS status = scheme_of(info, flags, true, scheme);
  if (!nt_success(status)) return nt_fail(status);
  return scheme;
}
const RsaScheme* pointer_to(const std::optional<RsaScheme>& scheme) {
  return scheme ? &*scheme : nullptr;
}

NTSTATUS run_rsa(const Key& key, const CipherCall& call) {
  if (!call.result) return STATUS_INVALID_PARAMETER;
  RsaScheme scheme;
  const NTSTATUS status = scheme_of(call.padding_info, call.flags, false, scheme);
  if (!nt_success(status)) return status;
  const ULONG size = (key.bits + 7) / 8;
  *call.result = size;
  if (!call.output) return STATUS_SUCCESS;
  if (call.encrypt && call.output_size < size) return STATUS_BUFFER_TOO_SMALL;
  const ByteVector input(call.input, call.input + call.input_size);
  const auto output =
      call.encrypt ? key.pair->encrypt(scheme, input) : key.pair->decrypt(scheme, input);
  if (!output) return STATUS_INVALID_PARAMETER;
  return give(*output, call.output, call.output_size, call.result);
}

NTSTATUS run(HANDLE handle, const CipherCall& call) {
  auto* key = object_at<Key>(handle, kKeyMark);
  if (!key) return STATUS_INVALID_HANDLE;
  if (key->algorithm->kind == Kind::kRsa)
    return key->pair ? run_rsa(*key, call) : STATUS_INVALID_HANDLE;
  return is_curve(*key->algorithm) ? STATUS_NOT_SUPPORTED : run_symmetric(*key, call);
}

}  // namespace

EXPORT(bcrypt, NTSTATUS, BCryptGenerateKeyPair,
       (HANDLE hAlgorithm, HANDLE* phKey, ULONG dwLength, ULONG dwFlags)) {
  constexpr ULONG kLeast = 512, kMost = 16384, kStep = 64, kUsual = 2048;
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  const Algorithm& algorithm = *provider.algorithm;
  auto key = std::make_unique<Key>();
  key->algorithm = &algorithm;
  if (algorithm.kind == Kind::kRsa) {
    key->bits = dwLength ? dwLength : kUsual;
    if (key->bits < kLeast || key->bits > kMost || key->bits % kStep)
      return STATUS_INVALID_PARAMETER;
  } else if (is_curve(algorithm)) {
    key->bits = algorithm.size ? algorithm.size : provider.curve ? provider.curve : dwLength;
    if (dwLength && key->bits && dwLength != key->bits) return STATUS_INVALID_PARAMETER;
  } else {
    return STATUS_NOT_SUPPORTED;
  }
  *phKey = key.release();
  return STATUS_SUCCESS;
}
EXPORT(bcrypt, NTSTATUS, BCryptFinalizeKeyPair, (HANDLE hKey, ULONG dwFlags)) {
  auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key || key->pair) return STATUS_INVALID_HANDLE;
  key->pair = key->algorithm->kind == Kind::kRsa ? KeyPair::generate_rsa(key->bits)
                                                 : KeyPair::generate_curve(key->bits);
  return key->pair ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

EXPORT(bcrypt, NTSTATUS, BCryptImportKeyPair,
       (HANDLE hAlgorithm, HANDLE hImportKey, LPCWSTR pszBlobType, HANDLE* phKey,
        const UCHAR* pbInput, ULONG cbInput, ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  if (!phKey || !pszBlobType || !pbInput || hImportKey) return STATUS_INVALID_PARAMETER;
  const bool rsa = provider.algorithm->kind == Kind::kRsa;
  if (!rsa && !is_curve(*provider.algorithm)) return STATUS_NOT_SUPPORTED;
  const auto type = view_of(pszBlobType);
  const bool known =
      type == u"PUBLICBLOB" || type == u"PRIVATEBLOB" || type.starts_with(rsa ? u"RSA" : u"ECC");
  if (!known) return STATUS_NOT_SUPPORTED;
  auto key = std::make_unique<Key>();
  key->algorithm = provider.algorithm;
  const ByteVector blob(pbInput, pbInput + cbInput);
  const NTSTATUS status = rsa ? import_rsa(blob, *key) : import_curve(blob, *key);
  if (nt_success(status)) *phKey = key.release();
  return status;
}
EXPORT(bcrypt, NTSTATUS, BCryptExportKey,
       (HANDLE hKey, HANDLE hExportKey, LPCWSTR pszBlobType, UCHAR* pbOutput, ULONG cbOutput,
        ULONG* pcbResult, ULONG dwFlags)) {
  auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key) return STATUS_INVALID_HANDLE;
  if (!pszBlobType || hExportKey) return STATUS_NOT_SUPPORTED;
  const auto type = view_of(pszBlobType);
  const bool rsa = key->algorithm->kind == Kind::kRsa;
  if (!rsa && !is_curve(*key->algorithm))
    return export_symmetric(*key, type, pbOutput, cbOutput, pcbResult);
  if (!key->pair) return STATUS_INVALID_HANDLE;
  const auto blob = rsa ? export_rsa(*key, type) : export_curve(*key, type);
  return blob ? give(*blob, pbOutput, cbOutput, pcbResult) : blob.error();
}

EXPORT(bcrypt, NTSTATUS, BCryptDuplicateKey,
       (HANDLE hKey, HANDLE* phNewKey, UCHAR* pbKeyObject, ULONG cbKeyObject, ULONG dwFlags)) {
  const auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key) return STATUS_INVALID_HANDLE;
  auto copy = std::make_unique<Key>();
  copy->algorithm = key->algorithm;
  copy->mode = key->mode;
  copy->secret = key->secret;
  copy->iv = key->iv;
  copy->message_block = key->message_block;
  if (key->rc4) copy->rc4 = std::make_unique<Rc4>(*key->rc4);
  copy->pair = key->pair;
  copy->bits = key->bits;
  *phNewKey = copy.release();
  return STATUS_SUCCESS;
}
EXPORT(bcrypt, NTSTATUS, BCryptDestroyKey, (HANDLE hKey)) {
  auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key) return STATUS_INVALID_HANDLE;
  key->mark = 0;
  std::ranges::fill(key->secret, 0);
  delete key;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptEncrypt,
       (HANDLE hKey, const UCHAR* pbInput, ULONG cbInput, void* pPaddingInfo, UCHAR* pbIV,
        ULONG cbIV, UCHAR* pbOutput, ULONG cbOutput, ULONG* pcbResult, ULONG dwFlags)) {
  return run(hKey, {true, pbInput, cbInput, pPaddingInfo, pbIV, cbIV, pbOutput, cbOutput, pcbResult,
                    dwFlags});
}
EXPORT(bcrypt, NTSTATUS, BCryptDecrypt,
       (HANDLE hKey, const UCHAR* pbInput, ULONG cbInput, void* pPaddingInfo, UCHAR* pbIV,
        ULONG cbIV, UCHAR* pbOutput, ULONG cbOutput, ULONG* pcbResult, ULONG dwFlags)) {
  return run(hKey, {false, pbInput, cbInput, pPaddingInfo, pbIV, cbIV, pbOutput, cbOutput,
                    pcbResult, dwFlags});
}

EXPORT(bcrypt, NTSTATUS, BCryptSignHash,
       (HANDLE hKey, const void* pPaddingInfo, const UCHAR* pbInput, ULONG cbInput, UCHAR* pbOutput,
        ULONG cbOutput, ULONG* pcbResult, ULONG dwFlags)) {
  const auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key || !key->pair) return STATUS_INVALID_HANDLE;
  if (!pcbResult) return STATUS_INVALID_PARAMETER;
  const auto scheme = signature_scheme(*key, pPaddingInfo, dwFlags);
  if (!scheme) return scheme.error();
  *pcbResult = (key->bits + 7) / 8 * (*scheme ? 1 : 2);
  if (!pbOutput) return STATUS_SUCCESS;
  if (cbOutput < *pcbResult) return STATUS_BUFFER_TOO_SMALL;
  if (!key->pair->is_private()) return STATUS_INVALID_PARAMETER;
  const ByteVector hash(pbInput, pbInput + cbInput);
  const auto signature = key->pair->sign(pointer_to(*scheme), hash);
  if (!signature) return STATUS_INVALID_PARAMETER;
  return give(*signature, pbOutput, cbOutput, pcbResult);
}
EXPORT(bcrypt, NTSTATUS, BCryptVerifySignature,
       (HANDLE hKey, const void* pPaddingInfo, const UCHAR* pbHash, ULONG cbHash,
        const UCHAR* pbSignature, ULONG cbSignature, ULONG dwFlags)) {
  const auto* key = object_at<Key>(hKey, kKeyMark);
  if (!key || !key->pair) return STATUS_INVALID_HANDLE;
  const auto scheme = signature_scheme(*key, pPaddingInfo, dwFlags);
  if (!scheme) return scheme.error();
  const ByteVector hash(pbHash, pbHash + cbHash), signature(pbSignature, pbSignature + cbSignature);
  return key->pair->verify(pointer_to(*scheme), hash, signature) ? STATUS_SUCCESS
                                                                 : STATUS_INVALID_SIGNATURE;
}

EXPORT(bcrypt, NTSTATUS, BCryptSecretAgreement,
       (HANDLE hPrivKey, HANDLE hPubKey, HANDLE* phAgreedSecret, ULONG dwFlags)) {
  const auto *own = object_at<Key>(hPrivKey, kKeyMark), *other = object_at<Key>(hPubKey, kKeyMark);
  if (!own || !own->pair || !other || !other->pair) return STATUS_INVALID_HANDLE;
  if (own->algorithm->kind != Kind::kAgreeCurve || other->algorithm->kind != Kind::kAgreeCurve)
    return STATUS_NOT_SUPPORTED;
  if (own->bits != other->bits || !own->pair->is_private()) return STATUS_INVALID_PARAMETER;
  auto bytes = own->pair->agree(*other->pair);
  if (!bytes) return STATUS_INVALID_PARAMETER;
  *phAgreedSecret = new Secret{kSecretMark, std::move(*bytes)};
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::bcrypt
