#include "libs/windows/vcruntime140/standard_exception.h"

#include <cstdlib>

#include "abi/windows/seh/dispatch.h"
#include "libs/windows/vcruntime140/catch_state.h"
#include "libs/windows/vcruntime140/class_data.h"

extern "C" const char __executable_start[];

namespace mimic::win::cpp {
namespace {

struct StandardException {
  const void* const* vftable;
  const char* what;
  bool owned;
};

// The destructor of the virtual function table. Who copies one of these objects gets the constant
// message with it, so that there is nothing to free but the object.
MS_ABI void* destroy(StandardException* self, unsigned) { return self; }
MS_ABI const char* what(const StandardException* self) {
  return self->what ? self->what : "Unknown exception";
}

struct NamedType {
  const void* vftable;
  char* undecorated;
  char name[24];
};

// The classes are in std for what is compiled today, and in no namespace for the headers that
// belong to msvcrt.dll. The objects look the same, and both are caught.
NamedType g_exception[2]{{nullptr, nullptr, ".?AVexception@std@@"},
                         {nullptr, nullptr, ".?AVexception@@"}};

template <class T>
int32_t offset_of(const T* address) {
  return static_cast<int32_t>(reinterpret_cast<const char*>(address) - __executable_start);
}

constexpr MemberDisplacement kSame{0, -1, 0};

// All that a throw needs, for one class derived from exception: the run-time type behind its
// virtual function table, and the list of what catches it. Offsets count from the start of the
// executable, which takes the place of the image.
struct Throwable {
  static constexpr int kCatchable = 4;

  NamedType type[2];
  const char* message;
  BaseClass base[2];
  int32_t bases[2];
  Hierarchy hierarchy;
  Locator locator;
  const void* table[3];  // the locator, then the functions
  CatchableType catchable[kCatchable];
  struct {
    int32_t count;
    int32_t types[kCatchable];
  } catchables;
  ThrowInfo info;

  Throwable(const NamedType& in_std, const NamedType& global, const char* text, uint32_t properties)
      : type{in_std, global}, message(text) {
    const NamedType* const types[kCatchable] = {&type[0], &g_exception[0], &type[1],
                                                &g_exception[1]};
    for (int i = 0; i < 2; ++i) {
      base[i] = {offset_of(types[i]), i == 0 ? 1u : 0u, kSame, kHasHierarchy,
                 offset_of(&hierarchy)};
      bases[i] = offset_of(&base[i]);
    }
    hierarchy = {0, 0, 2, offset_of(&bases)};
    locator = {1, 0, 0, offset_of(types[0]), offset_of(&hierarchy), offset_of(&locator)};
    table[0] = &locator;
    table[1] = reinterpret_cast<const void*>(&destroy);
    table[2] = reinterpret_cast<const void*>(&what);
    catchables.count = kCatchable;
    for (int i = 0; i < kCatchable; ++i) {
      catchable[i] = {properties, offset_of(types[i]), kSame, sizeof(StandardException), 0};
      catchables.types[i] = offset_of(&catchable[i]);
    }
    info = {0, 0, 0, offset_of(&catchables)};
  }

  [[noreturn]] void raise() const {
    StandardException object{table + 1, message, false};
    const ULONG_PTR parameters[4] = {kMagic1, reinterpret_cast<ULONG_PTR>(&object),
                                     reinterpret_cast<ULONG_PTR>(&info),
                                     reinterpret_cast<ULONG_PTR>(__executable_start)};
    ++thread_exceptions().uncaught;
    seh::raise_from_host(static_cast<NTSTATUS>(0xe06d7363), EXCEPTION_NONCONTINUABLE, 4,
                         parameters);
    std::abort();
  }
};

}  // namespace

void throw_bad_alloc() {
  static Throwable throwable({nullptr, nullptr, ".?AVbad_alloc@std@@"},
                             {nullptr, nullptr, ".?AVbad_alloc@@"}, "bad allocation",
                             kBadAllocation);
  throwable.raise();
}

void throw_bad_cast() {
  static Throwable throwable({nullptr, nullptr, ".?AVbad_cast@std@@"},
                             {nullptr, nullptr, ".?AVbad_cast@@"}, "Bad dynamic_cast!", 0);
  throwable.raise();
}

void throw_bad_typeid() {
  static Throwable throwable({nullptr, nullptr, ".?AVbad_typeid@std@@"},
                             {nullptr, nullptr, ".?AVbad_typeid@@"},
                             "Attempted a typeid of nullptr pointer!", 0);
  throwable.raise();
}

}  // namespace mimic::win::cpp
