// The DOS, COFF and optional headers and the section table.
#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstddef>

#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

struct CoffHeader {
  uint16_t machine, section_count;
  uint32_t time_stamp, symbols_offset, symbol_count;
  uint16_t optional_size, characteristics;
};
static_assert(sizeof(CoffHeader) == 20);

// PE32+ up to the data directories.
struct OptionalHeader {
  uint16_t magic;
  uint8_t linker_major, linker_minor;
  uint32_t code_size, data_size, zero_size, entry_rva, code_rva;
  uint64_t image_base;
  uint32_t section_alignment, file_alignment;
  uint16_t os_major, os_minor, image_major, image_minor, subsystem_major, subsystem_minor;
  uint32_t version, size_of_image, size_of_headers, checksum;
  uint16_t subsystem, dll_characteristics;
  uint64_t stack_reserve, stack_commit, heap_reserve, heap_commit;
  uint32_t loader_flags, directory_count;
};
static_assert(sizeof(OptionalHeader) == 112);

struct SectionHeader {
  char name[8];
  uint32_t virtual_size, rva, raw_size, raw_offset;
  uint32_t relocations_offset, lines_offset;
  uint16_t relocation_count, line_count;
  uint32_t characteristics;
};
static_assert(sizeof(SectionHeader) == 40);

constexpr uint32_t kDosHeaderSize = 64, kNtOffsetField = 0x3c;
constexpr uint32_t kPageSize = 4096, kAllocationGranularity = 0x10000;
// Windows cuts section offsets in the file down to a disk sector, whatever FileAlignment says.
constexpr uint32_t kSectorSize = 512;
// Windows' own limit, and the reach of a 32-bit relative address.
constexpr uint32_t kMaxSections = 96, kMaxImageSize = 0x7fffffff;
constexpr uint16_t kMagic32 = 0x10b, kMagic64 = 0x20b;
constexpr uint16_t kMachineX86 = 0x014c, kMachineX64 = 0x8664;
constexpr uint16_t kExecutableImage = 0x0002;
constexpr uint16_t kWdmDriver = 0x2000;
constexpr uint16_t kSubsystemNative = 1;

// Tables below hold text, not pointers to it: nothing for the dynamic linker to relocate.
struct Signature {
  char bytes[9];
  uint8_t size;
  char what[44];
};
constexpr Signature kOtherFormats[] = {
    {"#!", 2, "a script"},
    {"\177ELF", 4, "an ELF file (Linux runs it without mimic)"},
    {"\xcf\xfa\xed\xfe", 4, "a Mach-O file (a macOS program)"},
    {"\xce\xfa\xed\xfe", 4, "a Mach-O file (a macOS program)"},
    {"\xca\xfe\xba\xbe", 4, "a Mach-O or Java class file"},
    {"PK\3\4", 4, "a zip archive"},
    {"7z\xbc\xaf\x27\x1c", 6, "a 7z archive"},
    {"\x1f\x8b", 2, "a gzip archive"},
    {"MSCF", 4, "a cabinet archive"},
    {"\xd0\xcf\x11\xe0", 4, "a compound document (an installer package?)"},
    {"!<arch>\n", 8, "an archive of object files"},
    {"\x64\x86", 2, "an object file that was not linked"},
    {"L\0\0\0\1\24\2", 7, "a shortcut (.lnk)"},
    {"\0asm", 4, "a WebAssembly module"},
};

struct MachineName {
  uint16_t machine;
  char what[14];
};
constexpr MachineName kMachines[] = {
    {0x014c, "32-bit x86"}, {0xaa64, "ARM64"},      {0x01c4, "32-bit ARM"},
    {0x01c0, "32-bit ARM"}, {0x01c2, "32-bit ARM"}, {0x0200, "Itanium"},
    {0x5064, "RISC-V 64"},  {0x5032, "RISC-V 32"},  {0x6264, "LoongArch 64"},
    {0x0166, "MIPS"},       {0x01f0, "PowerPC"},    {0x0ebc, "EFI byte code"},
};

