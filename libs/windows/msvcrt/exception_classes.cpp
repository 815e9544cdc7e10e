// The exception classes that msvcrt.dll exports: exception, bad_cast, bad_typeid and
// __non_rtti_object, with their run-time type data.
#include <cstring>

#include "libs/windows/core/heap.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"

namespace mimic::win::msvcrt {

namespace {

struct Exception {
  const void* vftable;
  const char* what;
  int owned;
};

}  // namespace

// Virtual function tables with what stands before them, the locator of the class's type. All is in
// one section, so that the offsets count from the locator (a locator whose own offset is 0 is at
// the start of its image).
#define CLASS_DATA(name, decorated, bases, count)                                              \
  ".balign 8\n"                                                                                \
  ".Ltype_" name ": .quad 0, 0\n .asciz \".?AV" decorated                                      \
  "@@\"\n"                                                                                     \
  ".balign 8\n"                                                                                \
  ".Llocator_" name ": .long 1, 0, 0, .Ltype_" name " - .Llocator_" name ", .Lhierarchy_" name \
  " - .Llocator_" name                                                                         \
  ", 0\n"                                                                                      \
  ".Lhierarchy_" name ": .long 0, 0, " count ", .Lbases_" name " - .Llocator_" name            \
  "\n.Lbases_" name ": " bases "\n"

#define BASE(of, name) ".long .Lbase_" of "_" name " - .Llocator_" of "\n"
#define BASE_DATA(of, name, contained)                                           \
  ".Lbase_" of "_" name ": .long .Ltype_" name " - .Llocator_" of ", " contained \
  ", 0, -1, 0, 0x40, .Lhierarchy_" name " - .Llocator_" of "\n"

#define TABLE(name)                                          \
  ".balign 8\n.quad .Llocator_" name "\n.globl msvcrt." name \
  "_vftable\n"                                               \
  "msvcrt." name "_vftable: .quad msvcrt.exception_delete, msvcrt.exception_what\n"

asm(".pushsection .data.rel.ro.msvcrt_exceptions,\"aw\"\n" CLASS_DATA(
    "exception", "exception", BASE("exception", "exception"), "1")
        BASE_DATA("exception", "exception", "0")
            CLASS_DATA("bad_cast", "bad_cast",
                       BASE("bad_cast", "bad_cast") BASE("bad_cast", "exception"), "2")
                BASE_DATA("bad_cast", "bad_cast", "1") BASE_DATA("bad_cast", "exception", "0")
                    CLASS_DATA("bad_typeid", "bad_typeid",
                               BASE("bad_typeid", "bad_typeid") BASE("bad_typeid", "exception"),
                               "2") BASE_DATA("bad_typeid", "bad_typeid", "1")
                        BASE_DATA("bad_typeid", "exception", "0")
                            CLASS_DATA("non_rtti_object", "__non_rtti_object",
                                       BASE("non_rtti_object", "non_rtti_object")
                                           BASE("non_rtti_object", "bad_typeid")
                                               BASE("non_rtti_object", "exception"),
                                       "3") BASE_DATA("non_rtti_object", "non_rtti_object", "2")
                                BASE_DATA("non_rtti_object", "bad_typeid", "1")
                                    BASE_DATA("non_rtti_object", "exception", "0")
                                        TABLE("exception") TABLE("bad_cast") TABLE("bad_typeid")
                                            TABLE("non_rtti_object") ".popsection\n");

// Declares a table that is defined above as exported data.
#define VFTABLE(name)                                                                        \
  extern const void* const name##_vftable[2] asm("msvcrt." #name "_vftable");                \
  MIMIC_RECORD(export_record_##name##_vftable, ::mimic::win::ExportKind::kData, 0, "msvcrt", \
               #name "_vftable", "", "const void* const[2]", nullptr, "")
VFTABLE(exception);
VFTABLE(bad_cast);
VFTABLE(bad_typeid);
VFTABLE(non_rtti_object);

namespace {

Exception* construct(Exception* self, const void* vftable, const char* what, bool copy) {
  *self = {vftable, what, 0};
  if (!what || !copy) return self;
  const size_t size = std::strlen(what) + 1;
  auto* text = static_cast<char*>(crt::allocate(size));
  if (text) std::memcpy(text, what, size);
  self->what = text;
  self->owned = text != nullptr;
  return self;
}

Exception* copy(Exception* self, const void* vftable, const Exception* from) {
  return construct(self, vftable, from->what, from->owned);
}

void destroy(Exception* self) {
  if (self->owned) heap_free(const_cast<char*>(self->what));
  self->what = nullptr;
  self->owned = 0;
}

}  // namespace

EXPORT(msvcrt, void, exception_destroy, (Exception * self)) {
  self->vftable = exception_vftable;
  destroy(self);
}
EXPORT(msvcrt, Exception*, exception_delete, (Exception * self, unsigned flags)) {
  destroy(self);
  if (flags & 1) heap_free(self);
  return self;
}
EXPORT(msvcrt, const char*, exception_what, (const Exception* self)) {
  return self->what ? self->what : "Unknown exception";
}
EXPORT(msvcrt, Exception*, exception_assign, (Exception * self, const Exception* from)) {
  if (self == from) return self;
  destroy(self);
  return copy(self, self->vftable, from);
}

EXPORT(msvcrt, Exception*, exception_default, (Exception * self)) {
  return construct(self, exception_vftable, nullptr, false);
}
EXPORT(msvcrt, Exception*, exception_of_text, (Exception * self, const char* const* what)) {
  return construct(self, exception_vftable, *what, true);
}
EXPORT(msvcrt, Exception*, exception_of_lasting_text,
       (Exception * self, const char* const* what, int)) {
  return construct(self, exception_vftable, *what, false);
}
EXPORT(msvcrt, Exception*, exception_copy, (Exception * self, const Exception* from)) {
  return copy(self, exception_vftable, from);
}

#define DERIVED(name)                                                                  \
  EXPORT(msvcrt, Exception*, name##_of_text, (Exception * self, const char* what)) {   \
    return construct(self, name##_vftable, what, true);                                \
  }                                                                                    \
  EXPORT(msvcrt, Exception*, name##_copy, (Exception * self, const Exception* from)) { \
    return copy(self, name##_vftable, from);                                           \
  }
DERIVED(bad_cast)
DERIVED(bad_typeid)
DERIVED(non_rtti_object)

EXPORT(msvcrt, Exception*, bad_cast_of_reference, (Exception * self, const char* const* what)) {
  return construct(self, bad_cast_vftable, *what, true);
}
EXPORT(msvcrt, Exception*, bad_cast_default, (Exception * self)) {
  return construct(self, bad_cast_vftable, "bad cast", true);
}
EXPORT(msvcrt, Exception*, bad_typeid_default, (Exception * self)) {
  return construct(self, bad_typeid_vftable, "bad typeid", true);
}

ALSO_NAMED(msvcrt, "??_7exception@@6B@", "msvcrt.exception_vftable");
ALSO_NAMED(msvcrt, "??_7bad_cast@@6B@", "msvcrt.bad_cast_vftable");
ALSO_NAMED(msvcrt, "??_7bad_typeid@@6B@", "msvcrt.bad_typeid_vftable");
ALSO_NAMED(msvcrt, "??_7__non_rtti_object@@6B@", "msvcrt.non_rtti_object_vftable");
ALSO_NAMED(msvcrt, "??0exception@@QEAA@XZ", "msvcrt.exception_default");
ALSO_NAMED(msvcrt, "??0exception@@QEAA@AEBQEBD@Z", "msvcrt.exception_of_text");
ALSO_NAMED(msvcrt, "??0exception@@QEAA@AEBQEBDH@Z", "msvcrt.exception_of_lasting_text");
ALSO_NAMED(msvcrt, "??0exception@@QEAA@AEBV0@@Z", "msvcrt.exception_copy");
ALSO_NAMED(msvcrt, "??1exception@@UEAA@XZ", "msvcrt.exception_destroy");
ALSO_NAMED(msvcrt, "??4exception@@QEAAAEAV0@AEBV0@@Z", "msvcrt.exception_assign");
ALSO_NAMED(msvcrt, "??_Gexception@@UEAAPEAXI@Z", "msvcrt.exception_delete");
ALSO_NAMED(msvcrt, "?what@exception@@UEBAPEBDXZ", "msvcrt.exception_what");
ALSO_NAMED(msvcrt, "??0bad_cast@@QEAA@PEBD@Z", "msvcrt.bad_cast_of_text");
ALSO_NAMED(msvcrt, "??0bad_cast@@QEAA@AEBQEBD@Z", "msvcrt.bad_cast_of_reference");
ALSO_NAMED(msvcrt, "??0bad_cast@@AEAA@PEBQEBD@Z", "msvcrt.bad_cast_of_reference");
ALSO_NAMED(msvcrt, "??0bad_cast@@QEAA@AEBV0@@Z", "msvcrt.bad_cast_copy");
ALSO_NAMED(msvcrt, "??_Fbad_cast@@QEAAXXZ", "msvcrt.bad_cast_default");
ALSO_NAMED(msvcrt, "??1bad_cast@@UEAA@XZ", "msvcrt.exception_destroy");
ALSO_NAMED(msvcrt, "??4bad_cast@@QEAAAEAV0@AEBV0@@Z", "msvcrt.exception_assign");
ALSO_NAMED(msvcrt, "??0bad_typeid@@QEAA@PEBD@Z", "msvcrt.bad_typeid_of_text");
ALSO_NAMED(msvcrt, "??0bad_typeid@@QEAA@AEBV0@@Z", "msvcrt.bad_typeid_copy");
ALSO_NAMED(msvcrt, "??_Fbad_typeid@@QEAAXXZ", "msvcrt.bad_typeid_default");
ALSO_NAMED(msvcrt, "??1bad_typeid@@UEAA@XZ", "msvcrt.exception_destroy");
ALSO_NAMED(msvcrt, "??4bad_typeid@@QEAAAEAV0@AEBV0@@Z", "msvcrt.exception_assign");
ALSO_NAMED(msvcrt, "??0__non_rtti_object@@QEAA@PEBD@Z", "msvcrt.non_rtti_object_of_text");
ALSO_NAMED(msvcrt, "??0__non_rtti_object@@QEAA@AEBV0@@Z", "msvcrt.non_rtti_object_copy");
ALSO_NAMED(msvcrt, "??1__non_rtti_object@@UEAA@XZ", "msvcrt.exception_destroy");
ALSO_NAMED(msvcrt, "??4__non_rtti_object@@QEAAAEAV0@AEBV0@@Z", "msvcrt.exception_assign");

}  // namespace mimic::win::msvcrt
