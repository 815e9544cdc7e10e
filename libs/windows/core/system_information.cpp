#include "libs/windows/core/system_information.h"

#include <fcntl.h>
#include <pwd.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "libs/windows/core/modules.h"
#include "libs/windows/core/text.h"
#include "loader/pe/manifest.h"

namespace mimic::win {
namespace {

bool is_identifier(std::string_view text, std::string_view identifier) {
  return std::equal(text.begin(), text.end(), identifier.begin(), identifier.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

// The number after `key` in a file of "Key:  123 kB" lines, in bytes.
uint64_t meminfo_value(std::string_view text, std::string_view key) {
  const size_t at = text.find(key);
  if (at == std::string_view::npos) return 0;
  return std::strtoull(text.data() + at + key.size(), nullptr, 10) * 1024;
}

long read_number(const char* format, unsigned processor, unsigned index = 0) {
  char path[128];
  std::snprintf(path, sizeof path, format, processor, index);
  const std::string text = read_host_file(path);
  return text.empty() ? -1 : std::strtol(text.c_str(), nullptr, 10);
}

// "0-3,8" as a mask.
uint64_t parse_list(const std::string& text) {
  uint64_t mask = 0;
  const char* p = text.c_str();
  while (*p >= '0' && *p <= '9') {
    char* end;
    unsigned long first = std::strtoul(p, &end, 10), last = first;
    if (*end == '-') last = std::strtoul(end + 1, &end, 10);
    for (; first <= last && first < 64; ++first) mask |= uint64_t{1} << first;
    p = *end == ',' ? end + 1 : end;
  }
  return mask;
}

}  // namespace

std::string read_host_file(const char* path) {
  std::string content;
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return content;
  char buffer[4096];
  for (ssize_t got; (got = ::read(file, buffer, sizeof buffer)) > 0;) content.append(buffer, got);
  ::close(file);
  return content;
}

Version claimed_version() {
  static const Version version = [] {
    Version claimed{6, 2, 9200};
    const Module* program = modules::program();
    const auto manifest = program ? pe::read_manifest(program->view()) : std::nullopt;
    if (!manifest) return claimed;
    for (const std::string& os : manifest->supported_os) {
      if (is_identifier(os, "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}")) return Version{};
      if (is_identifier(os, "{1f676c76-80e1-4239-95bb-83d0f6d0da78}")) claimed = {6, 3, 9600};
    }
    return claimed;
  }();
  return version;
}

unsigned processor_count() {
  static const unsigned count = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    const int found = ::sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return static_cast<unsigned>(std::clamp(found, 1, 64));
  }();
  return count;
}

// Windows' processors are numbered from 0 without gaps, whichever the host lets us use.
uint64_t processor_mask() {
  return processor_count() == 64 ? ~uint64_t{0} : (uint64_t{1} << processor_count()) - 1;
}

Topology topology() {
  Topology result;
  const uint64_t all = processor_mask();
  struct Core {
    long package, core;
  };
  std::vector<Core> cores, packages;
  for (unsigned i = 0; i < processor_count(); ++i) {
    const uint64_t bit = uint64_t{1} << i;
    const long package =
        read_number("/sys/devices/system/cpu/cpu%u/topology/physical_package_id", i);
    const long core = read_number("/sys/devices/system/cpu/cpu%u/topology/core_id", i);
    const auto join = [&](std::vector<Core>& known, std::vector<uint64_t>& masks, Core wanted) {
      for (size_t n = 0; n < known.size(); ++n) {
        if (known[n].package != wanted.package || known[n].core != wanted.core) continue;
        masks[n] |= bit;
        return;
      }
      known.push_back(wanted);
      masks.push_back(bit);
    };
    // Where the host does not tell, each processor is a core of the one package.
    join(cores, result.cores, {std::max(package, 0l), core < 0 ? static_cast<long>(i) : core});
    join(packages, result.packages, {std::max(package, 0l), 0});
    for (unsigned index = 0; index < 8; ++index) {
      const long level = read_number("/sys/devices/system/cpu/cpu%u/cache/index%u/level", i, index);
      if (level < 0) break;
      char path[128];
      std::snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%u/cache/index%u/type", i,
                    index);
      const std::string type = read_host_file(path);
      std::snprintf(path, sizeof path,
                    "/sys/devices/system/cpu/cpu%u/cache/index%u/shared_cpu_list", i, index);
      CacheInformation cache{};
      cache.mask = parse_list(read_host_file(path)) & all;
      if (!(cache.mask & bit) || cache.mask & (bit - 1)) continue;  // seen already
      cache.level = static_cast<BYTE>(level);
      cache.associativity = static_cast<BYTE>(
          std::max(read_number("/sys/devices/system/cpu/cpu%u/cache/index%u/ways_of_associativity",
                               i, index),
                   0l));
      cache.line_size = static_cast<WORD>(std::max(
          read_number("/sys/devices/system/cpu/cpu%u/cache/index%u/coherency_line_size", i, index),
          0l));
      cache.size = static_cast<DWORD>(
          std::max(read_number("/sys/devices/system/cpu/cpu%u/cache/index%u/size", i, index), 0l) *
          1024);
      cache.type = type.starts_with("Instruction") ? 1 : type.starts_with("Data") ? 2 : 0;
      result.caches.push_back(cache);
    }
  }
  return result;
}

MemoryInformation memory_information() {
  const std::string text = read_host_file("/proc/meminfo");
  MemoryInformation m;
  m.total = meminfo_value(text, "MemTotal:");
  m.available = meminfo_value(text, "MemAvailable:");
  m.cached = meminfo_value(text, "\nCached:");
  m.swap_total = meminfo_value(text, "SwapTotal:");
  m.swap_free = meminfo_value(text, "SwapFree:");
  m.commit_limit = m.total + m.swap_total;
  m.committed = m.total - m.available + m.swap_total - m.swap_free;
  return m;
}

std::vector<ProcessorTimes> processor_times() {
  std::vector<ProcessorTimes> result;
  const std::string text = read_host_file("/proc/stat");
  const uint64_t tick = 10'000'000 / static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
  const char* line = text.c_str();
  while (line && std::strncmp(line, "cpu", 3) == 0) {
    unsigned long long user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0;
    const char* numbers = line + 3 + std::strcspn(line + 3, " ");
    if (std::sscanf(numbers, "%llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system, &idle,
                    &wait, &irq, &soft) < 4)
      break;
    ProcessorTimes times;
    times.idle = (idle + wait) * tick;
    times.kernel = (system + irq + soft) * tick + times.idle;
    times.user = (user + nice) * tick;
    result.push_back(times);
    line = std::strchr(line, '\n');
    if (line) ++line;
  }
  if (result.empty()) result.emplace_back();
  return result;
}

std::u16string dns_host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  std::string_view host(name);
  return to_utf16(host.substr(0, host.find('.')));
}

std::u16string dns_domain() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  std::string_view host(name);
  const size_t dot = host.find('.');
  return dot == std::string_view::npos ? std::u16string() : to_utf16(host.substr(dot + 1));
}

std::u16string computer_name() {
  std::u16string name = dns_host_name().substr(0, 15);
  for (char16_t& unit : name) unit = upcase(unit);
  return name;
}

std::u16string user_name() {
  char buffer[4096];
  passwd entry, *found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer, sizeof buffer, &found) == 0 && found)
    return to_utf16(found->pw_name);
  if (const char* name = ::getenv("USER")) return to_utf16(name);
  return to_utf16(std::to_string(::geteuid()));
}

}  // namespace mimic::win
