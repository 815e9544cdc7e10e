#include "libs/windows/core/completion.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

constexpr ACCESS_MASK kPortAllAccess = 0x1f0003, kPacketAllAccess = 1;
constexpr size_t kBatch = 128;

struct FILE_IO_COMPLETION_INFORMATION {
  PVOID KeyContext;
  PVOID ApcContext;
  IO_STATUS_BLOCK IoStatusBlock;
};

template <class T>
NTSTATUS give(HANDLE* handle, Ref<T> object, ACCESS_MASK access,
              const OBJECT_ATTRIBUTES* attributes) {
  const HANDLE made = handles().insert(std::move(object), access,
                                       attributes && (attributes->Attributes & OBJ_INHERIT));
  if (!made) return STATUS_INSUFFICIENT_RESOURCES;
  *handle = made;
  return STATUS_SUCCESS;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtCreateIoCompletion,
       (HANDLE * IoCompletionHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes, ULONG Count)) {
  return give(IoCompletionHandle, make_completion_port(Count),
              specific_access(DesiredAccess, kPortAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtSetIoCompletion,
       (HANDLE IoCompletionHandle, PVOID KeyContext, PVOID ApcContext, NTSTATUS IoStatus,
        ULONG_PTR IoStatusInformation)) {
  auto port = object_of<CompletionPort>(IoCompletionHandle);
  if (!port) return port.error();
  (*port)->post(
      {reinterpret_cast<ULONG_PTR>(KeyContext), ApcContext, IoStatus, IoStatusInformation});
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtSetIoCompletionEx,
       (HANDLE IoCompletionHandle, HANDLE IoCompletionPacketHandle, PVOID KeyContext,
        PVOID ApcContext, NTSTATUS IoStatus, ULONG_PTR IoStatusInformation)) {
  return NtSetIoCompletion(IoCompletionHandle, KeyContext, ApcContext, IoStatus,
                           IoStatusInformation);
}

EXPORT(ntdll, NTSTATUS, NtRemoveIoCompletion,
       (HANDLE IoCompletionHandle, PVOID* KeyContext, PVOID* ApcContext,
        IO_STATUS_BLOCK* IoStatusBlock, const LARGE_INTEGER* Timeout)) {
  LARGE_INTEGER timeout;
  if (Timeout) timeout = *Timeout;
  auto port = object_of<CompletionPort>(IoCompletionHandle);
  if (!port) return port.error();
  CompletionPacket packet;
  auto count = (*port)->remove(&packet, 1, false, Timeout ? &timeout : nullptr);
  if (!count) return count.error();
  *KeyContext = reinterpret_cast<PVOID>(packet.key);
  *ApcContext = packet.context;
  IoStatusBlock->Status = packet.status;
  IoStatusBlock->Information = packet.information;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtRemoveIoCompletionEx,
       (HANDLE IoCompletionHandle, FILE_IO_COMPLETION_INFORMATION* IoCompletionInformation,
        ULONG Count, ULONG* NumEntriesRemoved, const LARGE_INTEGER* Timeout, BOOLEAN Alertable)) {
  if (Count == 0) return STATUS_INVALID_PARAMETER;
  LARGE_INTEGER timeout;
  if (Timeout) timeout = *Timeout;
  auto port = object_of<CompletionPort>(IoCompletionHandle);
  if (!port) return port.error();
  CompletionPacket packets[kBatch];
  auto count = (*port)->remove(packets, Count < kBatch ? Count : kBatch, Alertable,
                               Timeout ? &timeout : nullptr);
  if (!count) {
    *NumEntriesRemoved = 0;
    return count.error();
  }
  for (size_t index = 0; index < *count; ++index) {
    FILE_IO_COMPLETION_INFORMATION& entry = IoCompletionInformation[index];
    entry.KeyContext = reinterpret_cast<PVOID>(packets[index].key);
    entry.ApcContext = packets[index].context;
    entry.IoStatusBlock.Status = packets[index].status;
    entry.IoStatusBlock.Information = packets[index].information;
  }
  *NumEntriesRemoved = static_cast<ULONG>(*count);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQueryIoCompletion,
       (HANDLE IoCompletionHandle, ULONG IoCompletionInformationClass,
        PVOID IoCompletionInformation, ULONG IoCompletionInformationLength, ULONG* ReturnLength)) {
  if (IoCompletionInformationClass != 0) return STATUS_INVALID_INFO_CLASS;
  if (IoCompletionInformationLength != sizeof(LONG)) return STATUS_INFO_LENGTH_MISMATCH;
  auto port = object_of<CompletionPort>(IoCompletionHandle);
  if (!port) return port.error();
  *static_cast<LONG*>(IoCompletionInformation) = static_cast<LONG>((*port)->depth());
  if (ReturnLength) *ReturnLength = sizeof(LONG);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtCreateWaitCompletionPacket,
       (HANDLE * WaitCompletionPacketHandle, ACCESS_MASK DesiredAccess,
        const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return give(WaitCompletionPacketHandle, make_object<WaitCompletionPacket>(),
              specific_access(DesiredAccess, kPacketAllAccess), ObjectAttributes);
}

EXPORT(ntdll, NTSTATUS, NtAssociateWaitCompletionPacket,
       (HANDLE WaitCompletionPacketHandle, HANDLE IoCompletionHandle, HANDLE TargetObjectHandle,
        PVOID KeyContext, PVOID ApcContext, NTSTATUS IoStatus, ULONG_PTR IoStatusInformation,
        BOOLEAN* AlreadySignaled)) {
  auto packet = object_of<WaitCompletionPacket>(WaitCompletionPacketHandle);
  if (!packet) return packet.error();
  auto port = object_of<CompletionPort>(IoCompletionHandle);
  if (!port) return port.error();
  auto target = object_of(TargetObjectHandle);
  if (!target) return target.error();
  bool already = false;
  const NTSTATUS status = (*packet)->associate(
      std::move(*port), std::move(*target),
      {reinterpret_cast<ULONG_PTR>(KeyContext), ApcContext, IoStatus, IoStatusInformation},
      &already);
  if (nt_success(status) && AlreadySignaled) *AlreadySignaled = already;
  return status;
}

EXPORT(ntdll, NTSTATUS, NtCancelWaitCompletionPacket,
       (HANDLE WaitCompletionPacketHandle, BOOLEAN RemoveSignaledPacket)) {
  auto packet = object_of<WaitCompletionPacket>(WaitCompletionPacketHandle);
  if (!packet) return packet.error();
  return (*packet)->cancel(RemoveSignaledPacket);
}

}  // namespace mimic::win::ntdll
