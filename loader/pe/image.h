// Reading a PE32+ image, in its file or mapped layout. Every field is untrusted: all reads go
// through bounds-checked views and every failure names the image, the field and its offset.
//
// Source: Microsoft, "PE Format".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loader/base/bytes.h"
#include "loader/base/error.h"

namespace mimic::pe {

enum DirectoryIndex : uint8_t {
  kExportDirectory, kImportDirectory, kResourceDirectory, kExceptionDirectory, kSecurityDirectory,
  kRelocationDirectory, kDebugDirectory, kArchitectureDirectory, kGlobalPointerDirectory,
  kTlsDirectory, kLoadConfigDirectory, kBoundImportDirectory, kImportAddressDirectory,
  kDelayImportDirectory, kClrDirectory, kReservedDirectory,
};

inline constexpr uint32_t kSectionExecute = 0x20000000, kSectionRead = 0x40000000,
                          kSectionWrite = 0x80000000;

struct Section {
  std::string name;
  uint32_t rva = 0;
  uint32_t virtual_size = 0;  // bytes in memory, not rounded
  uint32_t file_offset = 0;
  uint32_t file_size = 0;     // bytes to take from the file; at most the rounded virtual size
  uint32_t characteristics = 0;
};

struct Directory {
  uint32_t rva = 0;  // of the security directory: a file offset
  uint32_t size = 0;
};

struct Headers {
  uint32_t nt_offset = 0;  // of "PE\0\0"
  uint16_t machine = 0;
  uint16_t characteristics = 0;
  uint32_t time_stamp = 0;
  uint64_t image_base = 0;
  uint32_t entry_rva = 0;
  uint32_t section_alignment = 0, file_alignment = 0;
  uint32_t size_of_image = 0, size_of_headers = 0;
  uint32_t checksum = 0;
  uint16_t os_major = 0, os_minor = 0, subsystem_major = 0, subsystem_minor = 0;
  uint16_t subsystem = 0, dll_characteristics = 0;
  uint64_t stack_reserve = 0, stack_commit = 0, heap_reserve = 0, heap_commit = 0;
  std::vector<Section> sections;  // ascending, not overlapping, inside size_of_image
  std::array<Directory, 16> directories{};

  bool is_dll() const { return characteristics & 0x2000; }
  bool has_relocations() const { return directories[kRelocationDirectory].size != 0; }
};

// Parses and validates the headers in the first bytes of a file (enough of them: 64 KB, or the
// whole file if shorter). `file_size` is that of the whole file; `name` is for messages. Fails with
// kNotAProgram (no PE image), kWrongMachine (32-bit, ARM64, …), kUnsupported (.NET, driver, …), or
// kMalformed.
Result<Headers> parse_headers(Bytes start, uint64_t file_size, std::string_view name);

// An image's bytes by relative virtual address. Owns nothing.
class View {
 public:
  enum class Layout { kFile, kMapped };
  View(const Headers& headers, Bytes bytes, Layout layout, std::string_view name)
      : headers_(&headers), bytes_(bytes), layout_(layout), name_(name) {}

  // The bytes from `rva` to the end of what contains it; empty where nothing does.
  Bytes from(uint32_t rva) const;
  std::optional<Bytes> at(uint32_t rva, uint32_t size) const;
  template <class T>
  std::optional<T> read(uint32_t rva) const {
    return from(rva).read<T>(0);
  }
  std::optional<std::string_view> c_string(uint32_t rva) const { return from(rva).c_string(0); }
  const Headers& headers() const { return *headers_; }
  const Directory& directory(DirectoryIndex index) const { return headers_->directories[index]; }
  std::string_view name() const { return name_; }

 private:
  const Headers* headers_;
  Bytes bytes_;
  Layout layout_;
  std::string_view name_;
};

struct ImportedSymbol {
  std::string_view name;  // empty when imported by ordinal; points into the image
  uint16_t ordinal = 0;
  uint16_t hint = 0;
  uint32_t slot_rva = 0;  // of the 8-byte address slot
};
struct ImportedModule {
  std::string_view name;  // as written, e.g. "KERNEL32.dll"
  bool delayed = false;
  uint32_t handle_rva = 0;  // delayed: of the module handle slot, or 0
  std::vector<ImportedSymbol> symbols;
};

// Imports in the order of the directory.
Result<std::vector<ImportedModule>> parse_imports(const View& view);
Result<std::vector<ImportedModule>> parse_delayed_imports(const View& view);

// What one export name or ordinal leads to.
struct ExportTarget {
  uint32_t rva = 0;              // 0 for a forwarder
  std::string_view forwarder;    // "dll.Name" or "dll.#ordinal"; points into the image
};
// The export directory of one image, looked up in place (binary search by name, with a linear
// search where names are not sorted).
class Exports {
 public:
  // An image without an export directory has no exports; a malformed one fails.
  static Result<Exports> parse(const View& view);
  std::optional<ExportTarget> find(std::string_view name, uint16_t hint = 0) const;
  std::optional<ExportTarget> find(uint32_t ordinal) const;
  struct Entry {
    std::string_view name;  // empty: by ordinal only
    uint32_t ordinal;
    ExportTarget target;
  };
  Result<std::vector<Entry>> all() const;

 private:
  const View* view_ = nullptr;  // must outlive this
  uint32_t base_ = 0, function_count_ = 0, name_count_ = 0;
  Bytes functions_, names_, ordinals_;
  Directory directory_{};
};

struct TlsDirectory {
  uint64_t template_begin = 0, template_end = 0;  // virtual addresses
  uint64_t index_address = 0;                     // virtual address of a uint32
  uint64_t callbacks_address = 0;                 // virtual address of a 0-terminated array, or 0
  uint32_t zero_fill = 0;
};
Result<std::optional<TlsDirectory>> parse_tls(const View& view);

// Adds `delta` to every address the relocation directory names, in the writable mapped image
// `bytes` (size_of_image bytes long).
Result<void> relocate(const Headers& headers, std::span<uint8_t> bytes, uint64_t delta,
                      std::string_view name);

}  // namespace mimic::pe
