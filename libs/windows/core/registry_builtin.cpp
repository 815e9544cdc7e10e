// What the registry of a Windows 10 22H2 holds that console programs look for.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "libs/windows/core/accounts.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/registry_text.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/time_zone.h"
#include "libs/windows/core/token.h"

namespace mimic::win {
namespace {

constexpr std::string_view kText = R"text([Machine\Hardware\Description\System] 133000000000000000
"Identifier"=sz:AT/AT COMPATIBLE
"SystemBiosVersion"=hex(7):00000000
[Machine\Hardware\Description\System\BIOS]
"BIOSVendor"=sz:mimic
"SystemManufacturer"=sz:mimic
"SystemProductName"=sz:mimic
[Machine\SAM]
[Machine\Security]
[Machine\Software\Classes]
[Machine\Software\Classes\.bat]
""=sz:batfile
[Machine\Software\Classes\.cmd]
""=sz:cmdfile
[Machine\Software\Classes\.com]
""=sz:comfile
[Machine\Software\Classes\.exe]
""=sz:exefile
"Content Type"=sz:application/x-msdownload
[Machine\Software\Classes\.txt]
""=sz:txtfile
"Content Type"=sz:text/plain
"PerceivedType"=sz:text
[Machine\Software\Classes\.htm]
""=sz:htmlfile
"Content Type"=sz:text/html
[Machine\Software\Classes\.html]
""=sz:htmlfile
"Content Type"=sz:text/html
[Machine\Software\Classes\.css]
"Content Type"=sz:text/css
[Machine\Software\Classes\.js]
"Content Type"=sz:text/javascript
[Machine\Software\Classes\.json]
"Content Type"=sz:application/json
[Machine\Software\Classes\.xml]
"Content Type"=sz:text/xml
[Machine\Software\Classes\.png]
"Content Type"=sz:image/png
[Machine\Software\Classes\.jpg]
"Content Type"=sz:image/jpeg
[Machine\Software\Classes\.gif]
"Content Type"=sz:image/gif
[Machine\Software\Classes\.svg]
"Content Type"=sz:image/svg+xml
[Machine\Software\Classes\.wasm]
"Content Type"=sz:application/wasm
[Machine\Software\Classes\.zip]
"Content Type"=sz:application/x-zip-compressed
[Machine\Software\Classes\batfile\shell\open\command]
""=sz:%22%251%22 %25*
[Machine\Software\Classes\exefile\shell\open\command]
""=sz:%22%251%22 %25*
[Machine\Software\Classes\CLSID]
[Machine\Software\Classes\Interface]
[Machine\Software\Classes\TypeLib\{00020430-0000-0000-C000-000000000046}\2.0]
""=sz:OLE Automation
[Machine\Software\Classes\TypeLib\{00020430-0000-0000-C000-000000000046}\2.0\0\win32]
""=sz:C:\Windows\SysWOW64\stdole2.tlb
[Machine\Software\Classes\TypeLib\{00020430-0000-0000-C000-000000000046}\2.0\0\win64]
""=sz:C:\Windows\System32\stdole2.tlb
[Machine\Software\Classes\TypeLib\{00020430-0000-0000-C000-000000000046}\2.0\FLAGS]
""=sz:0
[Machine\Software\Clients]
[Machine\Software\Microsoft\.NETFramework]
[Machine\Software\Microsoft\Command Processor]
"CompletionChar"=dword:00000040
"DefaultColor"=dword:00000000
"EnableExtensions"=dword:00000001
"PathCompletionChar"=dword:00000040
[Machine\Software\Microsoft\Cryptography]
[Machine\Software\Microsoft\Cryptography\Defaults\Provider\Microsoft Enhanced RSA and AES Cryptographic Provider]
"Image Path"=expand:%25SystemRoot%25\system32\rsaenh.dll
"Type"=dword:00000018
[Machine\Software\Microsoft\SystemCertificates\Root\Certificates]
[Machine\Software\Microsoft\Windows\CurrentVersion]
"CommonFilesDir"=sz:C:\Program Files\Common Files
"CommonFilesDir (x86)"=sz:C:\Program Files (x86)\Common Files
"CommonW6432Dir"=sz:C:\Program Files\Common Files
"DevicePath"=expand:%25SystemRoot%25\inf
"ProgramFilesDir"=sz:C:\Program Files
"ProgramFilesDir (x86)"=sz:C:\Program Files (x86)
"ProgramFilesPath"=expand:%25ProgramFiles%25
"ProgramW6432Dir"=sz:C:\Program Files
[Machine\Software\Microsoft\Windows\CurrentVersion\App Paths]
[Machine\Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders]
"Common AppData"=sz:C:\ProgramData
"Common Desktop"=sz:C:\Users\Public\Desktop
"Common Documents"=sz:C:\Users\Public\Documents
"Common Start Menu"=sz:C:\ProgramData\Microsoft\Windows\Start Menu
[Machine\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders]
"Common AppData"=expand:%25ProgramData%25
"Common Desktop"=expand:%25PUBLIC%25\Desktop
"Common Documents"=expand:%25PUBLIC%25\Documents
"Common Start Menu"=expand:%25ProgramData%25\Microsoft\Windows\Start Menu
[Machine\Software\Microsoft\Windows\CurrentVersion\Policies\System]
"EnableLUA"=dword:00000001
"ConsentPromptBehaviorAdmin"=dword:00000005
[Machine\Software\Microsoft\Windows\CurrentVersion\Run]
[Machine\Software\Microsoft\Windows\CurrentVersion\Uninstall]
[Machine\Software\Microsoft\Windows\CurrentVersion\AppModelUnlock]
"AllowDevelopmentWithoutDevLicense"=dword:00000001
[Machine\Software\Microsoft\Windows NT\CurrentVersion]
"BuildLab"=sz:19041.vb_release.191206-1406
"BuildLabEx"=sz:19041.1.amd64fre.vb_release.191206-1406
"CompositionEditionID"=sz:Enterprise
"CurrentBuild"=sz:19045
"CurrentBuildNumber"=sz:19045
"CurrentMajorVersionNumber"=dword:0000000a
"CurrentMinorVersionNumber"=dword:00000000
"CurrentType"=sz:Multiprocessor Free
"CurrentVersion"=sz:6.3
"DisplayVersion"=sz:22H2
"EditionID"=sz:Professional
"InstallationType"=sz:Client
"InstallDate"=dword:61a80000
"PathName"=sz:C:\Windows
"ProductId"=sz:00330-80000-00000-AA000
"ProductName"=sz:Windows 10 Pro
"RegisteredOrganization"=sz:
"ReleaseId"=sz:2009
"SoftwareType"=sz:System
"SystemRoot"=sz:C:\Windows
"UBR"=dword:0000135b
[Machine\Software\Microsoft\Windows NT\CurrentVersion\AeDebug]
[Machine\Software\Microsoft\Windows NT\CurrentVersion\Fonts]
[Machine\Software\Microsoft\Windows NT\CurrentVersion\Image File Execution Options]
[Machine\Software\Microsoft\Windows NT\CurrentVersion\ProfileList]
"Default"=expand:%25SystemDrive%25\Users\Default
"ProfilesDirectory"=expand:%25SystemDrive%25\Users
"ProgramData"=expand:%25SystemDrive%25\ProgramData
"Public"=expand:%25SystemDrive%25\Users\Public
[Machine\Software\Microsoft\Windows NT\CurrentVersion\Winlogon]
[Machine\Software\Policies\Microsoft\Windows]
[Machine\Software\WOW6432Node\Microsoft\Windows\CurrentVersion]
"CommonFilesDir"=sz:C:\Program Files (x86)\Common Files
"CommonFilesDir (x86)"=sz:C:\Program Files (x86)\Common Files
"CommonW6432Dir"=sz:C:\Program Files\Common Files
"ProgramFilesDir"=sz:C:\Program Files (x86)
"ProgramFilesDir (x86)"=sz:C:\Program Files (x86)
"ProgramW6432Dir"=sz:C:\Program Files
[Machine\Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall]
[Machine\Software\WOW6432Node\Microsoft\Windows NT\CurrentVersion]
"CurrentBuild"=sz:19045
"CurrentBuildNumber"=sz:19045
"CurrentMajorVersionNumber"=dword:0000000a
"CurrentMinorVersionNumber"=dword:00000000
"CurrentVersion"=sz:6.3
"ProductName"=sz:Windows 10 Pro
"SystemRoot"=sz:C:\Windows
[Machine\System\ControlSet001\Control]
"CurrentUser"=sz:USERNAME
"SystemStartOptions"=sz: NOEXECUTE=OPTIN
[Machine\System\ControlSet001\Control\ComputerName\ActiveComputerName]
[Machine\System\ControlSet001\Control\ComputerName\ComputerName]
[Machine\System\ControlSet001\Control\FileSystem]
"LongPathsEnabled"=dword:00000001
"NtfsDisable8dot3NameCreation"=dword:00000001
"NtfsDisableLastAccessUpdate"=dword:80000002
"SymlinkLocalToLocalEvaluation"=dword:00000001
"SymlinkLocalToRemoteEvaluation"=dword:00000001
"SymlinkRemoteToLocalEvaluation"=dword:00000000
"SymlinkRemoteToRemoteEvaluation"=dword:00000000
"Win31FileSystem"=dword:00000000
[Machine\System\ControlSet001\Control\Lsa]
"FipsAlgorithmPolicy"=dword:00000000
[Machine\System\ControlSet001\Control\Lsa\FipsAlgorithmPolicy]
"Enabled"=dword:00000000
[Machine\System\ControlSet001\Control\Nls\CodePage]
"437"=sz:c_437.nls
"850"=sz:c_850.nls
"932"=sz:c_932.nls
"936"=sz:c_936.nls
"949"=sz:c_949.nls
"950"=sz:c_950.nls
"1250"=sz:c_1250.nls
"1251"=sz:c_1251.nls
"1252"=sz:c_1252.nls
"1253"=sz:c_1253.nls
"1254"=sz:c_1254.nls
"1255"=sz:c_1255.nls
"1256"=sz:c_1256.nls
"1257"=sz:c_1257.nls
"1258"=sz:c_1258.nls
"65001"=sz:
"ACP"=sz:1252
"MACCP"=sz:10000
"OEMCP"=sz:437
"OEMHAL"=sz:vgaoem.fon
[Machine\System\ControlSet001\Control\Nls\Language]
"Default"=sz:0409
"InstallLanguage"=sz:0409
"0409"=sz:l_intl.nls
[Machine\System\ControlSet001\Control\Nls\Locale]
""=sz:00000409
"00000409"=sz:1
[Machine\System\ControlSet001\Control\ProductOptions]
"ProductSuite"=hex(7):5400650072006d0069006e0061006c0020005300650072007600650072000000530069006e0067006c00650055007300650072005400530000000000
"ProductType"=sz:WinNT
[Machine\System\ControlSet001\Control\SecurityProviders\SCHANNEL\Protocols]
[Machine\System\ControlSet001\Control\Session Manager]
"SafeDllSearchMode"=dword:00000001
"ProtectionMode"=dword:00000001
"CriticalSectionTimeout"=dword:00278d00
[Machine\System\ControlSet001\Control\Session Manager\Environment]
"ComSpec"=expand:%25SystemRoot%25\system32\cmd.exe
"DriverData"=sz:C:\Windows\System32\Drivers\DriverData
"OS"=sz:Windows_NT
"Path"=expand:%25SystemRoot%25\system32;%25SystemRoot%25;%25SystemRoot%25\System32\Wbem
"PATHEXT"=sz:.COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC
"PROCESSOR_ARCHITECTURE"=sz:AMD64
"TEMP"=expand:%25SystemRoot%25\TEMP
"TMP"=expand:%25SystemRoot%25\TEMP
"USERNAME"=sz:SYSTEM
"windir"=expand:%25SystemRoot%25
[Machine\System\ControlSet001\Control\Session Manager\Memory Management]
"ClearPageFileAtShutdown"=dword:00000000
[Machine\System\ControlSet001\Control\Windows]
"Directory"=expand:%25SystemRoot%25
"SystemDirectory"=expand:%25SystemRoot%25\system32
[Machine\System\ControlSet001\Hardware Profiles\0001\Software]
[Machine\System\ControlSet001\Hardware Profiles\0001\System]
[Machine\System\ControlSet001\Hardware Profiles\Current]
[Machine\System\ControlSet001\Services\EventLog\Application]
[Machine\System\ControlSet001\Services\EventLog\System]
[Machine\System\ControlSet001\Services\Tcpip\Linkage]
[Machine\System\ControlSet001\Services\Tcpip\Parameters]
"DataBasePath"=expand:%25SystemRoot%25\System32\drivers\etc
"NameServer"=sz:
"SearchList"=sz:
[Machine\System\ControlSet001\Services\Tcpip\Parameters\Interfaces]
[Machine\System\Select]
"Current"=dword:00000001
"Default"=dword:00000001
"Failed"=dword:00000000
"LastKnownGood"=dword:00000001
[Machine\System\Setup]
"SystemSetupInProgress"=dword:00000000
[Machine\System\CurrentControlSet]
link
[User\.DEFAULT]
[User\S-1-5-18]
)text";

// The keys of each user, below "User\<SID>\".
constexpr std::string_view kUserText = R"text(
[AppEvents]
[Console]
"FaceName"=sz:Consolas
"HistoryBufferSize"=dword:00000032
"QuickEdit"=dword:00000001
"ScreenBufferSize"=dword:23290078
"VirtualTerminalLevel"=dword:00000001
[Control Panel\Desktop]
"PreferredUILanguages"=hex(7):65006e002d0055005300000000000000
[Control Panel\International]
"Locale"=sz:00000409
"LocaleName"=sz:en-US
"iCountry"=sz:1
"sCountry"=sz:United States
"sDate"=sz:/
"sDecimal"=sz:.
"sLanguage"=sz:ENU
"sList"=sz:,
"sLongDate"=sz:dddd, MMMM d, yyyy
"sShortDate"=sz:M/d/yyyy
"sShortTime"=sz:h:mm tt
"sThousand"=sz:,
"sTime"=sz::
"sTimeFormat"=sz:h:mm:ss tt
[Control Panel\International\Geo]
"Nation"=sz:244
"Name"=sz:US
[Environment]
"TEMP"=expand:%25USERPROFILE%25\AppData\Local\Temp
"TMP"=expand:%25USERPROFILE%25\AppData\Local\Temp
[Software\Classes]
[Software\Microsoft\Command Processor]
"CompletionChar"=dword:00000009
"DefaultColor"=dword:00000000
"EnableExtensions"=dword:00000001
"PathCompletionChar"=dword:00000009
[Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders]
"AppData"=expand:%25USERPROFILE%25\AppData\Roaming
"Cache"=expand:%25USERPROFILE%25\AppData\Local\Microsoft\Windows\INetCache
"Desktop"=expand:%25USERPROFILE%25\Desktop
"Local AppData"=expand:%25USERPROFILE%25\AppData\Local
"My Music"=expand:%25USERPROFILE%25\Music
"My Pictures"=expand:%25USERPROFILE%25\Pictures
"My Video"=expand:%25USERPROFILE%25\Videos
"Personal"=expand:%25USERPROFILE%25\Documents
"{374DE290-123F-4565-9164-39C4925E467B}"=expand:%25USERPROFILE%25\Downloads
[Software\Microsoft\Windows\CurrentVersion\Internet Settings]
"ProxyEnable"=dword:00000000
[Software\Microsoft\Windows\CurrentVersion\Run]
[Software\Microsoft\Windows NT\CurrentVersion\Winlogon]
[Volatile Environment]
)text";

