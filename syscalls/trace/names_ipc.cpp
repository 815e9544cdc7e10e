// System V IPC.
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kGet[] = {N(IPC_CREAT), N(IPC_EXCL), N(IPC_NOWAIT)};
constexpr Name kShmGet[] = {N(IPC_CREAT), N(IPC_EXCL), N(SHM_HUGETLB), N(SHM_NORESERVE)};
constexpr Name kShmat[] = {N(SHM_RDONLY), N(SHM_RND), N(SHM_REMAP), N(SHM_EXEC)};
constexpr Name kMessage[] = {N(MSG_NOERROR), N(MSG_EXCEPT), V(MSG_COPY, 040000), N(IPC_NOWAIT)};
constexpr Name kShm[] = {N(IPC_RMID),     N(IPC_SET),      N(IPC_STAT),
                         V(IPC_INFO, 3),  N(SHM_LOCK),     N(SHM_UNLOCK),
                         V(SHM_STAT, 13), V(SHM_INFO, 14), V(SHM_STAT_ANY, 15)};
constexpr Name kMsg[] = {N(IPC_RMID),     N(IPC_SET),      N(IPC_STAT),        V(IPC_INFO, 3),
                         V(MSG_STAT, 11), V(MSG_INFO, 12), V(MSG_STAT_ANY, 13)};
constexpr Name kSem[] = {N(IPC_RMID),     N(IPC_SET),         N(IPC_STAT), V(IPC_INFO, 3),
                         N(GETPID),       N(GETVAL),          N(GETALL),   N(GETNCNT),
                         N(GETZCNT),      N(SETVAL),          N(SETALL),   V(SEM_STAT, 18),
                         V(SEM_INFO, 19), V(SEM_STAT_ANY, 20)};

constexpr NameTable kTables[] = {
    {Type::kIpcGetFlags, NameTable::kSet, kGet, ""},
    {Type::kShmGetFlags, NameTable::kSet, kShmGet, ""},
    {Type::kShmatFlags, NameTable::kSet, kShmat, "SHM_???"},
    {Type::kIpcMessageFlags, NameTable::kSet, kMessage, "MSG_???"},
    {Type::kShmCommand, NameTable::kOne, kShm, "SHM_???"},
    {Type::kMsgCommand, NameTable::kOne, kMsg, "MSG_???"},
    {Type::kSemCommand, NameTable::kOne, kSem, "SEM_???"},
};

}  // namespace

TableSpan ipc_names() { return kTables; }

}  // namespace mimic::syscalls
