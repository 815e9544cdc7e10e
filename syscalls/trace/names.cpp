#include "syscalls/trace/names.h"

#include <array>
#include <cstdio>

#include "syscalls/trace/names_table.h"

namespace mimic::syscalls {
namespace {

using ByType = std::array<const NameTable*, static_cast<size_t>(Type::kCount)>;

ByType collect() {
  ByType by_type{};
  for (const TableSpan family :
       {file_names(), memory_names(), process_names(), network_names(), signal_names(), ipc_names(),
        system_names(), event_names(), mount_names(), ioctl_names()})
    for (const NameTable& table : family) by_type[static_cast<size_t>(table.type)] = &table;
  return by_type;
}

void append_hex(std::string& out, uint64_t value) {
  char text[24];
  out.append(text, static_cast<size_t>(std::snprintf(text, sizeof text, "%#lx", value)));
}

void append_unknown(std::string& out, uint64_t value, const char* unknown) {
  append_hex(out, value);
  if (unknown && *unknown) out.append(" /* ").append(unknown).append(" */");
}

}  // namespace

const NameTable* names_of(Type type) {
  static const ByType by_type = collect();
  return type < Type::kCount ? by_type[static_cast<size_t>(type)] : nullptr;
}

const char* name_in(std::span<const Name> names, uint64_t value) {
  for (const Name& name : names)
    if (name.value == value) return name.name;
  return nullptr;
}

void append_set(std::string& out, std::span<const Name> names, uint64_t value,
                const char* unknown) {
  if (!value) {
    const char* zero = name_in(names, 0);
    out.append(zero ? zero : "0");
    return;
  }
  uint64_t left = value;
  bool any = false;
  for (const Name& name : names) {
    if (!name.value || (left & name.value) != name.value) continue;
    if (any) out.push_back('|');
    out.append(name.name);
    any = true;
    left &= ~name.value;
    if (!left) return;
  }
  if (!any) return append_unknown(out, value, unknown);
  out.push_back('|');
  append_hex(out, left);
}

void append_one(std::string& out, std::span<const Name> names, uint64_t value,
                const char* unknown) {
  if (const char* name = name_in(names, value)) {
    out.append(name);
    return;
  }
  if (value)
    append_unknown(out, value, unknown);
  else if (unknown && *unknown)
    out.append("0 /* ").append(unknown).append(" */");
  else
    out.append("0");
}

void append_named(std::string& out, const NameTable& table, uint64_t value) {
  if (size_of(table.type) == 4) value = static_cast<uint32_t>(value);
  if (table.style == NameTable::kSet)
    append_set(out, table.names, value, table.unknown);
  else
    append_one(out, table.names, value, table.unknown);
}

}  // namespace mimic::syscalls
