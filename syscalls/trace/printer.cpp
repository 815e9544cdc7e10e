#include "syscalls/trace/printer.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <charconv>
#include <cstdarg>
#include <cstdio>

#include "syscalls/trace/event.h"

namespace mimic::syscalls {
namespace {

constexpr uint64_t kPathLimit = 4096;

constexpr Name kFileTypes[] = {{S_IFREG, "S_IFREG"}, {S_IFSOCK, "S_IFSOCK"}, {S_IFIFO, "S_IFIFO"},
                               {S_IFLNK, "S_IFLNK"}, {S_IFDIR, "S_IFDIR"},   {S_IFBLK, "S_IFBLK"},
                               {S_IFCHR, "S_IFCHR"}};
constexpr Name kModeBits[] = {{S_ISUID, "S_ISUID"}, {S_ISGID, "S_ISGID"}, {S_ISVTX, "S_ISVTX"}};

bool printable(uint8_t c) { return c >= 0x20 && c < 0x7f; }

// An escape of the least digits, three if a digit follows.
void append_octal(std::string& out, uint8_t c, bool digit_follows) {
  out.push_back('\\');
  if (digit_follows || c >= 0100) out.push_back(static_cast<char>('0' + (c >> 6)));
  if (digit_follows || c >= 010) out.push_back(static_cast<char>('0' + (c >> 3 & 7)));
  out.push_back(static_cast<char>('0' + (c & 7)));
}

void append_hex_byte(std::string& out, uint8_t c) {
  constexpr char kDigits[] = "0123456789abcdef";
  out.append("\\x");
  out.push_back(kDigits[c >> 4]);
  out.push_back(kDigits[c & 15]);
}

void append_escaped(std::string& out, std::span<const uint8_t> bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    const uint8_t c = bytes[i];
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\f':
        out.append("\\f");
        break;
      case '\n':
        out.append("\\n");
        break;
      case '\r':
        out.append("\\r");
        break;
      case '\t':
        out.append("\\t");
        break;
      case '\v':
        out.append("\\v");
        break;
      default:
        if (printable(c))
          out.push_back(static_cast<char>(c));
        else
          append_octal(out, c, i + 1 < bytes.size() && bytes[i + 1] >= '0' && bytes[i + 1] <= '7');
    }
  }
}

bool all_text(std::span<const uint8_t> bytes) {
  for (const uint8_t c : bytes)
    if (!printable(c) && !(c >= '\t' && c <= '\r')) return false;
  return true;
}

}  // namespace

void Printer::print(const char* format, ...) {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  const int size = std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (size > 0) out.append(text, size < 256 ? static_cast<size_t>(size) : 255);
}

void Printer::decimal(int64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}
void Printer::unsigned_decimal(uint64_t value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}
void Printer::hex(uint64_t value) {
  if (!value) return out.push_back('0');
  char digits[24];
  out.append("0x").append(digits, std::to_chars(digits, digits + sizeof digits, value, 16).ptr);
}
void Printer::address(uint64_t value) {
  if (value)
    hex(value);
  else
    text("NULL");
}
void Printer::octal(uint64_t value) { print("%#03lo", value); }

void Printer::mode(uint32_t mode) {
  const char* type = name_in(kFileTypes, mode & S_IFMT);
  if (!type) return octal(mode);
  text(type);
  out.push_back('|');
  mode &= ~static_cast<uint32_t>(S_IFMT);
  for (const Name& bit : kModeBits)
    if (mode & bit.value) {
      text(bit.name);
      out.push_back('|');
      mode &= ~static_cast<uint32_t>(bit.value);
    }
  octal(mode);
}

void Printer::device(uint64_t device) {
  const uint64_t major = (device >> 8 & 0xfff) | (device >> 32 & 0xfffff000);
  const uint64_t minor = (device & 0xff) | (device >> 12 & 0xffffff00);
  print("makedev(%#lx, %#lx)", major, minor);
}

void Printer::id(uint32_t id) {
  if (id == ~0u)
    text("-1");
  else
    unsigned_decimal(id);
}

