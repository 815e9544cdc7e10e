#include "loader/pe/api_set.h"

#include <cstddef>

namespace mimic::pe {
namespace {

// "prefix host", one a line, the prefix without "-ms-win". One string, so that there is nothing to
// relocate; it is searched only for the few API sets that a program imports.
// Source: the API set schema of Windows 10 (apisetschema.dll), folded into the shortest prefixes
// that give the same hosts.
constexpr std::string_view kHosts =
    "api-appmodel kernel.appcore\n"
    "api-base advapi32\n"
    "api-core kernelbase\n"
    "api-core-apiquery-l1 ntdll\n"
    "api-core-appinit kernel32\n"
    "api-core-atoms kernel32\n"
    "api-core-calendar kernel32\n"
    "api-core-com combase\n"
    "api-core-com-l2 coml2\n"
    "api-core-comm kernelbase\n"
    "api-core-console-ansi kernel32\n"
    "api-core-crt-l1 ntdll\n"
    "api-core-debug-minidump dbgcore\n"
    "api-core-featurestaging shcore\n"
    "api-core-file-ansi kernel32\n"
    "api-core-firmware kernel32\n"
    "api-core-io kernel32\n"
    "api-core-job-l2 kernel32\n"
    "api-core-kernel32 kernel32\n"
    "api-core-localization-ansi kernel32\n"
    "api-core-marshal combase\n"
    "api-core-multipleproviderrouter mpr\n"
    "api-core-namedpipe-ansi kernel32\n"
    "api-core-namespace-ansi kernel32\n"
    "api-core-privateprofile kernel32\n"
    "api-core-processenvironment-ansi kernel32\n"
    "api-core-processsecurity kernel32\n"
    "api-core-processthreads kernel32\n"
    "api-core-processtopology-obsolete kernel32\n"
    "api-core-registry-l2 advapi32\n"
    "api-core-registry-private advapi32\n"
    "api-core-rtlsupport ntdll\n"
    "api-core-shutdown advapi32\n"
    "api-core-sidebyside-ansi kernel32\n"
    "api-core-string-obsolete kernel32\n"
    "api-core-synch-ansi kernel32\n"
    "api-core-sysinfo-l2 advapi32\n"
    "api-core-toolhelp kernel32\n"
    "api-core-ums kernel32\n"
    "api-core-util kernel32\n"
    "api-core-winrt combase\n"
    "api-core-winrt-propertysetprivate wintypes\n"
    "api-core-winrt-robuffer wintypes\n"
    "api-core-xstate-l1 ntdll\n"
    "api-crt ucrtbase\n"
    "api-deprecated-apis kernelbase\n"
    "api-devices cfgmgr32\n"
    "api-downlevel kernelbase\n"
    "api-downlevel-advapi32-l2 sechost\n"
    "api-downlevel-advapi32-l3 ntmarta\n"
    "api-downlevel-advapi32-l4 advapi32\n"
    "api-downlevel-kernel32-l2 kernel32\n"
    "api-downlevel-ole32 combase\n"
    "api-downlevel-shell32 shcore\n"
    "api-downlevel-shlwapi-l2 shcore\n"
    "api-dwmapi dwmapi\n"
    "api-dx-d3dkmt gdi32\n"
    "api-eventing-classicprovider kernelbase\n"
    "api-eventing-consumer sechost\n"
    "api-eventing-controller sechost\n"
    "api-eventing-legacy advapi32\n"
    "api-eventing-obsolete sechost\n"
    "api-eventing-provider kernelbase\n"
    "api-eventing-tdh tdh\n"
    "api-eventlog-legacy advapi32\n"
    "api-gaming-deviceinformation kernelbase\n"
    "api-gdi gdi32\n"
    "api-http-time kernelbase\n"
    "api-legacy-shlwapi kernelbase\n"
    "api-mm winmm\n"
    "api-mm-time kernel32\n"
    "api-net-isolation firewallapi\n"
    "api-ntuser user32\n"
    "api-obsolete kernelbase\n"
    "api-ole32 ole32\n"
    "api-oobe-notification kernel32\n"
    "api-perf-legacy advapi32\n"
    "api-power powrprof\n"
    "api-ro-typeresolution wintypes\n"
    "api-rtcore-ntuser user32\n"
    "api-rtcore-ole32 ole32\n"
    "api-security sechost\n"
    "api-security-activedirectoryclient kernelbase\n"
    "api-security-appcontainer kernelbase\n"
    "api-security-base kernelbase\n"
    "api-security-base-ansi advapi32\n"
    "api-security-cpwl advapi32\n"
    "api-security-cryptoapi cryptsp\n"
    "api-security-grouppolicy kernelbase\n"
    "api-security-isolatedcontainer shcore\n"
    "api-security-logon advapi32\n"
    "api-security-lsalookup-ansi advapi32\n"
    "api-security-lsalookup-l2 advapi32\n"
    "api-security-provider ntmarta\n"
    "api-security-provider-ansi advapi32\n"
    "api-security-sddl-ansi advapi32\n"
    "api-security-systemfunctions advapi32\n"
    "api-security-trustee advapi32\n"
    "api-service sechost\n"
    "api-service-core-ansi advapi32\n"
    "api-service-legacy advapi32\n"
    "api-shcore shcore\n"
    "api-shell windows.storage\n"
    "api-shell-shdirectory shcore\n"
    "api-shell-shellcom kernelbase\n"
    "api-shlwapi shlwapi\n"
    "api-stateseparation-helpers kernelbase\n"
    "api-storage-exports windows.storage\n"
    "ext-advapi32 advapi32\n"
    "ext-base-psapi psapi\n"
    "ext-base-rstrtmgr rstrtmgr\n"
    "ext-cng-rng bcryptprimitives\n"
    "ext-com-clbcatq clbcatq\n"
    "ext-com-ole32 ole32\n"
    "ext-com-sta ole32\n"
    "ext-core-iuri urlmon\n"
    "ext-core-marshal ole32\n"
    "ext-eventing-pdh pdh\n"
    "ext-eventing-tdh tdh\n"
    "ext-gdi gdi32\n"
    "ext-gdi-gdiplus gdiplus\n"
    "ext-imm imm32\n"
    "ext-kernel32 kernel32\n"
    "ext-kernel32-package kernel.appcore\n"
    "ext-kernelbase-processthread kernel32\n"
    "ext-msi-misc msi\n"
    "ext-net-netbios netbios\n"
    "ext-ntuser user32\n"
    "ext-ole32 ole32\n"
    "ext-oleacc oleacc\n"
    "ext-rtcore-gdi gdi32\n"
    "ext-rtcore-ntuser user32\n"
    "ext-setupapi setupapi\n"
    "ext-shell-shell32 shell32\n"
    "ext-shell-shlwapi shlwapi\n"
    "ext-shell32 shell32\n";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (size_t i = 0; i < lower_prefix.size(); ++i) {
    if (lower(text[i]) != lower_prefix[i]) return false;
  }
  return true;
}

}  // namespace

bool is_api_set(std::string_view name) {
  return starts_with_ignoring_case(name, "api-ms-") || starts_with_ignoring_case(name, "ext-ms-");
}

std::optional<std::string_view> api_set_host(std::string_view name) {
  if (!is_api_set(name) || !starts_with_ignoring_case(name.substr(3), "-ms-win-")) {
    return std::nullopt;
  }
  const bool is_extension = lower(name.front()) == 'e';
  name.remove_prefix(std::string_view("api-ms-win-").size());
  std::string_view best_prefix, best_host;
  for (std::string_view rest = kHosts; !rest.empty();) {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.starts_with("ext-") != is_extension) continue;
    const size_t space = line.find(' ');
    const std::string_view prefix = line.substr(4, space - 4);
    if (prefix.size() <= best_prefix.size() || !starts_with_ignoring_case(name, prefix)) continue;
    // Whole words only: "core-com" is not the start of "core-comm".
    if (name.size() > prefix.size() && name[prefix.size()] != '-' && name[prefix.size()] != '.') {
      continue;
    }
    best_prefix = prefix;
    best_host = line.substr(space + 1);
  }
  if (best_host.empty()) return std::nullopt;
  return best_host;
}

}  // namespace mimic::pe
