// Names of sections across the processes of one user: the file of the name (shared_name.h) says
// what the section is and, for one of the page file, is its memory as well.
#pragma once

#include <string>

#include "libs/windows/core/section.h"
#include "libs/windows/core/shared_name.h"

namespace mimic::win {

// The part of the file before the memory.
inline constexpr uint64_t kSharedHeader = 0x10000;

// The section of another process, opened: its parts without name. STATUS_OBJECT_NAME_NOT_FOUND,
// STATUS_OBJECT_TYPE_MISMATCH.
Expected<Section::Parts> open_shared_section(const SharedNames& names, const std::u16string& name);
// Makes the name known. For a section of the page file `parts` gets the file as its memory. False
// where names cannot be shared; the section is then one of this process alone.
bool publish_section(const SharedNames& names, const std::u16string& name, Section::Parts& parts);

void release_shared(SharedSection* shared);

}  // namespace mimic::win
