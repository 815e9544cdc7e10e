// Files: opening, seeking, locking, times, attributes.
#include <fcntl.h>
#include <linux/falloc.h>
#include <linux/fanotify.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kAccessModes[] = {N(F_OK), N(R_OK), N(W_OK), N(X_OK)};

constexpr Name kOpenModes[] = {N(O_RDONLY), N(O_WRONLY), N(O_RDWR), N(O_ACCMODE)};

// Without the access mode, which is no set of bits.
constexpr Name kOpenFlags[] = {N(O_CREAT),
                               N(O_EXCL),
                               N(O_NOCTTY),
                               N(O_TRUNC),
                               N(O_APPEND),
                               N(O_NONBLOCK),
                               V(O_SYNC, 04010000),
                               V(__O_SYNC, 04000000),
                               V(O_DSYNC, 010000),
                               N(O_DIRECT),
                               V(O_LARGEFILE, 0100000),
                               N(O_NOFOLLOW),
                               N(O_NOATIME),
                               N(O_CLOEXEC),
                               N(O_PATH),
                               V(O_TMPFILE, 020200000),
                               N(O_DIRECTORY),
                               N(FASYNC)};
constexpr Name kAccessFlags[] = {N(AT_SYMLINK_NOFOLLOW), N(AT_EACCESS), N(AT_EMPTY_PATH)};

constexpr Name kAtFlags[] = {N(AT_SYMLINK_NOFOLLOW), N(AT_REMOVEDIR),  N(AT_SYMLINK_FOLLOW),
                             N(AT_NO_AUTOMOUNT),     N(AT_EMPTY_PATH), N(AT_RECURSIVE)};

constexpr Name kStatxMask[] = {N(STATX_ALL),
                               N(STATX_BASIC_STATS),
                               N(STATX_TYPE),
                               N(STATX_MODE),
                               N(STATX_NLINK),
                               N(STATX_UID),
                               N(STATX_GID),
                               N(STATX_ATIME),
                               N(STATX_MTIME),
                               N(STATX_CTIME),
                               N(STATX_INO),
                               N(STATX_SIZE),
                               N(STATX_BLOCKS),
                               N(STATX_BTIME),
                               V(STATX_MNT_ID, 0x1000),
                               V(STATX_DIOALIGN, 0x2000),
                               V(STATX_MNT_ID_UNIQUE, 0x4000),
                               V(STATX_SUBVOL, 0x8000)};

constexpr Name kStatxAttributes[] = {N(STATX_ATTR_COMPRESSED),
                                     N(STATX_ATTR_IMMUTABLE),
                                     N(STATX_ATTR_APPEND),
                                     N(STATX_ATTR_NODUMP),
                                     N(STATX_ATTR_ENCRYPTED),
                                     N(STATX_ATTR_AUTOMOUNT),
                                     V(STATX_ATTR_MOUNT_ROOT, 0x2000),
                                     V(STATX_ATTR_VERITY, 0x100000),
                                     V(STATX_ATTR_DAX, 0x200000)};

constexpr Name kWhence[] = {N(SEEK_SET), N(SEEK_CUR), N(SEEK_END), N(SEEK_DATA), N(SEEK_HOLE)};

constexpr Name kFcntlCommands[] = {N(F_DUPFD),           N(F_GETFD),         N(F_SETFD),
                                   N(F_GETFL),           N(F_SETFL),         V(F_GETLK, 5),
                                   V(F_SETLK, 6),        V(F_SETLKW, 7),     V(F_GETLK64, 12),
                                   V(F_SETLK64, 13),     V(F_SETLKW64, 14),  N(F_SETOWN),
                                   N(F_GETOWN),          N(F_SETSIG),        N(F_GETSIG),
                                   N(F_SETOWN_EX),       N(F_GETOWN_EX),     V(F_GETOWNER_UIDS, 17),
                                   N(F_OFD_GETLK),       N(F_OFD_SETLK),     N(F_OFD_SETLKW),
                                   N(F_SETLEASE),        N(F_GETLEASE),      N(F_NOTIFY),
                                   V(F_CANCELLK, 1029),  N(F_DUPFD_CLOEXEC), N(F_SETPIPE_SZ),
                                   N(F_GETPIPE_SZ),      N(F_ADD_SEALS),     N(F_GET_SEALS),
                                   N(F_GET_RW_HINT),     N(F_SET_RW_HINT),   N(F_GET_FILE_RW_HINT),
                                   N(F_SET_FILE_RW_HINT)};

