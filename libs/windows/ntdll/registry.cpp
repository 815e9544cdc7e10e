// The registry by the native interface.
#include "libs/windows/core/registry.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/core/event.h"
#include "libs/windows/core/io.h"
#include "libs/windows/core/named_handle.h"
#include "libs/windows/core/security_descriptor.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/wait.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {

namespace {

constexpr ULONG OBJ_OPENLINK = 0x100;

// Where attributes lead. The path is a copy, as opening holds a lock.
struct Place {
  Ref<Key> root;
  std::u16string path;
  KeyPath key_path(ULONG options, ULONG attributes, ACCESS_MASK access) const {
    KeyPath result;
    result.root = root.get();
    result.path = path;
    result.open_link = (options & REG_OPTION_OPEN_LINK) || (attributes & OBJ_OPENLINK);
    result.wow64_32 = access & KEY_WOW64_32KEY;
    return result;
  }
};
Expected<Place> place_of(const OBJECT_ATTRIBUTES* attributes) {
  constexpr std::u16string_view kRegistry = u"\\Registry";
  if (!attributes || !attributes->ObjectName) return nt_fail(STATUS_INVALID_PARAMETER);
  if (attributes->ObjectName->Length & 1) return nt_fail(STATUS_OBJECT_NAME_INVALID);
  std::u16string_view name = view_of(*attributes->ObjectName);
  Place place;
  if (attributes->RootDirectory) {
    auto root = key_of(attributes->RootDirectory, 0);
    if (!root) return std::unexpected(root.error());
    if (name.starts_with(u'\\')) return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
    place.root = std::move(*root);
  } else {
    if (!name.starts_with(u'\\')) return nt_fail(STATUS_OBJECT_PATH_SYNTAX_BAD);
    if (!equal_ignoring_case(name.substr(0, kRegistry.size()), kRegistry))
      return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
    name.remove_prefix(kRegistry.size());
    if (!name.empty() && name[0] != u'\\') return nt_fail(STATUS_OBJECT_PATH_NOT_FOUND);
    if (!name.empty()) name.remove_prefix(1);
  }
  place.path = name;
  return place;
}

NTSTATUS give_key(HANDLE* handle, Expected<Ref<Key>> key, ACCESS_MASK access, ULONG attributes) {
  if (!key) return key.error();
  const HANDLE made =
      handles().insert(std::move(*key), map_key_access(access), attributes & OBJ_INHERIT);
  if (!made) return STATUS_INSUFFICIENT_RESOURCES;
  *handle = made;
  return STATUS_SUCCESS;
}

NTSTATUS open(HANDLE* handle, ACCESS_MASK access, const OBJECT_ATTRIBUTES* attributes,
              ULONG options) {
  const auto place = place_of(attributes);
  if (!place) return place.error();
  return give_key(handle, open_key(place->key_path(options, attributes->Attributes, access)),
                  access, attributes->Attributes);
}

// A structure with what follows it. The part that is fixed must fit; of the rest as much is given
// as there is room for.
class Answer {
 public:
  void number(ULONG value) { append(&value, sizeof value); }
  void time(int64_t value) { append(&value, sizeof value); }
  void end_of_fixed() { fixed_ = bytes_.size(); }
  void text(std::u16string_view text) { append(text.data(), text.size() * sizeof(WCHAR)); }
  void data(const std::vector<uint8_t>& data) { append(data.data(), data.size()); }
  void align(size_t alignment) {
    bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment);
  }
  NTSTATUS give(void* buffer, ULONG length, ULONG* needed) const {
    *needed = static_cast<ULONG>(bytes_.size());
    if (length < fixed_) return STATUS_BUFFER_TOO_SMALL;
    std::memcpy(buffer, bytes_.data(), std::min<size_t>(length, bytes_.size()));
    return length < bytes_.size() ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  }

 private:
  void append(const void* from, size_t size) {
    const auto* at = static_cast<const uint8_t*>(from);
    bytes_.insert(bytes_.end(), at, at + size);
  }
  std::vector<uint8_t> bytes_;
  size_t fixed_ = 0;
};
ULONG size_of(std::u16string_view text) { return static_cast<ULONG>(text.size() * sizeof(WCHAR)); }

enum KeyClass : ULONG {
  kKeyBasic,
  kKeyNode,
  kKeyFull,
  kKeyName,
  kKeyCached,
  kKeyFlags,
  kKeyVirtualization,
  kKeyHandleTags,
};

