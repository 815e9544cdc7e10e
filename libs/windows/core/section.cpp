#include "libs/windows/core/section.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "libs/windows/core/io.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/section_name.h"
#include "loader/pe/image.h"

namespace mimic::win {
namespace {

constexpr uint64_t kMostBytes = uint64_t{1} << 47;
constexpr uint16_t kExtraShared = 0x8000;  // InheritedHandle::extra: the memory has a header

// Files that sections of this process are of.
struct MappedFile {
  dev_t device;
  ino_t inode;
};
constinit Lock g_files_lock;
std::vector<MappedFile>& mapped_files() {
  static auto* const files = new std::vector<MappedFile>;
  return *files;
}

// The rights to a file that a section's protection takes.
Expected<ACCESS_MASK> file_access_for(DWORD protect) {
  switch (protect & 0xff) {
    case PAGE_READONLY:
    case PAGE_WRITECOPY:
      return FILE_READ_DATA;
    case PAGE_READWRITE:
      return FILE_READ_DATA | FILE_WRITE_DATA;
    case PAGE_EXECUTE:
      return FILE_EXECUTE;
    case PAGE_EXECUTE_READ:
    case PAGE_EXECUTE_WRITECOPY:
      return FILE_EXECUTE | FILE_READ_DATA;
    case PAGE_EXECUTE_READWRITE:
      return FILE_EXECUTE | FILE_READ_DATA | FILE_WRITE_DATA;
    default:
      return nt_fail(STATUS_INVALID_PAGE_PROTECTION);
  }
}

bool is_writable(DWORD protect) { return protect & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE); }

std::string path_of(int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  char target[4096];
  const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, length) : std::string();
}

// Memory that is there at once has to fit in the machine.
bool exceeds_commitment(uint64_t size) {
  struct sysinfo info;
  if (::sysinfo(&info) != 0) return false;
  return size / info.mem_unit > info.totalram + info.totalswap;
}

Expected<Section::Parts> make_memory(const SectionRequest& request) {
  if (request.size == 0) return nt_fail(STATUS_INVALID_PARAMETER_4);
  if (request.attributes & SEC_IMAGE) return nt_fail(STATUS_INVALID_FILE_FOR_SECTION);
  if (request.size >= kMostBytes) return nt_fail(STATUS_SECTION_TOO_BIG);
  if (!(request.attributes & SEC_RESERVE) && exceeds_commitment(request.size))
    return nt_fail(STATUS_COMMITMENT_LIMIT);
  Section::Parts parts;
  parts.size = page_up(request.size);
  parts.protect = request.protect;
  parts.attributes = request.attributes;
  return parts;
}

// SEC_IMAGE: the size of the image in memory.
Expected<uint64_t> image_size(int descriptor, uint64_t file_size) {
  std::vector<uint8_t> start(std::min<uint64_t>(file_size, 0x10000));
  const ssize_t count = ::pread(descriptor, start.data(), start.size(), 0);
  if (count <= 0) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
  const auto headers =
      pe::parse_headers({start.data(), static_cast<size_t>(count)}, file_size, "section");
  if (!headers) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
  return page_up(headers->size_of_image);
}

Expected<Section::Parts> take_file(const SectionRequest& request) {
  const auto access = file_access_for(request.protect);
  if (!access) return std::unexpected(access.error());
  const auto entry = handles().lookup(request.file);
  if (!entry) return nt_fail(entry.error());
  if (entry->object->type() != ObjectType::kFile) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  if ((entry->access & *access) != *access) return nt_fail(STATUS_ACCESS_DENIED);
  struct stat status;
  const int source = entry->object->descriptor();
  if (source < 0 || ::fstat(source, &status) != 0 || !S_ISREG(status.st_mode))
    return nt_fail(STATUS_INVALID_FILE_FOR_SECTION);

  Section::Parts parts;
  parts.protect = request.protect;
  parts.attributes = request.attributes | SEC_FILE;
  parts.device = status.st_dev;
  parts.inode = status.st_ino;
  const uint64_t file_size = status.st_size;
  if (request.attributes & SEC_IMAGE) {
    const auto size = image_size(source, file_size);
    if (!size) return std::unexpected(size.error());
    parts.size = *size;
  } else {
    parts.size = request.size ? request.size : file_size;
    if (parts.size == 0) return nt_fail(STATUS_MAPPED_FILE_SIZE_ZERO);
    if (parts.size > file_size) {
      if (!is_writable(request.protect)) return nt_fail(STATUS_SECTION_TOO_BIG);
      if (::ftruncate(source, static_cast<off_t>(parts.size)) != 0)
        return nt_fail(errno == ENOSPC || errno == EFBIG ? STATUS_DISK_FULL
                                                         : status_of_errno(errno));
    }
  }
  parts.descriptor = ::fcntl(source, F_DUPFD_CLOEXEC, 3);
  if (parts.descriptor < 0) return nt_fail(STATUS_TOO_MANY_OPENED_FILES);
  parts.path = path_of(parts.descriptor);
  return parts;
}

NTSTATUS check(const SectionRequest& request) {
  constexpr DWORD kKnown = SEC_FILE | SEC_IMAGE | SEC_IMAGE_NO_EXECUTE | SEC_RESERVE | SEC_COMMIT |
                           SEC_NOCACHE | SEC_LARGE_PAGES | 0x40000000 /* SEC_WRITECOMBINE */;
  if (request.attributes & ~kKnown) return STATUS_INVALID_PARAMETER_6;
  if (!(request.attributes & (SEC_IMAGE | SEC_RESERVE | SEC_COMMIT)))
    return STATUS_INVALID_PARAMETER_6;
  if ((request.attributes & SEC_IMAGE) && (request.attributes & (SEC_RESERVE | SEC_COMMIT)))
    return STATUS_INVALID_PARAMETER_6;
  const auto access = file_access_for(request.protect);
  return access ? STATUS_SUCCESS : access.error();
}

