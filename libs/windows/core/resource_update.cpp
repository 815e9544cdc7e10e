#include "libs/windows/core/resource_update.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace mimic::win {
namespace {

size_t round_up(size_t value, size_t unit) {
  return unit ? (value + unit - 1) / unit * unit : value;
}

void put16(std::vector<uint8_t>& to, size_t at, uint16_t value) { memcpy(&to[at], &value, 2); }
void put32(std::vector<uint8_t>& to, size_t at, uint32_t value) { memcpy(&to[at], &value, 4); }

// Lays out the directory tree ("PE Format", The .rsrc Section): tables, data entries, names, data.
class Writer {
 public:
  Writer(const ResourceTree& tree, uint32_t rva) : tree_(tree), rva_(rva) {}

  std::vector<uint8_t> write() {
    size_t tables = table_size(tree_.size()), entries = 0;
    for (const auto& [type, names] : tree_) {
      tables += table_size(names.size());
      for (const auto& [name, languages] : names) {
        tables += table_size(languages.size());
        entries += languages.size();
      }
    }
    next_entry_ = tables;
    next_name_ = tables + entries * kEntrySize;
    bytes_.resize(next_name_);
    write_names();
    next_data_ = round_up(next_name_, 8);
    size_t table = 0;
    write_types(table);
    bytes_.resize(round_up(std::max(bytes_.size(), next_data_), 4));
    return std::move(bytes_);
  }

 private:
  static constexpr size_t kEntrySize = 16;
  static size_t table_size(size_t count) { return 16 + count * 8; }

  void write_name(const ResourceKey& key) {
    if (key.text.empty() || names_.contains(key.text)) return;
    names_[key.text] = next_name_;
    bytes_.resize(next_name_ + 2 + key.text.size() * 2);
    put16(bytes_, next_name_, static_cast<uint16_t>(key.text.size()));
    memcpy(&bytes_[next_name_ + 2], key.text.data(), key.text.size() * 2);
    next_name_ = bytes_.size();
  }
  void write_names() {
    for (const auto& [type, names] : tree_) {
      write_name(type);
      for (const auto& [name, languages] : names) write_name(name);
    }
  }

  void write_table_header(size_t at, size_t named, size_t numbered) {
    put16(bytes_, at + 12, static_cast<uint16_t>(named));
    put16(bytes_, at + 14, static_cast<uint16_t>(numbered));
  }
  uint32_t name_field(const ResourceKey& key) const {
    return key.text.empty() ? key.id : 0x80000000u | static_cast<uint32_t>(names_.at(key.text));
  }
  template <class Map>
  static size_t named(const Map& map) {
    return std::ranges::count_if(map, [](const auto& entry) { return !entry.first.text.empty(); });
  }

  void write_types(size_t at) {
    size_t next = at + table_size(tree_.size());
    write_table_header(at, named(tree_), tree_.size() - named(tree_));
    for (size_t slot = at + 16; const auto& [type, names] : tree_) {
      put32(bytes_, slot, name_field(type));
      put32(bytes_, slot + 4, 0x80000000u | static_cast<uint32_t>(next));
      next = write_resources(next, names);
      slot += 8;
    }
  }
  template <class Names>
  size_t write_resources(size_t at, const Names& names) {
    size_t next = at + table_size(names.size());
    write_table_header(at, named(names), names.size() - named(names));
    for (size_t slot = at + 16; const auto& [name, languages] : names) {
      put32(bytes_, slot, name_field(name));
      put32(bytes_, slot + 4, 0x80000000u | static_cast<uint32_t>(next));
      write_languages(next, languages);
      next += table_size(languages.size());
      slot += 8;
    }
    return next;
  }
  template <class Languages>
  void write_languages(size_t at, const Languages& languages) {
    write_table_header(at, 0, languages.size());
    for (size_t slot = at + 16; const auto& [language, data] : languages) {
      put32(bytes_, slot, language);
      put32(bytes_, slot + 4, static_cast<uint32_t>(next_entry_));
      write_data(data);
      slot += 8;
    }
  }
  void write_data(const ResourceData& data) {
    put32(bytes_, next_entry_, rva_ + static_cast<uint32_t>(next_data_));
    put32(bytes_, next_entry_ + 4, static_cast<uint32_t>(data.bytes.size()));
    put32(bytes_, next_entry_ + 8, data.code_page);
    next_entry_ += kEntrySize;
    bytes_.resize(next_data_ + data.bytes.size());
    std::ranges::copy(data.bytes, bytes_.begin() + static_cast<ptrdiff_t>(next_data_));
    next_data_ = round_up(bytes_.size(), 8);
  }

