// NtSetInformationFile on files and directories.
#include <algorithm>
#include <cstring>
#include <string>

#include "libs/windows/core/file.h"
#include "libs/windows/core/file_information.h"
#include "libs/windows/core/name_operations.h"
#include "libs/windows/core/section.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct Setting {
  const void* buffer;
  ULONG size;

  // The fixed structure at the start of the buffer, which holds it.
  template <class T>
  T as() const {
    T value;
    std::memcpy(&value, buffer, sizeof value);
    return value;
  }
};

NTSTATUS set_basic(File& file, const Setting& setting) {
  auto basic = setting.as<FILE_BASIC_INFORMATION>();
  // -1 and -2 stop and start the automatic update of a time; nothing is set.
  for (int64_t* time :
       {&basic.CreationTime, &basic.LastAccessTime, &basic.LastWriteTime, &basic.ChangeTime}) {
    if (*time < -2) return STATUS_INVALID_PARAMETER;
    *time = std::max<int64_t>(*time, 0);
  }
  const ULONG attributes = basic.FileAttributes;
  if (file.is_directory() ? attributes & FILE_ATTRIBUTE_TEMPORARY
                          : attributes & FILE_ATTRIBUTE_DIRECTORY)
    return STATUS_INVALID_PARAMETER;
  if (file.descriptor() < 0) return STATUS_ACCESS_DENIED;  // only appears to exist
  const DescriptorPath path(file.descriptor());
  if (attributes) {
    if (const NTSTATUS status = write_attributes(path.text, attributes); !nt_success(status))
      return status;
  }
  return write_times(path.text, true,
                     {basic.CreationTime, basic.LastAccessTime, basic.LastWriteTime});
}

// Where the name in a rename or link structure leads: an NT path, or one relative to a directory.
Expected<Location> target_of(const File& file, const Setting& setting) {
  const auto information = setting.as<FILE_RENAME_INFORMATION>();
  const ULONG length = information.FileNameLength;
  if (length == 0 || length % 2 || length > setting.size - kRenameNameOffset)
    return nt_fail(STATUS_INVALID_PARAMETER);
  std::u16string name(length / 2, 0);
  std::memcpy(name.data(), static_cast<const char*>(setting.buffer) + kRenameNameOffset, length);
  if (name.front() == u'\\') return locate_nt(name);
  std::string folder = file.path();
  folder.resize(std::max<size_t>(folder.rfind('/'), 1));
  if (information.RootDirectory) {
    const auto root = object_of<File>(information.RootDirectory);
    if (!root) return nt_fail(root.error());
    folder = (*root)->path();
  } else if (name.find(u'\\') != name.npos) {
    return nt_fail(STATUS_OBJECT_NAME_INVALID);
  }
  std::u16string path = dos_path(folder);
  if (!path.ends_with(u'\\')) path += u'\\';
  return locate_nt(u"\\??\\" + path + name);
}

struct Target {
  FoundFile source;
  Location to;
  bool replace;
};

// `ex`: the class whose first field is a set of flags, else it is a truth value.
Expected<Target> target_of_renaming(const File& file, const Setting& setting, bool ex) {
  const auto metadata = file.metadata();
  if (!metadata) return nt_fail(metadata.error());
  if (file.descriptor() < 0) return nt_fail(STATUS_ACCESS_DENIED);
  auto to = target_of(file, setting);
  if (!to) return nt_fail(to.error());
  const auto information = setting.as<FILE_RENAME_INFORMATION>();
  const bool replace =
      ex ? information.Flags & FILE_RENAME_REPLACE_IF_EXISTS : information.ReplaceIfExists != 0;
  return Target{{file.path(), *metadata, false}, *std::move(to), replace};
}

template <bool kEx>
NTSTATUS set_name(File& file, const Setting& setting) {
  const auto target = target_of_renaming(file, setting, kEx);
  if (!target) return target.error();
  MoveOptions options;
  options.replace = target->replace;
  const NTSTATUS status = move_found(target->source, target->to, options);
  if (nt_success(status)) file.set_path(target->to.path);
  return status;
}

template <bool kEx>
NTSTATUS add_link(File& file, const Setting& setting) {
  const auto target = target_of_renaming(file, setting, kEx);
  return target ? link_found(target->source, target->to, target->replace) : target.error();
}