void fill_processors(RegistryNode& node) {
  const std::string text = read_host_file("/proc/cpuinfo");
  // The value after "key : " from `at` on.
  const auto field = [&](std::string_view key, size_t at) -> std::string {
    const size_t found = text.find(key, at);
    const size_t colon = found == text.npos ? found : text.find(": ", found);
    if (colon == text.npos) return {};
    return text.substr(colon + 2, text.find('\n', colon) - colon - 2);
  };
  const std::string vendor = field("vendor_id", 0), name = field("model name", 0);
  const double megahertz = std::atof(field("cpu MHz", 0).c_str());
  char identifier[64];
  std::snprintf(identifier, sizeof identifier, "Intel64 Family %d Model %d Stepping %d",
                std::atoi(field("cpu family", 0).c_str()), std::atoi(field("model\t", 0).c_str()),
                std::atoi(field("stepping", 0).c_str()));
  std::string text_of_identifier = identifier;
  if (vendor == "AuthenticAMD") text_of_identifier.replace(0, 7, "AMD64");
  for (unsigned i = 0; i < processor_count(); ++i) {
    RegistryNode& cpu = node.make_child(to_utf16(std::to_string(i)));
    cpu.is_volatile = true;
    cpu.set_text(u"Identifier", to_utf16(text_of_identifier));
    cpu.set_text(u"ProcessorNameString", to_utf16(name));
    cpu.set_text(u"VendorIdentifier", to_utf16(vendor));
    cpu.set_dword(u"~MHz", static_cast<DWORD>(megahertz));
  }
}

