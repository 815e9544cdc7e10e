#include "libs/windows/core/environment.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::mutex environment_lock;

constexpr std::u16string_view kWindowsPath =
    u"C:\\Windows\\System32;C:\\Windows;C:\\Windows\\System32\\Wbem";

// What every Windows program may expect. An empty value is computed at start.
struct Default {
  const char* name;
  const char16_t* value;
};
constexpr Default kDefaults[] = {
    // Sorted as a block is.
    {"ALLUSERSPROFILE", u"C:\\ProgramData"},
    {"APPDATA", u""},
    {"CommonProgramFiles", u"C:\\Program Files\\Common Files"},
    {"CommonProgramFiles(x86)", u"C:\\Program Files (x86)\\Common Files"},
    {"CommonProgramW6432", u"C:\\Program Files\\Common Files"},
    {"COMPUTERNAME", u""},
    {"ComSpec", u"C:\\Windows\\System32\\cmd.exe"},
    {"HOMEDRIVE", u""},
    {"HOMEPATH", u""},
    {"LOCALAPPDATA", u""},
    {"NUMBER_OF_PROCESSORS", u""},
    {"OS", u"Windows_NT"},
    {"PATHEXT", u".COM;.EXE;.BAT;.CMD"},
    {"PROCESSOR_ARCHITECTURE", u"AMD64"},
    {"PROCESSOR_LEVEL", u"6"},
    {"ProgramData", u"C:\\ProgramData"},
    {"ProgramFiles", u"C:\\Program Files"},
    {"ProgramFiles(x86)", u"C:\\Program Files (x86)"},
    {"ProgramW6432", u"C:\\Program Files"},
    {"PUBLIC", u"C:\\Users\\Public"},
    {"SystemDrive", u"C:"},
    {"SystemRoot", u"C:\\Windows"},
    {"TEMP", u""},
    {"TMP", u""},
    {"USERDOMAIN", u""},
    {"USERNAME", u""},
    {"USERPROFILE", u""},
    {"windir", u"C:\\Windows"},
    // The terminal takes all of Unicode, as Windows Terminal does, by whose variable programs know.
    {"WT_SESSION", u"6d696d69-6300-4000-8000-000000000000"},
};

std::string_view name_of(std::string_view entry) {
  // A '=' in first place belongs to the name ("=Z:").
  const size_t equals = entry.find('=', 1);
  return equals == entry.npos ? std::string_view() : entry.substr(0, equals);
}

unsigned char fold(char byte) {
  const auto c = static_cast<unsigned char>(byte);
  return c >= 'a' && c <= 'z' ? c - 32 : c;
}

int compare_names(std::string_view a, std::string_view b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (const int difference = fold(a[i]) - fold(b[i])) return difference;
  }
  return a.size() < b.size() ? -1 : a.size() > b.size();
}

const char* host_variable(const char* name, const char* otherwise) {
  const char* value = ::getenv(name);
  return value && *value ? value : otherwise;
}

void append_widened(std::u16string& out, std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return c > 0; })) {
    out.append(text.begin(), text.end());
  } else {
    out += to_utf16(text);
  }
}

// An absolute Linux path in Windows form; anything else with its slashes turned only.
void append_windows_path(std::u16string& out, std::string_view path) {
  if (path.starts_with('/')) out += u"Z:";
  const size_t start = out.size();
  append_widened(out, path);
  std::replace(out.begin() + start, out.end(), u'/', u'\\');
}

void append_windows_path_list(std::u16string& out, std::string_view list) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(':'), list.size());
    if (end) {
      append_windows_path(out, list.substr(0, end));
      out += u';';
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  out += kWindowsPath;
}

const char* user_name() {
  return host_variable("USER", host_variable("LOGNAME", ::geteuid() == 0 ? "root" : "user"));
}

std::u16string computer_name() {
  char name[64] = "";
  ::gethostname(name, sizeof name - 1);
  if (char* dot = std::strchr(name, '.')) *dot = 0;
  std::u16string wide = to_utf16(*name ? name : "LOCALHOST");
  if (wide.size() > 15) wide.resize(15);
  for (char16_t& unit : wide) unit = upcase(unit);
  return wide;
}

void append_default(std::u16string& out, const Default& variable) {
  const std::string_view name = variable.name;
  if (*variable.value) {
    out += variable.value;
  } else if (name == "TEMP" || name == "TMP") {
    append_windows_path(out, host_variable("TMPDIR", "/tmp"));
    while (out.ends_with(u'\\')) out.pop_back();
  } else if (name == "USERPROFILE") {
    append_windows_path(out, host_variable("HOME", "/"));
  } else if (name == "HOMEDRIVE") {
    out += u"Z:";
  } else if (name == "HOMEPATH") {
    append_windows_path(out, host_variable("HOME", "/"));
    if (const size_t drive = out.rfind(u"Z:"); drive != out.npos) out.erase(drive, 2);
  } else if (name == "APPDATA" || name == "LOCALAPPDATA") {
    out += u"C:\\Users\\";
    append_widened(out, user_name());
    out += name == "APPDATA" ? u"\\AppData\\Roaming" : u"\\AppData\\Local";
  } else if (name == "USERNAME") {
    append_widened(out, user_name());
  } else if (name == "COMPUTERNAME" || name == "USERDOMAIN") {
    out += computer_name();
  } else if (name == "NUMBER_OF_PROCESSORS") {
    append_widened(out, std::to_string(processor_count()));
  }
}

