// Names of objects across the processes of one user: a file in the runtime directory for each. Who
// has the object open holds a lock of the host on the file, so that what a killed process left is
// noticed.
#pragma once

#include <string>

namespace mimic::win {

// Holds the lock under which names are made, opened and given up. A thread may hold it twice.
class SharedNames {
 public:
  SharedNames();
  ~SharedNames();
  SharedNames(const SharedNames&) = delete;
  SharedNames& operator=(const SharedNames&) = delete;

  // The file of an object that some process has, or -1. The descriptor keeps the name, as does each
  // copy of it.
  int open(const std::u16string& name) const;
  // An empty file for a new object, or -1 where names cannot be shared.
  int create(const std::u16string& name) const;
};

// Closes the descriptor; the name goes with the last.
void release_shared_name(const std::u16string& name, int descriptor);

// For a descriptor that keeps a name and came from the parent.
void keep_shared_name(const std::u16string& name, int descriptor);
// Before the process ends: leaves no file of a name that it alone has.
void release_names_at_exit();

}  // namespace mimic::win
