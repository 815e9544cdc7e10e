#include "loader/pe/resources.h"

namespace mimic::pe {
namespace {

struct RawTable {
  uint32_t characteristics, time_stamp;
  uint16_t major, minor, named_count, id_count;
};
static_assert(sizeof(RawTable) == 16);

struct RawEntry {
  uint32_t name;   // an id, or with the top bit the offset of a counted string
  uint32_t child;  // the offset of a data entry, or with the top bit of a table
};

struct RawData {
  uint32_t rva, size, code_page, reserved;
};

constexpr uint32_t kTopBit = 0x80000000;

char16_t fold(char16_t unit) {
  return unit >= u'a' && unit <= u'z' ? static_cast<char16_t>(unit - 32) : unit;
}

constexpr uint16_t primary_of(uint16_t language) { return language & 0x3ff; }

}  // namespace

struct Resources::Table {
  uint32_t offset, count, named_count;
};

Resources::Resources(const View& view) : view_(&view) {
  const uint32_t rva = view.directory(kResourceDirectory).rva;
  if (rva != 0) tree_ = view.from(rva);
}

std::optional<Resources::Table> Resources::table(uint32_t offset) const {
  const auto raw = tree_.read<RawTable>(offset);
  if (!raw) return std::nullopt;
  const uint32_t count = uint32_t{raw->named_count} + raw->id_count;
  if (!tree_.contains(uint64_t{offset} + sizeof(RawTable), uint64_t{count} * sizeof(RawEntry))) {
    return std::nullopt;
  }
  return Table{offset + uint32_t{sizeof(RawTable)}, count, raw->named_count};
}

std::optional<uint32_t> Resources::child(const Table& table, const ResourceName& name) const {
  for (uint32_t i = 0; i < table.count; ++i) {
    const auto entry = *tree_.read<RawEntry>(table.offset + uint64_t{i} * sizeof(RawEntry));
    const bool is_text = entry.name & kTopBit;
    if (is_text != name.is_text()) continue;
    if (!is_text) {
      if (entry.name == name.id) return entry.child;
      continue;
    }
    const uint32_t offset = entry.name & ~kTopBit;
    const auto length = tree_.read<uint16_t>(offset);
    if (!length || *length != name.text.size() || !tree_.contains(offset + 2, *length * 2)) {
      continue;
    }
    bool equal = true;
    for (uint32_t k = 0; equal && k < *length; ++k) {
      equal = fold(*tree_.read<char16_t>(offset + 2 + uint64_t{2} * k)) == fold(name.text[k]);
    }
    if (equal) return entry.child;
  }
  return std::nullopt;
}

std::optional<Resources::Table> Resources::subtable(const Table& parent,
                                                    const ResourceName& name) const {
  const auto offset = child(parent, name);
  if (!offset || !(*offset & kTopBit)) return std::nullopt;
  return table(*offset & ~kTopBit);
}

std::optional<Resource> Resources::resource(const Table& languages, uint32_t index) const {
  const auto entry = *tree_.read<RawEntry>(languages.offset + uint64_t{index} * sizeof(RawEntry));
  if (entry.child & kTopBit) return std::nullopt;
  const auto raw = tree_.read<RawData>(entry.child);
  if (!raw || !view_->at(raw->rva, raw->size)) return std::nullopt;
  return Resource{view_->directory(kResourceDirectory).rva + entry.child, raw->rva, raw->size,
                  raw->code_page, static_cast<uint16_t>(entry.name)};
}

std::optional<Resource> Resources::resource_of(const Table& languages, uint16_t language) const {
  for (uint32_t i = languages.named_count; i < languages.count; ++i) {
    const auto entry = *tree_.read<RawEntry>(languages.offset + uint64_t{i} * sizeof(RawEntry));
    if (entry.name == language) return resource(languages, i);
  }
  return std::nullopt;
}

std::expected<Resource, ResourceMissing> Resources::find(const ResourceName& type,
                                                         const ResourceName& name,
                                                         uint16_t language,
                                                         uint16_t user_language) const {
  const auto root = table(0);
  if (!root) return std::unexpected(ResourceMissing::kDirectory);
  const auto names = subtable(*root, type);
  if (!names) return std::unexpected(ResourceMissing::kType);
  const auto languages = subtable(*names, name);
  if (!languages) return std::unexpected(ResourceMissing::kName);

  const uint16_t asked[] = {language, primary_of(language), kNeutralLanguage};
  for (const uint16_t candidate : asked) {
    if (const auto found = resource_of(*languages, candidate)) return *found;
  }
  if (primary_of(language) == 0) {
    const uint16_t defaults[] = {user_language, primary_of(user_language), kEnglishUs};
    for (const uint16_t candidate : defaults) {
      if (const auto found = resource_of(*languages, candidate)) return *found;
    }
    if (languages->count != 0) {
      if (const auto found = resource(*languages, 0)) return *found;
    }
  }
  return std::unexpected(ResourceMissing::kLanguage);
}

ResourceName Resources::name_of(const Table& table, uint32_t index) const {
  const auto entry = *tree_.read<RawEntry>(table.offset + uint64_t{index} * sizeof(RawEntry));
  if (!(entry.name & kTopBit)) return ResourceName(static_cast<uint16_t>(entry.name));
  ResourceName name(0);
  const uint32_t offset = entry.name & ~kTopBit;
  const auto length = tree_.read<uint16_t>(offset);
  if (!length) return name;
  if (const auto units = tree_.slice(offset + 2, uint64_t{*length} * 2)) {
    name.text.resize(*length);
    std::memcpy(name.text.data(), units->data(), units->size());
  }
  return name;
}

std::vector<ResourceName> Resources::names_of(const Table& table) const {
  std::vector<ResourceName> names;
  names.reserve(table.count);
  for (uint32_t i = 0; i < table.count; ++i) names.push_back(name_of(table, i));
  return names;
}

std::vector<ResourceName> Resources::types() const {
  const auto root = table(0);
  return root ? names_of(*root) : std::vector<ResourceName>();
}

std::expected<std::vector<ResourceName>, ResourceMissing> Resources::names(
    const ResourceName& type) const {
  const auto root = table(0);
  if (!root) return std::unexpected(ResourceMissing::kDirectory);
  const auto names = subtable(*root, type);
  if (!names) return std::unexpected(ResourceMissing::kType);
  return names_of(*names);
}

std::expected<std::vector<uint16_t>, ResourceMissing> Resources::languages(
    const ResourceName& type, const ResourceName& name) const {
  const auto root = table(0);
  if (!root) return std::unexpected(ResourceMissing::kDirectory);
  const auto names = subtable(*root, type);
  if (!names) return std::unexpected(ResourceMissing::kType);
  const auto table = subtable(*names, name);
  if (!table) return std::unexpected(ResourceMissing::kName);
  std::vector<uint16_t> languages;
  for (uint32_t i = table->named_count; i < table->count; ++i) {
    const auto entry = *tree_.read<RawEntry>(table->offset + uint64_t{i} * sizeof(RawEntry));
    languages.push_back(static_cast<uint16_t>(entry.name));
  }
  return languages;
}

std::vector<Resources::Entry> Resources::all(size_t limit) const {
  std::vector<Entry> entries;
  const auto root = table(0);
  if (!root) return entries;
  // Tables without a single valid resource cost time too, so steps are what is counted.
  size_t steps = 0;
  const auto tables_in = [&](const Table& parent, uint32_t index) -> std::optional<Table> {
    const auto entry = *tree_.read<RawEntry>(parent.offset + uint64_t{index} * sizeof(RawEntry));
    if (!(entry.child & kTopBit)) return std::nullopt;
    return table(entry.child & ~kTopBit);
  };
  for (uint32_t t = 0; t < root->count; ++t) {
    const auto names = tables_in(*root, t);
    if (!names) continue;
    const ResourceName type = name_of(*root, t);
    for (uint32_t n = 0; n < names->count; ++n) {
      if (++steps > limit) return entries;
      const auto languages = tables_in(*names, n);
      if (!languages) continue;
      const ResourceName name = name_of(*names, n);
      for (uint32_t k = 0; k < languages->count; ++k) {
        if (++steps > 2 * limit || entries.size() == limit) return entries;
        if (const auto found = resource(*languages, k)) entries.push_back({type, name, *found});
      }
    }
  }
  return entries;
}

Bytes Resources::data(const Resource& resource) const {
  return view_->at(resource.rva, resource.size).value_or(Bytes());
}

}  // namespace mimic::pe
