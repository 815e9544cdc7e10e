// Reading a 64-bit ELF image for x86-64: a program, its interpreter or a shared library, of
// whatever system. Every field is untrusted: all reads go through bounds-checked views, and every
// failure names the image, the field and its offset. Section headers are needed for none of this
// (loader/elf/sections.h reads them where they are there).
//
// Source: System V ABI "gABI" chapters 4 and 5, its AMD64 supplement, and elf(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loader/base/bytes.h"
#include "loader/base/error.h"

namespace mimic::elf {

inline constexpr uint64_t kPageSize = 4096;
constexpr uint64_t page_down(uint64_t address) { return address & ~(kPageSize - 1); }
constexpr uint64_t page_up(uint64_t address) { return page_down(address + kPageSize - 1); }

enum class Type : uint16_t {
  kExecutable = 2,  // ET_EXEC: at its own addresses only
  kShared = 3,      // ET_DYN: a library, or a program that can be anywhere
};

// Which system an image was built for, by its OS ABI field, its notes and its interpreter.
enum class System : uint8_t {
  kUnknown,  // bears no mark, as static Linux programs of musl and Go don't
  kLinux,
  kFreeBsd,
  kNetBsd,
  kOpenBsd,
  kDragonFly,
  kSolaris,  // illumos and Solaris, which cannot be told apart
};
// "Linux", "FreeBSD", ...; "unknown".
const char* system_name(System system);

// Bits of Segment::flags (PF_*).
inline constexpr uint32_t kExecute = 1, kWrite = 2, kRead = 4;

// One PT_LOAD.
struct Segment {
  uint64_t address = 0, memory_size = 0;  // in memory, at the addresses the image was linked for
  uint64_t file_offset = 0, file_size = 0;
  uint32_t flags = 0;

  uint64_t end() const { return address + memory_size; }
  bool contains(uint64_t at) const { return at - address < memory_size; }
};

// Some bytes in memory, at the addresses the image was linked for. Not validated: they may lie
// outside every segment.
struct Extent {
  uint64_t address = 0, size = 0;

  explicit operator bool() const { return size != 0; }
};

struct ProgramHeaders {
  uint64_t file_offset = 0;
  uint16_t entry_size = 0, count = 0;
  uint64_t address = 0;  // of the table in memory, or 0 where no segment holds it
};

// PT_TLS: what each thread's block begins with.
struct TlsTemplate {
  uint64_t address = 0, memory_size = 0, file_offset = 0, file_size = 0, alignment = 1;
};

// Bits of Headers::x86_features (GNU_PROPERTY_X86_FEATURE_1_*).
inline constexpr uint32_t kIndirectBranchTracking = 1, kShadowStack = 2;

struct Headers {
  Type type = Type::kExecutable;
  uint16_t machine = 0;
  uint8_t os_abi = 0, abi_version = 0;
  System system = System::kUnknown;
  uint64_t entry = 0;  // 0 in a library without one
  ProgramHeaders program_headers;
  std::vector<Segment> segments;           // ascending, not overlapping, at least one
  std::optional<std::string> interpreter;  // PT_INTERP
  std::optional<TlsTemplate> tls;
  std::optional<uint32_t> stack_flags;   // PT_GNU_STACK
  std::optional<uint32_t> x86_features;  // of the property note
  Extent dynamic, eh_frame_header, relro;
  uint64_t alignment = kPageSize;  // the largest of a segment, at least a page
  uint64_t lowest = 0, end = 0;    // of all segments, rounded to pages

  // A position-independent program or library can be loaded anywhere.
  bool is_movable() const { return type == Type::kShared; }
  // The segment that holds an address, or null.
  const Segment* segment_at(uint64_t address) const;
};

// Parses and validates the headers of a whole file; `name` is for messages. Fails with kNotAProgram
// (no ELF), kThirtyTwoBit (also x32), kOtherMachine, kUnsupported (an object file, a core dump), or
// kMalformed.
Result<Headers> parse_headers(Bytes file, std::string_view name);

// An image's bytes in its file by the addresses it was linked for. Owns nothing.
class View {
 public:
  View(const Headers& headers, Bytes file) : headers_(&headers), file_(file) {}

  // The bytes from `address` to the end of what the file has of the segment that holds it; empty
  // where nothing does.
  Bytes from(uint64_t address) const;
  std::optional<Bytes> at(uint64_t address, uint64_t size) const {
    return from(address).slice(0, size);
  }
  template <class T>
  std::optional<T> read(uint64_t address) const {
    return from(address).read<T>(0);
  }
  std::optional<std::string_view> c_string(uint64_t address) const {
    return from(address).c_string(0);
  }
  // Whether code may run there.
  bool is_executable(uint64_t address) const {
    const Segment* segment = headers_->segment_at(address);
    return segment && (segment->flags & kExecute);
  }
  const Headers& headers() const { return *headers_; }
  Bytes file() const { return file_; }

 private:
  const Headers* headers_;
  Bytes file_;
};

}  // namespace mimic::elf
