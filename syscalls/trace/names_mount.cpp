// File systems: types, mounting.
#include <linux/magic.h>
#include <linux/mount.h>
#include <sys/swap.h>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

constexpr Name kMount[] = {N(MS_RDONLY),    N(MS_NOSUID),      N(MS_NODEV),
                           N(MS_NOEXEC),    N(MS_SYNCHRONOUS), N(MS_REMOUNT),
                           N(MS_MANDLOCK),  N(MS_DIRSYNC),     V(MS_NOSYMFOLLOW, 256),
                           N(MS_NOATIME),   N(MS_NODIRATIME),  N(MS_BIND),
                           N(MS_MOVE),      N(MS_REC),         N(MS_SILENT),
                           N(MS_POSIXACL),  N(MS_UNBINDABLE),  N(MS_PRIVATE),
                           N(MS_SLAVE),     N(MS_SHARED),      N(MS_RELATIME),
                           N(MS_KERNMOUNT), N(MS_I_VERSION),   N(MS_STRICTATIME),
                           N(MS_LAZYTIME)};
constexpr Name kUmount[] = {V(MNT_FORCE, 1), V(MNT_DETACH, 2), V(MNT_EXPIRE, 4),
                            V(UMOUNT_NOFOLLOW, 8)};
constexpr Name kSwap[] = {N(SWAP_FLAG_PREFER), N(SWAP_FLAG_DISCARD)};
constexpr Name kOpenTree[] = {V(OPEN_TREE_CLONE, 1),         V(OPEN_TREE_CLOEXEC, 02000000),
                              V(AT_SYMLINK_NOFOLLOW, 0x100), V(AT_NO_AUTOMOUNT, 0x800),
                              V(AT_EMPTY_PATH, 0x1000),      V(AT_RECURSIVE, 0x8000)};
constexpr Name kMoveMount[] = {N(MOVE_MOUNT_F_SYMLINKS),       N(MOVE_MOUNT_F_AUTOMOUNTS),
                               N(MOVE_MOUNT_F_EMPTY_PATH),     N(MOVE_MOUNT_T_SYMLINKS),
                               N(MOVE_MOUNT_T_AUTOMOUNTS),     N(MOVE_MOUNT_T_EMPTY_PATH),
                               V(MOVE_MOUNT_SET_GROUP, 0x100), V(MOVE_MOUNT_BENEATH, 0x200)};
constexpr Name kFsopen[] = {N(FSOPEN_CLOEXEC)};
constexpr Name kFspick[] = {N(FSPICK_CLOEXEC), N(FSPICK_SYMLINK_NOFOLLOW), N(FSPICK_NO_AUTOMOUNT),
                            N(FSPICK_EMPTY_PATH)};
constexpr Name kFsmount[] = {N(FSMOUNT_CLOEXEC)};
constexpr Name kFsconfig[] = {V(FSCONFIG_SET_FLAG, 0),       V(FSCONFIG_SET_STRING, 1),
                              V(FSCONFIG_SET_BINARY, 2),     V(FSCONFIG_SET_PATH, 3),
                              V(FSCONFIG_SET_PATH_EMPTY, 4), V(FSCONFIG_SET_FD, 5),
                              V(FSCONFIG_CMD_CREATE, 6),     V(FSCONFIG_CMD_RECONFIGURE, 7)};
constexpr Name kAttributes[] = {
    N(MOUNT_ATTR_RDONLY),     N(MOUNT_ATTR_NOSUID),          N(MOUNT_ATTR_NODEV),
    N(MOUNT_ATTR_NOEXEC),     N(MOUNT_ATTR_NOATIME),         N(MOUNT_ATTR_STRICTATIME),
    N(MOUNT_ATTR_NODIRATIME), V(MOUNT_ATTR_IDMAP, 0x100000), V(MOUNT_ATTR_NOSYMFOLLOW, 0x200000)};

