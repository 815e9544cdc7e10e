// Files and directories that are open: one host descriptor each.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>

#include "libs/windows/core/file_metadata.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/share_mode.h"

namespace mimic::win {

// Create options of NtCreateFile ([MS-SMB2] 2.2.13).
inline constexpr ULONG FILE_DIRECTORY_FILE = 1, FILE_WRITE_THROUGH = 2, FILE_SEQUENTIAL_ONLY = 4,
                       FILE_NO_INTERMEDIATE_BUFFERING = 8, FILE_SYNCHRONOUS_IO_ALERT = 0x10,
                       FILE_SYNCHRONOUS_IO_NONALERT = 0x20, FILE_NON_DIRECTORY_FILE = 0x40,
                       FILE_RANDOM_ACCESS = 0x800, FILE_DELETE_ON_CLOSE = 0x1000,
                       FILE_OPEN_BY_FILE_ID = 0x2000, FILE_OPEN_FOR_BACKUP_INTENT = 0x4000,
                       FILE_OPEN_REPARSE_POINT = 0x200000;

// What another part keeps with an open directory, such as the state of its enumeration.
struct FileAttachment {
  virtual ~FileAttachment() = default;
  // As IoObject::cancel(), for the operations that it holds.
  virtual NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) {
    return STATUS_NOT_FOUND;
  }
  // The last handle has closed.
  virtual void closed() {}
};

// How a file is to be deleted.
enum class Deletion : uint8_t {
  kNone,
  kLastClose,  // when the last handle to the file closes
  kPosix,      // its name goes when this object's last handle closes
};

class File final : public IoObject {
 public:
  static constexpr bool is(ObjectType type) {
    return type == ObjectType::kFile || type == ObjectType::kDirectory;
  }

  struct Opening {
    int descriptor = -1;  // taken over; -1 for a folder of drive C: that only appears to exist
    std::string path;     // on the host, as it was opened
    uint32_t mode = 0;    // st_mode
    ACCESS_MASK access = 0;
    ULONG share = 0;
    ULONG options = 0;
    ShareRecord* record = nullptr;  // of share_open(), null where the file is not shared
    bool path_only = false;         // the descriptor is an O_PATH one
    bool created = false;           // did not exist before
    bool volume = false;            // opened as `\\.\Z:`
  };
  explicit File(Opening opening);

  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  // NtReadFileScatter, NtWriteFileGather: each of the pages is one of the guest's. Only for a file
  // that was opened without buffering.
  NTSTATUS read_pages(const IoRequest& request, void* const* pages, ULONG length,
                      const LARGE_INTEGER* offset);
  NTSTATUS write_pages(const IoRequest& request, void* const* pages, ULONG length,
                       const LARGE_INTEGER* offset);
  NTSTATUS control(const IoRequest& request, ULONG code, const void* in, ULONG in_size, void* out,
                   ULONG out_size) override;
  NTSTATUS flush() override;
  NTSTATUS query(ULONG information_class, void* buffer, ULONG size, ULONG_PTR* written) override;
  NTSTATUS set(ULONG information_class, const void* buffer, ULONG size) override;
  NTSTATUS query_volume(ULONG information_class, void* buffer, ULONG size,
                        ULONG_PTR* written) override;
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override;
  DWORD file_type() const override;
  void last_handle_closed() override;
  int descriptor() const override { return opening_.descriptor; }
  std::u16string name() const override;

  bool is_directory() const { return type() == ObjectType::kDirectory; }
  bool is_regular() const { return S_ISREG(opening_.mode); }
  // Has a position and an end.
  bool is_seekable() const { return is_regular() || S_ISBLK(opening_.mode); }
  bool is_volume() const { return opening_.volume; }
  bool path_only() const { return opening_.path_only; }
  ACCESS_MASK access() const { return opening_.access; }
  ULONG share() const { return opening_.share; }
  ULONG options() const { return opening_.options; }
  // What all openings of the file in this process have in common; null for none.
  const ShareRecord* record() const { return opening_.record; }

  // Where the file is on the host now: follows what was renamed while open. The path at opening
  // where it has no name any more.
  std::string path() const;
  // Sets the path of an open file that was renamed.
  void set_path(std::string path);
  Expected<FileMetadata> metadata() const;
  // Something else was put in the place of the file: makes this the opening of that, a link itself.
  NTSTATUS reopen(const std::string& path);

  // The current position of a synchronous file.
  Expected<int64_t> position() const;
  NTSTATUS set_position(int64_t position);
  Expected<int64_t> size() const;
  NTSTATUS set_size(int64_t size);

  // NtSetInformationFile's disposition. Failures: STATUS_CANNOT_DELETE (read-only),
  // STATUS_DIRECTORY_NOT_EMPTY, STATUS_ACCESS_DENIED.
  NTSTATUS set_deletion(Deletion deletion, bool ignore_read_only);
  bool deletion_pending() const;

  // Byte-range locks (file_lock.h).
  struct Range {
    uint64_t offset, length;
    bool exclusive;
    uint32_t key;
  };
  NTSTATUS lock(const IoRequest& request, const Range& range, bool fail_immediately);
  NTSTATUS unlock(const Range& range);
  // Ends a lock request that waited.
  void end_lock(const IoRequest& request, NTSTATUS status, Object* thread) {
    finish(request, status, 0, true, thread);
  }

  // For the operations that are elsewhere: begin() and finish() of IoObject.
  void begin_operation(const IoRequest& request) { begin(request); }
  NTSTATUS end_operation(const IoRequest& request, NTSTATUS status, ULONG_PTR information,
                         bool pended, Object* thread = nullptr) {
    return finish(request, status, information, pended, thread);
  }

  // Kept until the object goes. Made by `make` on first use; one kind for each file.
  template <class Make>
  FileAttachment& attachment(Make&& make) {
    LockGuard guard(lock_);
    if (!attachment_) attachment_ = make();
    return *attachment_;
  }

 private:
  struct Outcome {
    NTSTATUS status;
    ULONG count;
  };

  ~File() override;
  Outcome read_at(char* buffer, ULONG length, int64_t offset);
  Outcome write_at(const char* buffer, ULONG length, int64_t offset);
  // The place of an operation: kCurrentPosition, kEndOfFile (writes) or a byte offset.
  Expected<int64_t> place_of(const LARGE_INTEGER* offset, ULONG length, bool writing) const;
  // The same, unless the file cannot be read or written at all, or a lock is in the way.
  Expected<int64_t> admit(const LARGE_INTEGER* offset, ULONG length, bool writing) const;
  // The end of a transfer that began at `place`.
  NTSTATUS end_transfer(const IoRequest& request, int64_t place, const Outcome& outcome);
  NTSTATUS remove_name();
  void make_executable();

  Opening opening_;
  mutable Lock lock_;  // guards what follows, and the path
  std::unique_ptr<FileAttachment> attachment_;
  Deletion deletion_ = Deletion::kNone;
  bool closed_ = false;
};

// Does the host folder hold nothing?
bool directory_is_empty(const char* path);

}  // namespace mimic::win
