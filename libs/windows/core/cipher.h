// Symmetric ciphers of libcrypto.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "libs/windows/core/der.h"

namespace mimic::win {

// Encrypts or decrypts whole messages. `name` is libcrypto's ("aes-128-cbc"). With padding (PKCS
// #7) the result may be longer or shorter than the input. Nothing where the cipher is not known, or
// padding is wrong.
std::optional<ByteVector> run_cipher(const std::string& name, bool encrypt, ByteView key,
                                     ByteView iv, ByteView input, bool padding);
// RC4, which libcrypto may not have. The state goes on from call to call.
class Rc4 {
 public:
  explicit Rc4(ByteView key);
  void run(ByteView input, uint8_t* output);

 private:
  uint8_t state_[256], i_ = 0, j_ = 0;
};

// A cipher that authenticates (GCM, CCM), over one or more pieces. CCM takes one piece only.
class AuthenticatedCipher {
 public:
  static std::unique_ptr<AuthenticatedCipher> make(const std::string& name, bool encrypt,
                                                   ByteView key, ByteView nonce, size_t tag_size);
  ~AuthenticatedCipher();
  AuthenticatedCipher(const AuthenticatedCipher&) = delete;
  AuthenticatedCipher& operator=(const AuthenticatedCipher&) = delete;

  // To be called in this order: the tag to expect when decrypting, the length of the message, which
  // CCM must know before, what is authenticated only, and the message.
  bool expect(ByteView tag);
  bool announce(size_t size);
  bool authenticate(ByteView data);
  std::optional<ByteVector> update(ByteView input);
  bool finish();  // when decrypting: is the tag the expected one?
  std::optional<ByteVector> tag();

 private:
  AuthenticatedCipher() = default;
  void* context_ = nullptr;
  ByteVector key_, nonce_;  // of CCM until the tag is known
  size_t tag_size_ = 0;
  bool encrypt_ = false, ccm_ = false;
};

}  // namespace mimic::win
