// The ELF header and the program headers.
#include <algorithm>
#include <bit>
#include <cinttypes>
#include <cstddef>
#include <cstdio>

#include "loader/base/printable.h"
#include "loader/elf/image.h"
#include "loader/elf/notes.h"
#include "loader/elf/system.h"

namespace mimic::elf {
namespace {

struct FileHeader {
  uint8_t magic[4];
  uint8_t file_class, data, ident_version, os_abi, abi_version, padding[7];
  uint16_t type, machine;
  uint32_t version;
  uint64_t entry, program_headers_offset, section_headers_offset;
  uint32_t flags;
  uint16_t size, program_header_size, program_header_count;
  uint16_t section_header_size, section_header_count, section_names_index;
};
static_assert(sizeof(FileHeader) == 64);

struct ProgramHeader {
  uint32_t type, flags;
  uint64_t offset, address, physical_address, file_size, memory_size, alignment;
};
static_assert(sizeof(ProgramHeader) == 56);

enum HeaderType : uint32_t {
  PT_LOAD = 1,
  PT_DYNAMIC = 2,
  PT_INTERP = 3,
  PT_NOTE = 4,
  PT_TLS = 7,
  PT_GNU_EH_FRAME = 0x6474e550,
  PT_GNU_STACK = 0x6474e551,
  PT_GNU_RELRO = 0x6474e552,
  PT_GNU_PROPERTY = 0x6474e553,
};

constexpr uint8_t kClass32 = 1, kClass64 = 2, kLittleEndian = 1, kBigEndian = 2;
constexpr uint16_t kMachineX86 = 3, kMachineX64 = 62;
constexpr uint16_t kTypeRelocatable = 1, kTypeCore = 4;
// Linux' own limits: a table of 64 KB, and a path.
constexpr uint16_t kMaxProgramHeaders = 65536 / sizeof(ProgramHeader);
constexpr uint64_t kMaxPath = 4096;
// The end of the lower half of the address space, of which Linux keeps the last page.
constexpr uint64_t kUserEnd = 0x7ffffffff000;
// More than any page size; a larger one is no alignment but a way to use up the address space.
constexpr uint64_t kMaxAlignment = uint64_t{1} << 32;

struct MachineName {
  uint16_t machine;
  char what[16];
};
constexpr MachineName kMachines[] = {
    {kMachineX86, "32-bit x86"},
    {183, "ARM64"},
    {40, "32-bit ARM"},
    {243, "RISC-V"},
    {21, "64-bit PowerPC"},
    {20, "PowerPC"},
    {22, "IBM Z"},
    {258, "LoongArch"},
    {8, "MIPS"},
    {43, "SPARC"},
    {2, "32-bit SPARC"},
    {50, "Itanium"},
    {15, "PA-RISC"},
    {0x9026, "Alpha"},
    {4, "68000"},
    {42, "SuperH"},
    {247, "BPF"},
    {190, "CUDA"},
    {224, "an AMD GPU"},
};

constexpr uint64_t round_down(uint64_t value, uint64_t alignment) {
  return value & ~(alignment - 1);
}
constexpr uint64_t round_up(uint64_t value, uint64_t alignment) {
  return round_down(value + alignment - 1, alignment);
}

class Parser {
 public:
  Parser(Bytes file, std::string_view name) : file_(file), name_(name) {}

  Result<Headers> parse() {
    for (const auto step :
         {&Parser::check_magic, &Parser::check_ident, &Parser::read_file_header,
          &Parser::read_program_headers, &Parser::check_segments, &Parser::check_entry}) {
      if (auto result = (this->*step)(); !result) return std::unexpected(result.error());
    }
    find_table();
    find_system();
    return std::move(headers_);
  }

 private:
  int name_size() const { return static_cast<int>(name_.size()); }

  // "<name>: <field> at offset 0x…<what is wrong with it>"
  [[gnu::format(printf, 4, 5)]] std::unexpected<Error> malformed(uint64_t offset, const char* field,
                                                                 const char* format, ...) const {
    char what[512];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return fail(ErrorKind::kMalformed, "%.*s: %s at offset 0x%" PRIx64 " %s", name_size(),
                name_.data(), field, offset, what);
  }

  Result<void> check_magic() {
    if (file_.contains(0, 4) && std::memcmp(file_.data(), "\177ELF", 4) == 0) return {};
    return fail(ErrorKind::kNotAProgram, "%.*s: not an ELF image", name_size(), name_.data());
  }

