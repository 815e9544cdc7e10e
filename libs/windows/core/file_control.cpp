// NtFsControlFile and NtDeviceIoControlFile on files and directories ([MS-FSCC] 2.3).
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "libs/windows/core/file.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr ULONG FSCTL_IS_VOLUME_MOUNTED = 0x90028, FSCTL_GET_COMPRESSION = 0x9003c,
                FSCTL_SET_COMPRESSION = 0x9c040, FSCTL_GET_REPARSE_POINT = 0x900a8,
                FSCTL_SET_SPARSE = 0x900c4, FSCTL_SET_ZERO_DATA = 0x980c8,
                FSCTL_QUERY_ALLOCATED_RANGES = 0x940cf;

struct Control {
  const void* in;
  ULONG in_size;
  void* out;
  ULONG out_size;
  ULONG_PTR written = 0;

  template <class T>
  bool read(T& value) const {
    if (in_size < sizeof value) return false;
    std::memcpy(&value, in, sizeof value);
    return true;
  }
  template <class T>
  NTSTATUS give(const T& value) {
    if (out_size < sizeof value) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(out, &value, sizeof value);
    written = sizeof value;
    return STATUS_SUCCESS;
  }
};

NTSTATUS accept(File&, Control&) { return STATUS_SUCCESS; }

// REPARSE_DATA_BUFFER of a symbolic link: a name for the system, and one to show.
struct SymbolicLink {
  ULONG tag;
  USHORT data_length, reserved;
  USHORT substitute_offset, substitute_length, print_offset, print_length;
  ULONG flags;
};
constexpr ULONG SYMLINK_FLAG_RELATIVE = 1;

NTSTATUS get_reparse_point(File& file, Control& control) {
  char target[4096];
  const ssize_t length = ::readlinkat(file.descriptor(), "", target, sizeof target);
  if (length < 0) return STATUS_NOT_A_REPARSE_POINT;
  const std::string_view host(target, length);
  const bool relative = !host.starts_with('/');
  std::u16string shown;
  if (relative) {
    append_name(shown, host);
    // A name of the host holds no slash; a target does.
    std::ranges::replace(shown, u'/', u'\\');
  } else {
    shown = dos_path(host);
  }
  const std::u16string substitute = relative ? shown : u"\\??\\" + shown;
  SymbolicLink link = {};
  link.tag = IO_REPARSE_TAG_SYMLINK;
  link.substitute_length = static_cast<USHORT>(substitute.size() * 2);
  link.print_offset = link.substitute_length;
  link.print_length = static_cast<USHORT>(shown.size() * 2);
  link.flags = relative ? SYMLINK_FLAG_RELATIVE : 0;
  const size_t names = link.substitute_length + link.print_length;
  link.data_length = static_cast<USHORT>(sizeof link - 8 + names);
  if (control.out_size < sizeof link + names) return STATUS_BUFFER_OVERFLOW;
  auto* const out = static_cast<char*>(control.out);
  std::memcpy(out, &link, sizeof link);
  std::memcpy(out + sizeof link, substitute.data(), link.substitute_length);
  std::memcpy(out + sizeof link + link.print_offset, shown.data(), link.print_length);
  control.written = sizeof link + names;
  return STATUS_SUCCESS;
}

NTSTATUS set_compression(File&, Control& control) {
  USHORT format;
  if (!control.read(format)) return STATUS_INVALID_PARAMETER;
  return format == 0 ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_REQUEST;
}

NTSTATUS set_zero_data(File& file, Control& control) {
  struct {
    int64_t begin, end;
  } range;
  if (!control.read(range) || range.begin < 0 || range.end < range.begin)
    return STATUS_INVALID_PARAMETER;
  const auto size = file.size();
  if (!size) return size.error();
  const int64_t end = std::min(range.end, *size);
  if (range.begin >= end) return STATUS_SUCCESS;
  return ::fallocate(file.descriptor(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, range.begin,
                     end - range.begin) == 0
             ? STATUS_SUCCESS
             : status_of_errno(errno);
}

NTSTATUS query_allocated_ranges(File& file, Control& control) {
  struct Range {
    int64_t offset, length;
  } asked;
  if (!control.read(asked) || asked.offset < 0 || asked.length < 0) return STATUS_INVALID_PARAMETER;
  const int descriptor = file.descriptor();
  const auto position = file.position();
  const int64_t end = asked.offset + asked.length;
  NTSTATUS status = STATUS_SUCCESS;
  for (int64_t at = asked.offset; at < end;) {
    const int64_t data = ::lseek(descriptor, at, SEEK_DATA);
    if (data < 0 || data >= end) break;
    const int64_t hole = std::min<int64_t>(::lseek(descriptor, data, SEEK_HOLE), end);
    if (hole <= data) break;
    const Range found = {data, hole - data};
    if (control.written + sizeof found > control.out_size) {
      status = control.written ? STATUS_BUFFER_OVERFLOW : STATUS_BUFFER_TOO_SMALL;
      break;
    }
    std::memcpy(static_cast<char*>(control.out) + control.written, &found, sizeof found);
    control.written += sizeof found;
    at = hole;
  }
  if (position) file.set_position(*position);
  return status;
}

struct Operation {
  ULONG code;
  NTSTATUS (*run)(File& file, Control& control);
};
constexpr Operation kOperations[] = {
    {FSCTL_IS_VOLUME_MOUNTED, accept},
    {FSCTL_GET_COMPRESSION, [](File&, Control& control) { return control.give(USHORT{0}); }},
    {FSCTL_SET_COMPRESSION, set_compression},
    {FSCTL_GET_REPARSE_POINT, get_reparse_point},
    {FSCTL_SET_SPARSE, accept},  // every file of Linux may have holes
    {FSCTL_SET_ZERO_DATA, set_zero_data},
    {FSCTL_QUERY_ALLOCATED_RANGES, query_allocated_ranges},
};

}  // namespace

NTSTATUS File::control(const IoRequest& request, ULONG code, const void* in, ULONG in_size,
                       void* out, ULONG out_size) {
  const auto* operation = std::find_if(std::begin(kOperations), std::end(kOperations),
                                       [=](const Operation& one) { return one.code == code; });
  begin(request);
  Control control{in, in_size, out, out_size};
  const NTSTATUS status = operation == std::end(kOperations) || descriptor() < 0
                              ? STATUS_INVALID_DEVICE_REQUEST
                              : operation->run(*this, control);
  return finish(request, status, control.written, false);
}

}  // namespace mimic::win
