// The resource directory: a tree of type, name and language.
//
// Source: Microsoft, "PE Format", the .rsrc section; "FindResourceEx" for the languages tried.
#pragma once

#include <string>
#include <vector>

#include "loader/pe/image.h"

namespace mimic::pe {

enum ResourceType : uint16_t {
  kCursor = 1,
  kBitmap,
  kIcon,
  kMenu,
  kDialog,
  kString,
  kFontDirectory,
  kFont,
  kAccelerator,
  kRawData,
  kMessageTable,
  kGroupCursor,
  kGroupIcon = 14,
  kVersion = 16,
  kManifest = 24,
};

// What names a type or a resource: a number, or text. Text is compared without regard to the case
// of ASCII letters (Windows stores it in upper case and raises what it looks for).
struct ResourceName {
  uint16_t id = 0;
  std::u16string text;  // empty: by id

  ResourceName(uint16_t number) : id(number) {}  // NOLINT(*-explicit-*): a number is a name
  explicit ResourceName(std::u16string_view name) : text(name) {}
  bool is_text() const { return !text.empty(); }
};

struct Resource {
  uint32_t entry_rva = 0;  // of the data entry: what Windows' HRSRC points at
  uint32_t rva = 0, size = 0, code_page = 0;
  uint16_t language = 0;
};

// What of a resource was not found, as FindResource reports it.
enum class ResourceMissing : uint8_t { kDirectory, kType, kName, kLanguage };

inline constexpr uint16_t kNeutralLanguage = 0, kEnglishUs = 0x0409;

// Small and copyable. Reads the tree in place; the view must outlive it. Whatever leads out of the
// image is treated as absent.
class Resources {
 public:
  explicit Resources(const View& view);

  bool empty() const { return tree_.size() == 0; }

  // A given language is tried as it is, then its neutral form, then no language at all. The neutral
  // language tries `user_language`, its neutral form, US English and whatever comes first as well.
  std::expected<Resource, ResourceMissing> find(const ResourceName& type, const ResourceName& name,
                                                uint16_t language = kNeutralLanguage,
                                                uint16_t user_language = kEnglishUs) const;

  // In the order of the image: names before numbers.
  std::vector<ResourceName> types() const;
  std::expected<std::vector<ResourceName>, ResourceMissing> names(const ResourceName& type) const;
  std::expected<std::vector<uint16_t>, ResourceMissing> languages(const ResourceName& type,
                                                                  const ResourceName& name) const;

  struct Entry {
    ResourceName type, name;
    Resource resource;
  };
  // Every resource, up to `limit` (a hostile tree may name the same one billions of times).
  std::vector<Entry> all(size_t limit = 65536) const;

  // The bytes of a resource; empty where they do not lie in the image.
  Bytes data(const Resource& resource) const;

 private:
  struct Table;  // one directory: an offset in the tree and its number of entries
  std::optional<Table> table(uint32_t offset) const;
  std::optional<uint32_t> child(const Table& table, const ResourceName& name) const;
  std::optional<Table> subtable(const Table& table, const ResourceName& name) const;
  std::optional<Resource> resource(const Table& languages, uint32_t index) const;
  std::optional<Resource> resource_of(const Table& languages, uint16_t language) const;
  ResourceName name_of(const Table& table, uint32_t index) const;
  std::vector<ResourceName> names_of(const Table& table) const;

  const View* view_;
  Bytes tree_;  // from the root to the end of its section
};

}  // namespace mimic::pe