constexpr Name kTypes[] = {N(ADFS_SUPER_MAGIC),
                           N(AFFS_SUPER_MAGIC),
                           N(AFS_SUPER_MAGIC),
                           N(AUTOFS_SUPER_MAGIC),
                           N(CEPH_SUPER_MAGIC),
                           N(CODA_SUPER_MAGIC),
                           N(CRAMFS_MAGIC),
                           N(DEBUGFS_MAGIC),
                           N(SECURITYFS_MAGIC),
                           N(SELINUX_MAGIC),
                           N(SMACK_MAGIC),
                           N(RAMFS_MAGIC),
                           N(TMPFS_MAGIC),
                           N(HUGETLBFS_MAGIC),
                           N(SQUASHFS_MAGIC),
                           N(ECRYPTFS_SUPER_MAGIC),
                           N(EFS_SUPER_MAGIC),
                           V(EROFS_SUPER_MAGIC_V1, 0xe0f5e1e2u),
                           V(EXT2_SUPER_MAGIC, 0xef53),
                           N(XENFS_SUPER_MAGIC),
                           N(BTRFS_SUPER_MAGIC),
                           N(NILFS_SUPER_MAGIC),
                           N(F2FS_SUPER_MAGIC),
                           N(HPFS_SUPER_MAGIC),
                           N(ISOFS_SUPER_MAGIC),
                           N(JFFS2_SUPER_MAGIC),
                           N(XFS_SUPER_MAGIC),
                           N(PSTOREFS_MAGIC),
                           N(EFIVARFS_MAGIC),
                           N(HOSTFS_SUPER_MAGIC),
                           N(OVERLAYFS_SUPER_MAGIC),
                           V(FUSE_SUPER_MAGIC, 0x65735546),
                           N(MINIX_SUPER_MAGIC),
                           N(MSDOS_SUPER_MAGIC),
                           V(EXFAT_SUPER_MAGIC, 0x2011bab0),
                           N(NCP_SUPER_MAGIC),
                           N(NFS_SUPER_MAGIC),
                           N(OCFS2_SUPER_MAGIC),
                           N(OPENPROM_SUPER_MAGIC),
                           N(QNX4_SUPER_MAGIC),
                           N(QNX6_SUPER_MAGIC),
                           N(REISERFS_SUPER_MAGIC),
                           N(SMB_SUPER_MAGIC),
                           V(CIFS_MAGIC_NUMBER, 0xff534d42u),
                           V(SMB2_MAGIC_NUMBER, 0xfe534d42u),
                           N(CGROUP_SUPER_MAGIC),
                           N(CGROUP2_SUPER_MAGIC),
                           N(RDTGROUP_SUPER_MAGIC),
                           N(TRACEFS_MAGIC),
                           N(V9FS_MAGIC),
                           N(BDEVFS_MAGIC),
                           N(DAXFS_MAGIC),
                           N(BINFMTFS_MAGIC),
                           N(DEVPTS_SUPER_MAGIC),
                           N(BINDERFS_SUPER_MAGIC),
                           N(FUTEXFS_SUPER_MAGIC),
                           N(PIPEFS_MAGIC),
                           N(PROC_SUPER_MAGIC),
                           N(SOCKFS_MAGIC),
                           N(SYSFS_MAGIC),
                           N(USBDEVICE_SUPER_MAGIC),
                           N(MTD_INODE_FS_MAGIC),
                           N(ANON_INODE_FS_MAGIC),
                           N(BTRFS_TEST_MAGIC),
                           N(NSFS_MAGIC),
                           N(BPF_FS_MAGIC),
                           N(AAFS_MAGIC),
                           N(ZONEFS_MAGIC),
                           N(DMA_BUF_MAGIC),
                           N(DEVMEM_MAGIC),
                           V(MQUEUE_MAGIC, 0x19800202),
                           V(SECRETMEM_MAGIC, 0x5345434d),
                           V(PID_FS_MAGIC, 0x50494446)};
constexpr Name kFlags[] = {
    V(ST_VALID, 0x20),      V(ST_RDONLY, 1),          V(ST_NOSUID, 2),
    V(ST_NODEV, 4),         V(ST_NOEXEC, 8),          V(ST_SYNCHRONOUS, 0x10),
    V(ST_MANDLOCK, 0x40),   V(ST_NOATIME, 0x400),     V(ST_NODIRATIME, 0x800),
    V(ST_RELATIME, 0x1000), V(ST_NOSYMFOLLOW, 0x2000)};

constexpr NameTable kTables[] = {
    {Type::kUmountFlags, NameTable::kSet, kUmount, "MNT_???"},
    {Type::kMountFlags, NameTable::kSet, kMount, "MS_???"},
    {Type::kSwapFlags, NameTable::kSet, kSwap, "SWAP_FLAG_???"},
    {Type::kOpenTreeFlags, NameTable::kSet, kOpenTree, "OPEN_TREE_???"},
    {Type::kMoveMountFlags, NameTable::kSet, kMoveMount, "MOVE_MOUNT_???"},
    {Type::kFsopenFlags, NameTable::kSet, kFsopen, "FSOPEN_???"},
    {Type::kFspickFlags, NameTable::kSet, kFspick, "FSPICK_???"},
    {Type::kFsmountFlags, NameTable::kSet, kFsmount, "FSMOUNT_???"},
    {Type::kFsconfigCommand, NameTable::kOne, kFsconfig, "FSCONFIG_???"},
    {Type::kMountAttributeFlags, NameTable::kSet, kAttributes, "MOUNT_ATTR_???"},
};

}  // namespace

TableSpan mount_names() { return kTables; }
std::span<const Name> filesystem_types() { return kTypes; }
std::span<const Name> filesystem_flags() { return kFlags; }

}  // namespace mimic::syscalls
