#include "libs/windows/core/file_security.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/io.h"

namespace mimic::win {
namespace {

// The rights that r, w and x stand for. Deleting is the folder's matter on the host; whoever may
// write may delete.
ACCESS_MASK rights_of(unsigned bits) {
  ACCESS_MASK rights = 0;
  if (bits & 4) rights |= FILE_GENERIC_READ;
  if (bits & 2) rights |= FILE_GENERIC_WRITE | DELETE | FILE_DELETE_CHILD;
  if (bits & 1) rights |= FILE_GENERIC_EXECUTE;
  return bits == 7 ? FILE_ALL_ACCESS : rights;
}

unsigned bits_of(ACCESS_MASK rights) {
  rights = map_file_access(rights);
  return (rights & FILE_READ_DATA ? 4u : 0u) |
         (rights & (FILE_WRITE_DATA | FILE_APPEND_DATA) ? 2u : 0u) |
         (rights & FILE_EXECUTE ? 1u : 0u);
}

std::vector<uint8_t> describe(const struct stat& status) {
  const Sid owner = sid_of_user(status.st_uid), group = sid_of_group(status.st_gid);
  const UCHAR flags =
      S_ISDIR(status.st_mode) ? OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE : UCHAR{0};
  AclBuilder dacl;
  const auto allow = [&](const Sid& sid, unsigned bits) {
    if (bits) dacl.add(ACCESS_ALLOWED_ACE_TYPE, flags, rights_of(bits), sid);
  };
  // The owner may always change the mode.
  dacl.add(ACCESS_ALLOWED_ACE_TYPE, flags,
           rights_of(status.st_mode >> 6 & 7) | READ_CONTROL | WRITE_DAC | SYNCHRONIZE, owner);
  allow(group, status.st_mode >> 3 & 7);
  allow(kEveryoneSid, status.st_mode & 7);
  const auto list = dacl.bytes();
  SecurityParts parts;
  parts.control = SE_DACL_PRESENT;
  parts.owner = owner.get();
  parts.group = group.get();
  parts.dacl = reinterpret_cast<const ACL*>(list.data());
  return make_self_relative(parts);
}

// The mode that a list comes to.
mode_t mode_of(const SecurityParts& parts, const struct stat& status) {
  if (!parts.dacl) return 0777;
  const Sid owner = parts.owner ? Sid(parts.owner) : sid_of_user(status.st_uid);
  const Sid group = parts.group ? Sid(parts.group) : sid_of_group(status.st_gid);
  unsigned owner_bits = 0, group_bits = 0, other_bits = 0, owner_denied = 0, group_denied = 0,
           other_denied = 0;
  for (size_t index = 0; index < parts.dacl->AceCount; ++index) {
    const ACE_HEADER* ace = ace_at(parts.dacl, index);
    const SID* sid = ace ? sid_of_ace(ace) : nullptr;
    if (!sid || ace->AceFlags & INHERIT_ONLY_ACE || ace->AceType > ACCESS_DENIED_ACE_TYPE) continue;
    const unsigned bits = bits_of(reinterpret_cast<const KNOWN_ACE*>(ace)->Mask);
    const bool deny = ace->AceType == ACCESS_DENIED_ACE_TYPE;
    const Sid who(sid);
    const bool everyone = who == kEveryoneSid || who == Sid(5, {11}) || who == kUsersSid;
    const auto put = [&](unsigned& allowed, unsigned& denied) {
      if (deny)
        denied |= bits & ~allowed;
      else
        allowed |= bits & ~denied;
    };
    if (everyone) put(other_bits, other_denied);
    if (everyone || who == group) put(group_bits, group_denied);
    if (everyone || who == owner || who == group || who == Sid(3, {4}) ||
        user_of_sid(who) == status.st_uid)
      put(owner_bits, owner_denied);
  }
  return owner_bits << 6 | group_bits << 3 | other_bits;
}

}  // namespace

Expected<std::vector<uint8_t>> file_security(const char* path) {
  struct stat status;
  if (::stat(path, &status) != 0) return nt_fail(status_of_errno(errno));
  return describe(status);
}

Expected<std::vector<uint8_t>> file_security(int descriptor) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return nt_fail(status_of_errno(errno));
  return describe(status);
}

NTSTATUS set_file_security(const char* path, const std::vector<uint8_t>& security,
                           DWORD information) {
  struct stat status;
  if (::stat(path, &status) != 0) return status_of_errno(errno);
  const auto parts = parts_of(security.data());
  if (!parts) return parts.error();
  if (information & (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION)) {
    uid_t uid = static_cast<uid_t>(-1);
    gid_t gid = static_cast<gid_t>(-1);
    if (information & OWNER_SECURITY_INFORMATION) {
      const auto user = parts->owner ? user_of_sid(Sid(parts->owner)) : std::nullopt;
      if (!user) return STATUS_INVALID_OWNER;
      if (*user != status.st_uid) uid = *user;
    }
    if (information & GROUP_SECURITY_INFORMATION && parts->group) {
      const auto group = group_of_sid(Sid(parts->group));
      if (group && *group != status.st_gid) gid = *group;
    }
    if ((uid != static_cast<uid_t>(-1) || gid != static_cast<gid_t>(-1)) &&
        ::chown(path, uid, gid) != 0)
      return errno == EPERM ? STATUS_INVALID_OWNER : status_of_errno(errno);
  }
  if (information & DACL_SECURITY_INFORMATION) {
    const mode_t mode = (status.st_mode & 07000) | mode_of(*parts, status);
    if (mode != (status.st_mode & 07777) && ::chmod(path, mode) != 0) return status_of_errno(errno);
  }
  return STATUS_SUCCESS;
}

NTSTATUS set_file_security(int descriptor, const std::vector<uint8_t>& security,
                           DWORD information) {
  return set_file_security(DescriptorPath(descriptor).text, security, information);
}

}  // namespace mimic::win
