// NtFsControlFile and NtDeviceIoControlFile on files and directories ([MS-FSCC] 2.3).
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "libs/windows/core/file.h"
#include "libs/windows/core/reparse_point.h"

namespace mimic::win {
namespace {

constexpr ULONG FSCTL_IS_VOLUME_MOUNTED = 0x90028, FSCTL_GET_COMPRESSION = 0x9003c,
                FSCTL_SET_COMPRESSION = 0x9c040, FSCTL_SET_REPARSE_POINT = 0x900a4,
                FSCTL_GET_REPARSE_POINT = 0x900a8, FSCTL_DELETE_REPARSE_POINT = 0x900ac,
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
    {FSCTL_SET_REPARSE_POINT,
     [](File& file, Control& control) {
       return set_reparse_point(file, control.in, control.in_size);
     }},
    {FSCTL_GET_REPARSE_POINT,
     [](File& file, Control& control) {
       return get_reparse_point(file, control.out, control.out_size, &control.written);
     }},
    {FSCTL_DELETE_REPARSE_POINT,
     [](File& file, Control& control) {
       return delete_reparse_point(file, control.in, control.in_size);
     }},
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
