#include "libs/windows/core/file_apis.h"

#include <atomic>

#include "libs/windows/core/codepage.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::atomic<bool> oem_names{false};

}  // namespace

void set_file_apis_to_oem(bool oem) { oem_names = oem; }
bool file_apis_are_ansi() { return !oem_names; }

std::u16string file_name_of(const char* name) {
  if (!name) return {};
  return oem_names ? decode_text(oem_code_page(), name) : from_ansi(name);
}

std::string narrow_file_name(std::u16string_view name) {
  return oem_names ? encode_text(oem_code_page(), name) : to_ansi(name);
}

}  // namespace mimic::win
