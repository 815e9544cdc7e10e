// What is known of files: status, locks, folders' entries.
#include <fcntl.h>
#include <linux/openat2.h>
#include <linux/stat.h>
#include <sys/statfs.h>
#include <time.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

// struct stat as the kernel has it on x86-64.
struct Stat {
  uint64_t dev, ino, nlink;
  uint32_t mode, uid, gid, padding;
  uint64_t rdev;
  int64_t size, block_size, blocks;
  int64_t atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
  int64_t unused[3];
};
static_assert(sizeof(Stat) == size_of(Type::kStat));

// " /* 2026-11-25T04:25:01.084004699+0000 */"
void date_comment(Printer& p, int64_t seconds, int64_t nanoseconds) {
  tm broken;
  char text[64];
  if (!seconds && !nanoseconds) return;
  if (!localtime_r(&seconds, &broken) || !strftime(text, sizeof text, "%FT%T", &broken)) return;
  p.print(" /* %s", text);
  if (nanoseconds) p.print(".%09ld", nanoseconds);
  if (strftime(text, sizeof text, "%z", &broken)) p.print("%s */", text);
}

constexpr bool is_device(uint32_t mode) {
  return (mode & S_IFMT) == S_IFCHR || (mode & S_IFMT) == S_IFBLK;
}

bool stat_(Printer& p, Bytes bytes) {
  const auto stat = structure<Stat>(bytes);
  if (!stat) return false;
  Members m(p);
  if (p.options.verbose) {
    m("st_dev").device(stat->dev);
    m("st_ino").unsigned_decimal(stat->ino);
  }
  m("st_mode").mode(stat->mode);
  if (p.options.verbose) {
    m("st_nlink").unsigned_decimal(stat->nlink);
    m("st_uid").id(stat->uid);
    m("st_gid").id(stat->gid);
    m("st_blksize").decimal(stat->block_size);
    m("st_blocks").decimal(stat->blocks);
  }
  if (is_device(stat->mode))
    m("st_rdev").device(stat->rdev);
  else
    m("st_size").decimal(stat->size);
  if (!p.options.verbose) {
    m.more();
    return true;
  }
  const struct {
    const char* name;
    const char* ns_name;
    int64_t seconds, ns;
  } times[] = {{"st_atime", "st_atime_nsec", stat->atime, stat->atime_ns},
               {"st_mtime", "st_mtime_nsec", stat->mtime, stat->mtime_ns},
               {"st_ctime", "st_ctime_nsec", stat->ctime, stat->ctime_ns}};
  for (const auto& time : times) {
    m(time.name).decimal(time.seconds);
    date_comment(p, time.seconds, time.ns);
    m(time.ns_name).decimal(time.ns);
  }
  return true;
}

bool statx_(Printer& p, Bytes bytes) {
  const auto stat = structure<struct statx>(bytes);
  if (!stat) return false;
  const bool full = p.options.verbose;
  Members m(p);
  m("stx_mask").set(names_of(Type::kStatxMask)->names, stat->stx_mask, "STATX_???");
  if (full) m("stx_blksize").unsigned_decimal(stat->stx_blksize);
  m("stx_attributes").set(statx_attributes(), stat->stx_attributes, "STATX_ATTR_???");
  if (full) {
    m("stx_nlink").unsigned_decimal(stat->stx_nlink);
    m("stx_uid").id(stat->stx_uid);
    m("stx_gid").id(stat->stx_gid);
  }
  m("stx_mode").mode(stat->stx_mode);
  if (full) m("stx_ino").unsigned_decimal(stat->stx_ino);
  m("stx_size").unsigned_decimal(stat->stx_size);
  if (!full) {
    m.more();
    return true;
  }
  m("stx_blocks").unsigned_decimal(stat->stx_blocks);
  m("stx_attributes_mask").set(statx_attributes(), stat->stx_attributes_mask, "STATX_ATTR_???");
  const struct {
    const char* name;
    const struct statx_timestamp& time;
    bool known;
  } times[] = {{"stx_atime", stat->stx_atime, true},
               {"stx_btime", stat->stx_btime, (stat->stx_mask & STATX_BTIME) != 0},
               {"stx_ctime", stat->stx_ctime, true},
               {"stx_mtime", stat->stx_mtime, true}};
  for (const auto& [name, time, known] : times) {
    if (!known) continue;
    {
      Members inner(m(name));
      inner("tv_sec").decimal(time.tv_sec);
      inner("tv_nsec").unsigned_decimal(time.tv_nsec);
    }
    date_comment(p, time.tv_sec, time.tv_nsec);
  }
  m("stx_rdev_major").unsigned_decimal(stat->stx_rdev_major);
  m("stx_rdev_minor").unsigned_decimal(stat->stx_rdev_minor);
  m("stx_dev_major").unsigned_decimal(stat->stx_dev_major);
  m("stx_dev_minor").unsigned_decimal(stat->stx_dev_minor);
  m("stx_mnt_id").hex(stat->stx_mnt_id);
  return true;
}