NTSTATUS set_disposition(File& file, const Setting& setting) {
  return file.set_deletion(setting.as<BOOLEAN>() ? Deletion::kLastClose : Deletion::kNone, false);
}

NTSTATUS set_disposition_ex(File& file, const Setting& setting) {
  const auto flags = setting.as<ULONG>();
  const Deletion deletion = !(flags & FILE_DISPOSITION_DELETE)         ? Deletion::kNone
                            : flags & FILE_DISPOSITION_POSIX_SEMANTICS ? Deletion::kPosix
                                                                       : Deletion::kLastClose;
  return file.set_deletion(deletion, flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE);
}

NTSTATUS set_end(File& file, const Setting& setting) {
  const auto size = setting.as<int64_t>();
  const auto metadata = file.metadata();
  if (!metadata) return metadata.error();
  if (size < static_cast<int64_t>(metadata->size) && is_file_mapped(metadata->device, metadata->id))
    return STATUS_USER_MAPPED_FILE;
  return file.set_size(size);
}

// Linux allocates by itself; a file that is larger than its allocation is cut.
NTSTATUS set_allocation(File& file, const Setting& setting) {
  const auto size = file.size();
  if (!size) return size.error();
  const auto allocation = setting.as<int64_t>();
  if (allocation < 0) return STATUS_INVALID_PARAMETER;
  return allocation < *size ? set_end(file, setting) : STATUS_SUCCESS;
}

struct Change {
  ULONG information_class;
  ULONG size;  // of the structure's fixed part
  ACCESS_MASK access;
  NTSTATUS (*apply)(File& file, const Setting& setting);
};

constexpr Change kChanges[] = {
    {kFileBasicInformation, sizeof(FILE_BASIC_INFORMATION), FILE_WRITE_ATTRIBUTES, set_basic},
    {kFileRenameInformation, kRenameNameOffset, DELETE, set_name<false>},
    {kFileRenameInformationBypassAccessCheck, kRenameNameOffset, DELETE, set_name<false>},
    {kFileRenameInformationEx, kRenameNameOffset, DELETE, set_name<true>},
    {kFileLinkInformation, kRenameNameOffset, 0, add_link<false>},
    {kFileLinkInformationBypassAccessCheck, kRenameNameOffset, 0, add_link<false>},
    {kFileLinkInformationEx, kRenameNameOffset, 0, add_link<true>},
    {kFileDispositionInformation, sizeof(BOOLEAN), DELETE, set_disposition},
    {kFileDispositionInformationEx, sizeof(ULONG), DELETE, set_disposition_ex},
    {kFilePositionInformation, sizeof(int64_t), 0,
     [](File& file, const Setting& setting) { return file.set_position(setting.as<int64_t>()); }},
    {kFileEndOfFileInformation, sizeof(int64_t), FILE_WRITE_DATA, set_end},
    {kFileAllocationInformation, sizeof(int64_t), FILE_WRITE_DATA, set_allocation},
    {kFileValidDataLengthInformation, sizeof(int64_t), FILE_WRITE_DATA,
     [](File&, const Setting&) { return STATUS_SUCCESS; }},
    {kFileIoCompletionNotificationInformation, sizeof(ULONG), 0,
     [](File& file, const Setting& setting) {
       file.add_notification_modes(static_cast<UCHAR>(setting.as<ULONG>()));
       return STATUS_SUCCESS;
     }},
    // Names distinguish case in no directory.
    {kFileCaseSensitiveInformation, sizeof(ULONG), FILE_WRITE_ATTRIBUTES,
     [](File&, const Setting&) { return STATUS_NOT_SUPPORTED; }},
};

}  // namespace

NTSTATUS File::set(ULONG information_class, const void* buffer, ULONG size) {
  const auto* change =
      std::find_if(std::begin(kChanges), std::end(kChanges),
                   [=](const Change& one) { return one.information_class == information_class; });
  if (change == std::end(kChanges)) return IoObject::set(information_class, buffer, size);
  if (size < change->size) return STATUS_INFO_LENGTH_MISMATCH;
  if (change->access && !(access() & change->access)) return STATUS_ACCESS_DENIED;
  return change->apply(*this, {buffer, size});
}

}  // namespace mimic::win
