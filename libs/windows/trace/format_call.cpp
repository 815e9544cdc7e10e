#include "libs/windows/trace/format_call.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cstdio>
#include <span>

#include "abi/windows/status.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// --- Reading memory that may not be there ---

size_t read_memory(uint64_t address, void* to, size_t size) {
  iovec local{to, size};
  iovec remote{reinterpret_cast<void*>(address), size};
  const ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);
  return got > 0 ? static_cast<size_t>(got) : 0;
}

constexpr size_t kShownUnits = 96;

std::string quote(std::string_view utf8, bool cut) {
  std::string text = "\"";
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\r') {
      text += "\\r";
    } else if (c == '\t') {
      text += "\\t";
    } else if (byte < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      text += escape;
    } else {
      text += c;
    }
  }
  return text + (cut ? "\"..." : "\"");
}

std::string hex(uint64_t value) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%lx", value);
  return text;
}

template <class Unit>
std::string read_string(uint64_t address, size_t most, bool terminated) {
  Unit units[kShownUnits + 1];
  const size_t wanted = most < kShownUnits + 1 ? most : kShownUnits + 1;
  // Up to the end of the page at first: a string may end right before unmapped memory.
  size_t bytes = read_memory(address, units, wanted * sizeof(Unit));
  if (!bytes) {
    const size_t to_page_end = 0x1000 - (address & 0xfff);
    if (to_page_end < wanted * sizeof(Unit)) bytes = read_memory(address, units, to_page_end);
  }
  if (!bytes && most) return hex(address);
  size_t length = bytes / sizeof(Unit);
  bool cut = length > kShownUnits || (!terminated && length < most);
  if (length > kShownUnits) length = kShownUnits;
  if (terminated)
    for (size_t i = 0; i < length; ++i)
      if (!units[i]) {
        length = i;
        cut = false;
      }
  if constexpr (sizeof(Unit) == 2)
    return quote(to_utf8({units, length}), cut);
  else
    return quote({units, length}, cut);
}

// --- Names of values ---

struct Flag {
  uint32_t value;
  char name[32];
};

constexpr Flag kAccess[] = {
    {0x80000000, "GENERIC_READ"}, {0x40000000, "GENERIC_WRITE"},  {0x20000000, "GENERIC_EXECUTE"},
    {0x10000000, "GENERIC_ALL"},  {0x2000000, "MAXIMUM_ALLOWED"}, {0x100000, "SYNCHRONIZE"},
    {0x10000, "DELETE"},          {0x20000, "READ_CONTROL"}};
constexpr Flag kShare[] = {
    {1, "FILE_SHARE_READ"}, {2, "FILE_SHARE_WRITE"}, {4, "FILE_SHARE_DELETE"}};
constexpr Flag kDisposition[] = {{1, "CREATE_NEW"},
                                 {2, "CREATE_ALWAYS"},
                                 {3, "OPEN_EXISTING"},
                                 {4, "OPEN_ALWAYS"},
                                 {5, "TRUNCATE_EXISTING"}};
constexpr Flag kFileFlags[] = {{1, "READONLY"},
                               {2, "HIDDEN"},
                               {0x20, "ARCHIVE"},
                               {0x80, "NORMAL"},
                               {0x100, "TEMPORARY"},
                               {0x80000000, "WRITE_THROUGH"},
                               {0x40000000, "OVERLAPPED"},
                               {0x20000000, "NO_BUFFERING"},
                               {0x10000000, "RANDOM_ACCESS"},
                               {0x8000000, "SEQUENTIAL_SCAN"},
                               {0x4000000, "DELETE_ON_CLOSE"},
                               {0x2000000, "BACKUP_SEMANTICS"},
                               {0x200000, "OPEN_REPARSE_POINT"}};
constexpr Flag kAllocation[] = {{0x1000, "MEM_COMMIT"},   {0x2000, "MEM_RESERVE"},
                                {0x4000, "MEM_DECOMMIT"}, {0x8000, "MEM_RELEASE"},
                                {0x80000, "MEM_RESET"},   {0x100000, "MEM_TOP_DOWN"}};
