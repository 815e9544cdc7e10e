// dynamic_cast and typeid of Microsoft C++, and type_info.
#include <cstdlib>
#include <cstring>
#include <string>

#include "abi/windows/seh/dispatch.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/vcruntime140/class_data.h"
#include "libs/windows/vcruntime140/standard_exception.h"
#include "libs/windows/vcruntime140/type_info.h"
#include "libs/windows/vcruntime140/undecorate.h"

namespace mimic::win::vcruntime140 {

using namespace cpp;

namespace {

const Locator* locator_of(const void* object) {
  const void* const* table;
  std::memcpy(&table, object, sizeof table);
  return static_cast<const Locator*>(table[-1]);
}

struct Complete {
  const Locator* locator;
  uint64_t base;
  uint8_t* address;

  explicit Complete(void* object) : locator(locator_of(object)) {
    // Version 0 holds absolute 32-bit addresses and does not occur in 64-bit images.
    base = reinterpret_cast<uint64_t>(locator) - static_cast<uint32_t>(locator->self);
    address = static_cast<uint8_t*>(object) - locator->offset;
    if (locator->construction_offset) {
      int32_t displacement;
      std::memcpy(&displacement, static_cast<uint8_t*>(object) - locator->construction_offset, 4);
      address -= displacement;
    }
  }
  template <class T>
  const T* at(int32_t offset) const {
    return reinterpret_cast<const T*>(base + static_cast<uint32_t>(offset));
  }
  const Hierarchy& hierarchy() const { return *at<Hierarchy>(locator->hierarchy); }
  const BaseClass& base_class(uint32_t i) const {
    return *at<BaseClass>(at<int32_t>(hierarchy().bases)[i]);
  }
  bool is(const BaseClass& each, const TypeDescriptor* type) const {
    return same_type(at<TypeDescriptor>(each.type), type);
  }
  uint8_t* subobject(const BaseClass& each) const {
    return static_cast<uint8_t*>(adjust_pointer(address, each.where));
  }