NTSTATUS describe_key(const KeyInformation& key, std::u16string_view full_name, ULONG kind,
                      void* buffer, ULONG length, ULONG* needed) {
  Answer answer;
  constexpr ULONG kNoTitle = 0, kNoClass = 0xffffffff, kNodeSize = 24, kFullSize = 44;
  switch (kind) {
    case kKeyBasic:
      answer.time(key.written);
      answer.number(kNoTitle);
      answer.number(size_of(key.name));
      answer.end_of_fixed();
      answer.text(key.name);
      break;
    case kKeyNode: {
      const ULONG after_name = (kNodeSize + size_of(key.name) + 3) & ~3u;
      answer.time(key.written);
      answer.number(kNoTitle);
      answer.number(key.class_name.empty() ? kNoClass : after_name);
      answer.number(size_of(key.class_name));
      answer.number(size_of(key.name));
      answer.end_of_fixed();
      answer.text(key.name);
      if (!key.class_name.empty()) {
        answer.align(4);
        answer.text(key.class_name);
      }
      break;
    }
    case kKeyFull:
      answer.time(key.written);
      answer.number(kNoTitle);
      answer.number(key.class_name.empty() ? kNoClass : kFullSize);
      answer.number(size_of(key.class_name));
      answer.number(key.children);
      answer.number(key.max_child_name * sizeof(WCHAR));
      answer.number(key.max_child_class * sizeof(WCHAR));
      answer.number(key.values);
      answer.number(key.max_value_name * sizeof(WCHAR));
      answer.number(key.max_value_data);
      answer.end_of_fixed();
      answer.text(key.class_name);
      break;
    case kKeyName:
      answer.number(size_of(full_name));
      answer.end_of_fixed();
      answer.text(full_name);
      break;
    case kKeyCached:
      answer.time(key.written);
      answer.number(kNoTitle);
      answer.number(key.children);
      answer.number(key.max_child_name * sizeof(WCHAR));
      answer.number(key.values);
      answer.number(key.max_value_name * sizeof(WCHAR));
      answer.number(key.max_value_data);
      answer.number(size_of(key.name));
      answer.align(8);
      answer.end_of_fixed();
      break;
    case kKeyFlags:
      answer.number(0);
      answer.number((key.is_volatile ? 1 : 0) | (key.is_link ? 2 : 0));
      answer.number(0);
      answer.end_of_fixed();
      break;
    case kKeyVirtualization:
    case kKeyHandleTags:
      answer.number(0);
      answer.end_of_fixed();
      break;
    default:
      return STATUS_INVALID_PARAMETER;
  }
  return answer.give(buffer, length, needed);
}

enum ValueClass : ULONG {
  kValueBasic,
  kValueFull,
  kValuePartial,
  kValueFullAlign64,
  kValuePartialAlign64,
};

NTSTATUS describe_value(const RegistryValue& value, ULONG kind, void* buffer, ULONG length,
                        ULONG* needed) {
  Answer answer;
  constexpr ULONG kNoTitle = 0, kFullSize = 20;
  const auto data_size = static_cast<ULONG>(value.data.size());
  switch (kind) {
    case kValueBasic:
      answer.number(kNoTitle);
      answer.number(value.type);
      answer.number(size_of(value.name));
      answer.end_of_fixed();
      answer.text(value.name);
      break;
    case kValueFull:
    case kValueFullAlign64: {
      const ULONG alignment = kind == kValueFull ? 4 : 8;
      answer.number(kNoTitle);
      answer.number(value.type);
      answer.number((kFullSize + size_of(value.name) + alignment - 1) & ~(alignment - 1));
      answer.number(data_size);
      answer.number(size_of(value.name));
      answer.end_of_fixed();
      answer.text(value.name);
      answer.align(alignment);
      answer.data(value.data);
      break;
    }
    case kValuePartial:
      answer.number(kNoTitle);
      [[fallthrough]];
    case kValuePartialAlign64:
      answer.number(value.type);
      answer.number(data_size);
      answer.end_of_fixed();
      answer.data(value.data);
      break;
    default:
      return STATUS_INVALID_PARAMETER;
  }
  return answer.give(buffer, length, needed);
}

