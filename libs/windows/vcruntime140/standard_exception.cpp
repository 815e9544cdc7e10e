#include "libs/windows/vcruntime140/standard_exception.h"

#include "abi/windows/seh/dispatch.h"
#include "libs/windows/vcruntime140/catch_state.h"
#include "libs/windows/vcruntime140/type_info.h"

extern "C" const char __executable_start[];

namespace mimic::win::cpp {
namespace {

struct StandardException {
  const void* const* vftable;
  const char* what;
  bool owned;
};

MS_ABI void* destroy(StandardException* self, unsigned) { return self; }
MS_ABI const char* what(const StandardException* self) {
  return self->what ? self->what : "Unknown exception";
}
const void* const kVftable[] = {reinterpret_cast<const void*>(&destroy),
                                reinterpret_cast<const void*>(&what)};

struct NamedType {
  const void* vftable = nullptr;
  char* undecorated = nullptr;
  char name[24];
};
NamedType g_exception{nullptr, nullptr, ".?AVexception@std@@"};

// All that a throw needs, for one class derived from std::exception. Offsets count from the start
// of the executable.
struct Throwable {
  NamedType type;
  CatchableType catchable[2];
  struct {
    int32_t count;
    int32_t types[2];
  } types;
  ThrowInfo info;
};

template <class T>
int32_t offset_of(const T* address) {
  return static_cast<int32_t>(reinterpret_cast<const char*>(address) - __executable_start);
}

[[noreturn]] void throw_standard(Throwable& throwable, const char* message) {
  constexpr MemberDisplacement kSame{0, -1, 0};
  throwable.catchable[0] = {0, offset_of(&throwable.type), kSame, sizeof(StandardException), 0};
  throwable.catchable[1] = {0, offset_of(&g_exception), kSame, sizeof(StandardException), 0};
  throwable.types = {2, {offset_of(&throwable.catchable[0]), offset_of(&throwable.catchable[1])}};
  throwable.info = {0, 0, 0, offset_of(&throwable.types)};
  StandardException object{kVftable, message, false};
  const ULONG_PTR parameters[4] = {kMagic1, reinterpret_cast<ULONG_PTR>(&object),
                                   reinterpret_cast<ULONG_PTR>(&throwable.info),
                                   reinterpret_cast<ULONG_PTR>(__executable_start)};
  ++thread_exceptions().uncaught;
  seh::raise_from_host(static_cast<NTSTATUS>(0xe06d7363), EXCEPTION_NONCONTINUABLE, 4, parameters);
  __builtin_trap();
}

}  // namespace

void throw_bad_cast() {
  static Throwable throwable{{nullptr, nullptr, ".?AVbad_cast@std@@"}, {}, {}, {}};
  throw_standard(throwable, "Bad dynamic_cast!");
}

void throw_bad_typeid() {
  static Throwable throwable{{nullptr, nullptr, ".?AVbad_typeid@std@@"}, {}, {}, {}};
  throw_standard(throwable, "Attempted a typeid of nullptr pointer!");
}

}  // namespace mimic::win::cpp
