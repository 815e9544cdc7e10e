#include "syscalls/trace/call_set.h"

#include <regex.h>

#include <string>

namespace mimic::syscalls {
namespace {

struct Class {
  std::string_view name;
  Group group;
  bool bare;  // also known without %, as strace had it once
};

constexpr Class kClasses[] = {{"desc", Group::kDesc, true},
                              {"file", Group::kFile, true},
                              {"process", Group::kProcess, true},
                              {"network", Group::kNetwork, true},
                              {"net", Group::kNetwork, false},
                              {"signal", Group::kSignal, true},
                              {"ipc", Group::kIpc, true},
                              {"memory", Group::kMemory, true},
                              {"creds", Group::kCreds, false},
                              {"clock", Group::kClock, false},
                              {"stat", Group::kStat, false},
                              {"lstat", Group::kLstat, false},
                              {"fstat", Group::kFstat, false},
                              {"%stat", Group::kStatLike, false},
                              {"statfs", Group::kStatfs, false},
                              {"fstatfs", Group::kFstatfs, false},
                              {"%statfs", Group::kStatfsLike, false},
                              {"pure", Group::kPure, false}};

template <class Matches>
bool add_if(CallSet& set, Matches matches) {
  bool any = false;
  for (const Call& call : kTable.calls) {
    if (!matches(call)) continue;
    set.known.set(call.number);
    any = true;
  }
  return any;
}

bool add_class(CallSet& set, std::string_view name, bool bare) {
  for (const Class& one : kClasses)
    if (one.name == name && (one.bare || !bare))
      return add_if(set, [&](const Call& call) { return in_group(call.groups, one.group); });
  return false;
}

// The library's own matcher, since its errors are what people know.
class Pattern {
 public:
  explicit Pattern(const std::string& text)
      : error_(regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB)) {}
  ~Pattern() {
    if (!error_) regfree(&compiled_);
  }
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;

  bool matches(const char* name) const { return regexec(&compiled_, name, 0, nullptr, 0) == 0; }
  std::string error() const {
    char text[128] = "";
    if (error_) regerror(error_, &compiled_, text, sizeof text);
    return text;
  }

 private:
  regex_t compiled_{};
  const int error_;
};

bool add_number(CallSet& set, std::string_view digits) {
  if (digits.empty() || digits.size() > 9 ||
      digits.find_first_not_of("0123456789") != std::string_view::npos)
    return false;
  const unsigned long number = std::stoul(std::string(digits));
  if (number >= kNumberLimit) return false;
  set.known.set(number);
  return true;
}

Result<void> add_element(CallSet& set, std::string_view element) {
  const std::string_view whole = element;
  const bool optional = element.starts_with('?');
  if (optional) element.remove_prefix(1);
  bool found = false;
  if (element == "all") {
    set = all_calls();
    found = true;
  } else if (element.starts_with('/')) {
    const std::string text(element.substr(1));
    const Pattern pattern(text);
    if (const std::string error = pattern.error(); !error.empty())
      return fail(ErrorKind::kUsage, "invalid regular expression '%s': %s", text.c_str(),
                  error.c_str());
    found = add_if(set, [&](const Call& call) { return pattern.matches(call.name); });
  } else if (element.starts_with('%')) {
    found = add_class(set, element.substr(1), false);
    if (!found && !optional)
      return fail(ErrorKind::kUsage, "invalid system call class '%s'", std::string(whole).c_str());
  } else if (const Call* call = find(element.data(), element.size())) {
    set.known.set(call->number);
    found = true;
  } else {
    found = add_number(set, element) || add_class(set, element, true);
  }
  if (!found && !optional)
    return fail(ErrorKind::kUsage, "invalid system call '%s'", std::string(whole).c_str());
  return {};
}

}  // namespace

CallSet all_calls() {
  CallSet set;
  set.known.set();
  set.others = true;
  return set;
}

Result<CallSet> parse_call_set(std::string_view expression) {
  std::string_view rest = expression;
  const bool inverted = rest.starts_with('!');
  if (inverted) rest.remove_prefix(1);
  CallSet set;
  if (rest == "none") {
    if (inverted) return all_calls();
    return set;
  }
  bool any = false;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    const std::string_view element = rest.substr(0, comma);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    if (element.empty()) continue;
    if (auto added = add_element(set, element); !added) return std::unexpected(added.error());
    any = true;
  }
  if (!any)
    return fail(ErrorKind::kUsage, "invalid system call '%s'", std::string(expression).c_str());
  if (inverted) {
    set.known.flip();
    set.others = !set.others;
  }
  return set;
}

}  // namespace mimic::syscalls
