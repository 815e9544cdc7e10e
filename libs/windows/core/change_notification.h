// Being told of changes in a directory, over inotify: what ReadDirectoryChanges and
// FindFirstChangeNotification stand on.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "libs/windows/core/file.h"
#include "libs/windows/core/reactor.h"

namespace mimic::win {

// What to be told of.
inline constexpr DWORD FILE_NOTIFY_CHANGE_FILE_NAME = 1, FILE_NOTIFY_CHANGE_DIR_NAME = 2,
                       FILE_NOTIFY_CHANGE_ATTRIBUTES = 4, FILE_NOTIFY_CHANGE_SIZE = 8,
                       FILE_NOTIFY_CHANGE_LAST_WRITE = 0x10, FILE_NOTIFY_CHANGE_LAST_ACCESS = 0x20,
                       FILE_NOTIFY_CHANGE_CREATION = 0x40, FILE_NOTIFY_CHANGE_SECURITY = 0x100,
                       FILE_NOTIFY_CHANGE_ALL = 0xfff;

inline constexpr DWORD FILE_ACTION_ADDED = 1, FILE_ACTION_REMOVED = 2, FILE_ACTION_MODIFIED = 3,
                       FILE_ACTION_RENAMED_OLD_NAME = 4, FILE_ACTION_RENAMED_NEW_NAME = 5;

struct DirectoryChange {
  DWORD action;
  std::string name;  // on the host, relative to the directory
};

// Watches one directory, and all below it where `recursive`. `changed` is called on the reactor's
// thread each time there is something to take.
class DirectoryWatcher {
 public:
  static Expected<std::unique_ptr<DirectoryWatcher>> start(
      std::string path, DWORD filter, bool recursive,
      std::function<void(DirectoryWatcher&)> changed);
  // After it `changed` is not called any more.
  ~DirectoryWatcher();
  DirectoryWatcher(const DirectoryWatcher&) = delete;
  DirectoryWatcher& operator=(const DirectoryWatcher&) = delete;

  // What has happened since the last call. `*lost`: there was more than is kept.
  std::vector<DirectoryChange> take(bool* lost);
  bool has_changes();

 private:
  DirectoryWatcher() = default;
  uint32_t mask() const;
  bool add(const std::string& relative);
  void add_tree(const std::string& relative, bool tell);
  void remove_tree(const std::string& relative);
  void move_tree(const std::string& from, const std::string& to);
  void read();
  void handle(const struct inotify_event& event);
  void end_move();
  void note(DWORD action, std::string name, bool folder);

  std::string path_;
  DWORD filter_ = 0;
  bool recursive_ = false;
  int descriptor_ = -1;
  std::function<void(DirectoryWatcher&)> changed_;
  // Used on the reactor's thread alone, once it has started.
  std::unordered_map<int, std::string> folders_;  // by watch; "" is the directory itself
  // The first half of a move, whose second half may follow.
  struct {
    uint32_t cookie = 0;
    bool folder = false;
    std::string name;
  } moved_;

  std::mutex lock_;  // guards what follows
  std::vector<DirectoryChange> changes_;
  bool lost_ = false;
  Reactor::Token token_ = 0;
};

// The requests for changes of one open directory.
class ChangeQueue {
 public:
  explicit ChangeQueue(File& directory) : directory_(directory) {}

  // The first call decides what is watched. STATUS_NOTIFY_ENUM_DIR where more has changed than
  // fits.
  NTSTATUS request(const IoRequest& request, void* buffer, ULONG size, DWORD filter,
                   bool recursive);
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only);
  // Ends all requests with STATUS_NOTIFY_CLEANUP.
  void close();

 private:
  struct Pending {
    IoRequest request;
    void* buffer;
    ULONG size;
    Ref<Object> thread;
    ULONG_PTR thread_id;
    Ref<File> directory;  // stays while it is waited for
  };
  struct Outcome {
    NTSTATUS status;
    ULONG count;
  };
  Outcome deliver(void* buffer, ULONG size);
  void changed();
  void end(std::vector<Pending> requests, NTSTATUS status);

  File& directory_;
  std::mutex lock_;                  // guards what follows
  std::condition_variable arrived_;  // for synchronous requests
  std::unique_ptr<DirectoryWatcher> watcher_;
  std::vector<Pending> pending_;
  bool closed_ = false;
};

// The object behind the handle of FindFirstChangeNotification.
class ChangeNotification final : public Object, public Waitable {
 public:
  static Expected<Ref<ChangeNotification>> start(std::string path, DWORD filter, bool recursive);
  ChangeNotification() : Object(ObjectType::kFind) {}
  Waitable* waitable() override { return this; }
  bool is_signaled(Thread*) const override { return signaled_; }
  void last_handle_closed() override { watcher_.reset(); }
  // Waits for the next change, which may have happened already.
  void rearm();

 private:
  void changed();
  std::unique_ptr<DirectoryWatcher> watcher_;
  bool signaled_ = false, more_ = false;  // under the dispatcher lock
};

}  // namespace mimic::win
