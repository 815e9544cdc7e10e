// What one waits for: poll, epoll, timers, event descriptors, asynchronous I/O.
#include <linux/io_uring.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <time.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kPoll[] = {N(POLLIN),           N(POLLPRI),    N(POLLOUT),    N(POLLERR),
                          N(POLLHUP),          N(POLLNVAL),   N(POLLRDNORM), N(POLLRDBAND),
                          N(POLLWRNORM),       N(POLLWRBAND), N(POLLMSG),    V(POLLREMOVE, 0x1000),
                          V(POLLRDHUP, 0x2000)};
constexpr Name kEpoll[] = {V(EPOLLIN, 1u),
                           V(EPOLLPRI, 2u),
                           V(EPOLLOUT, 4u),
                           V(EPOLLRDNORM, 0x40u),
                           V(EPOLLRDBAND, 0x80u),
                           V(EPOLLWRNORM, 0x100u),
                           V(EPOLLWRBAND, 0x200u),
                           V(EPOLLMSG, 0x400u),
                           V(EPOLLERR, 8u),
                           V(EPOLLHUP, 0x10u),
                           V(EPOLLRDHUP, 0x2000u),
                           V(EPOLLEXCLUSIVE, 0x10000000u),
                           V(EPOLLWAKEUP, 0x20000000u),
                           V(EPOLLONESHOT, 0x40000000u),
                           V(EPOLLET, 0x80000000u)};
constexpr Name kEpollOperations[] = {N(EPOLL_CTL_ADD), N(EPOLL_CTL_DEL), N(EPOLL_CTL_MOD)};
constexpr Name kEpollFlags[] = {V(EPOLL_CLOEXEC, 02000000)};
constexpr Name kEventfd[] = {V(EFD_SEMAPHORE, 1), V(EFD_CLOEXEC, 02000000), V(EFD_NONBLOCK, 04000)};
constexpr Name kSignalfd[] = {V(SFD_CLOEXEC, 02000000), V(SFD_NONBLOCK, 04000)};
constexpr Name kTimerfd[] = {V(TFD_CLOEXEC, 02000000), V(TFD_NONBLOCK, 04000)};
constexpr Name kTimerfdSet[] = {V(TFD_TIMER_ABSTIME, 1), V(TFD_TIMER_CANCEL_ON_SET, 2)};
constexpr Name kTimer[] = {N(TIMER_ABSTIME)};
constexpr Name kClocks[] = {
    N(CLOCK_REALTIME),          N(CLOCK_MONOTONIC),     N(CLOCK_PROCESS_CPUTIME_ID),
    N(CLOCK_THREAD_CPUTIME_ID), N(CLOCK_MONOTONIC_RAW), N(CLOCK_REALTIME_COARSE),
    N(CLOCK_MONOTONIC_COARSE),  N(CLOCK_BOOTTIME),      N(CLOCK_REALTIME_ALARM),
    N(CLOCK_BOOTTIME_ALARM),    V(CLOCK_SGI_CYCLE, 10), N(CLOCK_TAI)};
constexpr Name kUserfaultfd[] = {V(UFFD_USER_MODE_ONLY, 1), V(O_NONBLOCK, 04000),
                                 V(O_CLOEXEC, 02000000)};
constexpr Name kTimexModes[] = {N(ADJ_OFFSET_SINGLESHOT),
                                N(ADJ_OFFSET_SS_READ),
                                N(ADJ_OFFSET),
                                N(ADJ_FREQUENCY),
                                N(ADJ_MAXERROR),
                                N(ADJ_ESTERROR),
                                N(ADJ_STATUS),
                                N(ADJ_TIMECONST),
                                N(ADJ_TAI),
                                N(ADJ_SETOFFSET),
                                N(ADJ_MICRO),
                                N(ADJ_NANO),
                                N(ADJ_TICK)};
constexpr Name kTimexStatus[] = {
    N(STA_PLL),       N(STA_PPSFREQ),   N(STA_PPSTIME),   N(STA_FLL),
    N(STA_INS),       N(STA_DEL),       N(STA_UNSYNC),    N(STA_FREQHOLD),
    N(STA_PPSSIGNAL), N(STA_PPSJITTER), N(STA_PPSWANDER), N(STA_PPSERROR),
    N(STA_CLOCKERR),  N(STA_NANO),      N(STA_MODE),      N(STA_CLK)};
constexpr Name kTimexStates[] = {N(TIME_OK),  N(TIME_INS),  N(TIME_DEL),
                                 N(TIME_OOP), N(TIME_WAIT), N(TIME_ERROR)};
constexpr Name kIocb[] = {V(IOCB_CMD_PREAD, 0),  V(IOCB_CMD_PWRITE, 1), V(IOCB_CMD_FSYNC, 2),
                          V(IOCB_CMD_FDSYNC, 3), V(IOCB_CMD_POLL, 5),   V(IOCB_CMD_NOOP, 6),
                          V(IOCB_CMD_PREADV, 7), V(IOCB_CMD_PWRITEV, 8)};