  void* cast(const void* from, const TypeDescriptor* source, const TypeDescriptor* target) const;
};

void* Complete::cast(const void* from, const TypeDescriptor* source,
                     const TypeDescriptor* target) const {
  const uint32_t count = hierarchy().count;
  // Down: a target that has the source as a visible base.
  for (uint32_t i = 0; i < count; ++i) {
    const BaseClass& candidate = base_class(i);
    if (!is(candidate, target)) continue;
    for (uint32_t j = i; j <= i + candidate.contained && j < count; ++j) {
      const BaseClass& inner = base_class(j);
      if (!is(inner, source) || subobject(inner) != from) continue;
      if (i != 0 ? (inner.attributes & kNotVisible) : (inner.attributes & kPrivateInComplete))
        continue;
      return subobject(candidate);
    }
  }
  // Across: the source is a visible base of the complete object, which has one visible target.
  bool visible = false;
  for (uint32_t i = 0; i < count; ++i) {
    const BaseClass& each = base_class(i);
    if (is(each, source) && subobject(each) == from &&
        !(each.attributes & (kNotVisible | kPrivateInComplete)))
      visible = true;
  }
  if (!visible) return nullptr;
  uint8_t* found = nullptr;
  for (uint32_t i = 0; i < count; ++i) {
    const BaseClass& each = base_class(i);
    if (!is(each, target)) continue;
    if (each.attributes & (kNotVisible | kAmbiguous | kPrivateInComplete)) return nullptr;
    if (found && found != subobject(each)) return nullptr;
    found = subobject(each);
  }
  return found;
}

}  // namespace

EXPORT(vcruntime140, void*, __RTDynamicCast,
       (void* object, LONG vf_delta, TypeDescriptor* source, TypeDescriptor* target,
        BOOL is_reference)) {
  if (!object) return nullptr;
  const Complete complete(object);
  // The compiler passes the subobject that has the table, vf_delta behind the source's start.
  void* result = complete.cast(static_cast<uint8_t*>(object) - vf_delta, source, target);
  if (!result && is_reference) throw_bad_cast();
  return result;
}
ALSO(msvcrt, __RTDynamicCast, "vcruntime140.__RTDynamicCast");

EXPORT(vcruntime140, void*, __RTtypeid, (void* object)) {
  if (!object) throw_bad_typeid();
  const Complete complete(object);
  return const_cast<TypeDescriptor*>(complete.at<TypeDescriptor>(complete.locator->type));
}
ALSO(msvcrt, __RTtypeid, "vcruntime140.__RTtypeid");

EXPORT(vcruntime140, void*, __RTCastToVoid, (void* object)) {
  return object ? Complete(object).address : nullptr;
}
ALSO(msvcrt, __RTCastToVoid, "vcruntime140.__RTCastToVoid");

// The readable name of a type, made on the first question and kept in the type's data. The names
// live as long as the process.
static const char* type_name(char*& cache, const char* decorated) {
  char* name = __atomic_load_n(&cache, __ATOMIC_ACQUIRE);
  if (name) return name;
  name = ::strdup(undecorate_type(decorated).c_str());
  char* expected = nullptr;
  if (!__atomic_compare_exchange_n(&cache, &expected, name, false, __ATOMIC_ACQ_REL,
                                   __ATOMIC_ACQUIRE)) {
    ::free(name);
    name = expected;
  }
  return name;
}

// type_info's members take its data: the cached name and the decorated one.
struct TypeInfoData {
  char* undecorated;
  char decorated[1];
};

EXPORT(vcruntime140, int, __std_type_info_compare, (const TypeInfoData* a, const TypeInfoData* b)) {
  if (a == b) return 0;
  const int order = std::strcmp(a->decorated + 1, b->decorated + 1);
  return order < 0 ? -1 : order > 0;
}
EXPORT(vcruntime140, SIZE_T, __std_type_info_hash, (const TypeInfoData* data)) {
  // FNV-1a over the name without its leading dot.
  uint64_t hash = 14695981039346656037u;
  for (const char* c = data->decorated + 1; *c; ++c)
    hash = (hash ^ static_cast<uint8_t>(*c)) * 1099511628211u;
  return hash ^ (hash >> 32);
}
EXPORT(vcruntime140, const char*, __std_type_info_name, (TypeInfoData * data, void* list)) {
  return type_name(data->undecorated, data->decorated);
}
EXPORT(vcruntime140, void, __std_type_info_destroy_list, (void* list)) {}

}  // namespace mimic::win::vcruntime140

namespace mimic::win::msvcrt {

using namespace cpp;
using vcruntime140::type_name;

EXPORT(msvcrt, void, type_info_destructor, (TypeDescriptor * self)) {}
ALSO(msvcrt, ??1type_info@@UEAA@XZ, "msvcrt.type_info_destructor");
EXPORT(msvcrt, BOOL, type_info_equal, (const TypeDescriptor* self, const TypeDescriptor* other)) {
  return same_type(self, other);
}
ALSO(msvcrt, ??8type_info@@QEBAHAEBV0@@Z, "msvcrt.type_info_equal");
EXPORT(msvcrt, BOOL, type_info_unequal, (const TypeDescriptor* self, const TypeDescriptor* other)) {
  return !same_type(self, other);
}
ALSO(msvcrt, ??9type_info@@QEBAHAEBV0@@Z, "msvcrt.type_info_unequal");
EXPORT(msvcrt, BOOL, type_info_before, (const TypeDescriptor* self, const TypeDescriptor* other)) {
  return std::strcmp(self->name, other->name) < 0;
}
ALSO_NAMED(msvcrt, "?before@type_info@@QEBAHAEBV1@@Z", "msvcrt.type_info_before");
EXPORT(msvcrt, const char*, type_info_name, (TypeDescriptor * self)) {
  return type_name(self->undecorated, self->name);
}
ALSO_NAMED(msvcrt, "?name@type_info@@QEBAPEBDXZ", "msvcrt.type_info_name");
EXPORT(msvcrt, const char*, type_info_raw_name, (const TypeDescriptor* self)) { return self->name; }
ALSO(msvcrt, ?raw_name@type_info@@QEBAPEBDXZ, "msvcrt.type_info_raw_name");

}  // namespace mimic::win::msvcrt