// The drive's current directory, as cmd.exe and the C runtimes keep it for their children.
void append_current_directory(std::u16string& out) {
  char folder[4096];
  if (!::getcwd(folder, sizeof folder)) return;
  out += u"=Z:=";
  append_windows_path(out, folder);
  out += u'\0';
}

WCHAR* own_copy(std::u16string_view block) {
  auto* copy = static_cast<WCHAR*>(std::malloc(block.size() * sizeof(WCHAR)));
  std::memcpy(copy, block.data(), block.size() * sizeof(WCHAR));
  return copy;
}

std::u16string_view variable_name(std::u16string_view entry) {
  const size_t equals = entry.find(u'=', 1);
  return equals == entry.npos ? entry : entry.substr(0, equals);
}

// Calls visit(entry) for each string of a block, until it returns false.
template <class Visit>
void for_each_entry(const WCHAR* block, Visit visit) {
  while (*block) {
    const std::u16string_view entry = view_of(block);
    if (!visit(entry)) return;
    block += entry.size() + 1;
  }
}

bool valid_name(std::u16string_view name) {
  return !name.empty() && name.find(u'=', 1) == name.npos;
}

}  // namespace

WCHAR* make_environment() {
  std::string_view entries[512];
  std::vector<std::string_view> many;
  size_t count = 0;
  for (char** variable = environ; variable && *variable; ++variable) {
    const std::string_view entry = *variable;
    if (entry.empty() || entry[0] == '=' || name_of(entry).empty()) continue;
    if (count < std::size(entries))
      entries[count] = entry;
    else {
      if (many.empty()) many.assign(entries, entries + count);
      many.push_back(entry);
    }
    ++count;
  }
  std::string_view* const first = many.empty() ? entries : many.data();
  std::string_view* const last = first + count;
  std::stable_sort(first, last, [](std::string_view a, std::string_view b) {
    return compare_names(name_of(a), name_of(b)) < 0;
  });

  std::u16string block;
  block.reserve(8192);
  append_current_directory(block);
  const Default* addition = std::begin(kDefaults);
  const auto add_defaults_before = [&](std::string_view name) {
    while (addition != std::end(kDefaults) &&
           (name.empty() || compare_names(addition->name, name) <= 0)) {
      // What the host has set stays as it is.
      if (name.empty() || compare_names(addition->name, name) != 0) {
        append_widened(block, addition->name);
        block += u'=';
        append_default(block, *addition);
        block += u'\0';
      }
      ++addition;
    }
  };
  std::string_view previous;
  bool has_path = false;
  for (auto* entry = first; entry != last; ++entry) {
    const std::string_view name = name_of(*entry);
    // Names that differ in case only are one variable here; the first in the list counts.
    if (entry != first && compare_names(name, previous) == 0) continue;
    previous = name;
    add_defaults_before(name);
    if (compare_names(name, "PATH") == 0) {
      has_path = true;
      block += u"PATH=";
      append_windows_path_list(block, entry->substr(name.size() + 1));
    } else {
      append_widened(block, *entry);
    }
    block += u'\0';
  }
  add_defaults_before({});
  block += u'\0';
  if (!has_path) {
    std::u16string path;
    append_windows_path_list(path, "/usr/local/bin:/usr/bin:/bin");
    block = with_variable(block, u"PATH", path);
  }
  return own_copy(block);
}

WCHAR* copy_environment(std::u16string_view block) {
  std::vector<std::u16string_view> entries;
  std::u16string closed(block);
  closed.append(2, u'\0');
  for_each_entry(closed.c_str(), [&](std::u16string_view entry) {
    entries.push_back(entry);
    return true;
  });
  const auto less = [](std::u16string_view a, std::u16string_view b) {
    return compare_ignoring_case(variable_name(a), variable_name(b)) < 0;
  };
  if (!std::is_sorted(entries.begin(), entries.end(), less))
    std::stable_sort(entries.begin(), entries.end(), less);
  std::u16string sorted;
  sorted.reserve(block.size() + 2);
  for (std::u16string_view entry : entries) {
    sorted += entry;
    sorted += u'\0';
  }
  if (sorted.empty()) sorted += u'\0';
  sorted += u'\0';
  return own_copy(sorted);
}

size_t environment_length(const WCHAR* block) {
  if (!*block) return 2;
  const WCHAR* end = block;
  while (*end) end += length_of(end) + 1;
  return end - block + 1;
}

std::optional<std::u16string_view> find_variable(const WCHAR* block, std::u16string_view name) {
  std::optional<std::u16string_view> found;
  for_each_entry(block, [&](std::u16string_view entry) {
    if (entry.size() <= name.size() || entry[name.size()] != u'=' ||
        !equal_ignoring_case(entry.substr(0, name.size()), name))
      return true;
    found = entry.substr(name.size() + 1);
    return false;
  });
  return found;
}

