// union bpf_attr, whose content the command decides.
#include <linux/bpf.h>

#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

constexpr Name kElementFlags[] = {{1, "BPF_NOEXIST"}, {2, "BPF_EXIST"}, {4, "BPF_F_LOCK"}};
constexpr Name kMapFlags[] = {{1, "BPF_F_NO_PREALLOC"}, {2, "BPF_F_NO_COMMON_LRU"},
                              {4, "BPF_F_NUMA_NODE"},   {8, "BPF_F_RDONLY"},
                              {0x10, "BPF_F_WRONLY"},   {0x400, "BPF_F_MMAPABLE"}};

void map_create(Printer& p, const bpf_attr& attributes, size_t size) {
  Members m(p);
  m("map_type").one(bpf_map_types(), attributes.map_type, "BPF_MAP_TYPE_???");
  m("key_size").unsigned_decimal(attributes.key_size);
  m("value_size").unsigned_decimal(attributes.value_size);
  m("max_entries").unsigned_decimal(attributes.max_entries);
  if (size <= offsetof(bpf_attr, map_flags)) return;
  m("map_flags").set(kMapFlags, attributes.map_flags, "BPF_F_???");
  if (size <= offsetof(bpf_attr, inner_map_fd)) return;
  m("inner_map_fd").descriptor(static_cast<int32_t>(attributes.inner_map_fd));
  if (attributes.map_flags & BPF_F_NUMA_NODE) m("numa_node").unsigned_decimal(attributes.numa_node);
  if (size <= offsetof(bpf_attr, map_name)) return;
  m("map_name").field_text(bytes_of(attributes.map_name));
  if (size <= offsetof(bpf_attr, map_ifindex)) return;
  m("map_ifindex").unsigned_decimal(attributes.map_ifindex);
}

void map_element(Printer& p, uint64_t command, const bpf_attr& attributes) {
  Members m(p);
  m("map_fd").descriptor(static_cast<int32_t>(attributes.map_fd));
  m("key").address(attributes.key);
  if (command == BPF_MAP_LOOKUP_ELEM || command == BPF_MAP_UPDATE_ELEM)
    m("value").address(attributes.value);
  if (command == BPF_MAP_GET_NEXT_KEY) m("next_key").address(attributes.next_key);
  if (command == BPF_MAP_UPDATE_ELEM || (command == BPF_MAP_LOOKUP_ELEM && attributes.flags))
    m("flags").set(kElementFlags, attributes.flags, "BPF_???");
}

void program_load(Printer& p, const bpf_attr& attributes) {
  Members m(p);
  m("prog_type").one(bpf_program_types(), attributes.prog_type, "BPF_PROG_TYPE_???");
  m("insn_cnt").unsigned_decimal(attributes.insn_cnt);
  m("insns").address(attributes.insns);
  m("license").address(attributes.license);
  m("log_level").unsigned_decimal(attributes.log_level);
  m("log_size").unsigned_decimal(attributes.log_size);
  m("log_buf").address(attributes.log_buf);
  m.more();
}

}  // namespace

void print_bpf_attributes(Printer& p, uint64_t command, std::span<const uint8_t> bytes) {
  bpf_attr attributes{};
  std::memcpy(&attributes, bytes.data(),
              bytes.size() < sizeof attributes ? bytes.size() : sizeof attributes);
  switch (command) {
    case BPF_MAP_CREATE:
      return map_create(p, attributes, bytes.size());
    case BPF_MAP_LOOKUP_ELEM:
    case BPF_MAP_UPDATE_ELEM:
    case BPF_MAP_DELETE_ELEM:
    case BPF_MAP_GET_NEXT_KEY:
      return map_element(p, command, attributes);
    case BPF_PROG_LOAD:
      return program_load(p, attributes);
    default:
      p.quoted_hex(bytes, bytes.size());
  }
}

}  // namespace mimic::syscalls