  const ResourceTree& tree_;
  const uint32_t rva_;
  std::vector<uint8_t> bytes_;
  std::map<std::u16string, size_t> names_;
  size_t next_entry_ = 0, next_name_ = 0, next_data_ = 0;
};

// Offsets of fields in the file.
constexpr size_t kSectionCount = 6, kOptionalSize = 20, kOptional = 24, kSizeOfImage = 56,
                 kChecksum = 64, kInitializedData = 8, kDirectories = 112, kSectionHeader = 40;

uint32_t checksum_of(const std::vector<uint8_t>& file, size_t field) {
  uint64_t sum = 0;
  for (size_t i = 0; i < file.size(); i += 2) {
    if (i == field || i == field + 2) continue;
    sum += file[i] | (i + 1 < file.size() ? file[i + 1] << 8 : 0);
    sum = (sum & 0xffff) + (sum >> 16);
  }
  return static_cast<uint32_t>(((sum & 0xffff) + (sum >> 16)) + file.size());
}

// One image being rebuilt around new resources.
class Rebuild {
 public:
  Rebuild(std::vector<uint8_t> file, const pe::Headers& headers)
      : file_(std::move(file)), headers_(headers), sections_at_(section_table()) {}

  bool apply(const ResourceTree& tree) {
    const auto& sections = headers_.sections;
    const auto& directory = headers_.directories[pe::kResourceDirectory];
    size_t index = sections.size();
    for (size_t i = 0; i < sections.size() && directory.size; ++i)
      if (sections[i].rva == directory.rva) index = i;
    // Resources at the end, or with only relocations behind them, grow in place; elsewhere the code
    // refers to what follows them, and they get a section of their own.
    const bool in_place =
        index + 1 == sections.size() ||
        (index + 2 == sections.size() && sections.back().name == ".reloc" &&
         headers_.directories[pe::kRelocationDirectory].rva == sections.back().rva);
    if (!(in_place ? replace(tree, index) : append(tree))) return false;
    // A signature covers the old bytes.
    set_directory(pe::kSecurityDirectory, 0, 0);
    put32(file_, headers_.nt_offset + kOptional + kChecksum, 0);
    put32(file_, headers_.nt_offset + kOptional + kChecksum,
          checksum_of(file_, headers_.nt_offset + kOptional + kChecksum));
    return true;
  }
  const std::vector<uint8_t>& file() const { return file_; }

 private:
  size_t section_table() const {
    uint16_t size;
    memcpy(&size, &file_[headers_.nt_offset + kOptionalSize], 2);
    return headers_.nt_offset + kOptional + size;
  }
  void set_directory(size_t index, uint32_t rva, uint32_t size) {
    const size_t at = headers_.nt_offset + kOptional + kDirectories + index * 8;
    if (at + 8 > sections_at_) return;  // the image has fewer directories
    put32(file_, at, rva);
    put32(file_, at + 4, size);
  }
  void set_section(size_t index, uint32_t virtual_size, uint32_t rva, uint32_t size,
                   uint32_t offset) {
    const size_t at = sections_at_ + index * kSectionHeader;
    put32(file_, at + 8, virtual_size);
    put32(file_, at + 12, rva);
    put32(file_, at + 16, size);
    put32(file_, at + 20, offset);
  }
  void set_image_size(size_t size) {
    put32(file_, headers_.nt_offset + kOptional + kSizeOfImage,
          static_cast<uint32_t>(round_up(size, headers_.section_alignment)));
  }

  bool replace(const ResourceTree& tree, size_t index) {
    const pe::Section& old = headers_.sections[index];
    const auto data = Writer(tree, old.rva).write();
    const size_t raw = round_up(data.size(), headers_.file_alignment);
    if (old.file_offset + old.file_size > file_.size()) return false;
    // What follows in the file moves: the relocations, and data behind the image.
    const std::vector<uint8_t> tail(file_.begin() + old.file_offset + old.file_size, file_.end());
    const auto shift = static_cast<int64_t>(raw) - old.file_size;
    file_.resize(old.file_offset);
    file_.insert(file_.end(), data.begin(), data.end());
    file_.resize(old.file_offset + raw);
    file_.insert(file_.end(), tail.begin(), tail.end());
    set_section(index, static_cast<uint32_t>(data.size()), old.rva, static_cast<uint32_t>(raw),
                old.file_offset);
    set_directory(pe::kResourceDirectory, old.rva, static_cast<uint32_t>(data.size()));
    size_t end = old.rva + round_up(data.size(), headers_.section_alignment);
    if (index + 2 == headers_.sections.size()) {
      const pe::Section& relocations = headers_.sections.back();
      set_section(index + 1, relocations.virtual_size, static_cast<uint32_t>(end),
                  relocations.file_size, static_cast<uint32_t>(relocations.file_offset + shift));
      set_directory(pe::kRelocationDirectory, static_cast<uint32_t>(end),
                    headers_.directories[pe::kRelocationDirectory].size);
      end += std::max(relocations.virtual_size, relocations.file_size);
    }
    set_image_size(end);
    return true;
  }

