// What is done with files, pipes and devices by handle.
#include "abi/windows/teb.h"
#include "libs/windows/core/completion.h"
#include "libs/windows/core/file.h"
#include "libs/windows/core/file_information.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ntdll/io_request.h"

namespace mimic::win::ntdll {
namespace {

constexpr ACCESS_MASK kMayRead = FILE_READ_DATA | FILE_EXECUTE,
                      kMayWrite = FILE_WRITE_DATA | FILE_APPEND_DATA;

// Runs operation(object, request) with what the handle and the request lead to.
template <class Operation>
NTSTATUS operate(HANDLE handle, ACCESS_MASK access, HANDLE event, PVOID apc_routine,
                 PVOID apc_context, IO_STATUS_BLOCK* block, Operation operation) {
  const auto object = io_object_of(handle, access);
  if (!object) return object.error();
  const auto request = request_of(event, apc_routine, apc_context, block);
  if (!request) return request.error();
  return operation(**object, *request);
}

NTSTATUS answer(IO_STATUS_BLOCK* block, NTSTATUS status, ULONG_PTR information) {
  block->Status = status;
  block->Information = information;
  return status;
}

// FILE_COMPLETION_INFORMATION: the port that operations on the file are posted to.
NTSTATUS set_completion(IoObject& object, const void* buffer, ULONG size) {
  struct {
    HANDLE port;
    ULONG_PTR key;
  } completion;
  if (size < sizeof completion) return STATUS_INFO_LENGTH_MISMATCH;
  __builtin_memcpy(&completion, buffer, sizeof completion);
  auto port = object_of<CompletionPort>(completion.port);
  return port ? object.associate(*std::move(port), completion.key) : port.error();
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtReadFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length, const LARGE_INTEGER* ByteOffset,
        const ULONG* Key)) {
  return operate(FileHandle, kMayRead, Event, ApcRoutine, ApcContext, IoStatusBlock,
                 [&](IoObject& object, const IoRequest& request) {
                   return object.read(request, Buffer, Length, ByteOffset);
                 });
}
ALSO(ntdll, ZwReadFile, "ntdll.NtReadFile");

EXPORT(ntdll, NTSTATUS, NtWriteFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, const void* Buffer, ULONG Length,
        const LARGE_INTEGER* ByteOffset, const ULONG* Key)) {
  return operate(FileHandle, kMayWrite, Event, ApcRoutine, ApcContext, IoStatusBlock,
                 [&](IoObject& object, const IoRequest& request) {
                   return object.write(request, Buffer, Length, ByteOffset);
                 });
}
ALSO(ntdll, ZwWriteFile, "ntdll.NtWriteFile");

EXPORT(ntdll, NTSTATUS, NtReadFileScatter,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID const* SegmentArray, ULONG Length,
        const LARGE_INTEGER* ByteOffset, const ULONG* Key)) {
  return operate(FileHandle, kMayRead, Event, ApcRoutine, ApcContext, IoStatusBlock,
                 [&](IoObject& object, const IoRequest& request) {
                   return File::is(object.type()) ? static_cast<File&>(object).read_pages(
                                                        request, SegmentArray, Length, ByteOffset)
                                                  : STATUS_INVALID_PARAMETER;
                 });
}
ALSO(ntdll, ZwReadFileScatter, "ntdll.NtReadFileScatter");
EXPORT(ntdll, NTSTATUS, NtWriteFileGather,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, PVOID const* SegmentArray, ULONG Length,
        const LARGE_INTEGER* ByteOffset, const ULONG* Key)) {
  return operate(FileHandle, kMayWrite, Event, ApcRoutine, ApcContext, IoStatusBlock,
                 [&](IoObject& object, const IoRequest& request) {
                   return File::is(object.type()) ? static_cast<File&>(object).write_pages(
                                                        request, SegmentArray, Length, ByteOffset)
                                                  : STATUS_INVALID_PARAMETER;
                 });
}
ALSO(ntdll, ZwWriteFileGather, "ntdll.NtWriteFileGather");