// REG_TZI_FORMAT and the names, as [MS-TSTS] and the time zone functions describe them.
void fill_time_zone(RegistryNode& node) {
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  if (!named_time_zone(node.name.c_str(), 2024, &zone)) return;
  struct {
    LONG Bias, StandardBias, DaylightBias;
    SYSTEMTIME StandardDate, DaylightDate;
  } format = {zone.Bias, zone.StandardBias, zone.DaylightBias, zone.StandardDate,
              zone.DaylightDate};
  std::vector<uint8_t> data(sizeof format);
  std::memcpy(data.data(), &format, sizeof format);
  node.set_value(u"TZI", REG_BINARY, std::move(data));
  node.set_text(u"Std", view_of(zone.StandardName));
  node.set_text(u"Dlt", view_of(zone.DaylightName));
  // The same in the user's language, by number.
  for (size_t i = 0; const char* name = time_zone_name(i); ++i) {
    if (!equal_ignoring_case(to_utf16(name), node.name)) continue;
    const auto reference = [i](ZoneText text) {
      return u"@tzres.dll,-" + to_utf16(std::to_string(zone_text_id(i, text)));
    };
    node.set_text(u"MUI_Display", reference(ZoneText::kDisplay));
    node.set_text(u"MUI_Dlt", reference(ZoneText::kDaylight));
    node.set_text(u"MUI_Std", reference(ZoneText::kStandard));
  }
  node.set_text(u"Display", zone_display_name(zone));
}

