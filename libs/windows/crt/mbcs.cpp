#include "libs/windows/crt/mbcs.h"

#include "libs/windows/core/text.h"
#include "libs/windows/crt/nls.h"

namespace mimic::win::crt {

unsigned Mbcs::change_case(unsigned code, bool upper) const {
  if (code < 256) {
    const unsigned bit = upper ? 0x20 : 0x10;
    return type(code) & bit ? data_.casemap[code] : code;
  }
  if (!data_.multibyte || !lead(code >> 8)) return code;
  const char bytes[] = {static_cast<char>(code >> 8), static_cast<char>(code)};
  WCHAR unit = 0;
  char out[4];
  const auto codepage = static_cast<UINT>(data_.codepage);
  if (kernel32::MultiByteToWideChar(codepage, 0, bytes, 2, &unit, 1) != 1) return code;
  const WCHAR other = upper ? upcase(unit) : downcase(unit);
  if (other == unit ||
      kernel32::WideCharToMultiByte(codepage, 0, &other, 1, out, 4, nullptr, nullptr) != 2)
    return code;
  return static_cast<Byte>(out[0]) << 8 | static_cast<Byte>(out[1]);
}

}  // namespace mimic::win::crt
