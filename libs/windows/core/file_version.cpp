#include "libs/windows/core/file_version.h"

#include <cstring>
#include <string>

#include "libs/windows/core/module_search.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/builtin.h"
#include "loader/base/file.h"
#include "loader/pe/any_headers.h"
#include "loader/pe/resources.h"

namespace mimic::win {
namespace {

constexpr uint16_t kMajor = 10, kMinor = 0, kBuild = 19045, kRevision = 3803;
constexpr std::u16string_view kVersionText = u"10.0.19045.3803";

// One block of the structure: length, length of the value, kind, key, value, inner blocks, each
// aligned to four bytes.
class Block {
 public:
  Block(std::vector<uint8_t>& out, std::u16string_view key, bool is_text)
      : out_(out), start_((align(out), out.size())) {
    put16(0);
    put16(0);
    put16(is_text);
    put(key.data(), key.size() * 2);
    put16(0);
    align(out);
  }
  ~Block() { set16(0, out_.size() - start_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  void value(const void* data, size_t size) {
    put(data, size);
    set16(2, size);
  }
  void text(std::u16string_view value) {
    put(value.data(), value.size() * 2);
    put16(0);
    set16(2, value.size() + 1);
  }

 private:
  static void align(std::vector<uint8_t>& out) { out.resize((out.size() + 3) & ~size_t{3}); }
  void put(const void* data, size_t size) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    out_.insert(out_.end(), bytes, bytes + size);
  }
  void put16(size_t number) {
    const auto value = static_cast<uint16_t>(number);
    put(&value, sizeof value);
  }
  void set16(size_t at, size_t number) {
    const auto value = static_cast<uint16_t>(number);
    std::memcpy(out_.data() + start_ + at, &value, sizeof value);
  }
  std::vector<uint8_t>& out_;
  size_t start_;
};

std::vector<uint8_t> version_of_builtin(const BuiltinModule& module) {
  constexpr uint32_t kFixed[13] = {0xfeef04bd,
                                   0x10000,
                                   kMajor << 16 | kMinor,
                                   kBuild << 16 | kRevision,
                                   kMajor << 16 | kMinor,
                                   kBuild << 16 | kRevision,
                                   0x3f,
                                   0,
                                   0x40004,
                                   2,
                                   0,
                                   0,
                                   0};
  constexpr uint16_t kTranslation[] = {0x0409, 1200};
  const std::u16string name = to_utf16(module.name.get()) + u".dll";
  const std::pair<std::u16string_view, std::u16string_view> strings[] = {
      {u"CompanyName", u"mimic"},        {u"FileDescription", name},
      {u"FileVersion", kVersionText},    {u"InternalName", name},
      {u"OriginalFilename", name},       {u"ProductName", u"mimic"},
      {u"ProductVersion", kVersionText},
  };
  std::vector<uint8_t> out;
  {
    Block root(out, u"VS_VERSION_INFO", false);
    root.value(kFixed, sizeof kFixed);
    {
      Block tables(out, u"StringFileInfo", true);
      Block table(out, u"040904B0", true);
      for (const auto& [key, text] : strings) Block(out, key, true).text(text);
    }
    Block variables(out, u"VarFileInfo", true);
    Block(out, u"Translation", false).value(kTranslation, sizeof kTranslation);
  }
  return out;
}

}  // namespace

std::expected<std::vector<uint8_t>, DWORD> version_resource_of(std::u16string_view name) {
  std::string path;
  if (const auto found = search_module(name, 0)) {
    if (found->builtin) return version_of_builtin(*found->builtin);
    path = found->host_path;
  } else {
    // No extension is added to what is there as it stands.
    auto host = host_path(name);
    if (!host) return std::unexpected(ERROR_FILE_NOT_FOUND);
    path = *std::move(host);
  }
  const auto file = MappedFile::open(path);
  if (!file) return std::unexpected(ERROR_FILE_NOT_FOUND);
  const Bytes bytes = file->bytes();
  const auto headers = pe::parse_any_headers(bytes, path);
  if (!headers) return std::unexpected(ERROR_BAD_EXE_FORMAT);
  const pe::View view(*headers, bytes, pe::View::Layout::kFile, path);
  const pe::Resources resources(view);
  if (resources.empty()) return std::unexpected(ERROR_RESOURCE_DATA_NOT_FOUND);
  auto found = resources.find(pe::kVersion, 1);
  if (!found) {
    const auto names = resources.names(pe::kVersion);
    if (!names || names->empty()) return std::unexpected(ERROR_RESOURCE_TYPE_NOT_FOUND);
    found = resources.find(pe::kVersion, names->front());
    if (!found) return std::unexpected(ERROR_RESOURCE_TYPE_NOT_FOUND);
  }
  const Bytes data = resources.data(*found);
  return std::vector<uint8_t>(data.data(), data.data() + data.size());
}

}  // namespace mimic::win
