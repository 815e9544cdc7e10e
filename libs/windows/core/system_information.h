// What the machine is: processors, memory, names, and the version that mimic reports.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/types.h"

namespace mimic::win {

// Windows 10 22H2.
struct Version {
  DWORD major = 10, minor = 0, build = 19045;
};
// What GetVersionEx tells this program: 6.2.9200 unless its manifest names a later Windows.
Version claimed_version();

// Processors this process may run on, at most 64 (one group).
unsigned processor_count();
uint64_t processor_mask();

struct CacheInformation {
  BYTE level;
  BYTE associativity;  // 0xFF: fully
  WORD line_size;
  DWORD size;
  DWORD type;     // 0 unified, 1 instruction, 2 data
  uint64_t mask;  // processors that share it
};
struct Topology {
  std::vector<uint64_t> cores, packages;  // processors of each
  std::vector<CacheInformation> caches;
};
Topology topology();

struct MemoryInformation {  // bytes
  uint64_t total = 0, available = 0, cached = 0;
  uint64_t swap_total = 0, swap_free = 0;
  uint64_t commit_limit = 0, committed = 0;
};
MemoryInformation memory_information();

struct ProcessorTimes {                     // 100 ns
  uint64_t idle = 0, kernel = 0, user = 0;  // kernel includes idle, as on Windows
};
// The whole machine first, then each processor.
std::vector<ProcessorTimes> processor_times();

// The host's name as a Windows computer name (15 characters, upper case), its DNS host name, and
// its domain (may be empty).
std::u16string computer_name();
std::u16string dns_host_name();
std::u16string dns_domain();
// The name of the user that this process runs as.
std::u16string user_name();

// A whole small file of the host (/proc, /sys); empty where it cannot be read.
std::string read_host_file(const char* path);

// PF_* of IsProcessorFeaturePresent.
bool processor_feature(DWORD feature);
// Family, model and stepping as SYSTEM_INFO has them.
WORD processor_level();
WORD processor_revision();

}  // namespace mimic::win
