// NtQueryInformationFile on files and directories.
#include <algorithm>
#include <cstring>

#include "libs/windows/core/file.h"
#include "libs/windows/core/file_information.h"
#include "libs/windows/core/path.h"

namespace mimic::win {
namespace {

// What an answer is made from, asked for once.
struct Subject {
  const File& file;
  FileMetadata metadata;
};

struct Answer {
  void* buffer;
  ULONG size;
  ULONG_PTR* written;

  template <class T>
  NTSTATUS give(const T& value) const {
    if (size < sizeof value) return STATUS_INFO_LENGTH_MISMATCH;
    std::memcpy(buffer, &value, sizeof value);
    *written = sizeof value;
    return STATUS_SUCCESS;
  }
  // A length and as much of the name as fits, at `offset`.
  NTSTATUS give_name(size_t offset, std::u16string_view name) const {
    if (size < offset + sizeof(ULONG)) return STATUS_INFO_LENGTH_MISMATCH;
    const auto length = static_cast<ULONG>(name.size() * 2);
    auto* const place = static_cast<char*>(buffer) + offset;
    std::memcpy(place, &length, sizeof length);
    const size_t fits = std::min<size_t>(length, size - offset - sizeof length) & ~size_t{1};
    std::memcpy(place + sizeof length, name.data(), fits);
    *written = offset + sizeof length + fits;
    return fits < length ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  }
};

FILE_BASIC_INFORMATION basic_of(const Subject& subject) {
  const FileMetadata& data = subject.metadata;
  return {data.creation_time, data.access_time, data.write_time, data.change_time, data.attributes};
}

FILE_STANDARD_INFORMATION standard_of(const Subject& subject) {
  const FileMetadata& data = subject.metadata;
  const bool pending = subject.file.deletion_pending();
  // A file that is to be deleted has lost the name it was opened by.
  const ULONG links = pending && data.links ? data.links - 1 : data.links;
  return {static_cast<int64_t>(data.allocation), static_cast<int64_t>(data.size), links, pending,
          data.is_directory()};
}

FILE_POSITION_INFORMATION position_of(const Subject& subject) {
  const auto position = subject.file.position();
  return {position ? *position : 0};
}

FILE_MODE_INFORMATION mode_of(const Subject& subject) {
  constexpr ULONG kShown = FILE_WRITE_THROUGH | FILE_SEQUENTIAL_ONLY |
                           FILE_NO_INTERMEDIATE_BUFFERING | FILE_SYNCHRONOUS_IO_ALERT |
                           FILE_SYNCHRONOUS_IO_NONALERT | FILE_DELETE_ON_CLOSE;
  return {subject.file.options() & kShown};
}

// Without the drive: `\folder\file`.
std::u16string name_of(const File& file) { return dos_path(file.path()).substr(2); }

NTSTATUS query_all(const Subject& subject, const Answer& answer) {
  FILE_ALL_FIXED all = {};
  if (answer.size < sizeof all + sizeof(ULONG)) return STATUS_INFO_LENGTH_MISMATCH;
  all.BasicInformation = basic_of(subject);
  all.StandardInformation = standard_of(subject);
  all.InternalInformation = {subject.metadata.id};
  all.AccessInformation = {subject.file.access()};
  all.PositionInformation = position_of(subject);
  all.ModeInformation = mode_of(subject);
  std::memcpy(answer.buffer, &all, sizeof all);
  return answer.give_name(sizeof all, name_of(subject.file));
}

NTSTATUS query_streams(const Subject& subject, const Answer& answer) {
  if (subject.metadata.is_directory()) {
    *answer.written = 0;
    return STATUS_SUCCESS;
  }
  constexpr std::u16string_view kName = u"::$DATA";
  constexpr size_t kNameOffset = 24;
  FILE_STREAM_INFORMATION stream = {};
  if (answer.size < sizeof stream) return STATUS_INFO_LENGTH_MISMATCH;
  stream.StreamNameLength = kName.size() * 2;
  stream.StreamSize = subject.metadata.size;
  stream.StreamAllocationSize = subject.metadata.allocation;
  if (answer.size < kNameOffset + kName.size() * 2) return STATUS_BUFFER_OVERFLOW;
  std::memcpy(answer.buffer, &stream, kNameOffset);
  std::memcpy(static_cast<char*>(answer.buffer) + kNameOffset, kName.data(), kName.size() * 2);
  *answer.written = kNameOffset + kName.size() * 2;
  return STATUS_SUCCESS;
}

NTSTATUS query_network_open(const Subject& subject, const Answer& answer) {
  const FileMetadata& data = subject.metadata;
  FILE_NETWORK_OPEN_INFORMATION open = {};
  open.CreationTime = data.creation_time;
  open.LastAccessTime = data.access_time;
  open.LastWriteTime = data.write_time;
  open.ChangeTime = data.change_time;
  open.AllocationSize = data.allocation;
  open.EndOfFile = data.size;
  open.FileAttributes = data.attributes;
  return answer.give(open);
}

NTSTATUS query_stat(const Subject& subject, const Answer& answer) {
  const FileMetadata& data = subject.metadata;
  FILE_STAT_INFORMATION stat = {};
  stat.FileId = data.id;
  stat.CreationTime = data.creation_time;
  stat.LastAccessTime = data.access_time;
  stat.LastWriteTime = data.write_time;
  stat.ChangeTime = data.change_time;
  stat.AllocationSize = data.allocation;
  stat.EndOfFile = data.size;
  stat.FileAttributes = data.attributes;
  stat.ReparseTag = data.reparse_tag;
  stat.NumberOfLinks = data.links;
  stat.EffectiveAccess = subject.file.access();
  return answer.give(stat);
}

struct Query {
  ULONG information_class;
  NTSTATUS (*answer)(const Subject& subject, const Answer& answer);
};

constexpr Query kQueries[] = {
    {kFileBasicInformation,
     [](const Subject& s, const Answer& to) { return to.give(basic_of(s)); }},
    {kFileStandardInformation,
     [](const Subject& s, const Answer& to) { return to.give(standard_of(s)); }},
    {kFileInternalInformation,
     [](const Subject& s, const Answer& to) {
       return to.give(FILE_INTERNAL_INFORMATION{s.metadata.id});
     }},
    {kFileEaInformation,
     [](const Subject&, const Answer& to) { return to.give(FILE_EA_INFORMATION{0}); }},
    {kFileAccessInformation,
     [](const Subject& s, const Answer& to) {
       return to.give(FILE_ACCESS_INFORMATION{s.file.access()});
     }},
    {kFileNameInformation,
     [](const Subject& s, const Answer& to) { return to.give_name(0, name_of(s.file)); }},
    {kFileNormalizedNameInformation,
     [](const Subject& s, const Answer& to) { return to.give_name(0, name_of(s.file)); }},
    {kFilePositionInformation,
     [](const Subject& s, const Answer& to) { return to.give(position_of(s)); }},
    {kFileModeInformation, [](const Subject& s, const Answer& to) { return to.give(mode_of(s)); }},
    {kFileAlignmentInformation,
     [](const Subject&, const Answer& to) { return to.give(FILE_ALIGNMENT_INFORMATION{0}); }},
    {kFileAllInformation, query_all},
    // There are no 8.3 names.
    {kFileAlternateNameInformation,
     [](const Subject&, const Answer&) { return STATUS_OBJECT_NAME_NOT_FOUND; }},
    {kFileStreamInformation, query_streams},
    {kFileCompressionInformation,
     [](const Subject& s, const Answer& to) {
       FILE_COMPRESSION_INFORMATION information = {};
       information.CompressedFileSize =
           static_cast<int64_t>(std::min(s.metadata.allocation, s.metadata.size));
       return to.give(information);
     }},
    {kFileNetworkOpenInformation, query_network_open},
    {kFileAttributeTagInformation,
     [](const Subject& s, const Answer& to) {
       return to.give(
           FILE_ATTRIBUTE_TAG_INFORMATION{s.metadata.attributes, s.metadata.reparse_tag});
     }},
    {kFileIoCompletionNotificationInformation,
     [](const Subject& s, const Answer& to) {
       return to.give(ULONG{s.file.notification_modes()});
     }},
    {kFileIsRemoteDeviceInformation,
     [](const Subject&, const Answer& to) { return to.give(BOOLEAN{0}); }},
    {kFileStandardLinkInformation,
     [](const Subject& s, const Answer& to) {
       const FILE_STANDARD_INFORMATION standard = standard_of(s);
       return to.give(FILE_STANDARD_LINK_INFORMATION{standard.NumberOfLinks, s.metadata.links,
                                                     standard.DeletePending, standard.Directory});
     }},
    {kFileVolumeNameInformation,
     [](const Subject& s, const Answer& to) {
       const std::u16string name = s.file.name();
       return to.give_name(0, name.substr(0, name.find(u'\\', 8)));
     }},
    {kFileIdInformation,
     [](const Subject& s, const Answer& to) {
       return to.give(FILE_ID_INFORMATION{s.metadata.volume_serial(), {s.metadata.id, 0}});
     }},
    {kFileStatInformation, query_stat},
    {kFileCaseSensitiveInformation,
     [](const Subject&, const Answer& to) { return to.give(ULONG{0}); }},
};

}  // namespace

NTSTATUS File::query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) {
  const auto* query = std::find_if(std::begin(kQueries), std::end(kQueries), [=](const Query& one) {
    return one.information_class == information_class;
  });
  if (query == std::end(kQueries)) return IoObject::query(information_class, buffer, size, written);
  // A device has neither times nor names.
  if (file_type() == FILE_TYPE_CHAR && information_class != kFilePositionInformation &&
      information_class != kFileAccessInformation && information_class != kFileModeInformation &&
      information_class != kFileAlignmentInformation &&
      information_class != kFileIoCompletionNotificationInformation)
    return STATUS_INVALID_DEVICE_REQUEST;
  auto metadata = this->metadata();
  if (!metadata) return metadata.error();
  return query->answer({*this, *metadata}, {buffer, size, written});
}

}  // namespace mimic::win