void Printer::descriptor(int32_t descriptor) {
  decimal(descriptor);
  if (descriptor < 0 || options.paths == DescriptorPaths::kNone || !options.path_of) return;
  const std::string path = options.path_of(pid, descriptor);
  if (path.empty()) return;
  out.push_back('<');
  for (const char c : path) {
    const auto byte = static_cast<uint8_t>(c);
    if (c == '<' || c == '>' || !printable(byte))
      append_octal(out, byte, true);
    else
      out.push_back(c);
  }
  out.push_back('>');
}

void Printer::folder(int32_t folder) {
  if (folder != AT_FDCWD) return descriptor(folder);
  text("AT_FDCWD");
  if (options.paths == DescriptorPaths::kNone || !options.path_of) return;
  const std::string path = options.path_of(pid, AT_FDCWD);
  if (!path.empty()) print("<%s>", path.c_str());
}

void Printer::set(std::span<const Name> names, uint64_t value, const char* unknown) {
  append_set(out, names, value, unknown);
}
void Printer::one(std::span<const Name> names, uint64_t value, const char* unknown) {
  append_one(out, names, value, unknown);
}

// "[INT CHLD]"; "~[KILL]" lists what is missing where that is shorter.
void Printer::signal_set(uint64_t set) {
  const bool inverted = __builtin_popcountll(set) >= 64 * 2 / 3;
  if (inverted) {
    set = ~set;
    out.push_back('~');
  }
  out.push_back('[');
  bool first = true;
  for (uint64_t signal = 1; signal <= 64; ++signal) {
    if (!(set >> (signal - 1) & 1)) continue;
    if (!first) out.push_back(' ');
    first = false;
    std::string name = signal_name(signal);
    if (name.starts_with("SIG")) name.erase(0, 3);
    text(name);
  }
  out.push_back(']');
}

void Printer::quoted(std::span<const uint8_t> bytes, uint64_t limit, bool more) {
  if (bytes.size() > limit) {
    bytes = bytes.first(limit);
    more = true;
  }
  const bool hex = options.strings == StringStyle::kHex ||
                   (options.strings == StringStyle::kHexIfBinary && !all_text(bytes));
  if (hex) return quoted_hex(bytes, limit, more);
  out.push_back('"');
  append_escaped(out, bytes);
  out.push_back('"');
  if (more) text("...");
}

void Printer::quoted_hex(std::span<const uint8_t> bytes, uint64_t limit, bool more) {
  if (bytes.size() > limit) {
    bytes = bytes.first(limit);
    more = true;
  }
  out.push_back('"');
  for (const uint8_t c : bytes) append_hex_byte(out, c);
  out.push_back('"');
  if (more) text("...");
}

void Printer::field_text(std::span<const uint8_t> field) {
  size_t size = 0;
  while (size < field.size() && field[size]) ++size;
  quoted(field.first(size), field.size());
}

void Printer::string_at(uint64_t address, bool is_path) {
  const auto* piece = address ? memory.find(address, at_exit) : nullptr;
  if (!piece) return this->address(address);
  const auto bytes = piece->bytes.subspan(address - piece->address);
  size_t size = 0;
  while (size < bytes.size() && bytes[size]) ++size;
  const bool ended = size < bytes.size();
  if (!ended && piece->flags & kRangeUnreadable) return this->address(address);
  quoted(bytes.first(size), is_path ? kPathLimit : options.string_limit, !ended);
}

void Printer::data_at(uint64_t address, uint64_t size) {
  if (!address) return text("NULL");
  if (!size) return text("\"\"");
  const auto bytes = memory.at(address, size, at_exit);
  if (bytes.empty()) return this->address(address);
  // memory that ends within what is shown is printed as an address, as if nothing were there
  if (bytes.size() < size && bytes.size() < options.string_limit) {
    const auto* piece = memory.find(address, at_exit);
    if (piece && piece->flags & kRangeUnreadable) return this->address(address);
  }
  quoted(bytes, options.string_limit, bytes.size() < size);
}

}  // namespace mimic::syscalls