constexpr Flag kProtection[] = {{1, "PAGE_NOACCESS"},
                                {2, "PAGE_READONLY"},
                                {4, "PAGE_READWRITE"},
                                {8, "PAGE_WRITECOPY"},
                                {0x10, "PAGE_EXECUTE"},
                                {0x20, "PAGE_EXECUTE_READ"},
                                {0x40, "PAGE_EXECUTE_READWRITE"},
                                {0x100, "PAGE_GUARD"}};
constexpr Flag kStandardHandle[] = {{0xfffffff6, "STD_INPUT_HANDLE"},
                                    {0xfffffff5, "STD_OUTPUT_HANDLE"},
                                    {0xfffffff4, "STD_ERROR_HANDLE"}};

// Parameters whose values have names, by the parameter's name.
struct FlagSet {
  char parameter[24];
  std::span<const Flag> flags;
  bool bits;
};
const FlagSet kFlagSets[] = {
    {"dwDesiredAccess", kAccess, true},
    {"DesiredAccess", kAccess, true},
    {"dwShareMode", kShare, true},
    {"ShareAccess", kShare, true},
    {"dwCreationDisposition", kDisposition, false},
    {"dwFlagsAndAttributes", kFileFlags, true},
    {"flAllocationType", kAllocation, true},
    {"AllocationType", kAllocation, true},
    {"dwFreeType", kAllocation, true},
    {"flProtect", kProtection, true},
    {"flNewProtect", kProtection, true},
    {"Protect", kProtection, true},
    {"nStdHandle", kStandardHandle, false},
};

std::string name_flags(const FlagSet& set, uint32_t value) {
  if (!set.bits) {
    for (const Flag& flag : set.flags)
      if (flag.value == value) return flag.name;
    return hex(value);
  }
  std::string text;
  for (const Flag& flag : set.flags) {
    if ((value & flag.value) != flag.value) continue;
    if (!text.empty()) text += '|';
    text += flag.name;
    value &= ~flag.value;
  }
  if (value || text.empty()) text += (text.empty() ? "" : "|") + hex(value);
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string format_unicode_string(uint64_t address) {
  UNICODE_STRING text;
  if (read_memory(address, &text, sizeof text) != sizeof text) return hex(address);
  return read_string<char16_t>(reinterpret_cast<uint64_t>(text.Buffer), text.Length / 2, false);
}

std::string format_pointer(const Parameter& parameter, uint64_t value) {
  if (value == 0) return "NULL";
  if (contains(parameter.type, "HANDLE") && !contains(parameter.type, "*"))
    return value == ~uint64_t{0} ? "INVALID_HANDLE_VALUE" : hex(value);
  if (contains(parameter.type, "UNICODE_STRING")) return format_unicode_string(value);
  if (contains(parameter.type, "OBJECT_ATTRIBUTES")) {
    OBJECT_ATTRIBUTES attributes;
    if (read_memory(value, &attributes, sizeof attributes) == sizeof attributes &&
        attributes.ObjectName)
      return "{" + format_unicode_string(reinterpret_cast<uint64_t>(attributes.ObjectName)) + "}";
  }
  return hex(value);
}

std::string decimal(int64_t value) { return std::to_string(value); }

}  // namespace

std::string_view error_name(uint32_t error) {
#define MIMIC_ERROR(name, value) \
  if (error == (value)) return #name
#include "abi/windows/errors.inc"
#undef MIMIC_ERROR
  return {};
}

std::string_view status_name(uint32_t status) {
#define MIMIC_STATUS(name, value) \
  if (status == static_cast<uint32_t>(value)) return #name
#include "abi/windows/status.inc"
#undef MIMIC_STATUS
  return {};
}

std::vector<Parameter> parse_parameters(std::string_view declaration) {
  std::vector<Parameter> result;
  if (declaration.size() < 2) return result;
  std::string_view rest = declaration.substr(1, declaration.size() - 2);
  int depth = 0;
  size_t start = 0;
  const auto take = [&](std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    if (text.empty() || text == "void") return;
    const size_t end = text.find_last_of(" *&");
    if (end == std::string_view::npos || text == "...") {
      result.push_back({text, {}});
      return;
    }
    std::string_view type = text.substr(0, end + 1);
    while (type.ends_with(' ')) type.remove_suffix(1);
    result.push_back({type, text.substr(end + 1)});
  };
  for (size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '(' || rest[i] == '<') ++depth;
    if (rest[i] == ')' || rest[i] == '>') --depth;
    if (rest[i] != ',' || depth != 0) continue;
    take(rest.substr(start, i - start));
    start = i + 1;
  }
  take(rest.substr(start));
  return result;
}

