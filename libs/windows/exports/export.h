// How an exported function of a builtin DLL is declared: once, beside its implementation.
//
//   EXPORT(kernel32, BOOL, SetEvent, (HANDLE hEvent)) {
//     …
//   }
//
// inside `namespace mimic::win::kernel32` defines the function with the Windows calling convention
// and leaves a record of it in the ELF section `mimic_exports`. The generator
// (exports/generate.cpp), linked with the same objects, turns all records into one PE image per
// DLL with an export directory and thunks, the argument formats of the API trace, and the reference
// page. The section itself is not part of the final program.
//
// What a DLL exports that is not a function defined in it is declared by the other macros below.
#pragma once

#include <cstdint>
#include <type_traits>

#include "abi/windows/types.h"

namespace mimic::win {

enum class ExportKind : uint32_t {
  kFunction,  // the code is the linker symbol "dll.name"
  kData,      // the variable is the linker symbol "dll.name"
  kForward,   // `text` is "otherdll.Name", as in a PE forwarder
  kAlso,      // `text` is "dll.Name" of an implementation declared elsewhere: same code, own thunk
  kOrdinal,   // `number` is the ordinal of `name`
  kMirror,    // `dll` exports all that the dll in `text` exports
  kEntry,     // the DLL's entry point, the linker symbol "dll.DllMain"; not exported
};

// One declaration. Strings are NUL-terminated literals.
struct alignas(64) ExportRecord {  // one stride in the section, whatever the compiler pads
  ExportKind kind;
  uint32_t number;      // ordinal, or 0
  const char* dll;      // without ".dll"
  const char* name;     // as exported
  const char* text;     // parameters of a function "(HANDLE hEvent)", or as ExportKind says
  const char* result;   // spelling of the result type
  const char* partial;  // what is missing, or null where the implementation is full
  const char* classes;  // class of the result and each argument, see ArgumentClass
};

// How an argument travels and is printed, deduced from its C++ type:
//   v void, i int32 or narrower signed, u unsigned, q int64, Q uint64, p pointer,
//   s const char*, w const char16_t*, f float, d double, ... variadic
template <class T>
consteval char argument_class() {
  using U = std::remove_cv_t<T>;
  if constexpr (std::is_void_v<U>)
    return 'v';
  else if constexpr (std::is_same_v<U, float>)
    return 'f';
  else if constexpr (std::is_same_v<U, double>)
    return 'd';
  else if constexpr (std::is_same_v<U, const char*>)
    return 's';
  else if constexpr (std::is_same_v<U, const char16_t*>)
    return 'w';
  else if constexpr (std::is_pointer_v<U>)
    return 'p';
  else if constexpr (std::is_enum_v<U>)
    return 'u';
  else if constexpr (std::is_integral_v<U>) {
    if constexpr (sizeof(U) == 8)
      return std::is_signed_v<U> ? 'q' : 'Q';
    else
      return std::is_signed_v<U> ? 'i' : 'u';
  } else
    return 'Q';  // a structure of at most 8 bytes, passed as an integer
}

template <class F>
struct ArgumentClasses;
template <class R, class... A>
struct ArgumentClasses<R(MS_ABI*)(A...)> {
  static constexpr char value[] = {argument_class<R>(), argument_class<A>()..., 0};
};
template <class R, class... A>
struct ArgumentClasses<R(MS_ABI*)(A..., ...)> {
  static constexpr char value[] = {argument_class<R>(), argument_class<A>()..., '.', 0};
};

}  // namespace mimic::win

#define MIMIC_RECORD(id, ...)                                                                     \
  [[gnu::section("mimic_exports"), gnu::used]] static constexpr ::mimic::win::ExportRecord id = { \
      __VA_ARGS__}

#define MIMIC_CAT2(a, b) a##b
#define MIMIC_CAT(a, b) MIMIC_CAT2(a, b)

