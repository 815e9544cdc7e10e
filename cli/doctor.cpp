// `mimic doctor`: what this machine offers, and what is missing for which feature.
#include <dlfcn.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "cli/commands.h"

namespace mimic {
namespace {

struct Finding {
  bool good;
  std::string detail;
};

Finding check_kernel() {
  utsname name{};
  uname(&name);
  int major = 0, minor = 0;
  std::sscanf(name.release, "%d.%d", &major, &minor);
  return {major > 5 || (major == 5 && minor >= 14), name.release};
}

Finding check_address(uintptr_t address, size_t size) {
  void* wanted = reinterpret_cast<void*>(address);
  void* mapped = mmap(wanted, size, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (mapped != MAP_FAILED) munmap(mapped, size);
  return {mapped == wanted, mapped == wanted ? "free" : std::strerror(errno)};
}

Finding check_huge_pages() {
  char text[128] = "";
  if (FILE* file = std::fopen("/sys/kernel/mm/transparent_hugepage/enabled", "re")) {
    if (!std::fgets(text, sizeof text, file)) text[0] = 0;
    std::fclose(file);
  }
  text[std::strcspn(text, "\n")] = 0;
  return {std::strstr(text, "[never]") == nullptr && text[0], text[0] ? text : "not available"};
}

Finding check_library(const char* const* names) {
  for (; *names; ++names) {
    if (void* library = dlopen(*names, RTLD_LAZY)) {
      dlclose(library);
      return {true, *names};
    }
  }
  return {false, "not installed"};
}

Finding check_fsgsbase() {
  const bool usable = getauxval(AT_HWCAP2) & 2;
  return {usable, usable ? "usable" : "not usable: starting a thread costs some microseconds more"};
}

Finding check_wx() {
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  const bool good = page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
  if (page != MAP_FAILED) munmap(page, 4096);
  return {good, good ? "allowed" : std::strerror(errno)};
}

Finding check_state() {
  const char* given = std::getenv("MIMIC_HOME");
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::string path = given   ? given
                     : state ? std::string(state) + "/mimic"
                             : std::string(home ? home : "") + "/.local/state/mimic";
  return {true,
          path + (access(path.c_str(), F_OK) == 0 ? "" : " (made when a program writes to it)")};
}

constexpr const char* kZydis[] = {"libZydis.so.4.0", "libZydis.so.4", "libZydis.so", nullptr};
constexpr const char* kIcu[] = {"libicui18n.so.72", "libicui18n.so.76", "libicui18n.so.74",
                                "libicui18n.so", nullptr};
constexpr const char* kOpenSsl[] = {"libcrypto.so.3", "libcrypto.so", nullptr};

struct Check {
  const char* what;
  Finding (*find)();
  bool required;
  const char* without;  // what does not work where it is missing
};

const Check kChecks[] = {
    {"kernel 5.14 or newer", check_kernel, true, "programs do not start"},
    {"address 0x7ffe0000", [] { return check_address(0x7ffe0000, 4096); }, true,
     "programs do not start"},
    {"address 0x400000", [] { return check_address(0x400000, 0x10000); }, false,
     "programs without relocations may not start"},
    {"address 0x140000000", [] { return check_address(0x140000000, 0x10000); }, false,
     "programs without relocations may not start"},
    {"code made at run time", check_wx, true, "programs do not start"},
    {"huge pages", check_huge_pages, false, "large programs start more slowly"},
    {"FSGSBASE", check_fsgsbase, false, "nothing"},
    {"Zydis (libZydis)", [] { return check_library(kZydis); }, false,
     "exceptions cannot be unwound out of function epilogues"},
    {"ICU (libicui18n)", [] { return check_library(kIcu); }, false,
     "locales other than English and linguistic sorting"},
    {"OpenSSL (libcrypto)", [] { return check_library(kOpenSsl); }, false,
     "bcrypt and the CryptoAPI"},
    {"drive C:", check_state, false, "nothing"},
};

}  // namespace

int doctor(Arguments arguments) {
  if (!arguments.empty()) {
    if (std::strcmp(arguments[0], "--help") != 0)
      return report(
          {ErrorKind::kUsage, std::string("doctor: unexpected argument ") + arguments[0]});
    std::puts(
        "usage: mimic doctor\n\nChecks what mimic needs of this machine. The exit status is 0 "
        "where programs can run, else 1.");
    return 0;
  }
  bool can_run = true;
  for (const Check& check : kChecks) {
    const Finding finding = check.find();
    std::printf("%-7s %-24s %s\n",
                finding.good     ? "ok"
                : check.required ? "MISSING"
                                 : "absent",
                check.what, finding.detail.c_str());
    if (!finding.good) std::printf("        %-24s without it: %s\n", "", check.without);
    can_run &= finding.good || !check.required;
  }
  std::puts(can_run ? "Windows programs can run here." : "Windows programs cannot run here.");
  return can_run ? 0 : 1;
}

}  // namespace mimic
