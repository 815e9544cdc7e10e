// Finding the unwind data of a code address: in the images' .pdata, in the tables that programs add
// at run time (JIT compilers), or, for code of the host, as one entry that stands for all of it.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::win::seh {

// The entry for `pc` and its image base, or null: a leaf function, or no code at all. For code of
// the host the entry is host_function(), which virtual_unwind() understands.
RUNTIME_FUNCTION* lookup_function(uint64_t pc, uint64_t* image_base);

// Stands for every function of the host; its base is host_image_base().
const RUNTIME_FUNCTION* host_function();
uint64_t host_image_base();
inline bool is_host_function(uint64_t image_base) { return image_base == host_image_base(); }

// Is `pc` code of the host, described by its CFI?
bool is_host_code(uint64_t pc);

// RtlAddFunctionTable: `count` entries, sorted or not, image-relative to `base`.
bool add_function_table(RUNTIME_FUNCTION* table, uint32_t count, uint64_t base);
// RtlInstallFunctionTableCallback. `identifier` has its two low bits set.
using FunctionTableCallback = RUNTIME_FUNCTION*(MS_ABI*)(uint64_t pc, void* context);
bool add_function_callback(uint64_t identifier, uint64_t base, uint32_t length,
                           FunctionTableCallback callback, void* context);
// RtlDeleteFunctionTable, by the table or identifier.
bool delete_function_table(const void* table);

// RtlAddGrowableFunctionTable; null where there is no memory.
void* add_growable_table(RUNTIME_FUNCTION* table, uint32_t count, uint32_t capacity, uint64_t begin,
                         uint64_t end);
void grow_function_table(void* handle, uint32_t count);
void delete_growable_table(void* handle);

}  // namespace mimic::win::seh