  // What decides how the rest is to be read comes first, so that an image for another machine is
  // called that.
  Result<void> check_ident() {
    if (!file_.contains(0, 20)) return truncated("ELF header", 0, sizeof(FileHeader));
    const uint8_t file_class = file_.data()[offsetof(FileHeader, file_class)];
    const uint8_t data = file_.data()[offsetof(FileHeader, data)];
    if (file_class != kClass32 && file_class != kClass64) {
      return malformed(offsetof(FileHeader, file_class), "EI_CLASS", "is %u, not 1 or 2",
                       file_class);
    }
    if (data != kLittleEndian && data != kBigEndian) {
      return malformed(offsetof(FileHeader, data), "EI_DATA", "is %u, not 1 or 2", data);
    }
    uint16_t machine = *file_.read<uint16_t>(offsetof(FileHeader, machine));
    if (data == kBigEndian) machine = __builtin_bswap16(machine);
    if (auto result = check_machine(machine, file_class); !result) return result;
    if (data == kBigEndian) {
      return malformed(offsetof(FileHeader, data), "EI_DATA",
                       "says big-endian, which no x86-64 image is");
    }
    return {};
  }

  Result<void> check_machine(uint16_t machine, uint8_t file_class) const {
    if (machine == kMachineX64) {
      if (file_class == kClass64) return {};
      return fail(ErrorKind::kThirtyTwoBit,
                  "%.*s: an x32 image (EI_CLASS at offset 0x4 says 32-bit); mimic runs 64-bit "
                  "programs",
                  name_size(), name_.data());
    }
    for (const MachineName& known : kMachines) {
      if (known.machine != machine) continue;
      return fail(machine == kMachineX86 ? ErrorKind::kThirtyTwoBit : ErrorKind::kOtherMachine,
                  "%.*s: an image for %s; mimic runs x86-64 programs", name_size(), name_.data(),
                  known.what);
    }
    return fail(ErrorKind::kOtherMachine,
                "%.*s: e_machine at offset 0x12 is %u, an unknown processor; mimic runs x86-64 "
                "programs",
                name_size(), name_.data(), machine);
  }

  std::unexpected<Error> truncated(const char* what, uint64_t offset, uint64_t size) const {
    return fail(ErrorKind::kMalformed,
                "%.*s: the file is truncated: the %s at offset 0x%" PRIx64 " takes 0x%" PRIx64
                " bytes, the file ends at 0x%zx",
                name_size(), name_.data(), what, offset, size, file_.size());
  }

  Result<void> read_file_header() {
    const auto header = file_.read<FileHeader>(0);
    if (!header) return truncated("ELF header", 0, sizeof(FileHeader));
    if (header->ident_version != 1) {
      return malformed(offsetof(FileHeader, ident_version), "EI_VERSION", "is %u, not 1",
                       header->ident_version);
    }
    if (header->version != 1) {
      return malformed(offsetof(FileHeader, version), "e_version", "is %u, not 1", header->version);
    }
    if (auto result = check_type(header->type); !result) return result;
    headers_.type = static_cast<Type>(header->type);
    headers_.machine = header->machine;
    headers_.os_abi = header->os_abi;
    headers_.abi_version = header->abi_version;
    headers_.entry = header->entry;

    if (header->program_header_count == 0) {
      return malformed(offsetof(FileHeader, program_header_count), "e_phnum",
                       "is 0: the image has nothing to load");
    }
    if (header->program_header_count > kMaxProgramHeaders) {
      return malformed(offsetof(FileHeader, program_header_count), "e_phnum", "is %u, more than %u",
                       header->program_header_count, kMaxProgramHeaders);
    }
    if (header->program_header_size != sizeof(ProgramHeader)) {
      return malformed(offsetof(FileHeader, program_header_size), "e_phentsize", "is %u, not %zu",
                       header->program_header_size, sizeof(ProgramHeader));
    }
    headers_.program_headers = {header->program_headers_offset, header->program_header_size,
                                header->program_header_count, 0};
    return {};
  }

  Result<void> check_type(uint16_t type) const {
    switch (type) {
      case static_cast<uint16_t>(Type::kExecutable):
      case static_cast<uint16_t>(Type::kShared):
        return {};
      case kTypeRelocatable:
        return fail(ErrorKind::kUnsupported, "%.*s: an object file that was not linked",
                    name_size(), name_.data());
      case kTypeCore:
        return fail(ErrorKind::kUnsupported, "%.*s: a core dump, not a program", name_size(),
                    name_.data());
      default:
        return malformed(offsetof(FileHeader, type), "e_type", "is %u, not 2 or 3", type);
    }
  }

