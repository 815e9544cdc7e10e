#include "libs/windows/core/host_zone.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "libs/windows/core/calendar.h"
#include "loader/base/bytes.h"

namespace mimic::win {
namespace {

std::string read_file(const std::string& path) {
  std::string content;
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return content;
  char buffer[4096];
  for (ssize_t got; (got = ::read(file, buffer, sizeof buffer)) > 0 && content.size() < 1 << 20;)
    content.append(buffer, got);
  ::close(file);
  return content;
}

template <class T>
T big_endian(const Bytes& bytes, uint64_t offset) {
  T value = bytes.read<T>(offset).value_or(0);
  if constexpr (sizeof(T) == 8)
    value = static_cast<T>(__builtin_bswap64(value));
  else
    value = static_cast<T>(__builtin_bswap32(value));
  return value;
}

// The parts of a POSIX TZ string: "CET-1CEST,M3.5.0,M10.5.0/3".
class RuleText {
 public:
  explicit RuleText(std::string_view text) : text_(text) {}
  bool at(char c) const { return !text_.empty() && text_[0] == c; }
  bool empty() const { return text_.empty(); }
  bool take(char c) {
    if (!at(c)) return false;
    text_.remove_prefix(1);
    return true;
  }
  void name() {
    if (take('<')) {
      while (!text_.empty() && !take('>')) text_.remove_prefix(1);
      return;
    }
    while (!text_.empty() && ((text_[0] | 32) >= 'a' && (text_[0] | 32) <= 'z'))
      text_.remove_prefix(1);
  }
  int number() {
    int value = 0;
    while (!text_.empty() && text_[0] >= '0' && text_[0] <= '9' && value < 100'000) {
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value;
  }
  // [+-]hh[:mm[:ss]] in seconds.
  int time() {
    const int sign = take('-') ? -1 : 1;
    take('+');
    int seconds = number() * 3600;
    if (take(':')) seconds += number() * 60;
    if (take(':')) seconds += number();
    return sign * seconds;
  }

 private:
  std::string_view text_;
};

}  // namespace

int64_t HostZone::RuleDate::in_year(int year) const {
  const int64_t first = days_of_date(year, month, 1);
  int day = 1 + (weekday + 7 - static_cast<int>((first + 1) % 7)) % 7 + 7 * (week - 1);
  while (day > days_in_month(year, month)) day -= 7;
  return (first + day - 1) * 86'400 + seconds - kSecondsTo1970;
}

HostZone::HostZone(std::string_view name) : name_(name) {
  if (name_.find("..") == std::string::npos) read("/usr/share/zoneinfo/" + name_);
}

const HostZone& HostZone::local() {
  static const HostZone* zone = [] {
    const char* variable = ::getenv("TZ");
    if (variable && *variable == ':') ++variable;
    if (variable && *variable && *variable != '/') {
      auto* named = new HostZone(std::string_view(variable));
      if (named->parts_.empty()) {  // not a zone's name: a rule like "CET-1CEST,…"
        named->parse_rule(variable);
        named->name_ = "UTC";
      }
      return static_cast<const HostZone*>(named);
    }
    auto* found = new HostZone;
    const std::string path = variable && *variable ? variable : "/etc/localtime";
    found->read(path);
    char target[PATH_MAX];
    if (::realpath(path.c_str(), target)) {
      const std::string_view real(target);
      const size_t at = real.find("/zoneinfo/");
      if (at != std::string_view::npos)
        found->name_ = real.substr(at + 10);
      else if (std::string text = read_file("/etc/timezone"); !text.empty())
        found->name_ = text.substr(0, text.find('\n'));
    }
    for (const char* prefix : {"posix/", "right/"})
      if (found->name_.starts_with(prefix)) found->name_.erase(0, 6);
    return static_cast<const HostZone*>(found);
  }();
  return *zone;
}

void HostZone::read(const std::string& path) {
  const std::string content = read_file(path);
  const Bytes file(reinterpret_cast<const uint8_t*>(content.data()), content.size());
  if (content.size() < 44 || content.compare(0, 4, "TZif") != 0) return;
  // Skip the 32-bit block; version 2 and later have a 64-bit one after it.
  const auto count = [&](uint64_t header, int index) {
    return uint64_t{big_endian<uint32_t>(file, header + 20 + 4 * index)};
  };
  uint64_t header = 0;
  int size = 4;
  if (content[4] >= '2') {
    header = 44 + count(0, 3) * 5 + count(0, 4) * 6 + count(0, 5) + count(0, 2) * 8 + count(0, 1) +
             count(0, 0);
    size = 8;
  }
  const uint64_t times = count(header, 3), types = count(header, 4), letters = count(header, 5);
  const uint64_t leaps = count(header, 2);
  const uint64_t at = header + 44, indexes = at + times * size, infos = indexes + times;
  const uint64_t footer =
      infos + types * 6 + letters + leaps * (size + 4) + count(header, 1) + count(header, 0);
  if (!types || !file.contains(0, footer)) return;

  const auto part = [&](uint64_t type) {
    const uint64_t info = infos + type * 6;
    return Part{big_endian<int32_t>(file, info), file.read<uint8_t>(info + 4).value_or(0) != 0};
  };
  parts_.push_back(part(0));
  for (uint64_t i = 0; i < times; ++i) {
    const uint8_t type = file.read<uint8_t>(indexes + i).value_or(0);
    if (type >= types) continue;
    changes_.push_back(size == 8 ? big_endian<int64_t>(file, at + i * 8)
                                 : big_endian<int32_t>(file, at + i * 4));
    parts_.push_back(part(type));
  }
  if (size == 8 && footer < content.size()) {
    std::string_view rule = std::string_view(content).substr(footer + 1);
    parse_rule(rule.substr(0, rule.find('\n')));
  }
}

void HostZone::parse_rule(std::string_view text) {
  RuleText rule(text);
  if (rule.empty()) return;
  rule.name();
  standard_.offset = -rule.time();
  has_rule_ = true;
  if (rule.empty()) return;
  rule.name();
  daylight_.offset = standard_.offset + 3600;
  if (!rule.at(',')) daylight_.offset = -rule.time();
  for (RuleDate* date : {&to_daylight_, &to_standard_}) {
    if (!rule.take(',') || !rule.take('M')) return;  // Julian days: no zone uses them now
    date->month = std::clamp(rule.number(), 1, 12);
    rule.take('.');
    date->week = std::clamp(rule.number(), 1, 5);
    rule.take('.');
    date->weekday = rule.number() % 7;
    date->seconds = rule.take('/') ? rule.time() : 7200;
  }
  rule_has_daylight_ = true;
}

HostZone::Part HostZone::at(int64_t time) const {
  if (has_rule_ && (changes_.empty() || time >= changes_.back())) {
    if (!rule_has_daylight_) return standard_;
    const int year = static_cast<int>(
        system_time_of(std::max<int64_t>(time + standard_.offset + kSecondsTo1970, 0) *
                       kTicksPerSecond)
            .wYear);
    const int64_t start = to_daylight_.in_year(year) - standard_.offset;
    const int64_t end = to_standard_.in_year(year) - daylight_.offset;
    const bool in = start < end ? time >= start && time < end : time >= start || time < end;
    return in ? daylight_ : standard_;
  }
  if (parts_.empty()) return standard_;
  const size_t index = std::upper_bound(changes_.begin(), changes_.end(), time) - changes_.begin();
  return parts_[index];
}

bool HostZone::next_change(int64_t after, int64_t limit, int64_t* change) const {
  int64_t best = limit;
  const auto next = std::upper_bound(changes_.begin(), changes_.end(), after);
  if (next != changes_.end()) best = std::min(best, *next);
  if (rule_has_daylight_) {
    const int64_t from = changes_.empty() ? INT64_MIN : changes_.back();
    const int year = static_cast<int>(
        system_time_of(std::max<int64_t>(after + kSecondsTo1970, 0) * kTicksPerSecond).wYear);
    for (int y = year; y <= year + 1; ++y) {
      for (const int64_t time :
           {to_daylight_.in_year(y) - standard_.offset, to_standard_.in_year(y) - daylight_.offset})
        if (time > after && time > from) best = std::min(best, time);
    }
  }
  *change = best;
  return best < limit;
}

}  // namespace mimic::win