EXPORT(ntdll, NTSTATUS, NtFsControlFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, ULONG FsControlCode, const void* InputBuffer,
        ULONG InputBufferLength, PVOID OutputBuffer, ULONG OutputBufferLength)) {
  return operate(FileHandle, 0, Event, ApcRoutine, ApcContext, IoStatusBlock,
                 [&](IoObject& object, const IoRequest& request) {
                   return object.control(request, FsControlCode, InputBuffer, InputBufferLength,
                                         OutputBuffer, OutputBufferLength);
                 });
}
ALSO(ntdll, ZwFsControlFile, "ntdll.NtFsControlFile");
ALSO(ntdll, NtDeviceIoControlFile, "ntdll.NtFsControlFile");
ALSO(ntdll, ZwDeviceIoControlFile, "ntdll.NtFsControlFile");

EXPORT(ntdll, NTSTATUS, NtFlushBuffersFile, (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock)) {
  const auto object = io_object_of(FileHandle, kMayWrite);
  return object ? answer(IoStatusBlock, (*object)->flush(), 0) : object.error();
}
ALSO(ntdll, ZwFlushBuffersFile, "ntdll.NtFlushBuffersFile");
EXPORT(ntdll, NTSTATUS, NtFlushBuffersFileEx,
       (HANDLE FileHandle, ULONG Flags, PVOID Parameters, ULONG ParametersSize,
        IO_STATUS_BLOCK* IoStatusBlock)) {
  return NtFlushBuffersFile(FileHandle, IoStatusBlock);
}
ALSO(ntdll, ZwFlushBuffersFileEx, "ntdll.NtFlushBuffersFileEx");

EXPORT(ntdll, NTSTATUS, NtQueryInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID FileInformation, ULONG Length,
        ULONG FileInformationClass)) {
  const auto object = io_object_of(FileHandle, 0);
  if (!object) return object.error();
  ULONG_PTR written = 0;
  const NTSTATUS status = (*object)->query(FileInformationClass, FileInformation, Length, &written);
  return answer(IoStatusBlock, status, written);
}
ALSO(ntdll, ZwQueryInformationFile, "ntdll.NtQueryInformationFile");

EXPORT(ntdll, NTSTATUS, NtSetInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, const void* FileInformation,
        ULONG Length, ULONG FileInformationClass)) {
  const auto object = io_object_of(FileHandle, 0);
  if (!object) return object.error();
  const NTSTATUS status = FileInformationClass == kFileCompletionInformation
                              ? set_completion(**object, FileInformation, Length)
                              : (*object)->set(FileInformationClass, FileInformation, Length);
  return answer(IoStatusBlock, status, 0);
}
ALSO(ntdll, ZwSetInformationFile, "ntdll.NtSetInformationFile");

EXPORT(ntdll, NTSTATUS, NtQueryVolumeInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID FsInformation, ULONG Length,
        ULONG FsInformationClass)) {
  const auto object = io_object_of(FileHandle, 0);
  if (!object) return object.error();
  ULONG_PTR written = 0;
  const NTSTATUS status =
      (*object)->query_volume(FsInformationClass, FsInformation, Length, &written);
  return answer(IoStatusBlock, status, written);
}
ALSO(ntdll, ZwQueryVolumeInformationFile, "ntdll.NtQueryVolumeInformationFile");
// Labels and object identifiers of drives are not the user's to set.
EXPORT(ntdll, NTSTATUS, NtSetVolumeInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID FsInformation, ULONG Length,
        ULONG FsInformationClass)) {
  const auto object = io_object_of(FileHandle, 0);
  return object ? STATUS_ACCESS_DENIED : object.error();
}
ALSO(ntdll, ZwSetVolumeInformationFile, "ntdll.NtSetVolumeInformationFile");

EXPORT(ntdll, NTSTATUS, NtLockFile,
       (HANDLE FileHandle, HANDLE Event, PVOID ApcRoutine, PVOID ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, const LARGE_INTEGER* ByteOffset,
        const LARGE_INTEGER* Length, ULONG Key, BOOLEAN FailImmediately, BOOLEAN ExclusiveLock)) {
  const auto file = object_of<File>(FileHandle);
  if (!file) return file.error();
  const auto request = request_of(Event, ApcRoutine, ApcContext, IoStatusBlock);
  if (!request) return request.error();
  return (*file)->lock(*request,
                       {static_cast<uint64_t>(ByteOffset->QuadPart),
                        static_cast<uint64_t>(Length->QuadPart), ExclusiveLock != 0, Key},
                       FailImmediately);
}
ALSO(ntdll, ZwLockFile, "ntdll.NtLockFile");
EXPORT(ntdll, NTSTATUS, NtUnlockFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, const LARGE_INTEGER* ByteOffset,
        const LARGE_INTEGER* Length, ULONG Key)) {
  const auto file = object_of<File>(FileHandle);
  if (!file) return file.error();
  const NTSTATUS status = (*file)->unlock({static_cast<uint64_t>(ByteOffset->QuadPart),
                                           static_cast<uint64_t>(Length->QuadPart), true, Key});
  return answer(IoStatusBlock, status, 0);
}
ALSO(ntdll, ZwUnlockFile, "ntdll.NtUnlockFile");