std::u16string text_of(const UNICODE_STRING* text) {
  return text ? std::u16string(view_of(*text)) : std::u16string();
}

}  // namespace

EXPORT(ntdll, NTSTATUS, NtOpenKey,
       (HANDLE * KeyHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes)) {
  return open(KeyHandle, DesiredAccess, ObjectAttributes, 0);
}
EXPORT(ntdll, NTSTATUS, NtOpenKeyEx,
       (HANDLE * KeyHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        ULONG OpenOptions)) {
  return open(KeyHandle, DesiredAccess, ObjectAttributes, OpenOptions);
}
EXPORT(ntdll, NTSTATUS, NtCreateKey,
       (HANDLE * KeyHandle, ACCESS_MASK DesiredAccess, const OBJECT_ATTRIBUTES* ObjectAttributes,
        ULONG TitleIndex, const UNICODE_STRING* Class, ULONG CreateOptions, ULONG* Disposition)) {
  const auto place = place_of(ObjectAttributes);
  if (!place) return place.error();
  std::vector<uint8_t> security;
  if (ObjectAttributes->SecurityDescriptor) {
    auto copy = self_relative_copy(ObjectAttributes->SecurityDescriptor);
    if (!copy) return copy.error();
    security = std::move(*copy);
  }
  const std::u16string class_name = text_of(Class);
  NewKey how;
  how.class_name = class_name;
  how.options = CreateOptions;
  how.security = security;
  how.make_parents = false;
  DWORD disposition = 0;
  auto key = create_key(place->key_path(CreateOptions, ObjectAttributes->Attributes, DesiredAccess),
                        how, &disposition);
  const NTSTATUS status =
      give_key(KeyHandle, std::move(key), DesiredAccess, ObjectAttributes->Attributes);
  if (nt_success(status) && Disposition) *Disposition = disposition;
  return status;
}
EXPORT(ntdll, NTSTATUS, NtDeleteKey, (HANDLE KeyHandle)) {
  const auto key = key_of(KeyHandle, DELETE);
  return key ? delete_key(**key) : key.error();
}
EXPORT(ntdll, NTSTATUS, NtRenameKey, (HANDLE KeyHandle, const UNICODE_STRING* NewName)) {
  const auto key = key_of(KeyHandle, KEY_WRITE);
  return key ? rename_key(**key, text_of(NewName)) : key.error();
}
// Everything is on its way already.
EXPORT(ntdll, NTSTATUS, NtFlushKey, (HANDLE KeyHandle)) {
  const auto key = key_of(KeyHandle, 0);
  return key ? STATUS_SUCCESS : key.error();
}

EXPORT(ntdll, NTSTATUS, NtQueryKey,
       (HANDLE KeyHandle, ULONG KeyInformationClass, void* KeyInformation, ULONG Length,
        ULONG* ResultLength)) {
  const bool any_right = KeyInformationClass == kKeyName;
  const auto key = key_of(KeyHandle, any_right ? 0 : KEY_QUERY_VALUE);
  if (!key) return key.error();
  const auto information = information_of(**key);
  if (!information) return information.error();
  return describe_key(*information, (*key)->name(), KeyInformationClass, KeyInformation, Length,
                      ResultLength);
}
EXPORT(ntdll, NTSTATUS, NtEnumerateKey,
       (HANDLE KeyHandle, ULONG Index, ULONG KeyInformationClass, void* KeyInformation,
        ULONG Length, ULONG* ResultLength)) {
  const auto key = key_of(KeyHandle, KEY_ENUMERATE_SUB_KEYS);
  if (!key) return key.error();
  const auto child = child_at(**key, Index);
  if (!child) return child.error();
  return describe_key(*child, (*key)->name() + u'\\' + child->name, KeyInformationClass,
                      KeyInformation, Length, ResultLength);
}

