#include "libs/windows/bcrypt/symmetric_key.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/security_status.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

constexpr NTSTATUS STATUS_INVALID_BUFFER_SIZE = static_cast<NTSTATUS>(0xC0000206);
constexpr ULONG BCRYPT_BLOCK_PADDING = 1;
constexpr ULONG BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG = 1, BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG = 2;

struct BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO {
  ULONG cbSize, dwInfoVersion;
  UCHAR* pbNonce;
  ULONG cbNonce;
  UCHAR* pbAuthData;
  ULONG cbAuthData;
  UCHAR* pbTag;
  ULONG cbTag;
  UCHAR* pbMacContext;
  ULONG cbMacContext, cbAAD;
  ULONGLONG cbData;
  ULONG dwFlags;
};
struct BCRYPT_KEY_DATA_BLOB_HEADER {
  ULONG dwMagic, dwVersion, cbKeyData;
};
constexpr ULONG kKeyDataMagic = 0x4d42444b, kKeyDataVersion = 1;

std::string cipher_name(const Key& key) {
  const std::string kind = key.algorithm->kind == Kind::kAes
                               ? "aes-" + std::to_string(key.secret.size() * 8)
                               : std::string("des-ede3");
  switch (key.mode) {
    case Mode::kEcb:
      return key.algorithm->kind == Kind::kAes ? kind + "-ecb" : kind;
    case Mode::kCfb:
      return kind + (key.message_block == 1 ? "-cfb8" : "-cfb");
    case Mode::kGcm:
      return kind + "-gcm";
    case Mode::kCcm:
      return kind + "-ccm";
    default:
      return kind + "-cbc";
  }
}
// Two keys of Triple DES are the first, the second, and the first again.
ByteVector cipher_key(const Key& key) {
  ByteVector bytes = key.secret;
  constexpr size_t kTwoKeys = 16, kOneKey = 8;
  if (key.algorithm->kind == Kind::kTripleDes && bytes.size() == kTwoKeys)
    bytes.insert(bytes.end(), key.secret.begin(), key.secret.begin() + kOneKey);
  return bytes;
}

NTSTATUS run_blocks(Key& key, const CipherCall& call) {
  const ULONG block = key.algorithm->block;
  const bool padding = call.flags & BCRYPT_BLOCK_PADDING, feedback = key.mode == Mode::kCfb;
  const ULONG unit = feedback ? key.message_block : block;
  if ((!padding || !call.encrypt) && call.input_size % unit) return STATUS_INVALID_BUFFER_SIZE;
  const ULONG longest =
      padding && call.encrypt ? (call.input_size / unit + 1) * unit : call.input_size;
  *call.result = longest;
  if (!call.output) return STATUS_SUCCESS;
  if (call.output_size < longest && (call.encrypt || !padding)) return STATUS_BUFFER_TOO_SMALL;
  ByteVector iv;
  if (key.mode != Mode::kEcb) {
    if (call.iv && call.iv_size != block) return STATUS_INVALID_PARAMETER;
    iv = call.iv ? ByteVector(call.iv, call.iv + block) : key.iv;
    iv.resize(block);
  }
  ByteVector input(call.input, call.input + call.input_size);
  // Feedback has no padding of its own.
  if (feedback && padding && call.encrypt)
    input.resize(longest, static_cast<uint8_t>(longest - call.input_size));
  auto output =
      run_cipher(cipher_name(key), call.encrypt, cipher_key(key), iv, input, padding && !feedback);
  if (!output) return padding && !call.encrypt ? STATUS_UNSUCCESSFUL : STATUS_NOT_SUPPORTED;
  if (feedback && padding && !call.encrypt && !output->empty()) {
    if (output->back() == 0 || output->back() > std::min<size_t>(output->size(), unit))
      return STATUS_UNSUCCESSFUL;
    output->resize(output->size() - output->back());
  }
  if (!iv.empty() && call.iv) {  // where the next call goes on
    iv.insert(iv.end(), call.encrypt ? output->begin() : input.begin(),
              call.encrypt ? output->end() : input.end());
    std::copy(iv.end() - block, iv.end(), call.iv);
  }
  return give(*output, call.output, call.output_size, call.result);
}

NTSTATUS run_stream(Key& key, const CipherCall& call) {
  *call.result = call.input_size;
  if (!call.output) return STATUS_SUCCESS;
  if (call.output_size < call.input_size) return STATUS_BUFFER_TOO_SMALL;
  if (!key.rc4) key.rc4 = std::make_unique<Rc4>(key.secret);
  key.rc4->run({call.input, call.input_size}, call.output);
  return STATUS_SUCCESS;
}