bool statfs_(Printer& p, Bytes bytes) {
  const auto fs = structure<struct statfs>(bytes);
  if (!fs) return false;
  Members m(p);
  m("f_type").one(filesystem_types(), static_cast<uint64_t>(fs->f_type), nullptr);
  m("f_bsize").decimal(fs->f_bsize);
  m("f_blocks").unsigned_decimal(fs->f_blocks);
  m("f_bfree").unsigned_decimal(fs->f_bfree);
  m("f_bavail").unsigned_decimal(fs->f_bavail);
  m("f_files").unsigned_decimal(fs->f_files);
  m("f_ffree").unsigned_decimal(fs->f_ffree);
  {
    Members id(m("f_fsid"));
    id("val").print("[%#x, %#x]", static_cast<unsigned>(fs->f_fsid.__val[0]),
                    static_cast<unsigned>(fs->f_fsid.__val[1]));
  }
  m("f_namelen").decimal(fs->f_namelen);
  m("f_frsize").decimal(fs->f_frsize);
  m("f_flags").set(filesystem_flags(), static_cast<uint64_t>(fs->f_flags), "ST_???");
  return true;
}

bool flock_(Printer& p, Bytes bytes) {
  const auto lock = structure<struct flock>(bytes);
  if (!lock) return false;
  Members m(p);
  m("l_type").one(lock_types(), static_cast<uint16_t>(lock->l_type), "F_???");
  m("l_whence")
      .one(names_of(Type::kWhence)->names, static_cast<uint16_t>(lock->l_whence), "SEEK_???");
  m("l_start").decimal(lock->l_start);
  m("l_len").decimal(lock->l_len);
  if (p.at_exit) m("l_pid").decimal(lock->l_pid);
  return true;
}

bool file_owner(Printer& p, Bytes bytes) {
  const auto owner = structure<f_owner_ex>(bytes);
  if (!owner) return false;
  Members m(p);
  m("type").one(file_owner_types(), owner->type, "F_OWNER_???");
  m("pid").decimal(owner->pid);
  return true;
}

bool open_how_(Printer& p, Bytes bytes) {
  const auto how = structure<open_how>(bytes);
  if (!how) return false;
  Members m(p);
  print_value(m("flags"), Type::kOpenFlags, how->flags);
  if (how->mode || how->flags & (O_CREAT | 020000000)) m("mode").octal(how->mode);
  m("resolve").set(resolve_flags(), how->resolve, "RESOLVE_???");
  if (bytes.size() > sizeof(open_how)) m.more();
  return true;
}

bool file_handle_(Printer& p, Bytes bytes) {
  struct Header {
    uint32_t size;
    int32_t type;
  };
  const auto header = structure<Header>(bytes);
  if (!header) return false;
  Members m(p);
  m("handle_bytes").unsigned_decimal(header->size);
  if (!p.at_exit) return true;
  const auto content = bytes.subspan(sizeof *header);
  m("handle_type").decimal(header->type);
  const size_t size = header->size < content.size() ? header->size : content.size();
  m("f_handle").quoted_hex(content.first(size), size, header->size > content.size());
  return true;
}

constexpr TypedPrinter kPrinters[] = {
    {Type::kStat, stat_},
    {Type::kStatx, statx_},
    {Type::kStatfs, statfs_},
    {Type::kFlock, flock_},
    {Type::kFileOwner, file_owner},
    {Type::kOpenHow, open_how_},
    {Type::kFileHandle, file_handle_},
};

}  // namespace

Printers file_structures() { return kPrinters; }

}  // namespace mimic::syscalls
