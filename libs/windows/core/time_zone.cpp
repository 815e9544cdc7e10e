#include "libs/windows/core/time_zone.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>

#include "libs/windows/core/calendar.h"
#include "libs/windows/core/clock.h"
#include "libs/windows/core/host_zone.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

struct ZoneName {
  char windows[40];
  char iana[28];
};
constexpr ZoneName kZones[] = {
#include "libs/windows/core/zone_names.inc"
};
struct ZoneAlias {
  char iana[36];
  uint8_t zone;
};
constexpr ZoneAlias kAliases[] = {
#include "libs/windows/core/zone_aliases.inc"
};

void copy(std::string_view text, WCHAR* out, size_t capacity) {
  const size_t length = std::min(text.size(), capacity - 1);
  for (size_t i = 0; i < length; ++i) out[i] = static_cast<uint8_t>(text[i]);
  std::fill(out + length, out + capacity, u'\0');
}

const ZoneName* zone_of_iana(std::string_view name) {
  const auto* alias = std::lower_bound(
      std::begin(kAliases), std::end(kAliases), name,
      [](const ZoneAlias& a, std::string_view n) { return std::string_view(a.iana) < n; });
  if (alias == std::end(kAliases) || alias->iana != name) return nullptr;
  return &kZones[alias->zone];
}

// A transition in the form "the n-th such weekday of the month", as the local time before it.
SYSTEMTIME rule_of(int64_t unix_time, int offset_before) {
  const SYSTEMTIME local =
      system_time_of((unix_time + offset_before + kSecondsTo1970) * kTicksPerSecond);
  SYSTEMTIME rule = local;
  rule.wYear = 0;
  rule.wMilliseconds = 0;
  const bool last = local.wDay + 7 > days_in_month(local.wYear, local.wMonth);
  rule.wDay = static_cast<WORD>(last ? 5 : (local.wDay + 6) / 7);
  return rule;
}

void fill_names(const ZoneName* name, std::string_view fallback,
                DYNAMIC_TIME_ZONE_INFORMATION* zone) {
  const std::string_view key = name ? std::string_view(name->windows) : fallback;
  copy(key, zone->TimeZoneKeyName, std::size(zone->TimeZoneKeyName));
  if (key == "UTC") {
    copy("Coordinated Universal Time", zone->StandardName, 32);
    copy("Coordinated Universal Time", zone->DaylightName, 32);
    return;
  }
  copy(key, zone->StandardName, 32);
  std::string daylight(key);
  if (const size_t at = daylight.find("Standard"); at != std::string::npos)
    daylight.replace(at, 8, "Daylight");
  copy(daylight, zone->DaylightName, 32);
}

void fill_rules(const HostZone& host, int year, DYNAMIC_TIME_ZONE_INFORMATION* zone) {
  const int64_t begin = days_of_date(year, 1, 1) * 86'400 - kSecondsTo1970;
  const int64_t end = days_of_date(year + 1, 1, 1) * 86'400 - kSecondsTo1970;
  const HostZone::Part first = host.at(begin);
  zone->Bias = -first.offset / 60;
  // The (at most) two changes of the year that begin and end daylight saving time.
  bool to_daylight = false, to_standard = false;
  int64_t at = begin;
  HostZone::Part before = first;
  for (int64_t next; host.next_change(at, end, &next); at = next) {
    const HostZone::Part after = host.at(next);
    if (after.daylight && !before.daylight) {
      zone->DaylightDate = rule_of(next, before.offset);
      zone->DaylightBias = -(after.offset - before.offset) / 60;
      zone->Bias = -before.offset / 60;
      to_daylight = true;
    } else if (!after.daylight && before.daylight) {
      zone->StandardDate = rule_of(next, before.offset);
      zone->DaylightBias = -(before.offset - after.offset) / 60;
      zone->Bias = -after.offset / 60;
      to_standard = true;
    } else {
      zone->Bias = -after.offset / 60;
    }
    before = after;
  }
  if (to_daylight != to_standard) {
    // A year in which only one of the two happens has no rule that Windows could express.
    zone->DaylightDate = zone->StandardDate = SYSTEMTIME{};
    zone->DaylightBias = 0;
  }
  if (zone->DaylightBias == 0) zone->DaylightBias = -60;  // Windows' value where there is none
}