bool is_text(Bytes start) {
  const size_t count = std::min<size_t>(start.size(), 512);
  if (start.size() >= 2 && ((start.data()[0] == 0xff && start.data()[1] == 0xfe) ||
                            (start.data()[0] == 0xfe && start.data()[1] == 0xff))) {
    return true;  // UTF-16 with a byte order mark
  }
  return std::all_of(start.data(), start.data() + count, [](uint8_t c) {
    return c >= 0x20 ? c != 0x7f : c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x1a;
  });
}

const char* describe_other(Bytes start) {
  for (const Signature& format : kOtherFormats) {
    if (start.contains(0, format.size) &&
        std::memcmp(start.data(), format.bytes, format.size) == 0) {
      return format.what;
    }
  }
  return is_text(start) ? "a text file" : "data of an unknown format";
}

constexpr uint64_t round_up(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

class Parser {
 public:
  Parser(Bytes start, uint64_t file_size, std::string_view name, Purpose purpose)
      : start_(start), file_size_(file_size), name_(name), purpose_(purpose) {}

  Result<Headers> parse() {
    if (auto result = find_nt_headers(); !result) return std::unexpected(result.error());
    if (auto result = read_coff_header(); !result) return std::unexpected(result.error());
    if (auto result = read_optional_header(); !result) return std::unexpected(result.error());
    if (auto result = check_sizes(); !result) return std::unexpected(result.error());
    if (auto result = read_sections(); !result) return std::unexpected(result.error());
    if (purpose_ == Purpose::kRun) {
      if (auto result = check_kind(); !result) return std::unexpected(result.error());
    }
    return std::move(headers_);
  }

 private:
  int name_size() const { return static_cast<int>(name_.size()); }

  [[gnu::format(printf, 3, 4)]] std::unexpected<Error> malformed(uint64_t offset,
                                                                 const char* format, ...) const {
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    // "<field> <what is wrong with it>": the offset belongs after the field's name.
    const std::string_view text = what;
    const size_t field = std::min(text.find(' '), text.size());
    return fail(ErrorKind::kMalformed, "%.*s: %.*s at offset 0x%" PRIx64 "%s", name_size(),
                name_.data(), static_cast<int>(field), what, offset, what + field);
  }

  // The part of the headers at [offset, offset + size), which has to be in `start_`.
  Result<void> need(uint64_t offset, uint64_t size, const char* what) const {
    if (start_.contains(offset, size)) return {};
    if (offset > file_size_ || size > file_size_ - offset) {
      return fail(ErrorKind::kMalformed,
                  "%.*s: the file is truncated: the %s at offset 0x%" PRIx64 " takes %" PRIu64
                  " bytes, the file ends at 0x%" PRIx64,
                  name_size(), name_.data(), what, offset, size, file_size_);
    }
    return fail(ErrorKind::kMalformed,
                "%.*s: the %s at offset 0x%" PRIx64
                " does not lie in the first 0x%zx bytes of the file",
                name_size(), name_.data(), what, offset, start_.size());
  }

  Result<void> find_nt_headers() {
    if (file_size_ == 0 || start_.size() == 0) {
      return fail(ErrorKind::kNotAProgram, "%.*s: not a Windows program: the file is empty",
                  name_size(), name_.data());
    }
    if (!start_.contains(0, 2) || std::memcmp(start_.data(), "MZ", 2) != 0) {
      return fail(ErrorKind::kNotAProgram, "%.*s: not a Windows program: %s", name_size(),
                  name_.data(), describe_other(start_));
    }
    if (auto result = need(0, kDosHeaderSize, "DOS header"); !result) return result;
    const uint32_t offset = *start_.read<uint32_t>(kNtOffsetField);
    if (file_size_ >= 64 && (offset == 0 || offset > file_size_ - 4) &&
        *start_.read<uint16_t>(0x18) < kDosHeaderSize) {
      return fail(ErrorKind::kOtherMachine,
                  "%.*s: a 16-bit DOS program; mimic runs x86-64 Windows programs", name_size(),
                  name_.data());
    }
    if (auto result = need(offset, 4, "PE signature"); !result) return result;
    if (std::memcmp(start_.data() + offset, "PE\0\0", 4) != 0) {
      const auto kind = *start_.read<uint16_t>(offset);
      const bool is_old = kind == 0x454e || kind == 0x454c || kind == 0x584c;  // NE, LE, LX
      if (is_old || *start_.read<uint16_t>(0x18) < kDosHeaderSize) {
        return fail(ErrorKind::kOtherMachine,
                    "%.*s: a 16-bit %s program; mimic runs x86-64 Windows programs", name_size(),
                    name_.data(), is_old ? "Windows or OS/2" : "DOS");
      }
      return fail(ErrorKind::kMalformed, "%.*s: the PE signature at offset 0x%x is missing",
                  name_size(), name_.data(), offset);
    }
    headers_.nt_offset = offset;
    return {};
  }

  Result<void> read_coff_header() {
    const uint64_t offset = uint64_t{headers_.nt_offset} + 4;
    if (auto result = need(offset, sizeof(CoffHeader), "COFF header"); !result) return result;
    coff_ = *start_.read<CoffHeader>(offset);
    optional_offset_ = offset + sizeof(CoffHeader);
    headers_.machine = coff_.machine;
    headers_.characteristics = coff_.characteristics;
    headers_.time_stamp = coff_.time_stamp;
    headers_.symbols_offset = coff_.symbols_offset;
    headers_.symbol_count = coff_.symbol_count;
    return {};
  }

  bool has_clr_directory32() const {
    const uint64_t count_offset = optional_offset_ + 92;
    return start_.read<uint16_t>(optional_offset_) == kMagic32 &&
           start_.read<uint32_t>(count_offset).value_or(0) > kClrDirectory &&
           start_.read<uint32_t>(count_offset + 4 + uint64_t{8} * kClrDirectory).value_or(0) != 0;
  }

  std::unexpected<Error> dotnet() const {
    return fail(ErrorKind::kDotNet,
                "%.*s: a .NET assembly; mimic runs native programs only (try dotnet or mono)",
                name_size(), name_.data());
  }

  Result<void> check_machine() const {
    if (coff_.machine == kMachineX64) return {};
    // A .NET assembly for any processor says 32-bit x86.
    if (has_clr_directory32()) return dotnet();
    for (const MachineName& known : kMachines) {
      if (known.machine == coff_.machine) {
        return fail(
            known.machine == kMachineX86 ? ErrorKind::kThirtyTwoBit : ErrorKind::kOtherMachine,
            "%.*s: an image for %s; mimic runs x86-64 Windows programs", name_size(), name_.data(),
            known.what);
      }
    }
    return fail(ErrorKind::kOtherMachine,
                "%.*s: Machine at offset 0x%x is 0x%04x, an unknown processor; mimic runs x86-64 "
                "Windows programs",
                name_size(), name_.data(), headers_.nt_offset + 4, coff_.machine);
  }

  Result<void> read_optional_header() {
    if (auto result = check_machine(); !result) return result;
    const uint64_t at = optional_offset_;
    if (!(coff_.characteristics & kExecutableImage)) {
      return malformed(at - 2, "Characteristics 0x%04x says that the image was not linked",
                       coff_.characteristics);
    }
    if (coff_.optional_size < sizeof(OptionalHeader)) {
      return malformed(at - 4, "SizeOfOptionalHeader is %u, less than %zu", coff_.optional_size,
                       sizeof(OptionalHeader));
    }
    if (auto result = need(at, coff_.optional_size, "optional header"); !result) return result;
    optional_ = *start_.read<OptionalHeader>(at);
    if (optional_.magic != kMagic64) {
      return malformed(at, "Magic is 0x%04x, not 0x%04x (PE32+)", optional_.magic, kMagic64);
    }

    Headers& h = headers_;
    h.linker_major = optional_.linker_major;
    h.linker_minor = optional_.linker_minor;
    h.image_base = optional_.image_base;
    h.entry_rva = optional_.entry_rva;
    h.section_alignment = optional_.section_alignment;
    h.file_alignment = optional_.file_alignment;
    h.size_of_image = optional_.size_of_image;
    h.size_of_headers = optional_.size_of_headers;
    h.checksum = optional_.checksum;
    h.os_major = optional_.os_major;
    h.os_minor = optional_.os_minor;
    h.subsystem_major = optional_.subsystem_major;
    h.subsystem_minor = optional_.subsystem_minor;
    h.subsystem = optional_.subsystem;
    h.dll_characteristics = optional_.dll_characteristics;
    h.stack_reserve = optional_.stack_reserve;
    h.stack_commit = optional_.stack_commit;
    h.heap_reserve = optional_.heap_reserve;
    h.heap_commit = optional_.heap_commit;

    const size_t count = std::min<size_t>({optional_.directory_count, h.directories.size(),
                                           (coff_.optional_size - sizeof optional_) / 8});
    for (size_t i = 0; i < count; ++i) {
      h.directories[i] = *start_.read<Directory>(at + sizeof optional_ + 8 * i);
    }
    return {};
  }

  Result<void> check_sizes() const {
    const uint64_t at = optional_offset_;
    const Headers& h = headers_;
    if (!std::has_single_bit(h.section_alignment)) {
      return malformed(at + offsetof(OptionalHeader, section_alignment),
                       "SectionAlignment is 0x%x, not a power of two", h.section_alignment);
    }
    if (!std::has_single_bit(h.file_alignment) || h.file_alignment > h.section_alignment) {
      return malformed(at + offsetof(OptionalHeader, file_alignment),
                       "FileAlignment is 0x%x, not a power of two up to SectionAlignment 0x%x",
                       h.file_alignment, h.section_alignment);
    }
    if (h.section_alignment < kPageSize) {
      return fail(ErrorKind::kUnsupported,
                  "%.*s: SectionAlignment at offset 0x%" PRIx64 " is 0x%x, less than a page",
                  name_size(), name_.data(), at + offsetof(OptionalHeader, section_alignment),
                  h.section_alignment);
    }
    if (h.image_base % kAllocationGranularity) {
      return malformed(at + offsetof(OptionalHeader, image_base),
                       "ImageBase is 0x%" PRIx64 ", not a multiple of 64 KB", h.image_base);
    }
    if (h.size_of_image == 0 || h.size_of_image > kMaxImageSize) {
      return malformed(at + offsetof(OptionalHeader, size_of_image),
                       "SizeOfImage is 0x%x, not between 1 and 0x%x", h.size_of_image,
                       kMaxImageSize);
    }
    if (h.size_of_headers > h.size_of_image) {
      return malformed(at + offsetof(OptionalHeader, size_of_headers),
                       "SizeOfHeaders is 0x%x, more than SizeOfImage 0x%x", h.size_of_headers,
                       h.size_of_image);
    }
    if (h.size_of_headers > file_size_) {
      return malformed(at + offsetof(OptionalHeader, size_of_headers),
                       "SizeOfHeaders is 0x%x, more than the file's 0x%" PRIx64
                       " bytes: the file is truncated",
                       h.size_of_headers, file_size_);
    }
    if (h.entry_rva >= h.size_of_image) {
      return malformed(at + offsetof(OptionalHeader, entry_rva),
                       "AddressOfEntryPoint is 0x%x, outside the image of 0x%x bytes", h.entry_rva,
                       h.size_of_image);
    }
    return {};
  }

  Result<void> read_sections() {
    Headers& h = headers_;
    const uint32_t count = coff_.section_count;
    if (count == 0 || count > kMaxSections) {
      return malformed(h.nt_offset + 6, "NumberOfSections is %u, not between 1 and %u", count,
                       kMaxSections);
    }
    const uint64_t table = optional_offset_ + coff_.optional_size;
    const uint64_t table_size = uint64_t{count} * sizeof(SectionHeader);
    if (auto result = need(table, table_size, "section table"); !result) return result;
    if (table + table_size > h.size_of_headers) {
      return malformed(optional_offset_ + offsetof(OptionalHeader, size_of_headers),
                       "SizeOfHeaders is 0x%x, but the section table ends at 0x%" PRIx64,
                       h.size_of_headers, table + table_size);
    }
    h.sections.reserve(count);
    uint64_t free = h.size_of_headers;  // where the next section may start
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t at = table + uint64_t{i} * sizeof(SectionHeader);
      auto section = read_section(*start_.read<SectionHeader>(at), at, i, free);
      if (!section) return std::unexpected(section.error());
      free = section->rva +
             round_up(std::max(section->virtual_size, section->file_size), h.section_alignment);
      h.sections.push_back(std::move(*section));
    }
    return {};
  }

  Result<Section> read_section(const SectionHeader& raw, uint64_t at, uint32_t index,
                               uint64_t free) const {
    const Headers& h = headers_;
    const uint32_t virtual_size = raw.virtual_size ? raw.virtual_size : raw.raw_size;
    if (raw.rva % h.section_alignment) {
      return malformed(at + offsetof(SectionHeader, rva),
                       "VirtualAddress of section %u is 0x%x, not a multiple of 0x%x", index,
                       raw.rva, h.section_alignment);
    }
    if (raw.rva < free) {
      return malformed(
          at + offsetof(SectionHeader, rva),
          "VirtualAddress of section %u is 0x%x, but what is before it ends at 0x%" PRIx64
          ": sections overlap or are out of order",
          index, raw.rva, free);
    }
    const uint64_t image_end = round_up(h.size_of_image, kPageSize);
    if (virtual_size > image_end || raw.rva > image_end - virtual_size) {
      return malformed(at + offsetof(SectionHeader, virtual_size),
                       "VirtualSize of section %u at 0x%x is 0x%x, past SizeOfImage 0x%x", index,
                       raw.rva, virtual_size, h.size_of_image);
    }

    Section section;
    section.name.assign(raw.name, strnlen(raw.name, sizeof raw.name));
    section.rva = raw.rva;
    section.virtual_size = virtual_size;
    section.characteristics = raw.characteristics;
    if (raw.raw_size == 0 || raw.raw_offset == 0) return section;
    section.file_offset = raw.raw_offset & ~(kSectorSize - 1);
    const uint64_t wanted = uint64_t{raw.raw_size} + raw.raw_offset % kSectorSize;
    section.file_size =
        static_cast<uint32_t>(std::min<uint64_t>(wanted, round_up(virtual_size, kPageSize)));
    if (section.file_offset > file_size_ || section.file_size > file_size_ - section.file_offset) {
      return malformed(at + offsetof(SectionHeader, raw_offset),
                       "PointerToRawData of section %u is 0x%x with 0x%x bytes, past the file's "
                       "0x%" PRIx64 ": the file is truncated",
                       index, section.file_offset, section.file_size, file_size_);
    }
    return section;
  }

  Result<void> check_kind() const {
    const Headers& h = headers_;
    if (h.directories[kClrDirectory].rva != 0) return dotnet();
    if (h.subsystem == kSubsystemNative && (!h.is_dll() || (h.dll_characteristics & kWdmDriver))) {
      return fail(ErrorKind::kDriver,
                  "%.*s: a driver or native program (Subsystem at offset 0x%" PRIx64
                  " is 1); mimic runs Windows programs in user mode",
                  name_size(), name_.data(),
                  optional_offset_ + offsetof(OptionalHeader, subsystem));
    }
    if (h.subsystem >= 10 && h.subsystem <= 13) {
      return fail(ErrorKind::kUnsupported,
                  "%.*s: an EFI program (Subsystem at offset 0x%" PRIx64 " is %u)", name_size(),
                  name_.data(), optional_offset_ + offsetof(OptionalHeader, subsystem),
                  h.subsystem);
    }
    if (!h.is_dll() && h.entry_rva == 0) {
      return fail(ErrorKind::kUnsupported,
                  "%.*s: AddressOfEntryPoint at offset 0x%" PRIx64
                  " is 0: the image holds no program to start",
                  name_size(), name_.data(),
                  optional_offset_ + offsetof(OptionalHeader, entry_rva));
    }
    return {};
  }

  Bytes start_;
  uint64_t file_size_;
  std::string_view name_;
  Purpose purpose_;
  uint64_t optional_offset_ = 0;
  CoffHeader coff_{};
  OptionalHeader optional_{};
  Headers headers_;
};

}  // namespace

Result<Headers> parse_headers(Bytes start, uint64_t file_size, std::string_view name,
                              Purpose purpose) {
  return Parser(start, file_size, name, purpose).parse();
}

}  // namespace mimic::pe
