#include "syscalls/trace/structures.h"

#include <array>

namespace mimic::syscalls {

StructurePrinter structure_printer(Type type) {
  using ByType = std::array<StructurePrinter, static_cast<size_t>(Type::kCount)>;
  static const ByType by_type = [] {
    ByType printers{};
    for (const Printers family : {file_structures(), time_structures(), process_structures(),
                                  signal_structures(), network_structures(), system_structures()})
      for (const TypedPrinter& entry : family)
        printers[static_cast<size_t>(entry.type)] = entry.print;
    return printers;
  }();
  return type < Type::kCount ? by_type[static_cast<size_t>(type)] : nullptr;
}

}  // namespace mimic::syscalls