void fill_time_zones(RegistryNode& node) {
  for (size_t i = 0; const char* name = time_zone_name(i); ++i) {
    RegistryNode& zone = node.make_child(to_utf16(name));
    zone.fill = fill_time_zone;
  }
}

void fill_current_time_zone(RegistryNode& node) {
  DYNAMIC_TIME_ZONE_INFORMATION zone;
  host_time_zone(2024, &zone);
  node.set_dword(u"Bias", static_cast<DWORD>(zone.Bias));
  node.set_dword(u"ActiveTimeBias", static_cast<DWORD>(current_bias() / 600'000'000));
  node.set_dword(u"StandardBias", static_cast<DWORD>(zone.StandardBias));
  node.set_dword(u"DaylightBias", static_cast<DWORD>(zone.DaylightBias));
  node.set_text(u"StandardName", view_of(zone.StandardName));
  node.set_text(u"DaylightName", view_of(zone.DaylightName));
  node.set_text(u"TimeZoneKeyName", view_of(zone.TimeZoneKeyName));
}

// The id of the host's machine as a GUID.
std::u16string machine_guid() {
  std::string id = read_host_file("/etc/machine-id");
  while (!id.empty() && (id.back() == '\n' || id.back() == ' ')) id.pop_back();
  if (id.size() != 32) {
    char digits[33];
    const auto parts = machine_sid().parts();
    std::snprintf(digits, sizeof digits, "%08x%08x%08x%08x", parts[1], parts[2], parts[3],
                  parts[1] ^ parts[3]);
    id = digits;
  }
  for (const size_t at : {8, 13, 18, 23}) id.insert(at, "-");
  return to_utf16(id);
}