constexpr Name kUringSetup[] = {N(IORING_SETUP_IOPOLL),
                                N(IORING_SETUP_SQPOLL),
                                N(IORING_SETUP_SQ_AFF),
                                N(IORING_SETUP_CQSIZE),
                                N(IORING_SETUP_CLAMP),
                                N(IORING_SETUP_ATTACH_WQ),
                                N(IORING_SETUP_R_DISABLED),
                                N(IORING_SETUP_SUBMIT_ALL),
                                N(IORING_SETUP_COOP_TASKRUN),
                                N(IORING_SETUP_TASKRUN_FLAG),
                                N(IORING_SETUP_SQE128),
                                N(IORING_SETUP_CQE32),
                                N(IORING_SETUP_SINGLE_ISSUER),
                                V(IORING_SETUP_DEFER_TASKRUN, 1 << 13),
                                V(IORING_SETUP_NO_MMAP, 1 << 14),
                                V(IORING_SETUP_REGISTERED_FD_ONLY, 1 << 15),
                                V(IORING_SETUP_NO_SQARRAY, 1 << 16)};
constexpr Name kUringFeatures[] = {
    N(IORING_FEAT_SINGLE_MMAP),     N(IORING_FEAT_NODROP),
    N(IORING_FEAT_SUBMIT_STABLE),   N(IORING_FEAT_RW_CUR_POS),
    N(IORING_FEAT_CUR_PERSONALITY), N(IORING_FEAT_FAST_POLL),
    N(IORING_FEAT_POLL_32BITS),     N(IORING_FEAT_SQPOLL_NONFIXED),
    N(IORING_FEAT_EXT_ARG),         N(IORING_FEAT_NATIVE_WORKERS),
    N(IORING_FEAT_RSRC_TAGS),       N(IORING_FEAT_CQE_SKIP),
    N(IORING_FEAT_LINKED_FILE),     V(IORING_FEAT_REG_REG_RING, 1 << 13)};
constexpr Name kUringEnter[] = {N(IORING_ENTER_GETEVENTS), N(IORING_ENTER_SQ_WAKEUP),
                                N(IORING_ENTER_SQ_WAIT), N(IORING_ENTER_EXT_ARG),
                                N(IORING_ENTER_REGISTERED_RING)};
constexpr Name kUringRegister[] = {
    N(IORING_REGISTER_BUFFERS),        N(IORING_UNREGISTER_BUFFERS),
    N(IORING_REGISTER_FILES),          N(IORING_UNREGISTER_FILES),
    N(IORING_REGISTER_EVENTFD),        N(IORING_UNREGISTER_EVENTFD),
    N(IORING_REGISTER_FILES_UPDATE),   N(IORING_REGISTER_EVENTFD_ASYNC),
    N(IORING_REGISTER_PROBE),          N(IORING_REGISTER_PERSONALITY),
    N(IORING_UNREGISTER_PERSONALITY),  N(IORING_REGISTER_RESTRICTIONS),
    N(IORING_REGISTER_ENABLE_RINGS),   N(IORING_REGISTER_FILES2),
    N(IORING_REGISTER_FILES_UPDATE2),  N(IORING_REGISTER_BUFFERS2),
    N(IORING_REGISTER_BUFFERS_UPDATE), N(IORING_REGISTER_IOWQ_AFF),
    N(IORING_UNREGISTER_IOWQ_AFF),     N(IORING_REGISTER_IOWQ_MAX_WORKERS),
    N(IORING_REGISTER_RING_FDS),       N(IORING_UNREGISTER_RING_FDS),
    N(IORING_REGISTER_PBUF_RING),      N(IORING_UNREGISTER_PBUF_RING),
    N(IORING_REGISTER_SYNC_CANCEL),    N(IORING_REGISTER_FILE_ALLOC_RANGE)};

constexpr NameTable kTables[] = {
    {Type::kEpollOperation, NameTable::kOne, kEpollOperations, "EPOLL_CTL_???"},
    {Type::kEpollFlags, NameTable::kSet, kEpollFlags, "EPOLL_???"},
    {Type::kEventfdFlags, NameTable::kSet, kEventfd, "EFD_???"},
    {Type::kSignalfdFlags, NameTable::kSet, kSignalfd, "SFD_???"},
    {Type::kTimerfdFlags, NameTable::kSet, kTimerfd, "TFD_???"},
    {Type::kTimerfdSetFlags, NameTable::kSet, kTimerfdSet, "TFD_???"},
    {Type::kTimerFlags, NameTable::kSet, kTimer, "TIMER_???"},
    {Type::kUserfaultfdFlags, NameTable::kSet, kUserfaultfd, "UFFD_???"},
    {Type::kIoUringEnterFlags, NameTable::kSet, kUringEnter, "IORING_ENTER_???"},
    {Type::kIoUringOperation, NameTable::kOne, kUringRegister, "IORING_REGISTER_???"},
};

}  // namespace

TableSpan event_names() { return kTables; }
std::span<const Name> poll_events() { return kPoll; }
std::span<const Name> epoll_events() { return kEpoll; }
std::span<const Name> clocks() { return kClocks; }
std::span<const Name> timex_modes() { return kTimexModes; }
std::span<const Name> timex_status() { return kTimexStatus; }
std::span<const Name> timex_states() { return kTimexStates; }
std::span<const Name> io_uring_setup_flags() { return kUringSetup; }
std::span<const Name> io_uring_features() { return kUringFeatures; }
std::span<const Name> iocb_operations() { return kIocb; }

}  // namespace mimic::syscalls
