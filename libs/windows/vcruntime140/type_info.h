// The data that Microsoft's C++ compiler writes for exceptions and run-time types. All references
// inside images are image-relative.
//
// Source: Microsoft's ehdata.h and rttidata.h as published with Visual C++, and LLVM's
// WinException.cpp, which writes the same.
#pragma once

#include <cstdint>
#include <cstring>

#include "abi/windows/context.h"

namespace mimic::win::cpp {

struct TypeDescriptor {
  const void* vftable;  // type_info's
  char* undecorated;    // cache of type_info::name()
  char name[1];         // ".?AVname@@"
};

// How to get from an object to one of its bases.
struct MemberDisplacement {
  int32_t offset;   // of the base, or of what the virtual base table says
  int32_t vbtable;  // of the virtual base table's pointer, or -1
  int32_t vbtable_entry;
};

struct CatchableType {
  uint32_t properties;
  int32_t type;  // TypeDescriptor
  MemberDisplacement displacement;
  int32_t size;
  int32_t copy_function;
};
inline constexpr uint32_t kSimpleType = 1, kByReferenceOnly = 2, kHasVirtualBase = 4,
                          kBadAllocation = 16;

struct CatchableTypes {
  int32_t count;
  int32_t types[1];  // CatchableType
};

struct ThrowInfo {
  uint32_t attributes;
  int32_t destructor;
  int32_t forward_compatible;
  int32_t catchable_types;
};
inline constexpr uint32_t kConst = 1, kVolatile = 2, kUnaligned = 4;  // throw and catch
inline constexpr uint32_t kReference = 8, kStandardEllipsis = 0x40;   // catch only

inline constexpr ULONG_PTR kMagic1 = 0x19930520, kMagic3 = 0x19930522;

// The exception record of a thrown C++ object.
struct Thrown {
  void* object = nullptr;
  const ThrowInfo* info = nullptr;
  uint64_t base = 0;  // of the image that `info` is relative to

  // Null info where the record is not that of a C++ exception.
  static Thrown of(const EXCEPTION_RECORD& record);
  explicit operator bool() const { return info != nullptr; }
  template <class T>
  T* at(int32_t offset) const {
    return offset ? reinterpret_cast<T*>(base + static_cast<uint32_t>(offset)) : nullptr;
  }
  int32_t type_count() const { return types()->count; }
  const CatchableType& type(int32_t i) const { return *at<CatchableType>(types()->types[i]); }
  const CatchableTypes* types() const { return at<CatchableTypes>(info->catchable_types); }
};

inline void* adjust_pointer(void* object, const MemberDisplacement& where) {
  auto* result = static_cast<uint8_t*>(object) + where.offset;
  if (where.vbtable >= 0) {
    const uint8_t* table;
    std::memcpy(&table, static_cast<uint8_t*>(object) + where.vbtable, sizeof table);
    int32_t offset;
    std::memcpy(&offset, table + where.vbtable_entry, sizeof offset);
    result += where.vbtable + offset;
  }
  return result;
}

inline bool same_type(const TypeDescriptor* a, const TypeDescriptor* b) {
  return a == b || std::strcmp(a->name, b->name) == 0;
}

}  // namespace mimic::win::cpp
