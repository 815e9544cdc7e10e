// Names of sections across the processes of one user: a file in the runtime directory for each,
// which says what the section is and, for one of the page file, is its memory as well. Who has the
// section open holds a lock of the host on the file, so that what a killed process left is noticed.
#pragma once

#include <optional>
#include <string>

#include "libs/windows/core/section.h"

namespace mimic::win {

// The part of the file before the memory.
inline constexpr uint64_t kSharedHeader = 0x10000;

// Holds the lock under which names are made, opened and given up.
class SharedSectionNames {
 public:
  SharedSectionNames();
  ~SharedSectionNames();
  SharedSectionNames(const SharedSectionNames&) = delete;
  SharedSectionNames& operator=(const SharedSectionNames&) = delete;

  // The section of another process, opened: its parts without name; nothing where there is none.
  std::optional<Section::Parts> open(const std::u16string& name);
  // Makes the name known. For a section of the page file `parts` gets the file as its memory. False
  // where names cannot be shared; the section is then one of this process alone.
  bool publish(const std::u16string& name, Section::Parts& parts);

 private:
  int lock_ = -1;
};

void release_shared(SharedSection* shared);

}  // namespace mimic::win
