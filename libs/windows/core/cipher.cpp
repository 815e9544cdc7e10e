#include "libs/windows/core/cipher.h"

#include <utility>

#include "libs/windows/core/libcrypto.h"

namespace mimic::win {

namespace {

constexpr int EVP_CTRL_AEAD_SET_IVLEN = 9, EVP_CTRL_AEAD_GET_TAG = 0x10,
              EVP_CTRL_AEAD_SET_TAG = 0x11;

struct Functions {
  const void* (*by_name)(const char*) =
      libcrypto_function<const void*(const char*)>("EVP_get_cipherbyname");
  void* (*context_new)() = libcrypto_function<void*()>("EVP_CIPHER_CTX_new");
  void (*context_free)(void*) = libcrypto_function<void(void*)>("EVP_CIPHER_CTX_free");
  int (*init)(void*, const void*, void*, const unsigned char*, const unsigned char*,
              int) = libcrypto_function<int(void*, const void*, void*, const unsigned char*,
                                            const unsigned char*, int)>("EVP_CipherInit_ex");
  int (*set_padding)(void*,
                     int) = libcrypto_function<int(void*, int)>("EVP_CIPHER_CTX_set_padding");
  int (*control)(void*, int, int,
                 void*) = libcrypto_function<int(void*, int, int, void*)>("EVP_CIPHER_CTX_ctrl");
  int (*update)(void*, unsigned char*, int*, const unsigned char*, int) =
      libcrypto_function<int(void*, unsigned char*, int*, const unsigned char*, int)>(
          "EVP_CipherUpdate");
  int (*final)(void*, unsigned char*,
               int*) = libcrypto_function<int(void*, unsigned char*, int*)>("EVP_CipherFinal_ex");
  bool complete() const {
    return by_name && context_new && context_free && init && set_padding && control && update &&
           final;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

constexpr size_t kLongestBlock = 32;

}  // namespace

std::optional<ByteVector> run_cipher(const std::string& name, bool encrypt, ByteView key,
                                     ByteView iv, ByteView input, bool padding) {
  const Functions& crypto = functions();
  const void* type = crypto.complete() ? crypto.by_name(name.c_str()) : nullptr;
  if (!type || input.size() > INT32_MAX - kLongestBlock) return std::nullopt;
  const std::unique_ptr<void, void (*)(void*)> context(crypto.context_new(), crypto.context_free);
  if (!context || crypto.init(context.get(), type, nullptr, key.data(),
                              iv.empty() ? nullptr : iv.data(), encrypt) != 1)
    return std::nullopt;
  crypto.set_padding(context.get(), padding);
  ByteVector output(input.size() + kLongestBlock);
  int size = 0, more = 0;
  if (crypto.update(context.get(), output.data(), &size, input.data(),
                    static_cast<int>(input.size())) != 1 ||
      crypto.final(context.get(), output.data() + size, &more) != 1)
    return std::nullopt;
  output.resize(static_cast<size_t>(size + more));
  return output;
}

Rc4::Rc4(ByteView key) {
  for (int i = 0; i < 256; ++i) state_[i] = static_cast<uint8_t>(i);
  uint8_t j = 0;
  for (size_t i = 0; i < 256; ++i) {
    j = static_cast<uint8_t>(j + state_[i] + key[i % key.size()]);
    std::swap(state_[i], state_[j]);
  }
}
void Rc4::run(ByteView input, uint8_t* output) {
  for (const uint8_t byte : input) {
    j_ = static_cast<uint8_t>(j_ + state_[++i_]);
    std::swap(state_[i_], state_[j_]);
    *output++ = byte ^ state_[static_cast<uint8_t>(state_[i_] + state_[j_])];
  }
}

std::unique_ptr<AuthenticatedCipher> AuthenticatedCipher::make(const std::string& name,
                                                               bool encrypt, ByteView key,
                                                               ByteView nonce, size_t tag_size) {
  const Functions& crypto = functions();
  const void* type = crypto.complete() ? crypto.by_name(name.c_str()) : nullptr;
  if (!type) return nullptr;
  std::unique_ptr<AuthenticatedCipher> cipher(new AuthenticatedCipher);
  cipher->context_ = crypto.context_new();
  cipher->tag_size_ = tag_size;
  cipher->encrypt_ = encrypt;
  cipher->ccm_ = name.ends_with("ccm");
  void* context = cipher->context_;
  if (!context || crypto.init(context, type, nullptr, nullptr, nullptr, encrypt) != 1 ||
      crypto.control(context, EVP_CTRL_AEAD_SET_IVLEN, static_cast<int>(nonce.size()), nullptr) !=
          1)
    return nullptr;
  if (cipher->ccm_ && encrypt &&
      crypto.control(context, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(tag_size), nullptr) != 1)
    return nullptr;
  if (cipher->ccm_ && !encrypt) {  // it takes the key once the tag is known
    cipher->key_.assign(key.begin(), key.end());
    cipher->nonce_.assign(nonce.begin(), nonce.end());
    return cipher;
  }
  return crypto.init(context, nullptr, nullptr, key.data(), nonce.data(), encrypt) == 1
             ? std::move(cipher)
             : nullptr;
}

AuthenticatedCipher::~AuthenticatedCipher() {
  if (context_) functions().context_free(context_);
}

bool AuthenticatedCipher::authenticate(ByteView data) {
  int size;
  return data.empty() || functions().update(context_, nullptr, &size, data.data(),
                                            static_cast<int>(data.size())) == 1;
}
bool AuthenticatedCipher::expect(ByteView tag) {
  ByteVector copy(tag.begin(), tag.end());
  const Functions& crypto = functions();
  return crypto.control(context_, EVP_CTRL_AEAD_SET_TAG, static_cast<int>(copy.size()),
                        copy.data()) == 1 &&
         (!ccm_ || crypto.init(context_, nullptr, nullptr, key_.data(), nonce_.data(), 0) == 1);
}
bool AuthenticatedCipher::announce(size_t size) {
  int written;
  return !ccm_ ||
         functions().update(context_, nullptr, &written, nullptr, static_cast<int>(size)) == 1;
}
std::optional<ByteVector> AuthenticatedCipher::update(ByteView input) {
  ByteVector output(input.size() + kLongestBlock);
  static constexpr uint8_t kNothing = 0;
  int size = 0;
  // CCM checks the tag of an empty message as well.
  if ((ccm_ || !input.empty()) &&
      functions().update(context_, output.data(), &size, input.empty() ? &kNothing : input.data(),
                         static_cast<int>(input.size())) != 1)
    return std::nullopt;
  output.resize(static_cast<size_t>(size));
  return output;
}
bool AuthenticatedCipher::finish() {
  uint8_t rest[kLongestBlock];
  int size;
  return (ccm_ && !encrypt_) || functions().final(context_, rest, &size) == 1;
}
std::optional<ByteVector> AuthenticatedCipher::tag() {
  ByteVector tag(tag_size_);
  if (functions().control(context_, EVP_CTRL_AEAD_GET_TAG, static_cast<int>(tag.size()),
                          tag.data()) != 1)
    return std::nullopt;
  return tag;
}

}  // namespace mimic::win
