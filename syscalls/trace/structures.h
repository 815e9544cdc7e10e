// The printers of structures, by type.
#pragma once

#include "syscalls/trace/printer.h"

namespace mimic::syscalls {

// Prints one value of a structured type from its bytes; false if they are too few, in which case
// nothing has been printed.
using StructurePrinter = bool (*)(Printer&, std::span<const uint8_t>);

struct TypedPrinter {
  Type type;
  StructurePrinter print;
};

// Null for a type that has none.
StructurePrinter structure_printer(Type type);

using Printers = std::span<const TypedPrinter>;
Printers file_structures();
Printers time_structures();
Printers process_structures();
Printers signal_structures();
Printers network_structures();
Printers system_structures();

// A value that is no address.
void print_value(Printer& printer, Type type, uint64_t value);

bool print_timespec(Printer& printer, std::span<const uint8_t> bytes);
bool print_timeval(Printer& printer, std::span<const uint8_t> bytes);
bool print_sockaddr(Printer& printer, std::span<const uint8_t> bytes);
bool print_siginfo(Printer& printer, std::span<const uint8_t> bytes);
void print_wait_status(Printer& printer, uint32_t status);
void print_clone_flags(Printer& printer, uint64_t flags);
// A message: `room` bytes of its buffers are meant. Header at `address`.
void print_message(Printer& printer, uint64_t address, uint64_t room);
// `count` buffers, the first `room` bytes of them.
void print_iovec(Printer& printer, uint64_t address, uint64_t count, uint64_t room, bool contents);
// The attributes of bpf's commands.
void print_bpf_attributes(Printer& printer, uint64_t command, std::span<const uint8_t> bytes);
void print_socket_option(Printer& printer, uint64_t level, uint64_t name, uint64_t address,
                         uint64_t size);

}  // namespace mimic::syscalls
