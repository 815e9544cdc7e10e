// What stands before the virtual function table of a polymorphic class: its place in the complete
// object, its type, and its bases. Offsets count from the start of the image.
//
// Source: Microsoft's rttidata.h as published with Visual C++.
#pragma once

#include "libs/windows/vcruntime140/type_info.h"

namespace mimic::win::cpp {

struct BaseClass {
  int32_t type;
  uint32_t contained;  // bases of this base, which follow it in the array
  MemberDisplacement where;
  uint32_t attributes;
  int32_t hierarchy;
};
inline constexpr uint32_t kNotVisible = 1, kAmbiguous = 2, kPrivate = 4, kPrivateInComplete = 8,
                          kHasHierarchy = 0x40;

struct Hierarchy {
  uint32_t signature, attributes;
  uint32_t count;
  int32_t bases;  // of offsets of BaseClass; the first is the class itself
};

struct Locator {  // stands before each virtual function table
  uint32_t signature;
  int32_t offset;  // of the table's subobject in the complete object
  int32_t construction_offset;
  int32_t type;
  int32_t hierarchy;
  int32_t self;
};

}  // namespace mimic::win::cpp
