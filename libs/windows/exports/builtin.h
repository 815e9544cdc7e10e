// The builtin DLLs: PE images made at build time by generate.cpp, and what is known of each export.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

// All references are offsets from the field's own address, so that nothing needs relocation.
struct RelativeString {
  int32_t offset;
  std::string_view get() const {
    return offset ? reinterpret_cast<const char*>(this) + offset : std::string_view();
  }
};

struct BuiltinExport {
  RelativeString name;
  RelativeString parameters;  // "(HANDLE hEvent)" as declared; empty for forwarders and data
  RelativeString result;      // spelling of the result type
  RelativeString classes;     // argument classes, see exports/export.h
  RelativeString partial;     // what is missing, or empty
  uint32_t thunk_rva;         // 0 for data and forwarders
  int32_t data_offset;        // from this field to a variable, which is outside the image; or 0
  uint32_t ordinal;

  void* data() const {
    return const_cast<char*>(reinterpret_cast<const char*>(&data_offset)) + data_offset;
  }
};

struct BuiltinModule {
  RelativeString name;   // lower case, without ".dll"
  int32_t image_offset;  // from this field to the mapped PE image
  uint32_t image_size;
  int32_t exports_offset;  // from this field to the exports, sorted by name
  uint32_t export_count;

  const uint8_t* image() const {
    return reinterpret_cast<const uint8_t*>(&image_offset) + image_offset;
  }
  std::span<const BuiltinExport> exports() const {
    const auto* address = reinterpret_cast<const uint8_t*>(&exports_offset) + exports_offset;
    return {reinterpret_cast<const BuiltinExport*>(address), export_count};
  }
  const BuiltinExport* find(std::string_view export_name) const;
};

// Bytes a thunk takes, a jump to the implementation and padding; room for the trace's own jump.
inline constexpr size_t kThunkSize = 16;

// All builtin DLLs, sorted by name.
std::span<const BuiltinModule> builtin_modules();
// By lower-case name without ".dll"; null where mimic has no such DLL.
const BuiltinModule* find_builtin(std::string_view name);
// The builtin image that contains this address, or null.
const BuiltinModule* builtin_at(const void* address);

}  // namespace mimic::win
