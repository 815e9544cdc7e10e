// Sections (file mappings): memory that views make visible, of a file or of the page file.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>

#include "libs/windows/core/namespace.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

inline constexpr DWORD SEC_FILE = 0x800000, SEC_IMAGE = 0x1000000, SEC_RESERVE = 0x4000000,
                       SEC_COMMIT = 0x8000000, SEC_NOCACHE = 0x10000000,
                       SEC_IMAGE_NO_EXECUTE = 0x11000000, SEC_LARGE_PAGES = 0x80000000;
inline constexpr ACCESS_MASK SECTION_QUERY = 1, SECTION_MAP_WRITE = 2, SECTION_MAP_READ = 4,
                             SECTION_MAP_EXECUTE = 8, SECTION_EXTEND_SIZE = 0x10,
                             SECTION_MAP_EXECUTE_EXPLICIT = 0x20, kSectionAllAccess = 0xf001f;

class SharedSection;  // what processes have in common of a named section

class Section final : public Object {
 public:
  static constexpr bool is(ObjectType type) { return type == ObjectType::kSection; }

  struct Parts {
    int descriptor = -1;       // of the memory or the file; the section's own
    uint64_t data_offset = 0;  // where the memory begins in it
    uint64_t size = 0;
    DWORD protect = 0;     // PAGE_*
    DWORD attributes = 0;  // SEC_*; SEC_FILE where a file is behind it
    dev_t device = 0;      // of the file
    ino_t inode = 0;
    std::string path;  // of the file on the host
    std::u16string name;
    SharedSection* shared = nullptr;
  };
  explicit Section(Parts parts);

  std::u16string name() const override { return parts_.name; }
  int descriptor() const override { return parts_.descriptor; }
  void last_handle_closed() override;

  const Parts& parts() const { return parts_; }
  uint64_t size() const { return size_; }
  bool has_file() const { return parts_.attributes & SEC_FILE; }
  bool is_image() const { return parts_.attributes & SEC_IMAGE; }
  // NtExtendSection: makes the file, and the section, at least this large.
  NTSTATUS extend(uint64_t size);

 private:
  ~Section() override;
  const Parts parts_;
  std::atomic<uint64_t> size_;
  std::atomic<SharedSection*> shared_;
};

struct SectionRequest {
  HANDLE file = nullptr;  // null: the page file
  uint64_t size = 0;      // 0: as large as the file
  DWORD protect = 0;
  DWORD attributes = SEC_COMMIT;
};
// Makes a section, or finds the one of this name, in this process or another of the user's.
Expected<NamedObject> create_section(std::u16string name, const SectionRequest& request);
// STATUS_OBJECT_NAME_NOT_FOUND.
Expected<Ref<Object>> open_section(const std::u16string& name);

// Is there a section of this file in the process? It must not be truncated then
// (STATUS_USER_MAPPED_FILE).
bool is_file_mapped(dev_t device, ino_t inode);

// What a child needs beside the descriptor, and the section again.
void describe_section(const Section& section, uint16_t* extra, DWORD* attributes);
Ref<Object> adopt_section(int descriptor, uint16_t extra, DWORD attributes);

}  // namespace mimic::win
