// LoadString: strings come in resources of sixteen.
#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "abi/windows/teb.h"
#include "libs/windows/core/data_module.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "loader/pe/resources.h"

namespace mimic::win::user32 {
namespace {

// In the module's memory; empty where there is no such string.
std::u16string_view find_string(HINSTANCE instance, UINT id) {
  const auto view = image_of(instance);
  if (!view) {
    set_last_error(ERROR_RESOURCE_DATA_NOT_FOUND);
    return {};
  }
  const auto found = pe::Resources(*view).find(uint16_t{pe::kString},
                                               static_cast<uint16_t>((id & 0xFFFF) / 16 + 1));
  if (!found) {
    set_last_error(ERROR_RESOURCE_NAME_NOT_FOUND);
    return {};
  }
  const auto data = view->at(found->rva, found->size);
  if (!data) return {};
  uint64_t at = 0;
  for (unsigned skip = id % 16;; --skip) {
    const auto length = data->read<uint16_t>(at);
    const auto text = length ? data->slice(at + 2, uint64_t{*length} * 2) : std::nullopt;
    if (!text) return {};
    if (!skip) return {reinterpret_cast<const char16_t*>(text->data()), *length};
    at += 2 + text->size();
  }
}

}  // namespace

EXPORT(user32, int, LoadStringW,
       (HINSTANCE hInstance, UINT uID, WCHAR* lpBuffer, int cchBufferMax)) {
  if (!lpBuffer) return 0;
  const std::u16string_view text = find_string(hInstance, uID);
  if (!cchBufferMax) {
    // The caller gets a read-only pointer to the string itself.
    const WCHAR* start = text.data();
    std::memcpy(lpBuffer, &start, sizeof start);
    return static_cast<int>(text.size());
  }
  if (cchBufferMax < 0) return 0;
  const size_t length = std::min<size_t>(text.size(), cchBufferMax - 1);
  if (length) std::memcpy(lpBuffer, text.data(), length * sizeof(WCHAR));
  lpBuffer[length] = 0;
  return static_cast<int>(length);
}
EXPORT(user32, int, LoadStringA,
       (HINSTANCE hInstance, UINT uID, char* lpBuffer, int cchBufferMax)) {
  if (!lpBuffer || cchBufferMax <= 0) return cchBufferMax ? 0 : -1;
  const std::string text = to_ansi(find_string(hInstance, uID));
  const size_t length = std::min<size_t>(text.size(), cchBufferMax - 1);
  std::memcpy(lpBuffer, text.data(), length);
  lpBuffer[length] = 0;
  return static_cast<int>(length);
}

}  // namespace mimic::win::user32
