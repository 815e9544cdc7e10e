// What is kept with an open directory: the place in its enumeration, and who waits for changes.
#pragma once

#include <mutex>
#include <optional>

#include "libs/windows/core/change_notification.h"
#include "libs/windows/core/directory_listing.h"
#include "libs/windows/core/file.h"

namespace mimic::win {

struct DirectoryState final : FileAttachment {
  static DirectoryState& of(File& directory) {
    return static_cast<DirectoryState&>(
        directory.attachment([] { return std::make_unique<DirectoryState>(); }));
  }
  // Made when changes are first asked for.
  static ChangeQueue& changes_of(File& directory) {
    DirectoryState& state = of(directory);
    const std::lock_guard guard(state.changes_lock);
    if (!state.changes) state.changes = std::make_unique<ChangeQueue>(directory);
    return *state.changes;
  }
  NTSTATUS cancel(ULONG_PTR thread_id, const IO_STATUS_BLOCK* only) override {
    return changes ? changes->cancel(thread_id, only) : STATUS_NOT_FOUND;
  }
  void closed() override {
    if (changes) changes->close();
  }

  std::mutex lock;  // guards the enumeration
  std::optional<DirectoryListing> listing;
  std::u16string expression;
  bool given = false;  // an entry has been given

  std::mutex changes_lock;  // guards the making of `changes`
  std::unique_ptr<ChangeQueue> changes;
};

}  // namespace mimic::win