std::string format_argument(const Parameter& parameter, char class_code, uint64_t value) {
  switch (class_code) {
    case 's':
      if (value < 0x10000) return value ? "#" + decimal(value) : "NULL";  // an ordinal or atom
      return read_string<char>(value, ~size_t{0} >> 1, true);
    case 'w':
      if (value < 0x10000) return value ? "#" + decimal(value) : "NULL";
      return read_string<char16_t>(value, ~size_t{0} >> 2, true);
    case 'p':
      return format_pointer(parameter, value);
    case 'i':
    case 'u':
      for (const FlagSet& set : kFlagSets)
        if (parameter.name == set.parameter) return name_flags(set, static_cast<uint32_t>(value));
      if (parameter.type == "BOOL" || parameter.type == "BOOLEAN")
        return value & 0xff ? "TRUE" : "FALSE";
      if (class_code == 'i') return decimal(static_cast<int32_t>(value));
      if (static_cast<uint32_t>(value) == 0xffffffff)
        return contains(parameter.name, "illiseconds") ? "INFINITE" : "0xffffffff";
      return contains(parameter.name, "lags") || contains(parameter.name, "ccess")
                 ? hex(static_cast<uint32_t>(value))
                 : decimal(static_cast<uint32_t>(value));
    case 'q':
      return decimal(static_cast<int64_t>(value));
    case 'Q':
      return value < 0x100000 ? decimal(static_cast<int64_t>(value)) : hex(value);
    case 'f': {
      float number;
      memcpy(&number, &value, sizeof number);
      return std::to_string(number);
    }
    case 'd': {
      double number;
      memcpy(&number, &value, sizeof number);
      return std::to_string(number);
    }
    default:
      return hex(value);
  }
}

std::string format_out(const Parameter& parameter, char class_code, uint64_t value) {
  if (class_code != 'p' || value == 0 || contains(parameter.type, "const")) return {};
  constexpr struct {
    char type[12];
    uint8_t size;
  } kOuts[] = {{"DWORD*", 4}, {"LPDWORD", 4}, {"ULONG*", 4},   {"UINT*", 4},  {"int*", 4},
               {"INT*", 4},   {"LONG*", 4},   {"BOOL*", 4},    {"LPBOOL", 4}, {"HANDLE*", 8},
               {"PVOID*", 8}, {"SIZE_T*", 8}, {"HMODULE*", 8}, {"void**", 8}, {"ULONG_PTR*", 8},
               {"HKEY*", 8},  {"LPVOID*", 8}};
  for (const auto& out : kOuts) {
    if (parameter.type != out.type) continue;
    uint64_t content = 0;
    if (read_memory(value, &content, out.size) == out.size) return " [" + hex(content) + "]";
  }
  for (const std::string_view type : {"char*", "LPSTR", "PSTR"})
    if (parameter.type == type) return " [" + read_string<char>(value, kShownUnits, true) + "]";
  for (const std::string_view type : {"WCHAR*", "wchar_t*", "LPWSTR", "PWSTR"})
    if (parameter.type == type) return " [" + read_string<char16_t>(value, kShownUnits, true) + "]";
  return {};
}

std::string format_result(std::string_view type, char class_code, uint64_t rax, double xmm0) {
  if (class_code == 'v') return "void";
  if (class_code == 'd' || class_code == 'f') {
    float narrow;
    memcpy(&narrow, &xmm0, sizeof narrow);
    return std::to_string(class_code == 'f' ? narrow : xmm0);
  }
  if (type == "NTSTATUS") {
    const std::string_view name = status_name(static_cast<uint32_t>(rax));
    return name.empty() ? hex(static_cast<uint32_t>(rax)) : std::string(name);
  }
  return format_argument({type, {}}, class_code, rax);
}

}  // namespace mimic::win