constexpr Name kFdFlags[] = {N(FD_CLOEXEC)};
constexpr Name kFlock[] = {N(LOCK_SH),   N(LOCK_EX), N(LOCK_UN),   N(LOCK_NB),
                           N(LOCK_MAND), N(LOCK_RW), N(LOCK_READ), N(LOCK_WRITE)};
constexpr Name kLocks[] = {N(F_RDLCK), N(F_WRLCK), N(F_UNLCK), V(F_EXLCK, 4), V(F_SHLCK, 8)};
constexpr Name kNotify[] = {N(DN_ACCESS),
                            N(DN_MODIFY),
                            N(DN_CREATE),
                            N(DN_DELETE),
                            N(DN_RENAME),
                            N(DN_ATTRIB),
                            V(DN_MULTISHOT, 0x80000000u)};
constexpr Name kSeals[] = {N(F_SEAL_SEAL),  N(F_SEAL_SHRINK),       N(F_SEAL_GROW),
                           N(F_SEAL_WRITE), N(F_SEAL_FUTURE_WRITE), V(F_SEAL_EXEC, 0x20)};
constexpr Name kOwners[] = {N(F_OWNER_TID), N(F_OWNER_PID), N(F_OWNER_PGRP)};
constexpr Name kFallocate[] = {N(FALLOC_FL_KEEP_SIZE),        N(FALLOC_FL_PUNCH_HOLE),
                               V(FALLOC_FL_NO_HIDE_STALE, 4), N(FALLOC_FL_COLLAPSE_RANGE),
                               N(FALLOC_FL_ZERO_RANGE),       N(FALLOC_FL_INSERT_RANGE),
                               N(FALLOC_FL_UNSHARE_RANGE)};
constexpr Name kFadvice[] = {N(POSIX_FADV_NORMAL),     N(POSIX_FADV_RANDOM),
                             N(POSIX_FADV_SEQUENTIAL), N(POSIX_FADV_WILLNEED),
                             N(POSIX_FADV_DONTNEED),   N(POSIX_FADV_NOREUSE)};
constexpr Name kSplice[] = {N(SPLICE_F_MOVE), N(SPLICE_F_NONBLOCK), N(SPLICE_F_MORE),
                            N(SPLICE_F_GIFT)};
constexpr Name kSyncRange[] = {N(SYNC_FILE_RANGE_WAIT_BEFORE), N(SYNC_FILE_RANGE_WRITE),
                               N(SYNC_FILE_RANGE_WAIT_AFTER)};
constexpr Name kRename[] = {V(RENAME_NOREPLACE, 1), V(RENAME_EXCHANGE, 2), V(RENAME_WHITEOUT, 4)};
constexpr Name kRw[] = {N(RWF_HIPRI),        N(RWF_DSYNC),          N(RWF_SYNC),
                        N(RWF_NOWAIT),       N(RWF_APPEND),         V(RWF_NOAPPEND, 0x20),
                        V(RWF_ATOMIC, 0x40), V(RWF_DONTCACHE, 0x80)};
constexpr Name kXattr[] = {N(XATTR_CREATE), N(XATTR_REPLACE)};
constexpr Name kCloseRange[] = {V(CLOSE_RANGE_UNSHARE, 2), V(CLOSE_RANGE_CLOEXEC, 4)};
constexpr Name kMemfd[] = {V(MFD_CLOEXEC, 1), V(MFD_ALLOW_SEALING, 2), V(MFD_HUGETLB, 4),
                           V(MFD_NOEXEC_SEAL, 8), V(MFD_EXEC, 0x10)};