std::u16string home() {
  const char* folder = ::getenv("HOME");
  return dos_path(folder && folder[0] == '/' ? folder : "/");
}

}  // namespace

RegistryNode::Ptr make_builtin_registry() {
  auto root = std::make_shared<RegistryNode>();
  root->written = 133000000000000000;
  apply_registry_text(*root, kText);
  RegistryNode& machine = *root->child(u"Machine");
  machine.child(u"System")
      ->child(u"CurrentControlSet")
      ->set_value(u"SymbolicLinkValue", REG_LINK, [] {
        auto data = text_data(u"\\Registry\\Machine\\System\\ControlSet001");
        data.resize(data.size() - 2);  // links have no terminator
        return data;
      }());

  RegistryNode& control = *find_path(machine, u"System\\ControlSet001\\Control");
  control.set_text(u"CurrentUser", user_name());
  for (const auto* name : {u"ActiveComputerName", u"ComputerName"})
    find_path(control, u"ComputerName")->child(name)->set_text(u"ComputerName", computer_name());
  control.make_child(u"TimeZoneInformation").fill = fill_current_time_zone;
  find_path(control, u"Session Manager\\Environment")
      ->set_text(u"NUMBER_OF_PROCESSORS", to_utf16(std::to_string(processor_count())));
  RegistryNode& tcpip = *find_path(machine, u"System\\ControlSet001\\Services\\Tcpip\\Parameters");
  tcpip.set_text(u"Hostname", dns_host_name());
  tcpip.set_text(u"NV Hostname", dns_host_name());
  tcpip.set_text(u"Domain", dns_domain());

  RegistryNode& microsoft = *find_path(machine, u"Software\\Microsoft");
  microsoft.child(u"Cryptography")->set_text(u"MachineGuid", machine_guid());
  RegistryNode& version = *find_path(microsoft, u"Windows NT\\CurrentVersion");
  version.make_child(u"Time Zones").fill = fill_time_zones;
  version.set_text(u"RegisteredOwner", user_name());

  RegistryNode& processors =
      find_path(machine, u"Hardware\\Description\\System")->make_child(u"CentralProcessor");
  processors.fill = fill_processors;

  const std::u16string sid = sid_to_string(Token::of_process()->state().user.get());
  RegistryNode& profile = version.child(u"ProfileList")->make_child(sid);
  profile.set_text(u"ProfileImagePath", home(), REG_EXPAND_SZ);

  RegistryNode& user = root->child(u"User")->make_child(sid);
  apply_registry_text(user, kUserText);
  RegistryNode& environment = *user.child(u"Volatile Environment");
  environment.set_text(u"USERNAME", user_name());
  environment.set_text(u"USERDOMAIN", computer_name());
  environment.set_text(u"USERPROFILE", home());
  environment.set_text(u"APPDATA", home() + u"\\AppData\\Roaming");
  environment.set_text(u"LOCALAPPDATA", home() + u"\\AppData\\Local");
  return root;
}

}  // namespace mimic::win