// A function. PARTIAL says in a few words what callers will miss. The symbol is made global by
// hand: a parameter type of an unnamed namespace would otherwise keep it local.
#define EXPORT_PARTIAL(partial, dll, result, name, parameters)                            \
  [[gnu::used]] MS_ABI result name parameters asm(#dll "." #name);                        \
  asm(".globl " #dll "." #name);                                                          \
  MIMIC_RECORD(export_record_##name, ::mimic::win::ExportKind::kFunction, 0, #dll, #name, \
               #parameters, #result, partial,                                             \
               ::mimic::win::ArgumentClasses<decltype(&name)>::value);                    \
  MS_ABI result name parameters
#define EXPORT(dll, result, name, parameters) EXPORT_PARTIAL(nullptr, dll, result, name, parameters)

// Makes an exported function callable from other files of the host (in the same dll namespace).
#define DECLARE_EXPORT(dll, result, name, parameters) \
  MS_ABI result name parameters asm(#dll "." #name)

// A variable: EXPORT_DATA(msvcrt, int, _fmode) = 0;
#define EXPORT_DATA(dll, type, name)                                                             \
  extern type name asm(#dll "." #name);                                                          \
  MIMIC_RECORD(export_record_##name, ::mimic::win::ExportKind::kData, 0, #dll, #name, "", #type, \
               nullptr, "");                                                                     \
  type name

// FORWARD(kernel32, HeapAlloc, "ntdll.RtlAllocateHeap")
#define FORWARD(dll, name, target)                                                             \
  MIMIC_RECORD(MIMIC_CAT(forward_record_, __COUNTER__), ::mimic::win::ExportKind::kForward, 0, \
               #dll, #name, target, "", nullptr, "")

// ALSO(ucrtbase, strlen, "msvcrt.strlen"): the same implementation under this name in this dll.
#define ALSO(dll, name, implementation)                                                        \
  MIMIC_RECORD(MIMIC_CAT(also_record_, __COUNTER__), ::mimic::win::ExportKind::kAlso, 0, #dll, \
               #name, implementation, "", nullptr, "")

// The same for a name that is no C identifier: ALSO_NAMED(msvcrt, "??2@YAPEAX_K@Z",
// "msvcrt.malloc")
#define ALSO_NAMED(dll, name, implementation)                                                  \
  MIMIC_RECORD(MIMIC_CAT(also_record_, __COUNTER__), ::mimic::win::ExportKind::kAlso, 0, #dll, \
               name, implementation, "", nullptr, "")

// ORDINAL(ws2_32, accept, 1)
#define ORDINAL(dll, name, number)                                                          \
  MIMIC_RECORD(MIMIC_CAT(ordinal_record_, __COUNTER__), ::mimic::win::ExportKind::kOrdinal, \
               number, #dll, #name, "", "", nullptr, "")

// MIRROR(kernelbase, "kernel32"): every export of kernel32 under the same name, where kernelbase
// has no declaration of its own.
#define MIRROR(dll, source)                                                                        \
  MIMIC_RECORD(MIMIC_CAT(mirror_record_, __COUNTER__), ::mimic::win::ExportKind::kMirror, 0, #dll, \
               "", source, "", nullptr, "")

// DLL_ENTRY(msvcrt) { … }: what the loader calls when the DLL comes into the process and when the
// process ends, with the parameters of DllMain. There are no notifications of threads.
#define DLL_ENTRY(dll)                                                                             \
  [[gnu::used]] MS_ABI BOOL DllMain(HINSTANCE instance, DWORD reason,                              \
                                    void* reserved) asm(#dll ".DllMain");                          \
  asm(".globl " #dll ".DllMain");                                                                  \
  MIMIC_RECORD(entry_record_##dll, ::mimic::win::ExportKind::kEntry, 0, #dll, "", "", "", nullptr, \
               "");                                                                                \
  MS_ABI BOOL DllMain([[maybe_unused]] HINSTANCE instance, DWORD reason,                           \
                      [[maybe_unused]] void* reserved)
