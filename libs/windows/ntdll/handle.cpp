// Nt functions on handles of any type.
#include <cstring>

#include "libs/windows/core/object.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/process_handles.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

struct OBJECT_BASIC_INFORMATION {
  ULONG Attributes;
  ACCESS_MASK GrantedAccess;
  ULONG HandleCount;
  ULONG PointerCount;
  ULONG Reserved[8];
  LARGE_INTEGER CreationTime;
};
static_assert(sizeof(OBJECT_BASIC_INFORMATION) == 56);

struct OBJECT_HANDLE_FLAG_INFORMATION {
  BOOLEAN Inherit;
  BOOLEAN ProtectFromClose;
};

// The fixed part of OBJECT_TYPE_INFORMATION; the type's name follows.
struct OBJECT_TYPE_INFORMATION {
  UNICODE_STRING TypeName;
  ULONG Counts[12];
  ULONG InvalidAttributes;
  ULONG GenericMapping[4];
  ACCESS_MASK ValidAccessMask;
  BOOLEAN SecurityRequired;
  BOOLEAN MaintainHandleCount;
  UCHAR TypeIndex;
  CHAR ReservedByte;
  ULONG PoolType;
  ULONG DefaultPagedPoolCharge;
  ULONG DefaultNonPagedPoolCharge;
};
static_assert(sizeof(OBJECT_TYPE_INFORMATION) == 0x68);

enum : ULONG {
  kObjectBasicInformation,
  kObjectNameInformation,
  kObjectTypeInformation,
  kObjectTypesInformation,
  kObjectHandleFlagInformation,
};

constexpr ULONG OBJ_INHERIT = 2;
constexpr ULONG OBJ_PROTECT_CLOSE = 1;

// Writes `fixed`, whose first member is a UNICODE_STRING, and the text it names right behind it.
template <class T>
NTSTATUS write_with_text(T fixed, UNICODE_STRING T::* string, std::u16string_view text,
                         PVOID buffer, ULONG length, ULONG* returned) {
  const ULONG bytes = static_cast<ULONG>(text.size() * 2);
  const ULONG needed = sizeof(T) + (bytes ? bytes + 2 : 0);
  if (returned) *returned = needed;
  if (length < sizeof(T)) return STATUS_INFO_LENGTH_MISMATCH;
  if (length < needed) return STATUS_BUFFER_OVERFLOW;
  auto* units = reinterpret_cast<WCHAR*>(static_cast<char*>(buffer) + sizeof(T));
  if (bytes) {
    fixed.*string = {static_cast<USHORT>(bytes), static_cast<USHORT>(bytes + 2), units};
    std::memcpy(units, text.data(), bytes);
    units[text.size()] = 0;
  }
  std::memcpy(buffer, &fixed, sizeof fixed);
  return STATUS_SUCCESS;
}

struct OBJECT_NAME_INFORMATION {
  UNICODE_STRING Name;
};

// Another process that was opened to become the parent of new ones: handles can be put into it for
// their sake. Any other use of a handle in a foreign process cannot be served.
Ref<Process> future_parent(HANDLE handle) {
  constexpr ACCESS_MASK PROCESS_CREATE_PROCESS = 0x80, PROCESS_ALL_ACCESS = 0x1fffff;
  const auto entry = handles().lookup(handle);
  if (!entry || !Process::is(entry->object->type()) || !(entry->access & PROCESS_CREATE_PROCESS) ||
      entry->access == PROCESS_ALL_ACCESS)
    return nullptr;
  return Ref<Process>(static_cast<Process*>(entry->object.get()));
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtClose, (HANDLE Handle)) { return handles().close(Handle); }

