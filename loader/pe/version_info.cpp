#include "loader/pe/version_info.h"

#include "loader/pe/resources.h"

namespace mimic::pe {
namespace {

constexpr uint32_t kFixedSignature = 0xfeef04bd;

// One block of the tree: a key, a value and blocks inside it.
struct Block {
  std::u16string key;
  bool is_text = false;
  uint16_t value_length = 0;  // as written: bytes, or 16-bit units of a text
  Bytes value_and_children;   // after the key and its padding
  size_t size = 0;            // of the whole block
};

constexpr size_t aligned(size_t offset) { return (offset + 3) & ~size_t{3}; }

// The block at `offset` of `bytes`, whose own start is 4-byte aligned in the resource.
std::optional<Block> block_at(Bytes bytes, size_t offset) {
  const auto length = bytes.read<uint16_t>(offset), value_length = bytes.read<uint16_t>(offset + 2),
             type = bytes.read<uint16_t>(offset + 4);
  if (!length || !value_length || !type || *length < 8) return std::nullopt;
  Block block;
  block.size = *length;
  block.is_text = *type == 1;
  block.value_length = *value_length;
  const auto whole = bytes.slice(offset, std::min<size_t>(*length, bytes.size() - offset));
  size_t at = 6;
  for (;; at += 2) {
    const auto unit = whole->read<char16_t>(at);
    if (!unit) return std::nullopt;
    if (*unit == 0) break;
    block.key += *unit;
  }
  at = aligned(at + 2);
  if (at < whole->size()) block.value_and_children = *whole->slice(at, whole->size() - at);
  return block;
}

// Calls `take` with each block in `bytes` from `offset` on.
template <class Take>
void for_each_block(Bytes bytes, size_t offset, Take take) {
  while (offset < bytes.size()) {
    const auto block = block_at(bytes, offset);
    if (!block) return;
    take(*block);
    offset = aligned(offset + block->size);
  }
}

std::u16string text_of(const Block& block) {
  std::u16string text;
  // The length of a text is in units, but some tools write bytes; it ends at its terminator anyway.
  for (size_t i = 0; i < block.value_length; ++i) {
    const auto unit = block.value_and_children.read<char16_t>(2 * i);
    if (!unit || *unit == 0) break;
    text += *unit;
  }
  return text;
}

uint32_t hexadecimal(std::u16string_view digits) {
  uint32_t value = 0;
  for (const char16_t digit : digits) {
    value <<= 4;
    if (digit >= u'0' && digit <= u'9') value |= digit - u'0';
    if ((digit | 32) >= u'a' && (digit | 32) <= u'f') value |= (digit | 32) - u'a' + 10;
  }
  return value;
}

}  // namespace

std::u16string_view VersionInfo::find(std::u16string_view key) const {
  for (const VersionStrings& table : strings) {
    for (const auto& [name, value] : table.values) {
      if (name == key) return value;
    }
  }
  return {};
}

std::optional<VersionInfo> parse_version_info(Bytes data) {
  const auto root = block_at(data, 0);
  if (!root || root->key != u"VS_VERSION_INFO") return std::nullopt;
  VersionInfo info;
  struct RawFixed {
    uint32_t signature, version;
    FixedVersionInfo info;
  };
  static_assert(sizeof(RawFixed) == 52);
  if (root->value_length >= sizeof(RawFixed)) {
    const auto raw = root->value_and_children.read<RawFixed>(0);
    if (raw && raw->signature == kFixedSignature) info.fixed = raw->info;
  }
  for_each_block(root->value_and_children, aligned(root->value_length), [&](const Block& part) {
    if (part.key == u"StringFileInfo") {
      for_each_block(part.value_and_children, 0, [&](const Block& table) {
        VersionStrings strings;
        const uint32_t number = hexadecimal(std::u16string_view(table.key).substr(0, 8));
        strings.language = static_cast<uint16_t>(number >> 16);
        strings.code_page = static_cast<uint16_t>(number);
        for_each_block(table.value_and_children, 0, [&](const Block& value) {
          strings.values.emplace_back(value.key, text_of(value));
        });
        info.strings.push_back(std::move(strings));
      });
    } else if (part.key == u"VarFileInfo") {
      for_each_block(part.value_and_children, 0, [&](const Block& var) {
        if (var.key != u"Translation") return;
        for (size_t i = 0; i + 4 <= var.value_length; i += 4) {
          const auto language = var.value_and_children.read<uint16_t>(i);
          const auto code_page = var.value_and_children.read<uint16_t>(i + 2);
          if (!language || !code_page) return;
          info.translations.emplace_back(*language, *code_page);
        }
      });
    }
  });
  return info;
}

std::optional<VersionInfo> read_version_info(const View& view) {
  const Resources resources(view);
  auto found = resources.find(kVersion, 1);
  if (!found) {
    const auto names = resources.names(kVersion);
    if (!names || names->empty()) return std::nullopt;
    found = resources.find(kVersion, names->front());
    if (!found) return std::nullopt;
  }
  return parse_version_info(resources.data(*found));
}

}  // namespace mimic::pe