  bool append(const ResourceTree& tree) {
    const auto& sections = headers_.sections;
    const size_t header_end = sections_at_ + (sections.size() + 1) * kSectionHeader;
    size_t first_data = headers_.size_of_headers, end_of_sections = 0, end = 0;
    for (const pe::Section& section : sections) {
      end_of_sections = std::max<size_t>(end_of_sections, section.file_offset + section.file_size);
      end = std::max<size_t>(end, section.rva + std::max(section.virtual_size, section.file_size));
    }
    if (header_end > first_data || end_of_sections > file_.size()) return false;
    const auto rva = static_cast<uint32_t>(round_up(end, headers_.section_alignment));
    const auto data = Writer(tree, rva).write();
    const size_t offset = round_up(end_of_sections, headers_.file_alignment);
    const size_t raw = round_up(data.size(), headers_.file_alignment);
    const std::vector<uint8_t> overlay(file_.begin() + static_cast<ptrdiff_t>(end_of_sections),
                                       file_.end());
    file_.resize(offset);
    file_.insert(file_.end(), data.begin(), data.end());
    file_.resize(offset + raw);
    file_.insert(file_.end(), overlay.begin(), overlay.end());
    const size_t at = sections_at_ + sections.size() * kSectionHeader;
    memset(&file_[at], 0, kSectionHeader);
    memcpy(&file_[at], ".rsrc", 5);
    set_section(sections.size(), static_cast<uint32_t>(data.size()), rva,
                static_cast<uint32_t>(raw), static_cast<uint32_t>(offset));
    put32(file_, at + 36, 0x40000040);  // initialized data, readable
    put16(file_, headers_.nt_offset + kSectionCount, static_cast<uint16_t>(sections.size() + 1));
    set_directory(pe::kResourceDirectory, rva, static_cast<uint32_t>(data.size()));
    set_image_size(rva + data.size());
    return true;
  }

  std::vector<uint8_t> file_;
  const pe::Headers& headers_;
  const size_t sections_at_;
};

ResourceKey key_of(const pe::ResourceName& name) { return {name.text, name.id}; }

bool write_all(int descriptor, const std::vector<uint8_t>& bytes) {
  for (size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(descriptor, &bytes[done], bytes.size() - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    done += written;
  }
  return true;
}

}  // namespace

Expected<ResourceUpdate*> ResourceUpdate::begin(const std::string& host_path, bool discard) {
  const int descriptor = open(host_path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return nt_fail(status_of_errno(errno));
  auto update = std::make_unique<ResourceUpdate>();
  struct stat status;
  bool good = fstat(descriptor, &status) == 0;
  if (good) {
    update->file_.resize(status.st_size);
    good = pread(descriptor, update->file_.data(), update->file_.size(), 0) == status.st_size;
  }
  close(descriptor);
  if (!good) return nt_fail(STATUS_ACCESS_DENIED);
  update->path_ = host_path;
  const Bytes bytes(update->file_.data(), update->file_.size());
  auto headers = pe::parse_headers(bytes, bytes.size(), host_path, pe::Purpose::kInspect);
  if (!headers) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
  update->headers_ = std::move(*headers);
  if (!discard) {
    const pe::View view(update->headers_, bytes, pe::View::Layout::kFile, update->path_);
    const pe::Resources resources(view);
    for (const auto& entry : resources.all()) {
      const Bytes data = resources.data(entry.resource);
      ResourceData& to =
          update->tree_[key_of(entry.type)][key_of(entry.name)][entry.resource.language];
      to.bytes.assign(data.data(), data.data() + data.size());
      to.code_page = entry.resource.code_page;
    }
  }
  return update.release();
}

void ResourceUpdate::set(const ResourceKey& type, const ResourceKey& name, uint16_t language,
                         std::vector<uint8_t> bytes) {
  tree_[type][name][language] = {std::move(bytes), 0};
}

bool ResourceUpdate::remove(const ResourceKey& type, const ResourceKey& name, uint16_t language) {
  const auto names = tree_.find(type);
  if (names == tree_.end()) return false;
  const auto languages = names->second.find(name);
  if (languages == names->second.end() || languages->second.erase(language) == 0) return false;
  if (languages->second.empty()) names->second.erase(languages);
  if (names->second.empty()) tree_.erase(names);
  return true;
}

NTSTATUS ResourceUpdate::write() {
  Rebuild rebuild(std::move(file_), headers_);
  if (!rebuild.apply(tree_)) return STATUS_INVALID_IMAGE_FORMAT;
  // Written beside the file and moved over it, so that a failure leaves the old one whole.
  const std::string fresh = path_ + ".mimic-update";
  struct stat status;
  const mode_t mode = stat(path_.c_str(), &status) == 0 ? status.st_mode & 07777 : 0644;
  const int descriptor = open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return status_of_errno(errno);
  const bool good = write_all(descriptor, rebuild.file());
  const int error = errno;
  close(descriptor);
  if (good && rename(fresh.c_str(), path_.c_str()) == 0) return STATUS_SUCCESS;
  unlink(fresh.c_str());
  return status_of_errno(good ? errno : error);
}

}  // namespace mimic::win
