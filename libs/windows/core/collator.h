// A collator of ICU that orders symbols as Windows does.
#pragma once

#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

// ASCII blanks, punctuation and signs in Windows' order, all before digits.
inline constexpr char kSymbolOrder[] = " \t\n\v\f\r!\"#$%&()*,./:;?@[\\]^_`{|}~+<=>";

class Collator {
 public:
  // For a locale name and the flags of CompareString. False where ICU is missing.
  Collator(std::u16string_view locale, DWORD flags);
  ~Collator();
  Collator(const Collator&) = delete;
  explicit operator bool() const { return handle_ != nullptr; }

  int compare(std::u16string_view a, std::u16string_view b) const;  // -1, 0, 1
  std::string key(std::u16string_view text) const;                  // without its final zero

 private:
  void* handle_ = nullptr;
};

}  // namespace mimic::win