// The time (100 ns) at which a rule applies in a year, in the local time before the change.
int64_t change_in_year(const SYSTEMTIME& rule, int year) {
  SYSTEMTIME date = rule;
  if (!rule.wYear) {
    const int64_t first = days_of_date(year, rule.wMonth, 1);
    const int weekday = static_cast<int>((first + 1) % 7);
    int day = 1 + (rule.wDayOfWeek + 7 - weekday) % 7 + 7 * (rule.wDay - 1);
    while (day > days_in_month(year, rule.wMonth)) day -= 7;
    date.wDay = static_cast<WORD>(day);
    date.wYear = static_cast<WORD>(year);
  }
  int64_t ticks = 0;
  ticks_of(date, &ticks);
  return ticks;
}

}  // namespace

const char* time_zone_name(size_t index) {
  return index < std::size(kZones) ? kZones[index].windows : nullptr;
}

std::u16string zone_display_name(const DYNAMIC_TIME_ZONE_INFORMATION& zone) {
  const LONG minutes = -zone.Bias;
  char offset[32];
  std::snprintf(offset, sizeof offset, "(UTC%c%02d:%02d) ", minutes < 0 ? '-' : '+',
                std::abs(minutes) / 60, std::abs(minutes) % 60);
  return to_utf16(offset) + zone.TimeZoneKeyName;
}

std::u16string zone_text(unsigned id) {
  constexpr int kYear = 2024;  // any: the names do not change
  for (size_t i = 0; const char* name = time_zone_name(i); ++i)
    for (const ZoneText text : {ZoneText::kDisplay, ZoneText::kDaylight, ZoneText::kStandard}) {
      DYNAMIC_TIME_ZONE_INFORMATION zone;
      if (zone_text_id(i, text) != id || !named_time_zone(to_utf16(name).c_str(), kYear, &zone))
        continue;
      if (text == ZoneText::kDisplay) return zone_display_name(zone);
      return std::u16string(
          view_of(text == ZoneText::kDaylight ? zone.DaylightName : zone.StandardName));
    }
  return {};
}

void host_time_zone(int year, DYNAMIC_TIME_ZONE_INFORMATION* zone) {
  std::memset(static_cast<void*>(zone), 0, sizeof *zone);
  const HostZone& host = HostZone::local();
  fill_rules(host, year, zone);
  fill_names(zone_of_iana(host.name()), host.name(), zone);
}

bool named_time_zone(const char16_t* name, int year, DYNAMIC_TIME_ZONE_INFORMATION* zone) {
  const std::string wanted = to_utf8(view_of(name));
  for (const ZoneName& entry : kZones) {
    if (wanted != entry.windows) continue;
    const HostZone host(entry.iana);
    std::memset(static_cast<void*>(zone), 0, sizeof *zone);
    fill_rules(host, year, zone);
    fill_names(&entry, entry.windows, zone);
    return true;
  }
  return false;
}

DWORD zone_id_at(const TIME_ZONE_INFORMATION& zone, int64_t ticks, bool is_local) {
  if (!zone.DaylightDate.wMonth || !zone.StandardDate.wMonth) return TIME_ZONE_ID_UNKNOWN;
  const int64_t standard = (zone.Bias + zone.StandardBias) * kTicksPerMinute;
  const int64_t daylight = (zone.Bias + zone.DaylightBias) * kTicksPerMinute;
  int64_t local = is_local ? ticks : ticks - standard;
  if (local < 0) local = 0;
  const int year = system_time_of(local).wYear;
  int64_t to_daylight = change_in_year(zone.DaylightDate, year);
  int64_t to_standard = change_in_year(zone.StandardDate, year);
  if (is_local) {
    // The hour that does not exist counts as daylight time, the one that comes twice as standard.
    to_standard += daylight - standard;
  } else {
    to_daylight += standard;
    to_standard += daylight;
  }
  const bool in_daylight = to_daylight < to_standard ? ticks >= to_daylight && ticks < to_standard
                                                     : ticks >= to_daylight || ticks < to_standard;
  return in_daylight ? TIME_ZONE_ID_DAYLIGHT : TIME_ZONE_ID_STANDARD;
}

int64_t bias_at(const TIME_ZONE_INFORMATION& zone, int64_t ticks, bool is_local) {
  LONG minutes = zone.Bias;
  switch (zone_id_at(zone, ticks, is_local)) {
    case TIME_ZONE_ID_DAYLIGHT:
      minutes += zone.DaylightBias;
      break;
    case TIME_ZONE_ID_STANDARD:
      minutes += zone.StandardBias;
      break;
    default:
      break;
  }
  return minutes * kTicksPerMinute;
}

int64_t current_bias() {
  const int64_t now = system_time_now() / kTicksPerSecond - kSecondsTo1970;
  return -HostZone::local().at(now).offset * kTicksPerSecond;
}

}  // namespace mimic::win
