// What is read and written through a handle: files, pipes, consoles, sockets. Synchronous and
// overlapped operations, and how they end (events, completion ports, APCs).
#pragma once

#include <mutex>
#include <optional>

#include "libs/windows/core/completion.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/wait.h"

namespace mimic::win {

// One operation, as NtReadFile and its kind are given it, besides its data. The pointers are the
// guest's and stay valid until the operation has ended.
struct IoRequest {
  IO_STATUS_BLOCK* status_block = nullptr;
  Ref<Object> event;            // set at the end; where null the object itself is signaled
  PVOID apc_routine = nullptr;  // PIO_APC_ROUTINE, queued to the thread that started the operation
  PVOID apc_context = nullptr;  // posted to the completion port (the OVERLAPPED); null: none posted
};

// Special byte offsets: append; the current position.
inline constexpr int64_t kEndOfFile = -1, kCurrentPosition = -2;

inline constexpr DWORD FILE_TYPE_UNKNOWN = 0, FILE_TYPE_DISK = 1, FILE_TYPE_CHAR = 2,
                       FILE_TYPE_PIPE = 3;

// Rights of file handles ([MS-SMB2] 2.2.13.1.1).
inline constexpr ACCESS_MASK FILE_READ_DATA = 1, FILE_WRITE_DATA = 2, FILE_APPEND_DATA = 4,
                             FILE_READ_EA = 8, FILE_WRITE_EA = 0x10, FILE_EXECUTE = 0x20,
                             FILE_DELETE_CHILD = 0x40, FILE_READ_ATTRIBUTES = 0x80,
                             FILE_WRITE_ATTRIBUTES = 0x100;
inline constexpr ACCESS_MASK DELETE = 0x10000, READ_CONTROL = 0x20000, WRITE_DAC = 0x40000,
                             WRITE_OWNER = 0x80000, SYNCHRONIZE = 0x100000,
                             MAXIMUM_ALLOWED = 0x2000000, GENERIC_ALL = 0x10000000,
                             GENERIC_EXECUTE = 0x20000000, GENERIC_WRITE = 0x40000000,
                             GENERIC_READ = 0x80000000;
inline constexpr ACCESS_MASK FILE_GENERIC_READ = 0x120089, FILE_GENERIC_WRITE = 0x120116,
                             FILE_GENERIC_EXECUTE = 0x1200a0, FILE_ALL_ACCESS = 0x1f01ff;
// Turns generic rights into those of files.
ACCESS_MASK map_file_access(ACCESS_MASK access);

class IoObject : public Object, public Waitable {
 public:
  static constexpr bool is(ObjectType type) {
    return type == ObjectType::kFile || type == ObjectType::kDirectory ||
           type == ObjectType::kPipe || type == ObjectType::kConsole ||
           type == ObjectType::kSocket || type == ObjectType::kMailslot;
  }

  // Opened without FILE_FLAG_OVERLAPPED: operations end before they return.
  bool synchronous() const { return synchronous_; }

  // Reads or writes at `offset` (null: at the current position, or where there is none). Returns
  // STATUS_PENDING where the operation goes on, which ends by itself; else its final status with
  // everything that the request asked for done.
  virtual NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                        const LARGE_INTEGER* offset) = 0;
  virtual NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                         const LARGE_INTEGER* offset) = 0;
  // NtFsControlFile and NtDeviceIoControlFile; like read.
  virtual NTSTATUS control(const IoRequest& request, ULONG code, const void* in, ULONG in_size,
                           void* out, ULONG out_size);
  virtual NTSTATUS flush() { return STATUS_SUCCESS; }
  // NtQueryInformationFile, NtSetInformationFile and NtQueryVolumeInformationFile. `*written` is
  // the number of bytes put into `buffer`. STATUS_INFO_LENGTH_MISMATCH where the fixed part does
  // not fit; STATUS_BUFFER_OVERFLOW where a name at its end was cut. The defaults answer what can
  // be asked of any object (mode, access, alignment, device type) and refuse the rest.
  virtual NTSTATUS query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written);
  virtual NTSTATUS set(ULONG information_class, const void* buffer, ULONG size);
  virtual NTSTATUS query_volume(ULONG information_class, void* buffer, ULONG size,
                                ULONG_PTR* written);
  // GetFileType: FILE_TYPE_DISK 1, FILE_TYPE_CHAR 2, FILE_TYPE_PIPE 3.
  virtual DWORD file_type() const = 0;
  // Cancels pending operations: those that the thread with this id started (0: any), with this
  // status block (null: all). STATUS_NOT_FOUND where there were none.
  virtual NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
    return STATUS_NOT_FOUND;
  }

  // CreateIoCompletionPort. STATUS_INVALID_PARAMETER where there is a port already.
  NTSTATUS associate(Ref<CompletionPort> port, ULONG_PTR key);
  // SetFileCompletionNotificationModes: 1 no packet on immediate success, 2 no event of the object.
  static constexpr UCHAR kSkipPortOnSuccess = 1, kSkipEventOnHandle = 2;
  void add_notification_modes(UCHAR modes) { modes_ |= modes; }
  UCHAR notification_modes() const { return modes_; }

  // The object is signaled while no operation is pending on it since one has ended.
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread* thread) const override { return signaled_; }

 protected:
  IoObject(ObjectType type, bool synchronous) : Object(type), synchronous_(synchronous) {}

  // Called when an operation starts: the object and the event become unsignaled.
  void begin(const IoRequest& request);
  // Ends an operation: fills the status block, sets the event, queues the APC, posts the packet, as
  // far as Windows does so for this status. `pended`: STATUS_PENDING was returned. Returns
  // `status`. `thread` is the one that started it, for the APC (null: the calling one).
  NTSTATUS finish(const IoRequest& request, NTSTATUS status, ULONG_PTR information, bool pended,
                  Object* thread = nullptr);

 private:
  const bool synchronous_;
  UCHAR modes_ = 0;
  bool signaled_ = true;  // under the dispatcher lock; always for a synchronous object
  std::mutex port_lock_;
  Ref<CompletionPort> port_;
  ULONG_PTR key_ = 0;
};

// The object behind a handle with one of the rights in `access` (0: none needed); else
// STATUS_ACCESS_DENIED.
Expected<Ref<IoObject>> io_object_of(HANDLE handle, ACCESS_MASK access);

}  // namespace mimic::win