  Result<void> read_program_headers() {
    const ProgramHeaders& table = headers_.program_headers;
    const uint64_t size = uint64_t{table.entry_size} * table.count;
    if (!file_.contains(table.file_offset, size)) {
      return truncated("program header table", table.file_offset, size);
    }
    for (uint64_t i = 0; i < table.count; ++i) {
      const uint64_t offset = table.file_offset + i * sizeof(ProgramHeader);
      const auto header = *file_.read<ProgramHeader>(offset);
      if (auto result = read_program_header(header, offset); !result) return result;
    }
    return {};
  }

  Result<void> read_program_header(const ProgramHeader& header, uint64_t at) {
    if (system_ == System::kUnknown) system_ = system_of_program_header(header.type);
    switch (header.type) {
      case PT_LOAD:
        return read_segment(header, at);
      case PT_INTERP:
        return read_interpreter(header, at);
      case PT_TLS:
        return read_tls(header, at);
      case PT_DYNAMIC:
        headers_.dynamic = {header.address, header.memory_size};
        return {};
      case PT_GNU_EH_FRAME:
        headers_.eh_frame_header = {header.address, header.memory_size};
        return {};
      case PT_GNU_RELRO:
        headers_.relro = {header.address, header.memory_size};
        return {};
      case PT_GNU_STACK:
        headers_.stack_flags = header.flags;
        return {};
      case PT_NOTE:
      case PT_GNU_PROPERTY:
        // Kernels and dynamic linkers take notes as a favour: what cannot be read says nothing.
        read_notes(file_.slice(header.offset, header.file_size).value_or(Bytes()),
                   header.alignment);
        return {};
      default:
        return {};
    }
  }

  // What every part that is taken from the file has to satisfy.
  Result<void> check_extent(const ProgramHeader& header, uint64_t at, const char* what) const {
    if (header.file_size > header.memory_size) {
      return malformed(at + offsetof(ProgramHeader, file_size), "p_filesz",
                       "of the %s is 0x%" PRIx64 ", more than p_memsz 0x%" PRIx64, what,
                       header.file_size, header.memory_size);
    }
    if (!file_.contains(header.offset, header.file_size)) {
      return malformed(at + offsetof(ProgramHeader, offset), "p_offset",
                       "of the %s is 0x%" PRIx64 " with 0x%" PRIx64
                       " bytes, past the file's 0x%zx: the file is truncated",
                       what, header.offset, header.file_size, file_.size());
    }
    if (header.address > kUserEnd || header.memory_size > kUserEnd - header.address) {
      return malformed(at + offsetof(ProgramHeader, address), "p_vaddr",
                       "of the %s is 0x%" PRIx64 " with 0x%" PRIx64
                       " bytes, beyond the address space",
                       what, header.address, header.memory_size);
    }
    if (header.alignment != 0 && !std::has_single_bit(header.alignment)) {
      return malformed(at + offsetof(ProgramHeader, alignment), "p_align",
                       "of the %s is 0x%" PRIx64 ", not a power of two", what, header.alignment);
    }
    if (header.alignment > kMaxAlignment) {
      return malformed(at + offsetof(ProgramHeader, alignment), "p_align",
                       "of the %s is 0x%" PRIx64 ", more than 0x%" PRIx64, what, header.alignment,
                       kMaxAlignment);
    }
    return {};
  }

  Result<void> read_segment(const ProgramHeader& header, uint64_t at) {
    if (auto result = check_extent(header, at, "segment"); !result) return result;
    if (header.memory_size == 0) return {};
    if ((header.address - header.offset) % kPageSize != 0) {
      return malformed(at + offsetof(ProgramHeader, address), "p_vaddr",
                       "of the segment is 0x%" PRIx64 " and p_offset 0x%" PRIx64
                       ": they differ within a page, so it cannot be mapped",
                       header.address, header.offset);
    }
    headers_.alignment = std::max(headers_.alignment, header.alignment);
    headers_.segments.push_back(
        {header.address, header.memory_size, header.offset, header.file_size, header.flags});
    return {};
  }

  Result<void> read_interpreter(const ProgramHeader& header, uint64_t at) {
    if (headers_.interpreter) {
      return malformed(at, "PT_INTERP", "is there a second time");
    }
    if (header.file_size < 2 || header.file_size > kMaxPath) {
      return malformed(at + offsetof(ProgramHeader, file_size), "p_filesz",
                       "of the interpreter's path is 0x%" PRIx64 ", not between 2 and %" PRIu64,
                       header.file_size, kMaxPath);
    }
    const auto path = file_.slice(header.offset, header.file_size);
    if (!path) return truncated("interpreter's path", header.offset, header.file_size);
    if (path->data()[path->size() - 1] != 0) {
      return malformed(header.offset, "the interpreter's path", "does not end with a NUL");
    }
    headers_.interpreter = *path->c_string(0);
    if (headers_.interpreter->empty()) {
      return malformed(header.offset, "the interpreter's path", "is empty");
    }
    return {};
  }