constexpr Name kResolve[] = {N(RESOLVE_NO_XDEV), N(RESOLVE_NO_MAGICLINKS), N(RESOLVE_NO_SYMLINKS),
                             N(RESOLVE_BENEATH), N(RESOLVE_IN_ROOT),       V(RESOLVE_CACHED, 0x20)};

constexpr Name kInotifyInit[] = {N(IN_CLOEXEC), N(IN_NONBLOCK)};
constexpr Name kInotify[] = {
    N(IN_ACCESS),      N(IN_MODIFY),      N(IN_ATTRIB),      N(IN_CLOSE_WRITE), N(IN_CLOSE_NOWRITE),
    N(IN_OPEN),        N(IN_MOVED_FROM),  N(IN_MOVED_TO),    N(IN_CREATE),      N(IN_DELETE),
    N(IN_DELETE_SELF), N(IN_MOVE_SELF),   N(IN_UNMOUNT),     N(IN_Q_OVERFLOW),  N(IN_IGNORED),
    N(IN_ONLYDIR),     N(IN_DONT_FOLLOW), N(IN_EXCL_UNLINK), N(IN_MASK_CREATE), N(IN_MASK_ADD),
    N(IN_ISDIR),       N(IN_ONESHOT)};

constexpr Name kFanotifyInit[] = {V(FAN_CLASS_NOTIF, 0),
                                  N(FAN_CLASS_CONTENT),
                                  N(FAN_CLASS_PRE_CONTENT),
                                  N(FAN_CLOEXEC),
                                  N(FAN_NONBLOCK),
                                  N(FAN_UNLIMITED_QUEUE),
                                  N(FAN_UNLIMITED_MARKS),
                                  N(FAN_ENABLE_AUDIT),
                                  N(FAN_REPORT_TID),
                                  N(FAN_REPORT_FID),
                                  V(FAN_REPORT_DIR_FID, 0x400),
                                  V(FAN_REPORT_NAME, 0x800)};
constexpr Name kFanotifyMark[] = {N(FAN_MARK_ADD),
                                  N(FAN_MARK_REMOVE),
                                  N(FAN_MARK_DONT_FOLLOW),
                                  N(FAN_MARK_ONLYDIR),
                                  N(FAN_MARK_MOUNT),
                                  N(FAN_MARK_IGNORED_MASK),
                                  N(FAN_MARK_IGNORED_SURV_MODIFY),
                                  N(FAN_MARK_FLUSH),
                                  N(FAN_MARK_FILESYSTEM)};
constexpr Name kFanotifyMask[] = {
    N(FAN_ACCESS),         N(FAN_MODIFY),     N(FAN_ATTRIB),        N(FAN_CLOSE_WRITE),
    N(FAN_CLOSE_NOWRITE),  N(FAN_OPEN),       N(FAN_MOVED_FROM),    N(FAN_MOVED_TO),
    N(FAN_CREATE),         N(FAN_DELETE),     N(FAN_DELETE_SELF),   N(FAN_MOVE_SELF),
    N(FAN_OPEN_EXEC),      N(FAN_Q_OVERFLOW), N(FAN_OPEN_PERM),     N(FAN_ACCESS_PERM),
    N(FAN_OPEN_EXEC_PERM), N(FAN_ONDIR),      N(FAN_EVENT_ON_CHILD)};