NTSTATUS run_authenticated(Key& key, const CipherCall& call) {
  auto* info = static_cast<BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO*>(call.padding_info);
  if (!info || info->cbSize != sizeof *info || info->dwInfoVersion != 1 ||
      (call.flags & BCRYPT_BLOCK_PADDING))
    return STATUS_INVALID_PARAMETER;
  *call.result = call.input_size;
  if (!call.output && call.input_size) return STATUS_SUCCESS;
  if (call.output_size < call.input_size) return STATUS_BUFFER_TOO_SMALL;
  constexpr ULONG kGcmNonce = 12;
  const bool gcm = key.mode == Mode::kGcm, more = info->dwFlags & BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG,
             begun = info->dwFlags & BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
  if (more && !gcm) return STATUS_NOT_SUPPORTED;
  if (!begun) {
    const bool good_nonce =
        gcm ? info->cbNonce == kGcmNonce : info->cbNonce >= 7 && info->cbNonce <= 13;
    const bool good_tag = gcm ? info->cbTag >= 12 && info->cbTag <= 16
                              : info->cbTag >= 4 && info->cbTag <= 16 && info->cbTag % 2 == 0;
    if (!good_nonce || (!more && !good_tag)) return STATUS_INVALID_PARAMETER;
    constexpr size_t kWholeTag = 16;
    key.chained =
        AuthenticatedCipher::make(cipher_name(key), call.encrypt, cipher_key(key),
                                  {info->pbNonce, info->cbNonce}, gcm ? kWholeTag : info->cbTag);
    if (!key.chained) return STATUS_NOT_SUPPORTED;
  }
  if (!key.chained) return STATUS_INVALID_PARAMETER;
  if (more)
    info->dwFlags |= BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
  else
    info->dwFlags &= ~BCRYPT_AUTH_MODE_IN_PROGRESS_FLAG;
  const std::unique_ptr<AuthenticatedCipher> last = more ? nullptr : std::move(key.chained);
  AuthenticatedCipher& cipher = more ? *key.chained : *last;
  if (!call.encrypt && !more && !cipher.expect({info->pbTag, info->cbTag}))
    return STATUS_INVALID_PARAMETER;
  const ByteVector input(call.input, call.input + call.input_size);
  if (!cipher.announce(input.size()) || !cipher.authenticate({info->pbAuthData, info->cbAuthData}))
    return STATUS_UNSUCCESSFUL;
  const auto output = cipher.update(input);
  if (!output || (!more && !cipher.finish()))
    return call.encrypt ? STATUS_UNSUCCESSFUL : STATUS_AUTH_TAG_MISMATCH;
  if (call.encrypt && !more) {
    const auto tag = cipher.tag();
    if (!tag) return STATUS_UNSUCCESSFUL;
    std::copy_n(tag->begin(), std::min<size_t>(info->cbTag, tag->size()), info->pbTag);
  }
  return call.output ? give(*output, call.output, call.output_size, call.result) : STATUS_SUCCESS;
}

bool is_key_size(const Algorithm& algorithm, size_t size) {
  switch (algorithm.kind) {
    case Kind::kAes:
      return size == 16 || size == 24 || size == 32;
    case Kind::kTripleDes:
      return size == algorithm.size;
    case Kind::kRc4:
      return size >= 1 && size <= 64;
    case Kind::kDerive:
      return true;
    default:
      return false;
  }
}

NTSTATUS make_key(const Provider& provider, ByteView secret, HANDLE* handle) {
  if (!is_key_size(*provider.algorithm, secret.size())) return STATUS_INVALID_PARAMETER;
  auto key = std::make_unique<Key>();
  key->algorithm = provider.algorithm;
  key->mode = provider.mode;
  key->secret.assign(secret.begin(), secret.end());
  *handle = key.release();
  return STATUS_SUCCESS;
}

}  // namespace

NTSTATUS run_symmetric(Key& key, const CipherCall& call) {
  if (!call.result) return STATUS_INVALID_PARAMETER;
  if (key.algorithm->kind == Kind::kDerive) return STATUS_NOT_SUPPORTED;
  if (key.algorithm->kind == Kind::kRc4) return run_stream(key, call);
  return key.mode == Mode::kGcm || key.mode == Mode::kCcm ? run_authenticated(key, call)
                                                          : run_blocks(key, call);
}

EXPORT(bcrypt, NTSTATUS, BCryptGenerateSymmetricKey,
       (HANDLE hAlgorithm, HANDLE* phKey, UCHAR* pbKeyObject, ULONG cbKeyObject,
        const UCHAR* pbSecret, ULONG cbSecret, ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  if (!phKey) return STATUS_INVALID_PARAMETER;
  return make_key(provider, {pbSecret, cbSecret}, phKey);
}

EXPORT_PARTIAL("wrapped keys are not there", bcrypt, NTSTATUS, BCryptImportKey,
               (HANDLE hAlgorithm, HANDLE hImportKey, LPCWSTR pszBlobType, HANDLE* phKey,
                UCHAR* pbKeyObject, ULONG cbKeyObject, const UCHAR* pbInput, ULONG cbInput,
                ULONG dwFlags)) {
  Provider provider;
  if (!provider_of(hAlgorithm, provider)) return STATUS_INVALID_HANDLE;
  if (!phKey || !pbInput || hImportKey) return STATUS_INVALID_PARAMETER;
  const auto type = view_of(pszBlobType);
  if (type != u"KeyDataBlob" && type != u"OpaqueKeyBlob") return STATUS_NOT_SUPPORTED;
  BCRYPT_KEY_DATA_BLOB_HEADER header;
  if (cbInput < sizeof header) return STATUS_INVALID_PARAMETER;
  std::memcpy(&header, pbInput, sizeof header);
  if (header.dwMagic != kKeyDataMagic || header.dwVersion != kKeyDataVersion ||
      header.cbKeyData > cbInput - sizeof header)
    return STATUS_INVALID_PARAMETER;
  return make_key(provider, {pbInput + sizeof header, header.cbKeyData}, phKey);
}

NTSTATUS export_symmetric(const Key& key, std::u16string_view type, UCHAR* output, ULONG size,
                          ULONG* result) {
  if (type != u"KeyDataBlob" && type != u"OpaqueKeyBlob") return STATUS_NOT_SUPPORTED;
  const BCRYPT_KEY_DATA_BLOB_HEADER header{kKeyDataMagic, kKeyDataVersion,
                                           static_cast<ULONG>(key.secret.size())};
  const auto* at = reinterpret_cast<const uint8_t*>(&header);
  ByteVector blob(at, at + sizeof header);
  blob.insert(blob.end(), key.secret.begin(), key.secret.end());
  return give(blob, output, size, result);
}

}  // namespace mimic::win::bcrypt