  Result<void> read_tls(const ProgramHeader& header, uint64_t at) {
    if (headers_.tls) return malformed(at, "PT_TLS", "is there a second time");
    if (auto result = check_extent(header, at, "TLS template"); !result) return result;
    headers_.tls = TlsTemplate{header.address, header.memory_size, header.offset, header.file_size,
                               std::max<uint64_t>(header.alignment, 1)};
    return {};
  }

  void read_notes(Bytes notes, uint64_t alignment) {
    for_each_note(notes, alignment, [this](const Note& note) {
      if (const System system = system_of_note(note); system != System::kUnknown) {
        noted_system_ = system;
      }
      constexpr uint32_t kPropertyNote = 5;
      if (note.name == "GNU" && note.type == kPropertyNote) read_properties(note.description);
    });
  }

  void read_properties(Bytes properties) {
    constexpr uint32_t kX86Features = 0xc0000002;
    for (uint64_t at = 0; properties.contains(at, 8);) {
      const uint32_t type = *properties.read<uint32_t>(at),
                     size = *properties.read<uint32_t>(at + 4);
      if (type == kX86Features && size == 4) {
        headers_.x86_features = properties.read<uint32_t>(at + 8);
      }
      at = round_up(at + 8 + size, 8);
    }
  }

  Result<void> check_segments() {
    auto& segments = headers_.segments;
    if (segments.empty()) {
      return malformed(headers_.program_headers.file_offset, "the program header table",
                       "has no PT_LOAD: the image has nothing to load");
    }
    // The gABI wants them ascending; Linux takes them in any order.
    std::ranges::sort(segments, {}, &Segment::address);
    for (size_t i = 1; i < segments.size(); ++i) {
      if (segments[i].address < segments[i - 1].end()) {
        return malformed(headers_.program_headers.file_offset, "the program header table",
                         "has segments that overlap: one ends at 0x%" PRIx64
                         ", the next begins at 0x%" PRIx64,
                         segments[i - 1].end(), segments[i].address);
      }
    }
    headers_.lowest = page_down(segments.front().address);
    headers_.end = page_up(segments.back().end());
    const Extent& dynamic = headers_.dynamic;
    if (dynamic) {
      const Segment* segment = headers_.segment_at(dynamic.address);
      if (!segment || dynamic.size > segment->end() - dynamic.address) {
        return malformed(headers_.program_headers.file_offset, "the program header table",
                         "has its PT_DYNAMIC at 0x%" PRIx64 " with 0x%" PRIx64
                         " bytes, outside every segment",
                         dynamic.address, dynamic.size);
      }
    }
    return {};
  }

  Result<void> check_entry() {
    if (headers_.entry == 0 && headers_.is_movable()) return {};
    const Segment* segment = headers_.segment_at(headers_.entry);
    if (segment && (segment->flags & kExecute)) return {};
    return malformed(offsetof(FileHeader, entry), "e_entry",
                     "is 0x%" PRIx64 ", outside every executable segment", headers_.entry);
  }

  void find_table() {
    ProgramHeaders& table = headers_.program_headers;
    const uint64_t size = uint64_t{table.entry_size} * table.count;
    for (const Segment& segment : headers_.segments) {
      const uint64_t offset = table.file_offset - segment.file_offset;
      if (table.file_offset >= segment.file_offset && offset < segment.file_size &&
          size <= segment.file_size - offset) {
        table.address = segment.address + offset;
        return;
      }
    }
  }

  // A note is made for saying it; the OS ABI field is often left 0, and means Linux also where
  // only GNU's extensions are used.
  void find_system() {
    const System interpreter =
        headers_.interpreter ? system_of_interpreter(*headers_.interpreter) : System::kUnknown;
    for (const System system :
         {noted_system_, system_of_os_abi(headers_.os_abi), interpreter, system_}) {
      if (system == System::kUnknown) continue;
      headers_.system = system;
      return;
    }
  }

  Bytes file_;
  std::string_view name_;
  Headers headers_;
  System noted_system_ = System::kUnknown, system_ = System::kUnknown;
};

}  // namespace

Result<Headers> parse_headers(Bytes file, std::string_view name) {
  return Parser(file, name).parse();
}

}  // namespace mimic::elf
