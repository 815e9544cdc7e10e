#include "loader/elf/system.h"

namespace mimic::elf {
namespace {

struct OsAbi {
  uint8_t value;
  System system;
};
constexpr OsAbi kOsAbis[] = {
    {2, System::kNetBsd},  {3, System::kLinux},    {6, System::kSolaris},
    {9, System::kFreeBsd}, {12, System::kOpenBsd},
};

// Notes of type 1 whose name says it all.
struct NoteName {
  char name[10];
  System system;
};
constexpr NoteName kNoteNames[] = {
    {"FreeBSD", System::kFreeBsd},
    {"NetBSD", System::kNetBsd},
    {"OpenBSD", System::kOpenBsd},
    {"DragonFly", System::kDragonFly},
};
constexpr uint32_t kAbiTag = 1;
// The first word of GNU's note: Linux, Hurd, Solaris, kFreeBSD, kNetBSD. The last two are glibc
// on another kernel, and no system of this list.
constexpr System kGnuSystems[] = {System::kLinux, System::kUnknown, System::kSolaris};

struct HeaderType {
  uint32_t first, last;
  System system;
};
constexpr HeaderType kHeaderTypes[] = {
    {0x6464e550, 0x6464e550, System::kSolaris},  // PT_SUNW_UNWIND
    {0x6ffffffa, 0x6ffffffd, System::kSolaris},  // PT_SUNWBSS ... PT_SUNWCAP
    {0x65a3dbe6, 0x65a3dbe7, System::kOpenBsd},  // PT_OPENBSD_RANDOMIZE, PT_OPENBSD_WXNEEDED
    {0x65a41be6, 0x65a41be6, System::kOpenBsd},  // PT_OPENBSD_BOOTDATA
};

struct Interpreter {
  char path[28];
  System system;
};
constexpr Interpreter kInterpreters[] = {
    {"/libexec/ld-elf.so.1", System::kFreeBsd},
    {"/usr/libexec/ld-elf.so.1", System::kFreeBsd},
    {"/usr/libexec/ld-elf.so.2", System::kDragonFly},
    {"/libexec/ld-elf.so.2", System::kDragonFly},
    {"/libexec/ld.elf_so", System::kNetBsd},
    {"/usr/libexec/ld.elf_so", System::kNetBsd},
    {"/usr/libexec/ld.so", System::kOpenBsd},
    {"/lib/amd64/ld.so.1", System::kSolaris},
    {"/lib/64/ld.so.1", System::kSolaris},
    {"/usr/lib/amd64/ld.so.1", System::kSolaris},
    {"/usr/lib/64/ld.so.1", System::kSolaris},
};
// Wherever a distribution keeps them.
constexpr std::string_view kLinuxInterpreters[] = {"ld-linux", "ld-musl-", "ld64-uClibc"};

}  // namespace

const char* system_name(System system) {
  static constexpr char kNames[][12] = {"unknown", "Linux",     "FreeBSD", "NetBSD",
                                        "OpenBSD", "DragonFly", "illumos"};
  return kNames[static_cast<size_t>(system)];
}

System system_of_os_abi(uint8_t os_abi) {
  for (const OsAbi& known : kOsAbis)
    if (known.value == os_abi) return known.system;
  return System::kUnknown;
}

System system_of_note(const Note& note) {
  if (note.type != kAbiTag) return System::kUnknown;
  if (note.name == "GNU") {
    const auto system = note.description.read<uint32_t>(0);
    return system && *system < std::size(kGnuSystems) ? kGnuSystems[*system] : System::kUnknown;
  }
  for (const NoteName& known : kNoteNames)
    if (note.name == known.name) return known.system;
  return System::kUnknown;
}

System system_of_program_header(uint32_t type) {
  for (const HeaderType& known : kHeaderTypes)
    if (type >= known.first && type <= known.last) return known.system;
  return System::kUnknown;
}

System system_of_interpreter(std::string_view path) {
  for (const Interpreter& known : kInterpreters)
    if (path == known.path) return known.system;
  const std::string_view file = path.substr(path.rfind('/') + 1);
  for (const std::string_view start : kLinuxInterpreters)
    if (file.starts_with(start)) return System::kLinux;
  return System::kUnknown;
}

}  // namespace mimic::elf
