// What can be asked of a pipe and done to it by number: file information classes and FSCTL codes.
#include <cstring>

#include "libs/windows/core/named_pipe.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct FILE_STANDARD_INFORMATION {
  LARGE_INTEGER AllocationSize, EndOfFile;
  ULONG NumberOfLinks;
  BOOLEAN DeletePending, Directory;
};
struct FILE_PIPE_INFORMATION {
  ULONG ReadMode, CompletionMode;
};
struct FILE_PIPE_LOCAL_INFORMATION {
  ULONG NamedPipeType, NamedPipeConfiguration, MaximumInstances, CurrentInstances, InboundQuota,
      ReadDataAvailable, OutboundQuota, WriteQuotaAvailable, NamedPipeState, NamedPipeEnd;
};
struct FILE_PIPE_PEEK_BUFFER {  // the data follows
  ULONG NamedPipeState, ReadDataAvailable, NumberOfMessages, MessageLength;
};
struct FILE_PIPE_WAIT_FOR_BUFFER {  // the name follows at offset 14
  LARGE_INTEGER Timeout;
  ULONG NameLength;
  BOOLEAN TimeoutSpecified;
};

// FILE_INFORMATION_CLASS, and FSCTL codes ([MS-FSCC] 2.4 and 2.3).
enum : ULONG { kFileStandard = 5, kFilePipe = 23, kFilePipeLocal = 24 };
enum : ULONG {
  kPipeDisconnect = 0x110004,
  kPipeListen = 0x110008,
  kPipePeek = 0x11400c,
  kPipeWait = 0x110018,
  kPipeTransceive = 0x11c017,
};

template <class T>
NTSTATUS give(const T& value, void* buffer, ULONG size, ULONG_PTR* written) {
  if (size < sizeof value) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(buffer, &value, sizeof value);
  *written = sizeof value;
  return STATUS_SUCCESS;
}

}  // namespace

NTSTATUS Pipe::query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) {
  const uint16_t mode = mode_;
  switch (information_class) {
    case kFileStandard: {
      FILE_STANDARD_INFORMATION standard = {};
      standard.NumberOfLinks = 1;
      standard.DeletePending = TRUE;
      return give(standard, buffer, size, written);
    }
    case kFilePipe:
      return give(FILE_PIPE_INFORMATION{(mode & kMessageRead) != 0u, (mode & kNoWait) != 0u},
                  buffer, size, written);
    case kFilePipeLocal: {
      FILE_PIPE_LOCAL_INFORMATION local = {};
      local.NamedPipeType = (mode & kMessageType) != 0;
      local.NamedPipeConfiguration = mode & kInbound && mode & kOutbound ? 2
                                     : mode & kOutbound                  ? 1
                                                                         : 0;
      local.MaximumInstances = local.CurrentInstances = 1;
      local.InboundQuota = local.OutboundQuota = local.WriteQuotaAvailable = 65536;
      if (const PipeName* name = name_) {
        const PipeOptions& options = pipe_options(*name);
        local.MaximumInstances = options.max_instances == 255 ? ~0u : options.max_instances;
        local.CurrentInstances = instance_count(*name);
        local.InboundQuota = options.in_size;
        local.OutboundQuota = local.WriteQuotaAvailable = options.out_size;
      }
      if (const auto peeked = peek(nullptr, 0)) local.ReadDataAvailable = peeked->available;
      local.NamedPipeState = static_cast<ULONG>(state());
      local.NamedPipeEnd = (mode & kServer) != 0;
      return give(local, buffer, size, written);
    }
    default:
      return IoObject::query(information_class, buffer, size, written);
  }
}

NTSTATUS Pipe::set(ULONG information_class, const void* buffer, ULONG size) {
  if (information_class != kFilePipe) return IoObject::set(information_class, buffer, size);
  FILE_PIPE_INFORMATION information;
  if (size < sizeof information) return STATUS_INFO_LENGTH_MISMATCH;
  std::memcpy(&information, buffer, sizeof information);
  return set_mode(information.ReadMode, information.CompletionMode);
}

NTSTATUS Pipe::control(const IoRequest& request, ULONG code, const void* in, ULONG in_size,
                       void* out, ULONG out_size) {
  switch (code) {
    case kPipeListen:
      return listen(request);
    case kPipeDisconnect: {
      begin(request);
      return finish(request, disconnect(), 0, false);
    }
    case kPipePeek: {
      begin(request);
      FILE_PIPE_PEEK_BUFFER header = {};
      if (out_size < sizeof header) return finish(request, STATUS_INFO_LENGTH_MISMATCH, 0, false);
      auto* const data = static_cast<char*>(out) + sizeof header;
      const auto peeked = peek(data, out_size - sizeof header);
      if (!peeked) return finish(request, peeked.error(), 0, false);
      header.NamedPipeState = static_cast<ULONG>(state());
      header.ReadDataAvailable = peeked->available;
      if (mode_ & kMessageType && peeked->available) {
        header.NumberOfMessages = 1;
        header.MessageLength = peeked->read + peeked->left_in_message;
      }
      std::memcpy(out, &header, sizeof header);
      const bool more =
          mode_ & kMessageType ? peeked->left_in_message != 0 : peeked->available > peeked->read;
      return finish(request, more ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS,
                    sizeof header + peeked->read, false);
    }
    case kPipeTransceive:
      return transceive(request, in, in_size, out, out_size);
    case kPipeWait: {
      begin(request);
      FILE_PIPE_WAIT_FOR_BUFFER wait;
      constexpr size_t kNameOffset = 14;
      if (in_size < kNameOffset) return finish(request, STATUS_INVALID_PARAMETER, 0, false);
      std::memcpy(&wait, in, kNameOffset);
      if (wait.NameLength > in_size - kNameOffset)
        return finish(request, STATUS_INVALID_PARAMETER, 0, false);
      std::u16string name(wait.NameLength / 2, 0);
      std::memcpy(name.data(), static_cast<const char*>(in) + kNameOffset, name.size() * 2);
      const DWORD timeout = !wait.TimeoutSpecified               ? NMPWAIT_USE_DEFAULT_WAIT
                            : wait.Timeout.QuadPart == INT64_MIN ? NMPWAIT_WAIT_FOREVER
                                                                 : -wait.Timeout.QuadPart / 10'000;
      return finish(request, wait_named_pipe(name, timeout), 0, false);
    }
    default:
      return IoObject::control(request, code, in, in_size, out, out_size);
  }
}

}  // namespace mimic::win
