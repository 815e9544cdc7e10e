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
  kExportDirectory,
  kImportDirectory,
  kResourceDirectory,
  kExceptionDirectory,
  kSecurityDirectory,
  kRelocationDirectory,
  kDebugDirectory,
  kArchitectureDirectory,
  kGlobalPointerDirectory,
  kTlsDirectory,
  kLoadConfigDirectory,
  kBoundImportDirectory,
  kImportAddressDirectory,
  kDelayImportDirectory,
  kClrDirectory,
  kReservedDirectory,
};

inline constexpr uint32_t kSectionExecute = 0x20000000, kSectionRead = 0x40000000,
                          kSectionWrite = 0x80000000;

struct Section {
  std::string name;
  uint32_t rva = 0;
  uint32_t virtual_size = 0;  // bytes in memory, not rounded
  uint32_t file_offset = 0;
  uint32_t file_size = 0;  // bytes to take from the file; at most the rounded virtual size
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
  uint32_t symbols_offset = 0, symbol_count = 0;  // COFF symbols in the file, not validated
  uint8_t linker_major = 0, linker_minor = 0;
  uint64_t image_base = 0;  // preferred; after relocate() its caller sets the actual one
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
  // Whether it may be loaded elsewhere: an image without a single absolute address needs no
  // relocation directory for that.
  bool is_movable() const { return !(characteristics & 0x0001); }
};

// What the headers are read for: an image that mimic can describe but not run (a driver, a .NET
// assembly) is an error only for kRun.
enum class Purpose : uint8_t { kRun, kInspect };

// Parses and validates the headers in the first bytes of a file (enough of them: 64 KB, or the
// whole file if shorter). `file_size` is that of the whole file; `name` is for messages. Fails with
// kNotAProgram (no PE image), kThirtyTwoBit, kOtherMachine, kDotNet, kDriver, kUnsupported, or
// kMalformed.
Result<Headers> parse_headers(Bytes start, uint64_t file_size, std::string_view name,
                              Purpose purpose = Purpose::kRun);

// An image's bytes by relative virtual address. Owns nothing.
class View {
 public:
  enum class Layout { kFile, kMapped };
  View(const Headers& headers, Bytes bytes, Layout layout, std::string_view name)
      : headers_(&headers), bytes_(bytes), layout_(layout), name_(name) {}

  // The bytes from `rva` to the end of what contains it (the headers or a section with its last
  // page); empty where nothing does. What a section has in memory beyond its bytes in the file is
  // zeros, in the file layout at most a page of them.
  Bytes from(uint32_t rva) const;
  std::optional<Bytes> at(uint32_t rva, uint64_t size) const { return from(rva).slice(0, size); }
  // Whether [rva, rva + size) lies in the headers or in one section as it is in memory.
  bool contains(uint32_t rva, uint64_t size) const;
  // Where an absolute address in the image's data leads; nullopt outside the image. Goes by
  // headers().image_base.
  std::optional<uint32_t> rva_of(uint64_t address) const;
  // Where the bytes of `rva` are in the file; `rva` itself where the file has none. For messages.
  uint32_t file_offset(uint32_t rva) const;
  template <class T>
  std::optional<T> read(uint32_t rva) const {
    return from(rva).read<T>(0);
  }
  std::optional<std::string_view> c_string(uint32_t rva) const { return from(rva).c_string(0); }
  const Headers& headers() const { return *headers_; }
  const Directory& directory(DirectoryIndex index) const { return headers_->directories[index]; }
  std::string_view name() const { return name_; }
  Layout layout() const { return layout_; }
  Bytes bytes() const { return bytes_; }

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

// Imports in the order of the directory. Every slot lies inside the image. To be called on mapped
// memory before the slots are filled, since an image without a separate name table has the names
// where the addresses go.
Result<std::vector<ImportedModule>> parse_imports(const View& view);
Result<std::vector<ImportedModule>> parse_delayed_imports(const View& view);

// What one export name or ordinal leads to.
struct ExportTarget {
  uint32_t rva = 0;            // 0 for a forwarder
  std::string_view forwarder;  // "dll.Name" or "dll.#ordinal"; points into the image
};
// The export directory of one image, looked up in place (binary search by name, with a linear
// search where names are not sorted). Small, copyable, and safe to use from several threads.
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
  // By ascending ordinal; a function with several names has several entries.
  Result<std::vector<Entry>> all() const;
  // The name the image gives itself, e.g. "KERNEL32.dll"; empty when it has none.
  std::string_view module_name() const { return module_name_; }

 private:
  std::optional<ExportTarget> target(uint32_t index) const;
  std::string_view name_at(uint32_t position) const;
  std::optional<ExportTarget> target_of_name(uint32_t position) const;
  bool names_are_sorted() const;

  enum Order : uint8_t { kUnknown, kSorted, kUnsorted };

  const View* view_ = nullptr;  // must outlive this
  uint32_t base_ = 0, function_count_ = 0, name_count_ = 0;
  mutable uint8_t order_ = kUnknown;  // found out by the first name that is not there
  std::string_view module_name_;
  Bytes functions_, names_, ordinals_;
  Directory directory_{};
};

struct TlsDirectory {
  uint64_t template_begin = 0, template_end = 0;  // virtual addresses
  uint64_t index_address = 0;                     // virtual address of a uint32
  uint64_t callbacks_address = 0;                 // virtual address of a 0-terminated array, or 0
  uint32_t zero_fill = 0;
};
// Checks that each address lies in the image and that the callbacks end. Addresses are taken
// relative to headers().image_base: on mapped memory, call it before relocate(), or set image_base
// to the actual base after that.
Result<std::optional<TlsDirectory>> parse_tls(const View& view);

// Adds `delta` to every address the relocation directory names, in the writable mapped image
// `bytes` (size_of_image bytes long). A failure leaves it partly relocated.
Result<void> relocate(const Headers& headers, std::span<uint8_t> bytes, uint64_t delta,
                      std::string_view name);

}  // namespace mimic::pe