EXPORT(ntdll, NTSTATUS, NtCancelIoFileEx,
       (HANDLE FileHandle, const IO_STATUS_BLOCK* IoRequestToCancel,
        IO_STATUS_BLOCK* IoStatusBlock)) {
  const auto object = io_object_of(FileHandle, 0);
  if (!object) return object.error();
  return answer(IoStatusBlock, (*object)->cancel(0, IoRequestToCancel), 0);
}
ALSO(ntdll, ZwCancelIoFileEx, "ntdll.NtCancelIoFileEx");
EXPORT(ntdll, NTSTATUS, NtCancelIoFile, (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock)) {
  const auto object = io_object_of(FileHandle, 0);
  if (!object) return object.error();
  const NTSTATUS status = (*object)->cancel(current_teb()->ClientId.UniqueThread, nullptr);
  return answer(IoStatusBlock, status == STATUS_NOT_FOUND ? STATUS_SUCCESS : status, 0);
}
ALSO(ntdll, ZwCancelIoFile, "ntdll.NtCancelIoFile");
EXPORT_PARTIAL("finds no operation to cancel", ntdll, NTSTATUS, NtCancelSynchronousIoFile,
               (HANDLE ThreadHandle, const IO_STATUS_BLOCK* IoRequestToCancel,
                IO_STATUS_BLOCK* IoStatusBlock)) {
  const auto thread = object_of(ThreadHandle);
  if (!thread) return thread.error();
  return answer(IoStatusBlock, STATUS_NOT_FOUND, 0);
}
ALSO(ntdll, ZwCancelSynchronousIoFile, "ntdll.NtCancelSynchronousIoFile");

// Files have no extended attributes of OS/2; those of Linux are not shown as such. Nobody keeps
// quotas.
EXPORT(ntdll, NTSTATUS, NtQueryEaFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length,
        BOOLEAN ReturnSingleEntry, PVOID EaList, ULONG EaListLength, const ULONG* EaIndex,
        BOOLEAN RestartScan)) {
  const auto object = io_object_of(FileHandle, FILE_READ_EA);
  return object ? answer(IoStatusBlock, STATUS_NO_EAS_ON_FILE, 0) : object.error();
}
ALSO(ntdll, ZwQueryEaFile, "ntdll.NtQueryEaFile");
EXPORT(ntdll, NTSTATUS, NtSetEaFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length)) {
  const auto object = io_object_of(FileHandle, FILE_WRITE_EA);
  return object ? answer(IoStatusBlock, STATUS_EAS_NOT_SUPPORTED, 0) : object.error();
}
ALSO(ntdll, ZwSetEaFile, "ntdll.NtSetEaFile");
EXPORT(ntdll, NTSTATUS, NtQueryQuotaInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length,
        BOOLEAN ReturnSingleEntry, PVOID SidList, ULONG SidListLength, PVOID StartSid,
        BOOLEAN RestartScan)) {
  const auto object = io_object_of(FileHandle, 0);
  return object ? answer(IoStatusBlock, STATUS_INVALID_DEVICE_REQUEST, 0) : object.error();
}
ALSO(ntdll, ZwQueryQuotaInformationFile, "ntdll.NtQueryQuotaInformationFile");
EXPORT(ntdll, NTSTATUS, NtSetQuotaInformationFile,
       (HANDLE FileHandle, IO_STATUS_BLOCK* IoStatusBlock, PVOID Buffer, ULONG Length)) {
  const auto object = io_object_of(FileHandle, 0);
  return object ? answer(IoStatusBlock, STATUS_INVALID_DEVICE_REQUEST, 0) : object.error();
}
ALSO(ntdll, ZwSetQuotaInformationFile, "ntdll.NtSetQuotaInformationFile");

}  // namespace mimic::win::ntdll