constexpr Name kInodeFlags[] = {
    N(FS_SECRM_FL),     N(FS_UNRM_FL),        N(FS_COMPR_FL),        N(FS_SYNC_FL),
    N(FS_IMMUTABLE_FL), N(FS_APPEND_FL),      N(FS_NODUMP_FL),       N(FS_NOATIME_FL),
    N(FS_DIRTY_FL),     N(FS_COMPRBLK_FL),    N(FS_NOCOMP_FL),       N(FS_ENCRYPT_FL),
    N(FS_INDEX_FL),     N(FS_IMAGIC_FL),      N(FS_JOURNAL_DATA_FL), N(FS_NOTAIL_FL),
    N(FS_DIRSYNC_FL),   N(FS_TOPDIR_FL),      N(FS_HUGE_FILE_FL),    N(FS_EXTENT_FL),
    N(FS_VERITY_FL),    N(FS_EA_INODE_FL),    N(FS_EOFBLOCKS_FL),    N(FS_NOCOW_FL),
    N(FS_DAX_FL),       N(FS_INLINE_DATA_FL), N(FS_PROJINHERIT_FL),  N(FS_CASEFOLD_FL),
    N(FS_RESERVED_FL)};

constexpr NameTable kTables[] = {
    {Type::kAccessMode, NameTable::kSet, kAccessModes, "?_OK"},
    {Type::kOpenFlags, NameTable::kSet, kOpenFlags, "O_???"},
    {Type::kDescriptorFlags, NameTable::kSet, kOpenFlags, "O_???"},
    {Type::kAtFlags, NameTable::kSet, kAtFlags, "AT_???"},
    {Type::kAccessFlags, NameTable::kSet, kAccessFlags, "AT_???"},
    {Type::kStatxMask, NameTable::kSet, kStatxMask, "STATX_???"},
    {Type::kWhence, NameTable::kOne, kWhence, "SEEK_???"},
    {Type::kFcntlCommand, NameTable::kOne, kFcntlCommands, "F_???"},
    {Type::kFdFlags, NameTable::kSet, kFdFlags, "FD_???"},
    {Type::kFlockOperation, NameTable::kSet, kFlock, "LOCK_???"},
    {Type::kLease, NameTable::kOne, kLocks, "F_???"},
    {Type::kNotifyFlags, NameTable::kSet, kNotify, "DN_???"},
    {Type::kSeals, NameTable::kSet, kSeals, "F_SEAL_???"},
    {Type::kFallocateMode, NameTable::kSet, kFallocate, "FALLOC_FL_???"},
    {Type::kFadvice, NameTable::kOne, kFadvice, "POSIX_FADV_???"},
    {Type::kSpliceFlags, NameTable::kSet, kSplice, "SPLICE_F_???"},
    {Type::kSyncRangeFlags, NameTable::kSet, kSyncRange, "SYNC_FILE_RANGE_???"},
    {Type::kRenameFlags, NameTable::kSet, kRename, "RENAME_??"},
    {Type::kRwFlags, NameTable::kSet, kRw, "RWF_???"},
    {Type::kXattrFlags, NameTable::kSet, kXattr, "XATTR_???"},
    {Type::kCloseRangeFlags, NameTable::kSet, kCloseRange, "CLOSE_RANGE_???"},
    {Type::kInotifyFlags, NameTable::kSet, kInotifyInit, "IN_???"},
    {Type::kInotifyMask, NameTable::kSet, kInotify, "IN_???"},
    {Type::kFanotifyInitFlags, NameTable::kSet, kFanotifyInit, "FAN_???"},
    {Type::kFanotifyMarkFlags, NameTable::kSet, kFanotifyMark, "FAN_MARK_???"},
    {Type::kFanotifyMask, NameTable::kSet, kFanotifyMask, "FAN_???"},
    {Type::kInodeFlags, NameTable::kSet, kInodeFlags, ""},
    {Type::kMemfdFlags, NameTable::kSet, kMemfd, "MFD_???"},
};

}  // namespace

TableSpan file_names() { return kTables; }
std::span<const Name> open_modes() { return kOpenModes; }
std::span<const Name> statx_attributes() { return kStatxAttributes; }
std::span<const Name> lock_types() { return kLocks; }
std::span<const Name> resolve_flags() { return kResolve; }
std::span<const Name> file_owner_types() { return kOwners; }

}  // namespace mimic::syscalls