Expected<Section::Parts> make_parts(const SectionRequest& request) {
  if (const NTSTATUS status = check(request)) return nt_fail(status);
  return request.file ? take_file(request) : make_memory(request);
}

NTSTATUS allocate_memory(Section::Parts& parts) {
  if (parts.descriptor >= 0) return STATUS_SUCCESS;
  parts.descriptor = ::memfd_create("mimic-section", MFD_CLOEXEC);
  if (parts.descriptor < 0) return STATUS_INSUFFICIENT_RESOURCES;
  if (::ftruncate(parts.descriptor, static_cast<off_t>(parts.size)) == 0) return STATUS_SUCCESS;
  const NTSTATUS status = status_of_errno(errno);
  ::close(parts.descriptor);
  return status;
}

NamedObject enter(std::u16string name, Ref<Object> section, bool existed) {
  auto entered = make_named(
      std::move(name), ObjectType::kSection,
      [](const void* made, std::u16string) { return *static_cast<const Ref<Object>*>(made); },
      &section);
  return entered ? NamedObject{entered->object, existed || entered->existed}
                 : NamedObject{std::move(section), existed};
}

}  // namespace

Section::Section(Parts parts)
    : Object(ObjectType::kSection),
      parts_(std::move(parts)),
      size_(parts_.size),
      shared_(parts_.shared) {
  if (!has_file()) return;
  const LockGuard guard(g_files_lock);
  mapped_files().push_back({parts_.device, parts_.inode});
}

Section::~Section() {
  release_shared(shared_.exchange(nullptr));
  ::close(parts_.descriptor);
  if (!has_file()) return;
  const LockGuard guard(g_files_lock);
  auto& files = mapped_files();
  const auto own = std::ranges::find_if(files, [this](const MappedFile& file) {
    return file.device == parts_.device && file.inode == parts_.inode;
  });
  if (own != files.end()) files.erase(own);
}

void Section::last_handle_closed() {
  forget_name(*this);
  release_shared(shared_.exchange(nullptr));
}

NTSTATUS Section::extend(uint64_t size) {
  if (!has_file() || is_image()) return STATUS_SECTION_NOT_EXTENDED;
  if (!is_writable(parts_.protect)) return STATUS_SECTION_NOT_EXTENDED;
  if (size <= size_) return STATUS_SUCCESS;
  struct stat status;
  if (::fstat(parts_.descriptor, &status) != 0) return status_of_errno(errno);
  if (size > static_cast<uint64_t>(status.st_size) &&
      ::ftruncate(parts_.descriptor, static_cast<off_t>(size)) != 0)
    return status_of_errno(errno);
  size_ = size;
  return STATUS_SUCCESS;
}

Expected<NamedObject> create_section(std::u16string name, const SectionRequest& request) {
  if (name.empty()) {
    auto parts = make_parts(request);
    if (!parts) return std::unexpected(parts.error());
    if (const NTSTATUS status = allocate_memory(*parts)) return nt_fail(status);
    return NamedObject{make_object<Section>(std::move(*parts)), false};
  }
  const SharedNames names;
  auto known = find_named(name, ObjectType::kSection);
  if (known) return NamedObject{std::move(*known), true};
  if (known.error() != STATUS_OBJECT_NAME_NOT_FOUND) return std::unexpected(known.error());
  auto parts = open_shared_section(names, name);
  if (parts) {
    parts->name = name;
    return enter(std::move(name), make_object<Section>(std::move(*parts)), true);
  }
  if (parts.error() != STATUS_OBJECT_NAME_NOT_FOUND) return std::unexpected(parts.error());
  parts = make_parts(request);
  if (!parts) return std::unexpected(parts.error());
  publish_section(names, name, *parts);
  if (const NTSTATUS status = allocate_memory(*parts)) return nt_fail(status);
  parts->name = name;
  return enter(std::move(name), make_object<Section>(std::move(*parts)), false);
}

Expected<Ref<Object>> open_section(const std::u16string& name) {
  const SharedNames names;
  auto known = find_named(name, ObjectType::kSection);
  if (known || known.error() != STATUS_OBJECT_NAME_NOT_FOUND) return known;
  auto parts = open_shared_section(names, name);
  if (!parts) return std::unexpected(parts.error());
  parts->name = name;
  return enter(name, make_object<Section>(std::move(*parts)), true).object;
}

bool is_file_mapped(dev_t device, ino_t inode) {
  const LockGuard guard(g_files_lock);
  return std::ranges::any_of(mapped_files(), [=](const MappedFile& file) {
    return file.device == device && file.inode == inode;
  });
}

void describe_section(const Section& section, uint16_t* extra, DWORD* attributes) {
  *extra = static_cast<uint16_t>(section.parts().protect & 0xff);
  if (section.parts().data_offset) *extra |= kExtraShared;
  *attributes = section.parts().attributes;
}

Ref<Object> adopt_section(int descriptor, uint16_t extra, DWORD attributes) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return {};
  Section::Parts parts;
  parts.descriptor = descriptor;
  parts.data_offset = extra & kExtraShared ? kSharedHeader : 0;
  parts.size = status.st_size - parts.data_offset;
  parts.protect = extra & 0xff;
  parts.attributes = attributes;
  if (attributes & SEC_FILE) {
    parts.device = status.st_dev;
    parts.inode = status.st_ino;
    parts.path = path_of(descriptor);
  }
  if (attributes & SEC_IMAGE) {
    const auto size = image_size(descriptor, status.st_size);
    if (!size) return {};
    parts.size = *size;
  }
  return make_object<Section>(std::move(parts));
}

}  // namespace mimic::win
