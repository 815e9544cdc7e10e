// Logical processors, groups and NUMA nodes: one group, one node.
#include <cstring>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr DWORD kCore = 0, kNode = 1, kCache = 2, kPackage = 3, kGroup = 4, kAll = 0xffff;
constexpr WORD ALL_PROCESSOR_GROUPS = 0xffff;

struct GROUP_AFFINITY {
  uint64_t Mask;
  WORD Group;
  WORD Reserved[3];
};
struct CACHE_DESCRIPTOR {
  BYTE Level;
  BYTE Associativity;
  WORD LineSize;
  DWORD Size;
  DWORD Type;
};
struct SYSTEM_LOGICAL_PROCESSOR_INFORMATION {
  uint64_t ProcessorMask;
  DWORD Relationship;
  union {
    BYTE Flags;
    DWORD NodeNumber;
    CACHE_DESCRIPTOR Cache;
    uint64_t Reserved[2];
  };
};
static_assert(sizeof(SYSTEM_LOGICAL_PROCESSOR_INFORMATION) == 32);

struct PROCESSOR_RELATIONSHIP {
  BYTE Flags;
  BYTE EfficiencyClass;
  BYTE Reserved[20];
  WORD GroupCount;
  GROUP_AFFINITY GroupMask[1];
};
struct NUMA_NODE_RELATIONSHIP {
  DWORD NodeNumber;
  BYTE Reserved[18];
  WORD GroupCount;
  GROUP_AFFINITY GroupMask;
};
struct CACHE_RELATIONSHIP {
  BYTE Level;
  BYTE Associativity;
  WORD LineSize;
  DWORD CacheSize;
  DWORD Type;
  BYTE Reserved[18];
  WORD GroupCount;
  GROUP_AFFINITY GroupMask;
};
struct GROUP_RELATIONSHIP {
  WORD MaximumGroupCount;
  WORD ActiveGroupCount;
  BYTE Reserved[20];
  struct {
    BYTE MaximumProcessorCount;
    BYTE ActiveProcessorCount;
    BYTE Reserved[38];
    uint64_t ActiveProcessorMask;
  } GroupInfo[1];
};
static_assert(sizeof(PROCESSOR_RELATIONSHIP) == 40 && sizeof(NUMA_NODE_RELATIONSHIP) == 40 &&
              sizeof(CACHE_RELATIONSHIP) == 48 && sizeof(GROUP_RELATIONSHIP) == 72);

template <class T>
void append(std::vector<char>& out, DWORD relationship, const T& value) {
  const DWORD header[2] = {relationship, static_cast<DWORD>(8 + sizeof value)};
  out.insert(out.end(), reinterpret_cast<const char*>(header),
             reinterpret_cast<const char*>(header + 2));
  out.insert(out.end(), reinterpret_cast<const char*>(&value),
             reinterpret_cast<const char*>(&value + 1));
}

BOOL deliver(const void* data, size_t size, void* buffer, DWORD* length) {
  const bool fits = *length >= size;
  *length = static_cast<DWORD>(size);
  if (!fits || !buffer) return fail_with(ERROR_INSUFFICIENT_BUFFER);
  std::memcpy(buffer, data, size);
  return TRUE;
}

}  // namespace

EXPORT(kernel32, BOOL, GetLogicalProcessorInformation,
       (SYSTEM_LOGICAL_PROCESSOR_INFORMATION * Buffer, DWORD* ReturnedLength)) {
  if (!ReturnedLength) return fail_with(ERROR_INVALID_PARAMETER);
  const Topology machine = topology();
  std::vector<SYSTEM_LOGICAL_PROCESSOR_INFORMATION> entries;
  const auto add = [&](uint64_t mask, DWORD relationship) -> auto& {
    auto& entry = entries.emplace_back();
    entry.ProcessorMask = mask;
    entry.Relationship = relationship;
    return entry;
  };
  for (const uint64_t mask : machine.cores) add(mask, kCore).Flags = (mask & (mask - 1)) != 0;
  for (const uint64_t mask : machine.packages) add(mask, kPackage);
  for (const CacheInformation& cache : machine.caches)
    add(cache.mask, kCache).Cache = {cache.level, cache.associativity, cache.line_size, cache.size,
                                     cache.type};
  add(processor_mask(), kNode);
  return deliver(entries.data(), entries.size() * sizeof entries[0], Buffer, ReturnedLength);
}

