#include "libs/windows/core/sid.h"

#include <cstdio>
#include <iterator>

#include "libs/windows/core/accounts.h"

namespace mimic::win {
namespace {

// WELL_KNOWN_SID_TYPE and the two letters of SDDL ([MS-DTYP] 2.4.2.4 and 2.5.1.1). `authority` 255:
// relative to a domain.
constexpr UCHAR kDomain = 255;
struct WellKnown {
  short type;  // -1: none
  char16_t sddl[3];
  UCHAR authority;
  UCHAR count;
  ULONG parts[3];
};
constexpr WellKnown kWellKnown[] = {
    {0, u"", 0, 1, {0}},              // WinNullSid
    {1, u"WD", 1, 1, {0}},            // WinWorldSid
    {2, u"", 2, 1, {0}},              // WinLocalSid
    {3, u"CO", 3, 1, {0}},            // WinCreatorOwnerSid
    {4, u"CG", 3, 1, {1}},            // WinCreatorGroupSid
    {5, u"", 3, 1, {2}},              // WinCreatorOwnerServerSid
    {6, u"", 3, 1, {3}},              // WinCreatorGroupServerSid
    {7, u"", 5, 0, {}},               // WinNtAuthoritySid
    {8, u"", 5, 1, {1}},              // WinDialupSid
    {9, u"NU", 5, 1, {2}},            // WinNetworkSid
    {10, u"", 5, 1, {3}},             // WinBatchSid
    {11, u"IU", 5, 1, {4}},           // WinInteractiveSid
    {12, u"SU", 5, 1, {6}},           // WinServiceSid
    {13, u"AN", 5, 1, {7}},           // WinAnonymousSid
    {14, u"", 5, 1, {8}},             // WinProxySid
    {15, u"ED", 5, 1, {9}},           // WinEnterpriseControllersSid
    {16, u"PS", 5, 1, {10}},          // WinSelfSid
    {17, u"AU", 5, 1, {11}},          // WinAuthenticatedUserSid
    {18, u"RC", 5, 1, {12}},          // WinRestrictedCodeSid
    {19, u"", 5, 1, {13}},            // WinTerminalServerSid
    {20, u"", 5, 1, {14}},            // WinRemoteLogonIdSid
    {22, u"SY", 5, 1, {18}},          // WinLocalSystemSid
    {23, u"LS", 5, 1, {19}},          // WinLocalServiceSid
    {24, u"NS", 5, 1, {20}},          // WinNetworkServiceSid
    {25, u"", 5, 1, {32}},            // WinBuiltinDomainSid
    {26, u"BA", 5, 2, {32, 544}},     // WinBuiltinAdministratorsSid
    {27, u"BU", 5, 2, {32, 545}},     // WinBuiltinUsersSid
    {28, u"BG", 5, 2, {32, 546}},     // WinBuiltinGuestsSid
    {29, u"PU", 5, 2, {32, 547}},     // WinBuiltinPowerUsersSid
    {30, u"AO", 5, 2, {32, 548}},     // WinBuiltinAccountOperatorsSid
    {31, u"SO", 5, 2, {32, 549}},     // WinBuiltinSystemOperatorsSid
    {32, u"PO", 5, 2, {32, 550}},     // WinBuiltinPrintOperatorsSid
    {33, u"BO", 5, 2, {32, 551}},     // WinBuiltinBackupOperatorsSid
    {34, u"RE", 5, 2, {32, 552}},     // WinBuiltinReplicatorSid
    {35, u"RU", 5, 2, {32, 554}},     // WinBuiltinPreWindows2000CompatibleAccessSid
    {36, u"RD", 5, 2, {32, 555}},     // WinBuiltinRemoteDesktopUsersSid
    {37, u"NO", 5, 2, {32, 556}},     // WinBuiltinNetworkConfigurationOperatorsSid
    {38, u"LA", kDomain, 1, {500}},   // WinAccountAdministratorSid
    {39, u"LG", kDomain, 1, {501}},   // WinAccountGuestSid
    {40, u"", kDomain, 1, {502}},     // WinAccountKrbtgtSid
    {41, u"DA", kDomain, 1, {512}},   // WinAccountDomainAdminsSid
    {42, u"DU", kDomain, 1, {513}},   // WinAccountDomainUsersSid
    {43, u"DG", kDomain, 1, {514}},   // WinAccountDomainGuestsSid
    {44, u"DC", kDomain, 1, {515}},   // WinAccountComputersSid
    {45, u"DD", kDomain, 1, {516}},   // WinAccountControllersSid
    {46, u"CA", kDomain, 1, {517}},   // WinAccountCertAdminsSid
    {47, u"SA", kDomain, 1, {518}},   // WinAccountSchemaAdminsSid
    {48, u"EA", kDomain, 1, {519}},   // WinAccountEnterpriseAdminsSid
    {49, u"PA", kDomain, 1, {520}},   // WinAccountPolicyAdminsSid
    {50, u"RS", kDomain, 1, {553}},   // WinAccountRasAndIasServersSid
    {51, u"", 5, 2, {64, 10}},        // WinNTLMAuthenticationSid
    {52, u"", 5, 2, {64, 21}},        // WinDigestAuthenticationSid
    {53, u"", 5, 2, {64, 14}},        // WinSChannelAuthenticationSid
    {54, u"", 5, 1, {15}},            // WinThisOrganizationSid
    {55, u"", 5, 1, {1000}},          // WinOtherOrganizationSid
    {56, u"", 5, 2, {32, 557}},       // WinBuiltinIncomingForestTrustBuildersSid
    {57, u"MU", 5, 2, {32, 558}},     // WinBuiltinPerfMonitoringUsersSid
    {58, u"LU", 5, 2, {32, 559}},     // WinBuiltinPerfLoggingUsersSid
    {59, u"", 5, 2, {32, 560}},       // WinBuiltinAuthorizationAccessSid
    {60, u"", 5, 2, {32, 561}},       // WinBuiltinTerminalServerLicenseServersSid
    {61, u"", 5, 2, {32, 562}},       // WinBuiltinDCOMUsersSid
    {62, u"IS", 5, 2, {32, 568}},     // WinBuiltinIUsersSid
    {63, u"", 5, 1, {17}},            // WinIUserSid
    {64, u"CY", 5, 2, {32, 569}},     // WinBuiltinCryptoOperatorsSid
    {65, u"", 16, 1, {0}},            // WinUntrustedLabelSid
    {66, u"LW", 16, 1, {0x1000}},     // WinLowLabelSid
    {67, u"ME", 16, 1, {0x2000}},     // WinMediumLabelSid
    {68, u"HI", 16, 1, {0x3000}},     // WinHighLabelSid
    {69, u"SI", 16, 1, {0x4000}},     // WinSystemLabelSid
    {70, u"WR", 5, 1, {33}},          // WinWriteRestrictedCodeSid
    {71, u"OW", 3, 1, {4}},           // WinCreatorOwnerRightsSid
    {76, u"ER", 5, 2, {32, 573}},     // WinBuiltinEventLogReadersGroup
    {78, u"CD", 5, 2, {32, 574}},     // WinBuiltinCertSvcDComAccessGroup
    {79, u"MP", 16, 1, {0x2100}},     // WinMediumPlusLabelSid
    {81, u"", 2, 1, {1}},             // WinConsoleLogonSid
    {83, u"", 15, 1, {2}},            // WinApplicationPackageAuthoritySid (S-1-15-2)
    {84, u"AC", 15, 2, {2, 1}},       // WinBuiltinAnyPackageSid
    {85, u"", 15, 2, {3, 1}},         // WinCapabilityInternetClientSid
    {86, u"", 15, 2, {3, 2}},         // WinCapabilityInternetClientServerSid
    {87, u"", 15, 2, {3, 3}},         // WinCapabilityPrivateNetworkClientServerSid
    {95, u"RA", 5, 2, {32, 575}},     // WinBuiltinRDSRemoteAccessServersSid
    {96, u"ES", 5, 2, {32, 576}},     // WinBuiltinRDSEndpointServersSid
    {97, u"MS", 5, 2, {32, 577}},     // WinBuiltinRDSManagementServersSid
    {99, u"HA", 5, 2, {32, 578}},     // WinBuiltinHyperVAdminsSid
    {100, u"AA", 5, 2, {32, 579}},    // WinBuiltinAccessControlAssistanceOperatorsSid
    {101, u"RM", 5, 2, {32, 580}},    // WinBuiltinRemoteManagementUsersSid
    {102, u"AS", 18, 1, {1}},         // WinAuthenticationAuthorityAssertedSid
    {103, u"SS", 18, 1, {2}},         // WinAuthenticationServiceAssertedSid
    {104, u"", 5, 1, {113}},          // WinLocalAccountSid
    {105, u"", 5, 1, {114}},          // WinLocalAccountAndAdministratorSid
    {106, u"AP", kDomain, 1, {525}},  // WinAccountProtectedUsersSid
    {111, u"", 5, 2, {32, 581}},      // WinBuiltinDefaultSystemManagedGroupSid
};

Sid sid_of(const WellKnown& entry, const Sid& domain) {
  Sid sid = entry.authority == kDomain ? domain : Sid(entry.authority, {});
  for (size_t i = 0; i < entry.count; ++i) sid = sid.child(entry.parts[i]);
  return sid;
}

const WellKnown* find(ULONG type) {
  for (const WellKnown& entry : kWellKnown) {
    if (entry.type == static_cast<short>(type)) return &entry;
  }
  return nullptr;
}

// One number of "S-1-…", decimal or hexadecimal with 0x.
bool parse_number(std::u16string_view text, size_t& at, uint64_t limit, uint64_t& value) {
  unsigned base = 10;
  if (text.size() > at + 2 && text[at] == '0' && (text[at + 1] | 0x20) == 'x') {
    base = 16;
    at += 2;
  }
  const size_t start = at;
  value = 0;
  for (; at < text.size(); ++at) {
    const char16_t unit = text[at];
    unsigned digit;
    if (unit >= '0' && unit <= '9')
      digit = unit - '0';
    else if (base == 16 && (unit | 0x20) >= 'a' && (unit | 0x20) <= 'f')
      digit = (unit | 0x20) - 'a' + 10;
    else
      break;
    value = value * base + digit;
    if (value > limit) return false;
  }
  return at > start;
}

}  // namespace

std::u16string sid_to_string(const SID* sid) {
  const Sid value(sid);
  char text[32];
  const uint64_t authority = value.authority();
  std::snprintf(text, sizeof text, authority >> 32 ? "S-1-0x%llx" : "S-1-%llu",
                static_cast<unsigned long long>(authority));
  std::u16string result(text, text + std::strlen(text));
  for (const ULONG part : value.parts()) {
    std::snprintf(text, sizeof text, "-%u", part);
    result.append(text, text + std::strlen(text));
  }
  return result;
}

std::optional<Sid> parse_sid(std::u16string_view text, size_t* used) {
  if (text.size() >= 2 && (text[0] | 0x20) == 's' && text[1] == '-') {
    size_t at = 2;
    uint64_t number;
    if (!parse_number(text, at, 255, number) || number != 1 || at >= text.size() || text[at] != '-')
      return std::nullopt;
    ++at;
    if (!parse_number(text, at, 0xffff'ffff'ffff, number)) return std::nullopt;
    UCHAR bytes[sizeof(Sid)] = {1, 0};
    for (int i = 0; i < 6; ++i) bytes[2 + i] = static_cast<UCHAR>(number >> (40 - 8 * i));
    while (at < text.size() && text[at] == '-') {
      ++at;
      if (bytes[1] == kMaxSubAuthorities || !parse_number(text, at, 0xffffffff, number))
        return std::nullopt;
      const ULONG part = static_cast<ULONG>(number);
      std::memcpy(bytes + sid_length(bytes[1]++), &part, sizeof part);
    }
    if (!bytes[1]) return std::nullopt;
    *used = at;
    return Sid(reinterpret_cast<const SID*>(bytes));
  }
  if (text.size() < 2) return std::nullopt;
  const char16_t name[2] = {static_cast<char16_t>(text[0] & ~0x20),
                            static_cast<char16_t>(text[1] & ~0x20)};
  for (const WellKnown& entry : kWellKnown) {
    if (entry.sddl[0] && entry.sddl[0] == name[0] && entry.sddl[1] == name[1]) {
      *used = 2;
      return sid_of(entry, machine_sid());
    }
  }
  return std::nullopt;
}

std::u16string_view sddl_name(const Sid& sid) {
  for (const WellKnown& entry : kWellKnown) {
    if (entry.sddl[0] && sid == sid_of(entry, machine_sid())) return entry.sddl;
  }
  return {};
}

bool well_known_needs_domain(ULONG type) {
  const WellKnown* entry = find(type);
  return entry && entry->authority == kDomain;
}

std::optional<Sid> well_known_sid(ULONG type, const Sid* domain) {
  const WellKnown* entry = find(type);
  if (!entry || (entry->authority == kDomain && !domain)) return std::nullopt;
  return sid_of(*entry, domain ? *domain : Sid());
}

}  // namespace mimic::win
