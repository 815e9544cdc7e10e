// NtCreateFile, and what is done with files by name.
#include <atomic>

#include "abi/windows/teb.h"
#include "libs/windows/core/afd.h"
#include "libs/windows/core/file_information.h"
#include "libs/windows/core/name_operations.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/named_pipe.h"
#include "libs/windows/core/object_path.h"
#include "libs/windows/core/open_file.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

constexpr ULONG kSynchronous = FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;

NTSTATUS give(HANDLE* handle, Ref<Object> object, ACCESS_MASK access,
              const OBJECT_ATTRIBUTES* attributes) {
  const HANDLE made =
      handles().insert(std::move(object), access, attributes->Attributes & OBJ_INHERIT);
  if (!made) return STATUS_INSUFFICIENT_RESOURCES;
  *handle = made;
  return STATUS_SUCCESS;
}

// What NtCreateFile opens: more than files and what is read and written.
struct Made {
  Ref<Object> object;
  ACCESS_MASK access;
  ULONG information;
};

// The name is a number of 8 or 16 bytes, and the root a file on its volume.
Expected<Opened> open_by_id(const OBJECT_ATTRIBUTES* attributes, const OpenRequest& request) {
  if (!attributes || !attributes->ObjectName) return nt_fail(STATUS_INVALID_PARAMETER);
  const UNICODE_STRING name = *attributes->ObjectName;
  uint64_t id[2] = {};
  if (name.Length != sizeof id[0] && name.Length != sizeof id)
    return nt_fail(STATUS_INVALID_PARAMETER);
  __builtin_memcpy(id, name.Buffer, name.Length);
  if (id[1]) return nt_fail(STATUS_INVALID_PARAMETER);
  const auto root = object_of<File>(attributes->RootDirectory);
  if (!root) return nt_fail(root.error());
  return open_file_by_id(**root, id[0], request);
}

Expected<Made> open(const OBJECT_ATTRIBUTES* attributes, const OpenRequest& request) {
  Expected<Opened> opened = nt_fail(STATUS_OBJECT_NAME_NOT_FOUND);
  if (request.options & FILE_OPEN_BY_FILE_ID) {
    opened = open_by_id(attributes, request);
  } else {
    const auto path = locate_object(attributes);
    if (!path) return nt_fail(path.error());
    const ACCESS_MASK access = map_file_access(request.access);
    if (path->kind == ObjectPath::Kind::kSocketDriver)
      return Made{open_afd(request.options & kSynchronous), access, FILE_OPENED};
    if (path->kind == ObjectPath::Kind::kPipeFileSystem)
      return Made{make_object<PipeFileSystem>(), access, FILE_OPENED};
    opened = open_file(path->location, request);
  }
  if (!opened) return nt_fail(opened.error());
  return Made{opened->object, opened->access, opened->information};
}

Expected<FoundFile> find(const OBJECT_ATTRIBUTES* attributes) {
  const auto path = locate_object(attributes);
  if (!path) return nt_fail(path.error());
  if (path->kind != ObjectPath::Kind::kLocation) return nt_fail(STATUS_OBJECT_TYPE_MISMATCH);
  return look_up(path->location, false);
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtCreateFile,
       (HANDLE * FileHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        IO_STATUS_BLOCK* IoStatusBlock, const LARGE_INTEGER* AllocationSize, ULONG FileAttributes,
        ULONG ShareAccess, ULONG CreateDisposition, ULONG CreateOptions, PVOID EaBuffer,
        ULONG EaLength)) {
  auto made = open(ObjectAttributes,
                   {DesiredAccess, FileAttributes, ShareAccess, CreateDisposition, CreateOptions});
  if (!made) return made.error();
  const NTSTATUS status = give(FileHandle, std::move(made->object), made->access, ObjectAttributes);
  if (nt_success(status)) {
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = made->information;
  }
  return status;
}
ALSO(ntdll, ZwCreateFile, "ntdll.NtCreateFile");

EXPORT(ntdll, NTSTATUS, NtOpenFile,
       (HANDLE * FileHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        IO_STATUS_BLOCK* IoStatusBlock, ULONG ShareAccess, ULONG OpenOptions)) {
  return NtCreateFile(FileHandle, DesiredAccess, ObjectAttributes, IoStatusBlock, nullptr, 0,
                      ShareAccess, FILE_OPEN, OpenOptions, nullptr, 0);
}
ALSO(ntdll, ZwOpenFile, "ntdll.NtOpenFile");

