// GetBinaryType: what kind of program a file is.
#include "libs/windows/core/file_apis.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"
#include "loader/base/file.h"
#include "loader/pe/any_headers.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD SCS_32BIT_BINARY = 0, SCS_DOS_BINARY = 1, SCS_PIF_BINARY = 3, SCS_64BIT_BINARY = 6;
constexpr uint16_t kX86 = 0x14c;

bool has_extension(std::u16string_view name, std::u16string_view extension) {
  return name.size() >= extension.size() &&
         equal_ignoring_case(name.substr(name.size() - extension.size()), extension);
}

}  // namespace

EXPORT(kernel32, BOOL, GetBinaryTypeW, (LPCWSTR lpApplicationName, LPDWORD lpBinaryType)) {
  const std::u16string_view name = view_of(lpApplicationName);
  const auto path = host_path(name);
  if (!path) return fail(path.error());
  const auto file = MappedFile::open(*path);
  if (!file) return fail_with(ERROR_BAD_EXE_FORMAT);
  if (const auto headers = pe::parse_any_headers(file->bytes(), *path)) {
    if (headers->is_dll()) return fail_with(ERROR_BAD_EXE_FORMAT);
    *lpBinaryType = headers->machine == kX86 ? SCS_32BIT_BINARY : SCS_64BIT_BINARY;
    return TRUE;
  }
  const Bytes bytes = file->bytes();
  if (const auto magic = bytes.read<uint16_t>(0); magic && *magic == 0x5a4d) {  // "MZ"
    *lpBinaryType = SCS_DOS_BINARY;
  } else if (has_extension(name, u".com")) {
    *lpBinaryType = SCS_DOS_BINARY;
  } else if (has_extension(name, u".pif")) {
    *lpBinaryType = SCS_PIF_BINARY;
  } else {
    return fail_with(ERROR_BAD_EXE_FORMAT);
  }
  return TRUE;
}
EXPORT(kernel32, BOOL, GetBinaryTypeA, (LPCSTR lpApplicationName, LPDWORD lpBinaryType)) {
  return GetBinaryTypeW(file_name_of(lpApplicationName).c_str(), lpBinaryType);
}

}  // namespace mimic::win::kernel32
