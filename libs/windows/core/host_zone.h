// A zone of the host's time zone database (TZif files, RFC 8536).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mimic::win {

class HostZone {
 public:
  struct Part {
    int offset;  // seconds east of UTC
    bool daylight;
  };

  // By IANA name, or UTC where the host does not have it.
  explicit HostZone(std::string_view name);
  // The zone that TZ or /etc/localtime names; read once.
  static const HostZone& local();

  const std::string& name() const { return name_; }
  Part at(int64_t unix_time) const;
  // The first change after `after` and before `limit`.
  bool next_change(int64_t after, int64_t limit, int64_t* change) const;

 private:
  HostZone() = default;
  void read(const std::string& path);
  void parse_rule(std::string_view rule);
  // The changes to and from daylight time in a year by the rule for times after the last entry.
  struct RuleDate {
    int month = 0, week = 0, weekday = 0, seconds = 0;
    int64_t in_year(int year) const;
  };

  std::string name_ = "UTC";
  std::vector<int64_t> changes_;
  std::vector<Part> parts_;  // parts_[0] is before the first change
  bool has_rule_ = false;
  bool rule_has_daylight_ = false;
  Part standard_{0, false}, daylight_{0, true};
  RuleDate to_daylight_, to_standard_;
};

}  // namespace mimic::win
