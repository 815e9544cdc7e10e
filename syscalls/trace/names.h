// The names of constants: one table per type of argument, grouped by family in names_*.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "syscalls/linux/type.h"

namespace mimic::syscalls {

// Holds its text inline: a pointer would be relocated at the start of every program, traced or not.
struct Name {
  uint64_t value;
  char name[56];
};

struct NameTable {
  enum Style { kOne, kSet };
  Type type;
  Style style;
  std::span<const Name> names;
  const char* unknown;  // the comment beside a value that has no name, such as "O_???"
};

// The table of a type, null if its values have no names.
const NameTable* names_of(Type type);

// The name of one value, null if it has none.
const char* name_in(std::span<const Name> names, uint64_t value);

// "A|B|0x40", "0" for nothing (or the name of 0), "0x40 /* A_??? */" if no bit has a name.
void append_set(std::string& out, std::span<const Name> names, uint64_t value, const char* unknown);
// "A", or "0x40 /* A_??? */".
void append_one(std::string& out, std::span<const Name> names, uint64_t value, const char* unknown);
void append_named(std::string& out, const NameTable& table, uint64_t value);

// "SIGINT", "SIGRT_5"; "77" for what is no signal.
std::string signal_name(uint64_t signal);
// The number of a signal by name, with or without SIG, or in decimal; 0 for none.
int signal_number(std::string_view name);
constexpr int kSignalCount = 64;

// "ENOENT"; null if the kernel has no such error. Numbers are positive.
const char* error_name(uint64_t error);
const char* error_text(uint64_t error);
// The number of an error by name; 0 for none.
int error_number(std::string_view name);

// Families that have no type of argument of their own.
std::span<const Name> poll_events();
std::span<const Name> epoll_events();
std::span<const Name> filesystem_types();
std::span<const Name> filesystem_flags();
std::span<const Name> statx_attributes();
std::span<const Name> sigaction_flags();
std::span<const Name> signal_stack_flags();
std::span<const Name> signal_codes(int signal);
std::span<const Name> lock_types();
std::span<const Name> socket_option_names(uint64_t level);
std::span<const Name> protocols_of(uint64_t domain);
std::span<const Name> socket_types();
std::span<const Name> control_message_types();
std::span<const Name> clone_flags();
std::span<const Name> open_modes();
std::span<const Name> resolve_flags();
std::span<const Name> sched_flags();
std::span<const Name> capabilities();
std::span<const Name> io_uring_setup_flags();
std::span<const Name> io_uring_features();
std::span<const Name> perf_types();
std::span<const Name> bpf_map_types();
std::span<const Name> bpf_program_types();
std::span<const Name> interface_flags();
std::span<const Name> terminal_input_flags();
std::span<const Name> terminal_output_flags();
std::span<const Name> terminal_control_flags();
std::span<const Name> terminal_local_flags();
std::span<const Name> landlock_file_rights();
std::span<const Name> file_owner_types();
std::span<const Name> signal_notifications();
std::span<const Name> clocks();
std::span<const Name> timex_modes();
std::span<const Name> timex_status();
std::span<const Name> timex_states();
std::span<const Name> iocb_operations();

}  // namespace mimic::syscalls
