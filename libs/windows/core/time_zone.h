// The time zone of the host in Windows' terms.
#pragma once

#include <cstdint>
#include <string>

#include "abi/windows/types.h"

namespace mimic::win {

struct TIME_ZONE_INFORMATION {
  LONG Bias;  // minutes: UTC = local time + bias
  WCHAR StandardName[32];
  SYSTEMTIME StandardDate;
  LONG StandardBias;
  WCHAR DaylightName[32];
  SYSTEMTIME DaylightDate;
  LONG DaylightBias;
};
struct DYNAMIC_TIME_ZONE_INFORMATION : TIME_ZONE_INFORMATION {
  WCHAR TimeZoneKeyName[128];
  BOOLEAN DynamicDaylightTimeDisabled;
};
static_assert(sizeof(TIME_ZONE_INFORMATION) == 172);
static_assert(sizeof(DYNAMIC_TIME_ZONE_INFORMATION) == 432);

inline constexpr DWORD TIME_ZONE_ID_UNKNOWN = 0, TIME_ZONE_ID_STANDARD = 1,
                       TIME_ZONE_ID_DAYLIGHT = 2, TIME_ZONE_ID_INVALID = 0xffffffff;

// The host's zone (TZ or /etc/localtime) with the rules it has in `year`.
void host_time_zone(int year, DYNAMIC_TIME_ZONE_INFORMATION* zone);
// The zone of a Windows name ("Pacific Standard Time") in `year`, or false where it has none.
bool named_time_zone(const char16_t* name, int year, DYNAMIC_TIME_ZONE_INFORMATION* zone);
// Windows' zones by index; null after the last.
const char* time_zone_name(size_t index);

// "(UTC+01:00) W. Europe Standard Time".
std::u16string zone_display_name(const DYNAMIC_TIME_ZONE_INFORMATION& zone);

// The texts of zones have numbers, as they have in Windows' tzres.dll, which is not there.
enum class ZoneText { kDisplay, kDaylight, kStandard };
constexpr unsigned zone_text_id(size_t index, ZoneText text) {
  constexpr unsigned kPerZone = 10;
  return static_cast<unsigned>(index + 1) * kPerZone + static_cast<unsigned>(text);
}
// Empty where no text has the number.
std::u16string zone_text(unsigned id);

// Which part of the year a time (100 ns since 1601) lies in by a zone's rules.
DWORD zone_id_at(const TIME_ZONE_INFORMATION& zone, int64_t ticks, bool is_local);
// UTC minus local time in 100 ns at a time.
int64_t bias_at(const TIME_ZONE_INFORMATION& zone, int64_t ticks, bool is_local);

// UTC minus local time in 100 ns, now.
int64_t current_bias();

}  // namespace mimic::win
