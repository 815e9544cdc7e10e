// The file of registry changes, `registry` beside drive C:. It is made when a program first changes
// a key that is not volatile, and holds the changes to the built-in keys as text
// (registry_text.h), one after the other. Processes append under a file lock and read what others
// appended; when most of it is outdated it is written anew and replaced as a whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "abi/windows/status.h"
#include "libs/windows/core/registry_text.h"

namespace mimic::win {

class RegistryFile {
 public:
  // Brings the tree up to date with the file. Costs one stat where nothing has changed.
  void refresh(RegistryNode& root, KeyChanged changed);
  // Takes the file's lock (making the file) and brings the tree up to date, so that the change that
  // comes is made to what all have agreed on. Fails where the file cannot be written.
  NTSTATUS begin_change(RegistryNode& root, KeyChanged changed);
  // Ends what begin_change() began. Appends `text`, if any.
  NTSTATUS end_change(RegistryNode& root, std::string_view text);

 private:
  bool open_locked();
  void read_new(RegistryNode& root, KeyChanged changed);
  void replace(RegistryNode& root);

  int descriptor_ = -1;  // held open once the file is there
  uint64_t inode_ = 0, device_ = 0;
  int64_t read_ = 0;  // bytes of it that the tree knows
  int64_t compact_size_ = 0;
  int lock_only_ = -1;  // the locked file, before the tree has been read from it
};

}  // namespace mimic::win