EXPORT(ntdll, NTSTATUS, NtQueryValueKey,
       (HANDLE KeyHandle, const UNICODE_STRING* ValueName, ULONG KeyValueInformationClass,
        void* KeyValueInformation, ULONG Length, ULONG* ResultLength)) {
  const auto key = key_of(KeyHandle, KEY_QUERY_VALUE);
  if (!key) return key.error();
  const auto value = value_of(**key, text_of(ValueName));
  if (!value) return value.error();
  return describe_value(*value, KeyValueInformationClass, KeyValueInformation, Length,
                        ResultLength);
}
EXPORT(ntdll, NTSTATUS, NtEnumerateValueKey,
       (HANDLE KeyHandle, ULONG Index, ULONG KeyValueInformationClass, void* KeyValueInformation,
        ULONG Length, ULONG* ResultLength)) {
  const auto key = key_of(KeyHandle, KEY_QUERY_VALUE);
  if (!key) return key.error();
  const auto value = value_at(**key, Index);
  if (!value) return value.error();
  return describe_value(*value, KeyValueInformationClass, KeyValueInformation, Length,
                        ResultLength);
}
EXPORT(ntdll, NTSTATUS, NtSetValueKey,
       (HANDLE KeyHandle, const UNICODE_STRING* ValueName, ULONG TitleIndex, ULONG Type,
        const void* Data, ULONG DataSize)) {
  const auto key = key_of(KeyHandle, KEY_SET_VALUE);
  if (!key) return key.error();
  const auto* bytes = static_cast<const uint8_t*>(Data);
  return set_value(**key, text_of(ValueName), Type, std::vector<uint8_t>(bytes, bytes + DataSize));
}
EXPORT(ntdll, NTSTATUS, NtDeleteValueKey, (HANDLE KeyHandle, const UNICODE_STRING* ValueName)) {
  const auto key = key_of(KeyHandle, KEY_SET_VALUE);
  return key ? delete_value(**key, text_of(ValueName)) : key.error();
}

EXPORT_PARTIAL("no APC routine, no buffer", ntdll, NTSTATUS, NtNotifyChangeKey,
               (HANDLE KeyHandle, HANDLE Event_, void* ApcRoutine, void* ApcContext,
                IO_STATUS_BLOCK* IoStatusBlock, ULONG CompletionFilter, BOOLEAN WatchTree,
                void* Buffer, ULONG BufferSize, BOOLEAN Asynchronous)) {
  const auto key = key_of(KeyHandle, KEY_NOTIFY);
  if (!key) return key.error();
  Ref<Event> event;
  if (Event_) {
    auto given = object_of<Event>(Event_);
    if (!given) return given.error();
    event = std::move(*given);
    event->reset();
  } else {
    event = make_object<Event>(true, false);
  }
  const NTSTATUS status = notify_change(**key, CompletionFilter, WatchTree, event);
  if (!nt_success(status)) return status;
  if (Asynchronous) return STATUS_PENDING;
  wait_for_one(*event, false, nullptr);
  constexpr NTSTATUS STATUS_NOTIFY_ENUM_DIR = 0x10c;
  if (IoStatusBlock) {
    IoStatusBlock->Status = STATUS_NOTIFY_ENUM_DIR;
    IoStatusBlock->Information = 0;
  }
  return STATUS_NOTIFY_ENUM_DIR;
}

EXPORT(ntdll, NTSTATUS, RtlOpenCurrentUser, (ACCESS_MASK DesiredAccess, HANDLE* KeyHandle)) {
  KeyPath path;
  path.path = current_user_path();
  return give_key(KeyHandle, open_key(path), DesiredAccess, 0);
}

ALSO(ntdll, ZwOpenKey, "ntdll.NtOpenKey");
ALSO(ntdll, ZwOpenKeyEx, "ntdll.NtOpenKeyEx");
ALSO(ntdll, ZwCreateKey, "ntdll.NtCreateKey");
ALSO(ntdll, ZwDeleteKey, "ntdll.NtDeleteKey");
ALSO(ntdll, ZwRenameKey, "ntdll.NtRenameKey");
ALSO(ntdll, ZwFlushKey, "ntdll.NtFlushKey");
ALSO(ntdll, ZwQueryKey, "ntdll.NtQueryKey");
ALSO(ntdll, ZwEnumerateKey, "ntdll.NtEnumerateKey");
ALSO(ntdll, ZwQueryValueKey, "ntdll.NtQueryValueKey");
ALSO(ntdll, ZwEnumerateValueKey, "ntdll.NtEnumerateValueKey");
ALSO(ntdll, ZwSetValueKey, "ntdll.NtSetValueKey");
ALSO(ntdll, ZwDeleteValueKey, "ntdll.NtDeleteValueKey");
ALSO(ntdll, ZwNotifyChangeKey, "ntdll.NtNotifyChangeKey");

}  // namespace mimic::win::ntdll