std::u16string with_variable(std::u16string_view block, std::u16string_view name,
                             std::optional<std::u16string_view> value) {
  std::u16string changed;
  changed.reserve(block.size() + name.size() + (value ? value->size() : 0) + 4);
  bool placed = !value;
  const auto place = [&](std::u16string_view spelled) {
    changed += spelled;
    changed += u'=';
    changed += *value;
    changed += u'\0';
    placed = true;
  };
  for_each_entry(block.data(), [&](std::u16string_view entry) {
    const std::u16string_view other = variable_name(entry);
    const int order = compare_ignoring_case(other, name);
    if (order == 0) {
      if (!placed) place(other);  // keeps the spelling it has
      return true;
    }
    if (order > 0 && !placed) place(name);
    changed += entry;
    changed += u'\0';
    return true;
  });
  if (!placed) place(name);
  if (changed.empty()) changed += u'\0';
  changed += u'\0';
  return changed;
}

std::optional<std::u16string> environment_variable(std::u16string_view name) {
  std::lock_guard lock(environment_lock);
  const auto found = find_variable(current_peb()->ProcessParameters->Environment, name);
  if (!found) return std::nullopt;
  return std::u16string(*found);
}

NTSTATUS set_environment_variable(std::u16string_view name,
                                  std::optional<std::u16string_view> value) {
  if (!valid_name(name)) return STATUS_INVALID_PARAMETER;
  std::lock_guard lock(environment_lock);
  auto* parameters = current_peb()->ProcessParameters;
  WCHAR* const old = parameters->Environment;
  const std::u16string changed = with_variable({old, environment_length(old)}, name, value);
  parameters->Environment = own_copy(changed);
  parameters->EnvironmentSize = changed.size() * sizeof(WCHAR);
  ++parameters->EnvironmentVersion;
  std::free(old);
  return STATUS_SUCCESS;
}

void set_environment_block(std::u16string_view block) {
  WCHAR* const fresh = copy_environment(block);
  std::lock_guard lock(environment_lock);
  auto* parameters = current_peb()->ProcessParameters;
  std::free(std::exchange(parameters->Environment, fresh));
  parameters->EnvironmentSize = environment_length(fresh) * sizeof(WCHAR);
}

std::u16string environment_block() {
  std::lock_guard lock(environment_lock);
  const WCHAR* block = current_peb()->ProcessParameters->Environment;
  return {block, environment_length(block)};
}

std::u16string expand_environment(std::u16string_view text) {
  std::u16string expanded;
  while (!text.empty()) {
    const size_t open = std::min(text.find(u'%'), text.size());
    expanded += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) break;
    const size_t close = text.find(u'%', 1);
    if (close == text.npos) break;
    if (const auto value = environment_variable(text.substr(1, close - 1)); close > 1 && value) {
      expanded += *value;
      text.remove_prefix(close + 1);
    } else {
      // Unknown: stays, and its closing '%' may open the next.
      expanded += text.substr(0, close);
      text.remove_prefix(close);
    }
  }
  expanded += text;
  return expanded;
}

namespace {

// "Z:\usr\bin;C:\Windows" as Linux has it. The host's own list comes back as it was.
std::string host_path_list(std::u16string_view list) {
  if (const char* original = ::getenv("PATH")) {
    std::u16string converted;
    append_windows_path_list(converted, original);
    if (converted == list) return original;
  }
  std::string paths;
  while (!list.empty()) {
    const size_t end = std::min(list.find(u';'), list.size());
    std::u16string_view element = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (element.size() >= 2 && element.front() == u'"' && element.back() == u'"')
      element = element.substr(1, element.size() - 2);
    const bool has_drive = element.size() >= 2 && element[1] == u':';
    // What lies on C: has no programs for Linux.
    if (element.empty() || (has_drive && upcase(element[0]) != u'Z')) continue;
    std::string path = to_utf8(has_drive ? element.substr(2) : element);
    std::replace(path.begin(), path.end(), '\\', '/');
    if (!paths.empty()) paths += ':';
    paths += path;
  }
  return paths;
}

bool is_default(std::string_view name, std::u16string_view value) {
  for (const Default& variable : kDefaults) {
    if (compare_names(variable.name, name) != 0) continue;
    std::u16string made;
    append_default(made, variable);
    return made == value && !::getenv(std::string(name).c_str());
  }
  return false;
}

}  // namespace

std::vector<std::string> host_environment(std::u16string_view block) {
  std::vector<std::string> variables;
  for_each_entry(block.data(), [&](std::u16string_view entry) {
    if (entry[0] == u'=') return true;
    const std::u16string_view wide_name = variable_name(entry);
    if (wide_name.size() == entry.size()) return true;
    const std::u16string_view value = entry.substr(wide_name.size() + 1);
    const std::string name = to_utf8(wide_name);
    if (compare_names(name, "PATH") == 0) {
      variables.push_back("PATH=" + host_path_list(value));
    } else if (!is_default(name, value)) {
      variables.push_back(name + "=" + to_utf8(value));
    }
    return true;
  });
  return variables;
}

}  // namespace mimic::win
