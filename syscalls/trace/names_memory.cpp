// Memory: mapping, advice, policy of nodes.
#include <linux/mempolicy.h>
#include <sys/mman.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kProtection[] = {N(PROT_NONE),   N(PROT_READ),      N(PROT_WRITE),  N(PROT_EXEC),
                                V(PROT_SEM, 8), N(PROT_GROWSDOWN), N(PROT_GROWSUP)};
// MAP_SHARED_VALIDATE is both of the others: it comes first.
constexpr Name kMmap[] = {V(MAP_FILE, 0),         V(MAP_SHARED_VALIDATE, 3),
                          N(MAP_SHARED),          N(MAP_PRIVATE),
                          N(MAP_FIXED),           N(MAP_ANONYMOUS),
                          V(MAP_32BIT, 0x40),     V(MAP_ABOVE4G, 0x80),
                          N(MAP_NORESERVE),       N(MAP_POPULATE),
                          N(MAP_NONBLOCK),        N(MAP_GROWSDOWN),
                          N(MAP_DENYWRITE),       N(MAP_EXECUTABLE),
                          N(MAP_LOCKED),          N(MAP_STACK),
                          N(MAP_HUGETLB),         N(MAP_SYNC),
                          N(MAP_FIXED_NOREPLACE), V(MAP_UNINITIALIZED, 0x4000000)};
constexpr Name kMremap[] = {N(MREMAP_MAYMOVE), N(MREMAP_FIXED), N(MREMAP_DONTUNMAP)};
constexpr Name kMsync[] = {N(MS_SYNC), N(MS_ASYNC), N(MS_INVALIDATE)};
constexpr Name kMadvice[] = {N(MADV_NORMAL),
                             N(MADV_RANDOM),
                             N(MADV_SEQUENTIAL),
                             N(MADV_WILLNEED),
                             N(MADV_DONTNEED),
                             N(MADV_FREE),
                             N(MADV_REMOVE),
                             N(MADV_DONTFORK),
                             N(MADV_DOFORK),
                             N(MADV_MERGEABLE),
                             N(MADV_UNMERGEABLE),
                             N(MADV_HUGEPAGE),
                             N(MADV_NOHUGEPAGE),
                             N(MADV_DONTDUMP),
                             N(MADV_DODUMP),
                             N(MADV_WIPEONFORK),
                             N(MADV_KEEPONFORK),
                             N(MADV_COLD),
                             N(MADV_PAGEOUT),
                             V(MADV_POPULATE_READ, 22),
                             V(MADV_POPULATE_WRITE, 23),
                             V(MADV_DONTNEED_LOCKED, 24),
                             V(MADV_COLLAPSE, 25),
                             N(MADV_HWPOISON),
                             V(MADV_SOFT_OFFLINE, 101),
                             V(MADV_GUARD_INSTALL, 102),
                             V(MADV_GUARD_REMOVE, 103)};
constexpr Name kMlockall[] = {N(MCL_CURRENT), N(MCL_FUTURE), N(MCL_ONFAULT)};
constexpr Name kMlock[] = {V(MLOCK_ONFAULT, 1)};
constexpr Name kPkey[] = {V(PKEY_DISABLE_ACCESS, 1), V(PKEY_DISABLE_WRITE, 2)};
constexpr Name kPolicy[] = {V(MPOL_DEFAULT, 0),
                            V(MPOL_PREFERRED, 1),
                            V(MPOL_BIND, 2),
                            V(MPOL_INTERLEAVE, 3),
                            V(MPOL_LOCAL, 4),
                            V(MPOL_PREFERRED_MANY, 5),
                            V(MPOL_WEIGHTED_INTERLEAVE, 6)};
constexpr Name kMbind[] = {N(MPOL_MF_STRICT), N(MPOL_MF_MOVE), N(MPOL_MF_MOVE_ALL)};
constexpr Name kPolicyFlags[] = {N(MPOL_F_NODE), N(MPOL_F_ADDR), N(MPOL_F_MEMS_ALLOWED)};

constexpr NameTable kTables[] = {
    {Type::kMmapProtection, NameTable::kSet, kProtection, "PROT_???"},
    {Type::kMmapFlags, NameTable::kSet, kMmap, "MAP_???"},
    {Type::kMremapFlags, NameTable::kSet, kMremap, "MREMAP_???"},
    {Type::kMsyncFlags, NameTable::kSet, kMsync, "MS_???"},
    {Type::kMadvice, NameTable::kOne, kMadvice, "MADV_???"},
    {Type::kMlockallFlags, NameTable::kSet, kMlockall, "MCL_???"},
    {Type::kMlockFlags, NameTable::kSet, kMlock, "MLOCK_???"},
    {Type::kPkeyRights, NameTable::kSet, kPkey, "PKEY_???"},
    {Type::kMempolicyMode, NameTable::kOne, kPolicy, "MPOL_???"},
    {Type::kMbindFlags, NameTable::kSet, kMbind, "MPOL_???"},
    {Type::kMempolicyFlags, NameTable::kSet, kPolicyFlags, "MPOL_???"},
};

}  // namespace

TableSpan memory_names() { return kTables; }

}  // namespace mimic::syscalls
