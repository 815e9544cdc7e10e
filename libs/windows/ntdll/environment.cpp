// Environment blocks: the process's own (a null environment) or one the caller holds.
#include "libs/windows/core/environment.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

WCHAR* copy_of(std::u16string_view text) {
  auto* copy = static_cast<WCHAR*>(std::malloc(text.size() * sizeof(WCHAR)));
  if (copy) std::memcpy(copy, text.data(), text.size() * sizeof(WCHAR));
  return copy;
}

std::optional<std::u16string> value_in(const WCHAR* environment, std::u16string_view name) {
  if (!environment) return environment_variable(name);
  const auto found = find_variable(environment, name);
  if (!found) return std::nullopt;
  return std::u16string(*found);
}

NTSTATUS set_in(WCHAR** environment, std::u16string_view name,
                std::optional<std::u16string_view> value) {
  if (!environment) return set_environment_variable(name, value);
  if (name.empty() || name.find(u'=', 1) != name.npos) return STATUS_INVALID_PARAMETER;
  WCHAR* const changed =
      copy_of(with_variable({*environment, environment_length(*environment)}, name, value));
  if (!changed) return STATUS_NO_MEMORY;
  std::free(std::exchange(*environment, changed));
  return STATUS_SUCCESS;
}

std::u16string expand_in(const WCHAR* environment, std::u16string_view text) {
  if (!environment) return expand_environment(text);
  std::u16string expanded;
  while (!text.empty()) {
    const size_t open = std::min(text.find(u'%'), text.size());
    expanded += text.substr(0, open);
    text.remove_prefix(open);
    const size_t close = text.empty() ? text.npos : text.find(u'%', 1);
    if (close == text.npos) break;
    const auto value = find_variable(environment, text.substr(1, close - 1));
    expanded += value ? *value : text.substr(0, close);
    text.remove_prefix(value ? close + 1 : close);
  }
  expanded += text;
  return expanded;
}

}  // namespace

EXPORT(ntdll, NTSTATUS, RtlQueryEnvironmentVariable,
       (WCHAR * Environment, const WCHAR* Name, SIZE_T NameLength, WCHAR* Value, SIZE_T ValueLength,
        SIZE_T* ReturnLength)) {
  const auto value = value_in(Environment, std::u16string(Name, NameLength));
  if (!value) return STATUS_VARIABLE_NOT_FOUND;
  const bool fits = value->size() < ValueLength;
  // Without room, the length counts the terminator.
  *ReturnLength = value->size() + !fits;
  if (!fits) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(Value, value->c_str(), (value->size() + 1) * sizeof(WCHAR));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlQueryEnvironmentVariable_U,
       (WCHAR * Environment, UNICODE_STRING* Name, UNICODE_STRING* Value)) {
  const auto value = value_in(Environment, std::u16string(view_of(*Name)));
  if (!value) return STATUS_VARIABLE_NOT_FOUND;
  const size_t bytes = value->size() * sizeof(WCHAR);
  Value->Length = bytes;
  if (bytes > Value->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(Value->Buffer, value->c_str(),
              bytes + (bytes + sizeof(WCHAR) <= Value->MaximumLength ? sizeof(WCHAR) : 0));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlSetEnvironmentVariable,
       (WCHAR * *Environment, UNICODE_STRING* Name, UNICODE_STRING* Value)) {
  std::optional<std::u16string> value;
  if (Value) value.emplace(view_of(*Value));
  return set_in(Environment, std::u16string(view_of(*Name)), value);
}

EXPORT(ntdll, NTSTATUS, RtlSetEnvironmentVar,
       (WCHAR * *Environment, const WCHAR* Name, SIZE_T NameLength, const WCHAR* Value,
        SIZE_T ValueLength)) {
  std::optional<std::u16string> value;
  if (Value) value.emplace(Value, ValueLength);
  return set_in(Environment, std::u16string(Name, NameLength), value);
}

EXPORT(ntdll, NTSTATUS, RtlCreateEnvironment, (BOOLEAN Inherit, WCHAR** Environment)) {
  *Environment = copy_of(Inherit ? environment_block() : std::u16string(2, u'\0'));
  return *Environment ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

EXPORT(ntdll, NTSTATUS, RtlDestroyEnvironment, (WCHAR * Environment)) {
  std::free(Environment);
  return STATUS_SUCCESS;
}

EXPORT(ntdll, void, RtlSetCurrentEnvironment, (WCHAR * NewEnvironment, WCHAR** OldEnvironment)) {
  if (OldEnvironment) *OldEnvironment = copy_of(environment_block());
  set_environment_block({NewEnvironment, environment_length(NewEnvironment)});
  std::free(NewEnvironment);
}

EXPORT(ntdll, NTSTATUS, RtlExpandEnvironmentStrings,
       (WCHAR * Environment, const WCHAR* Source, SIZE_T SourceLength, WCHAR* Destination,
        SIZE_T DestinationLength, SIZE_T* ReturnLength)) {
  const std::u16string text = expand_in(Environment, std::u16string(Source, SourceLength));
  if (ReturnLength) *ReturnLength = text.size() + 1;
  if (text.size() >= DestinationLength) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(Destination, text.c_str(), (text.size() + 1) * sizeof(WCHAR));
  return STATUS_SUCCESS;
}

EXPORT(ntdll, NTSTATUS, RtlExpandEnvironmentStrings_U,
       (WCHAR * Environment, UNICODE_STRING* Source, UNICODE_STRING* Destination,
        ULONG* ReturnedLength)) {
  const std::u16string text = expand_in(Environment, std::u16string(view_of(*Source)));
  const size_t bytes = (text.size() + 1) * sizeof(WCHAR);
  if (ReturnedLength) *ReturnedLength = bytes;
  if (bytes > Destination->MaximumLength) return STATUS_BUFFER_TOO_SMALL;
  std::memcpy(Destination->Buffer, text.c_str(), bytes);
  Destination->Length = bytes - sizeof(WCHAR);
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::ntdll
