#include "libs/windows/core/messages.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <string_view>

#include "libs/windows/core/modules.h"
#include "libs/windows/core/text.h"
#include "loader/pe/resources.h"

namespace mimic::win {
namespace {

// One text after another, and the codes in the same order: no pointers to relocate.
#define MESSAGE(code, text) code,
constexpr uint32_t kCodes[] = {
#include "libs/windows/core/error_messages.inc"
#include "libs/windows/core/result_messages.inc"
};
#undef MESSAGE
#define MESSAGE(code, text) text "\0"
constexpr char kTexts[] =
#include "libs/windows/core/error_messages.inc"
#include "libs/windows/core/result_messages.inc"
    ;
#undef MESSAGE
static_assert(std::is_sorted(std::begin(kCodes), std::end(kCodes)));

std::optional<std::string_view> find_text(DWORD id) {
  const auto* code = std::lower_bound(std::begin(kCodes), std::end(kCodes), id);
  if (code == std::end(kCodes) || *code != id) return std::nullopt;
  const char* text = kTexts;
  for (auto skip = code - std::begin(kCodes); skip; --skip) text += std::strlen(text) + 1;
  return text;
}

}  // namespace

std::optional<std::u16string> system_message(DWORD id) {
  auto text = find_text(id);
  if (!text && id >> 16 == 0x8007) text = find_text(id & 0xFFFF);
  if (!text) return std::nullopt;
  std::u16string wide(text->begin(), text->end());
  return wide += u"\r\n";
}

std::expected<std::u16string, DWORD> module_message(const void* base, DWORD id, LANGID language) {
  const Module* module = base ? modules::by_base(base) : modules::program();
  if (!module) return std::unexpected(ERROR_RESOURCE_DATA_NOT_FOUND);
  const pe::View view = module->view();
  // Builtin modules have the system's messages.
  if (module->builtin) {
    if (auto text = system_message(id)) return *text;
    return std::unexpected(ERROR_MR_MID_NOT_FOUND);
  }
  const auto table = pe::Resources(view).find(uint16_t{pe::kMessageTable}, uint16_t{1}, language);
  if (!table) {
    switch (table.error()) {
      case pe::ResourceMissing::kDirectory:
        return std::unexpected(ERROR_RESOURCE_DATA_NOT_FOUND);
      case pe::ResourceMissing::kType:
        return std::unexpected(ERROR_RESOURCE_TYPE_NOT_FOUND);
      case pe::ResourceMissing::kName:
        return std::unexpected(ERROR_RESOURCE_NAME_NOT_FOUND);
      default:
        return std::unexpected(ERROR_RESOURCE_LANG_NOT_FOUND);
    }
  }
  // MESSAGE_RESOURCE_DATA: blocks of {first id, last id, offset}, each with entries of
  // {length, flags, text}; flag 1 is UTF-16.
  const auto data = view.at(table->rva, table->size);
  if (!data) return std::unexpected(ERROR_MR_MID_NOT_FOUND);
  const uint32_t blocks = data->read<uint32_t>(0).value_or(0);
  for (uint64_t i = 0; i < blocks; ++i) {
    const auto low = data->read<uint32_t>(4 + i * 12);
    const auto high = data->read<uint32_t>(8 + i * 12);
    const auto offset = data->read<uint32_t>(12 + i * 12);
    if (!low || !high || !offset) break;
    if (id < *low || id > *high) continue;
    uint64_t at = *offset;
    for (uint32_t n = *low; n < id; ++n) {
      const uint16_t length = data->read<uint16_t>(at).value_or(0);
      if (!length) return std::unexpected(ERROR_MR_MID_NOT_FOUND);
      at += length;
    }
    const uint16_t length = data->read<uint16_t>(at).value_or(0);
    const uint16_t flags = data->read<uint16_t>(at + 2).value_or(0);
    const auto text = data->slice(at + 4, length < 4 ? 0 : length - 4);
    if (length < 4 || !text) break;
    std::u16string result;
    if (flags & 1) {
      for (uint64_t u = 0; u + 1 < text->size(); u += 2)
        result.push_back(static_cast<char16_t>(text->read<uint16_t>(u).value_or(0)));
    } else {
      result = from_ansi({reinterpret_cast<const char*>(text->data()), text->size()});
    }
    return result.substr(0, result.find(u'\0'));
  }
  return std::unexpected(ERROR_MR_MID_NOT_FOUND);
}

}  // namespace mimic::win