EXPORT(ntdll, NTSTATUS, NtCreateNamedPipeFile,
       (HANDLE * FileHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        IO_STATUS_BLOCK* IoStatusBlock, ULONG ShareAccess, ULONG CreateDisposition,
        ULONG CreateOptions, ULONG NamedPipeType, ULONG ReadMode, ULONG CompletionMode,
        ULONG MaximumInstances, ULONG InboundQuota, ULONG OutboundQuota,
        const LARGE_INTEGER* DefaultTimeout)) {
  auto path = locate_object(ObjectAttributes);
  if (!path) return path.error();
  std::string name = path->location.path;
  if (path->kind == ObjectPath::Kind::kPipeFileSystem) {
    // A pipe without a name, which only a handle leads to: it gets one that nobody knows.
    static std::atomic<uint32_t> count{0};
    name = "mimic." + std::to_string(current_teb()->ClientId.UniqueProcess) + "." +
           std::to_string(count.fetch_add(1, std::memory_order_relaxed));
  } else if (path->location.kind != Location::Kind::kPipe) {
    return STATUS_OBJECT_NAME_INVALID;
  }
  PipeOptions options;
  // What clients may share is what goes to them, and comes from them.
  options.outbound = ShareAccess & FILE_SHARE_READ;
  options.inbound = ShareAccess & FILE_SHARE_WRITE;
  options.overlapped = !(CreateOptions & kSynchronous);
  options.first_instance = CreateDisposition == FILE_CREATE;
  options.message_type = NamedPipeType & 1;
  options.message_read = ReadMode & 1;
  options.no_wait = CompletionMode & 1;
  options.max_instances = MaximumInstances > 255 ? 255 : MaximumInstances;
  options.in_size = InboundQuota;
  options.out_size = OutboundQuota;
  if (DefaultTimeout)
    options.default_timeout = static_cast<DWORD>(-DefaultTimeout->QuadPart / 10'000);
  if (!options.inbound && !options.outbound) return STATUS_INVALID_PARAMETER;
  auto pipe = create_named_pipe(to_utf16(name), options);
  if (!pipe) return pipe.error();
  const NTSTATUS status =
      give(FileHandle, *std::move(pipe), map_file_access(DesiredAccess), ObjectAttributes);
  if (nt_success(status)) {
    IoStatusBlock->Status = STATUS_SUCCESS;
    IoStatusBlock->Information = FILE_CREATED;
  }
  return status;
}
ALSO(ntdll, ZwCreateNamedPipeFile, "ntdll.NtCreateNamedPipeFile");

EXPORT(ntdll, NTSTATUS, NtQueryAttributesFile,
       (const OBJECT_ATTRIBUTES* ObjectAttributes, FILE_BASIC_INFORMATION* FileInformation)) {
  const auto found = find(ObjectAttributes);
  if (!found) return found.error();
  const FileMetadata& data = found->metadata;
  *FileInformation = {data.creation_time, data.access_time, data.write_time, data.change_time,
                      data.attributes};
  return STATUS_SUCCESS;
}
ALSO(ntdll, ZwQueryAttributesFile, "ntdll.NtQueryAttributesFile");

EXPORT(ntdll, NTSTATUS, NtQueryFullAttributesFile,
       (const OBJECT_ATTRIBUTES* ObjectAttributes,
        FILE_NETWORK_OPEN_INFORMATION* FileInformation)) {
  const auto found = find(ObjectAttributes);
  if (!found) return found.error();
  const FileMetadata& data = found->metadata;
  *FileInformation = {data.creation_time,
                      data.access_time,
                      data.write_time,
                      data.change_time,
                      static_cast<int64_t>(data.allocation),
                      static_cast<int64_t>(data.size),
                      data.attributes};
  return STATUS_SUCCESS;
}
ALSO(ntdll, ZwQueryFullAttributesFile, "ntdll.NtQueryFullAttributesFile");

EXPORT(ntdll, NTSTATUS, NtQueryInformationByName,
       (const OBJECT_ATTRIBUTES* ObjectAttributes, IO_STATUS_BLOCK* IoStatusBlock,
        PVOID FileInformation, ULONG Length, ULONG FileInformationClass)) {
  const auto path = locate_object(ObjectAttributes);
  if (!path) return path.error();
  if (path->kind != ObjectPath::Kind::kLocation) return STATUS_OBJECT_TYPE_MISMATCH;
  constexpr ULONG kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  const auto opened = open_file(
      path->location, {FILE_READ_ATTRIBUTES, 0, kShareAll, FILE_OPEN, FILE_OPEN_REPARSE_POINT});
  if (!opened) return opened.error();
  ULONG_PTR written = 0;
  const NTSTATUS status =
      opened->object->query(FileInformationClass, FileInformation, Length, &written);
  IoStatusBlock->Status = status;
  IoStatusBlock->Information = written;
  return status;
}
ALSO(ntdll, ZwQueryInformationByName, "ntdll.NtQueryInformationByName");

EXPORT(ntdll, NTSTATUS, NtDeleteFile, (const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  const auto path = locate_object(ObjectAttributes);
  if (!path) return path.error();
  if (path->kind != ObjectPath::Kind::kLocation) return STATUS_OBJECT_TYPE_MISMATCH;
  const NTSTATUS status = delete_file(path->location);
  return status == STATUS_FILE_IS_A_DIRECTORY ? remove_directory(path->location) : status;
}
ALSO(ntdll, ZwDeleteFile, "ntdll.NtDeleteFile");

}  // namespace mimic::win::ntdll
