#include "libs/windows/core/file_version.h"

#include <cstring>
#include <string>

#include "libs/windows/core/module_search.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/builtin.h"
#include "loader/base/file.h"
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

// A 32-bit image, of which only sections and directories matter here.
std::optional<pe::Headers> parse_headers32(Bytes bytes) {
  const auto nt_offset = bytes.read<uint32_t>(0x3c);
  if (bytes.read<uint16_t>(0) != uint16_t{0x5a4d} || !nt_offset) return std::nullopt;
  const uint64_t nt = *nt_offset;
  if (bytes.read<uint32_t>(nt) != 0x4550u || bytes.read<uint16_t>(nt + 24) != uint16_t{0x10b})
    return std::nullopt;
  pe::Headers headers;
  headers.nt_offset = *nt_offset;
  headers.machine = bytes.read<uint16_t>(nt + 4).value_or(0);
  headers.section_alignment = bytes.read<uint32_t>(nt + 24 + 32).value_or(0);
  headers.file_alignment = bytes.read<uint32_t>(nt + 24 + 36).value_or(0);
  headers.size_of_image = bytes.read<uint32_t>(nt + 24 + 56).value_or(0);
  headers.size_of_headers = bytes.read<uint32_t>(nt + 24 + 60).value_or(0);
  const uint32_t directories = bytes.read<uint32_t>(nt + 24 + 92).value_or(0);
  for (uint32_t i = 0; i < directories && i < headers.directories.size(); ++i)
    headers.directories[i] =
        bytes.read<pe::Directory>(nt + 24 + 96 + 8 * i).value_or(pe::Directory());
  const uint16_t count = bytes.read<uint16_t>(nt + 6).value_or(0);
  const uint64_t table = nt + 24 + bytes.read<uint16_t>(nt + 20).value_or(0);
  for (uint64_t at = table; at < table + uint64_t{count} * 40; at += 40) {
    struct Raw {
      char name[8];
      uint32_t virtual_size, rva, file_size, file_offset, unused[3], characteristics;
    };
    const auto raw = bytes.read<Raw>(at);
    if (!raw) break;
    if (!headers.sections.empty() && raw->rva <= headers.sections.back().rva) return std::nullopt;
    if (!bytes.contains(raw->file_offset, raw->file_size)) return std::nullopt;
    headers.sections.push_back({std::string(raw->name, strnlen(raw->name, 8)), raw->rva,
                                raw->virtual_size ? raw->virtual_size : raw->file_size,
                                raw->file_offset, raw->file_size, raw->characteristics});
  }
  return headers;
}

std::optional<pe::Headers> headers_of(Bytes bytes, std::string_view name) {
  auto headers = pe::parse_headers(bytes, bytes.size(), name, pe::Purpose::kInspect);
  if (headers) return *std::move(headers);
  return parse_headers32(bytes);
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
  const auto headers = headers_of(bytes, path);
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