EXPORT(ntdll, NTSTATUS, NtDuplicateObject,
       (HANDLE SourceProcessHandle, HANDLE SourceHandle, HANDLE TargetProcessHandle,
        HANDLE* TargetHandle, ACCESS_MASK DesiredAccess, ULONG HandleAttributes, ULONG Options)) {
  constexpr ULONG kCloseSource = 1;
  auto source = is_current_process(SourceProcessHandle);
  if (!source) return source.error();
  if (!*source && !TargetProcessHandle && (Options & kCloseSource)) {
    const auto parent = future_parent(SourceProcessHandle);
    if (parent && parent->take_back(SourceHandle)) return handles().close(SourceHandle);
  }
  if (!TargetProcessHandle && (Options & kCloseSource) && *source)
    return handles().close(SourceHandle);
  auto target = is_current_process(TargetProcessHandle);
  if (!target) return target.error();
  const auto parent = *target ? nullptr : future_parent(TargetProcessHandle);
  if (!*source || (!*target && !parent)) return STATUS_ACCESS_DENIED;
  auto copy =
      duplicate_handle(SourceHandle, DesiredAccess, HandleAttributes & OBJ_INHERIT, Options);
  if (!copy) return copy.error();
  if (parent) parent->place(*copy);
  if (TargetHandle) *TargetHandle = *copy;
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, NtQueryObject,
       (HANDLE Handle, ULONG ObjectInformationClass, PVOID ObjectInformation,
        ULONG ObjectInformationLength, ULONG* ReturnLength)) {
  HandleEntry entry;
  if (is_pseudo_handle(Handle)) {
    auto object = object_of(Handle);
    if (!object) return object.error();
    entry.object = std::move(*object);
    entry.access = 0x1fffff;
  } else {
    auto found = handles().lookup(Handle);
    if (!found) return found.error();
    entry = std::move(*found);
  }
  switch (ObjectInformationClass) {
    case kObjectBasicInformation: {
      if (ReturnLength) *ReturnLength = sizeof(OBJECT_BASIC_INFORMATION);
      if (ObjectInformationLength != sizeof(OBJECT_BASIC_INFORMATION))
        return STATUS_INFO_LENGTH_MISMATCH;
      OBJECT_BASIC_INFORMATION basic{};
      basic.Attributes =
          (entry.inherit ? OBJ_INHERIT : 0) | (entry.protect_from_close ? OBJ_PROTECT_CLOSE : 0);
      basic.GrantedAccess = entry.access;
      basic.HandleCount = HandleTable::handle_count(*entry.object);
      basic.PointerCount = HandleTable::reference_count(*entry.object);
      std::memcpy(ObjectInformation, &basic, sizeof basic);
      return STATUS_SUCCESS;
    }
    case kObjectNameInformation:
      return write_with_text(OBJECT_NAME_INFORMATION{}, &OBJECT_NAME_INFORMATION::Name,
                             entry.object->name(), ObjectInformation, ObjectInformationLength,
                             ReturnLength);
    case kObjectTypeInformation: {
      OBJECT_TYPE_INFORMATION type{};
      type.TypeIndex = static_cast<UCHAR>(entry.object->type()) + 2;
      type.ValidAccessMask = 0x1f0000 | 0xffff;
      return write_with_text(type, &OBJECT_TYPE_INFORMATION::TypeName,
                             type_name(entry.object->type()), ObjectInformation,
                             ObjectInformationLength, ReturnLength);
    }
    case kObjectHandleFlagInformation: {
      if (ReturnLength) *ReturnLength = sizeof(OBJECT_HANDLE_FLAG_INFORMATION);
      if (ObjectInformationLength != sizeof(OBJECT_HANDLE_FLAG_INFORMATION))
        return STATUS_INFO_LENGTH_MISMATCH;
      const OBJECT_HANDLE_FLAG_INFORMATION flags = {entry.inherit, entry.protect_from_close};
      std::memcpy(ObjectInformation, &flags, sizeof flags);
      return STATUS_SUCCESS;
    }
    default:
      return STATUS_INVALID_INFO_CLASS;
  }
}

EXPORT(ntdll, NTSTATUS, NtSetInformationObject,
       (HANDLE Handle, ULONG ObjectInformationClass, PVOID ObjectInformation,
        ULONG ObjectInformationLength)) {
  if (ObjectInformationClass != kObjectHandleFlagInformation) return STATUS_INVALID_INFO_CLASS;
  if (ObjectInformationLength != sizeof(OBJECT_HANDLE_FLAG_INFORMATION))
    return STATUS_INFO_LENGTH_MISMATCH;
  const auto flags = *static_cast<const OBJECT_HANDLE_FLAG_INFORMATION*>(ObjectInformation);
  return handles().set_flags(Handle, flags.Inherit, flags.ProtectFromClose);
}

EXPORT(ntdll, NTSTATUS, NtCompareObjects, (HANDLE FirstObjectHandle, HANDLE SecondObjectHandle)) {
  auto first = object_of(FirstObjectHandle);
  if (!first) return first.error();
  auto second = object_of(SecondObjectHandle);
  if (!second) return second.error();
  return first->get() == second->get() ? STATUS_SUCCESS : STATUS_NOT_SAME_OBJECT;
}

}  // namespace mimic::win::ntdll