EXPORT(kernel32, BOOL, GetLogicalProcessorInformationEx,
       (DWORD RelationshipType, void* Buffer, DWORD* ReturnedLength)) {
  if (!ReturnedLength || (RelationshipType > 7 && RelationshipType != kAll))
    return fail_with(ERROR_INVALID_PARAMETER);
  const Topology machine = topology();
  std::vector<char> out;
  const auto wanted = [&](DWORD type) {
    return RelationshipType == type || RelationshipType == kAll;
  };
  if (wanted(kCore)) {
    for (const uint64_t mask : machine.cores) {
      const bool several = (mask & (mask - 1)) != 0;
      append(out, kCore, PROCESSOR_RELATIONSHIP{several, 0, {}, 1, {{mask, 0, {}}}});
    }
  }
  if (wanted(kNode))
    append(out, kNode, NUMA_NODE_RELATIONSHIP{0, {}, 1, {processor_mask(), 0, {}}});
  if (wanted(kCache)) {
    for (const CacheInformation& c : machine.caches)
      append(out, kCache,
             CACHE_RELATIONSHIP{
                 c.level, c.associativity, c.line_size, c.size, c.type, {}, 1, {c.mask, 0, {}}});
  }
  if (wanted(kPackage)) {
    for (const uint64_t mask : machine.packages)
      append(out, kPackage, PROCESSOR_RELATIONSHIP{0, 0, {}, 1, {{mask, 0, {}}}});
  }
  if (wanted(kGroup)) {
    const auto count = static_cast<BYTE>(processor_count());
    append(out, kGroup, GROUP_RELATIONSHIP{1, 1, {}, {{count, count, {}, processor_mask()}}});
  }
  return deliver(out.data(), out.size(), Buffer, ReturnedLength);
}

EXPORT(kernel32, DWORD, GetActiveProcessorCount, (WORD GroupNumber)) {
  if (GroupNumber && GroupNumber != ALL_PROCESSOR_GROUPS) return fail_with(ERROR_INVALID_PARAMETER);
  return processor_count();
}
ALSO(kernel32, GetMaximumProcessorCount, "kernel32.GetActiveProcessorCount");
EXPORT(kernel32, WORD, GetActiveProcessorGroupCount, ()) { return 1; }
ALSO(kernel32, GetMaximumProcessorGroupCount, "kernel32.GetActiveProcessorGroupCount");

EXPORT(kernel32, BOOL, GetNumaHighestNodeNumber, (ULONG * HighestNodeNumber)) {
  *HighestNodeNumber = 0;
  return TRUE;
}
EXPORT(kernel32, BOOL, GetNumaNodeProcessorMask, (UCHAR Node, ULONGLONG* ProcessorMask)) {
  *ProcessorMask = 0;
  if (Node) return fail_with(ERROR_INVALID_PARAMETER);
  *ProcessorMask = processor_mask();
  return TRUE;
}
EXPORT(kernel32, BOOL, GetNumaNodeProcessorMaskEx, (USHORT Node, GROUP_AFFINITY* ProcessorMask)) {
  *ProcessorMask = {};
  if (Node) return fail_with(ERROR_INVALID_PARAMETER);
  ProcessorMask->Mask = processor_mask();
  return TRUE;
}
EXPORT(kernel32, BOOL, GetNumaProcessorNode, (UCHAR Processor, UCHAR* NodeNumber)) {
  *NodeNumber = Processor < processor_count() ? 0 : 0xFF;
  return Processor < processor_count() ? TRUE : fail_with(ERROR_INVALID_PARAMETER);
}
EXPORT(kernel32, BOOL, GetNumaAvailableMemoryNode, (UCHAR Node, ULONGLONG* AvailableBytes)) {
  if (Node) return fail_with(ERROR_INVALID_PARAMETER);
  *AvailableBytes = memory_information().available;
  return TRUE;
}
EXPORT(kernel32, BOOL, GetNumaAvailableMemoryNodeEx, (USHORT Node, ULONGLONG* AvailableBytes)) {
  return GetNumaAvailableMemoryNode(static_cast<UCHAR>(Node), AvailableBytes);
}

}  // namespace mimic::win::kernel32
