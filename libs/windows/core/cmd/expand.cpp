// Variables in lines: %NAME%, %1, %~dp0, !NAME!, and those of for.
#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <cstdio>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

std::u16string number(int value) { return to_utf16(std::to_string(value)); }

std::u16string local_time(const char* format) {
  timespec now;
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm parts;
  ::localtime_r(&now.tv_sec, &parts);
  char text[64];
  size_t length = ::strftime(text, sizeof text, format, &parts);
  if (format[1] == 'k')
    length += std::snprintf(text + length, 8, ".%02ld", now.tv_nsec / 10'000'000);
  return to_utf16({text, length});
}

size_t find_ignoring_case(std::u16string_view text, std::u16string_view wanted, size_t from) {
  for (; from + wanted.size() <= text.size(); ++from)
    if (equal_ignoring_case(text.substr(from, wanted.size()), wanted)) return from;
  return text.npos;
}

int to_number(std::u16string_view text) { return std::strtol(to_utf8(text).c_str(), nullptr, 0); }

}  // namespace

std::optional<std::u16string> Interpreter::variable(std::u16string_view name) const {
  if (const auto found = find_variable(environment_.c_str(), name)) return std::u16string(*found);
  if (equal_ignoring_case(name, u"cd")) return current_directory();
  if (equal_ignoring_case(name, u"errorlevel")) return number(errorlevel_);
  if (equal_ignoring_case(name, u"random")) return number(::rand() % 32768);
  if (equal_ignoring_case(name, u"date")) return local_time("%a %m/%d/%Y");
  if (equal_ignoring_case(name, u"time")) return local_time("%k:%M:%S");
  if (equal_ignoring_case(name, u"cmdextversion")) return u"2";
  return std::nullopt;
}

void Interpreter::set_variable(std::u16string_view name, std::optional<std::u16string_view> value) {
  if (value && value->empty()) value.reset();
  environment_ = with_variable(environment_, name, value);
}

// NAME, NAME:from=to, NAME:*from=to, NAME:~start,length.
std::optional<std::u16string> Interpreter::substituted(std::u16string_view expression) const {
  if (auto whole = variable(expression)) return whole;
  const size_t colon = expression.find(u':');
  if (colon == expression.npos || colon == 0) return std::nullopt;
  auto value = variable(expression.substr(0, colon));
  if (!value) return std::nullopt;
  std::u16string_view change = expression.substr(colon + 1);
  if (change.starts_with(u'~')) {
    change.remove_prefix(1);
    const size_t comma = change.find(u',');
    const int size = value->size();
    int start = to_number(change.substr(0, comma));
    if (start < 0) start = std::max(0, size + start);
    start = std::min(start, size);
    int length = comma == change.npos ? size - start : to_number(change.substr(comma + 1));
    if (length < 0) length = std::max(0, size - start + length);
    return value->substr(start, length);
  }
  const size_t equals = change.find(u'=');
  if (equals == change.npos) return std::nullopt;
  const bool to_start = change.starts_with(u'*');
  const std::u16string_view from = change.substr(to_start, equals - to_start);
  const std::u16string_view to = change.substr(equals + 1);
  if (from.empty()) return value;
  std::u16string changed;
  size_t at = 0;
  for (size_t found; (found = find_ignoring_case(*value, from, at)) != value->npos;) {
    if (!to_start) changed += value->substr(at, found - at);
    changed += to;
    at = found + from.size();
    if (to_start) break;
  }
  return changed + value->substr(at);
}

// %~dpnx1 and its kind: parts of the path that a value is.
std::u16string Interpreter::modified_argument(std::u16string_view modifiers,
                                              std::u16string_view value) const {
  const std::u16string plain = unquote(value);
  if (modifiers.empty() || plain.empty()) return plain;
  const std::u16string full = full_path(plain);
  const size_t slash = full.rfind(u'\\');
  const size_t name = slash == full.npos ? 0 : slash + 1;
  const size_t dot = full.rfind(u'.');
  const size_t extension = dot != full.npos && dot >= name ? dot : full.size();
  std::u16string parts;
  bool any = false;
  const auto has = [&](char16_t letter) {
    const bool found = std::any_of(modifiers.begin(), modifiers.end(),
                                   [=](char16_t unit) { return downcase(unit) == letter; });
    any |= found;
    return found;
  };
  if (has(u'f') || has(u's')) return full;
  if (has(u'd')) parts += full.substr(0, 2);
  if (has(u'p')) parts += full.substr(2, name - 2);
  if (has(u'n')) parts += full.substr(name, extension - name);
  if (has(u'x')) parts += full.substr(extension);
  return any ? parts : plain;
}

std::u16string Interpreter::expand_percents(std::u16string_view line) const {
  const Batch* const batch = batches_.empty() ? nullptr : batches_.back();
  std::u16string out;
  for (size_t at = 0; at < line.size();) {
    if (line[at] != u'%') {
      out += line[at++];
      continue;
    }
    if (batch) {
      if (at + 1 < line.size() && line[at + 1] == u'%') {
        out += u'%';
        at += 2;
        continue;
      }
      if (at + 1 < line.size() && line[at + 1] == u'*') {
        out += batch->all;
        at += 2;
        continue;
      }
      // %1, %~nx1
      size_t digit = at + 1;
      if (digit < line.size() && line[digit] == u'~') {
        ++digit;
        while (digit < line.size() && ((line[digit] | 32) >= u'a' && (line[digit] | 32) <= u'z'))
          ++digit;
      }
      if (digit < line.size() && line[digit] >= u'0' && line[digit] <= u'9') {
        const size_t index = line[digit] - u'0';
        const size_t actual = index ? index + batch->shifted : 0;
        const std::u16string_view value = actual < batch->arguments.size()
                                              ? std::u16string_view(batch->arguments[actual])
                                              : std::u16string_view();
        if (digit == at + 1)
          out += value;
        else if (index == 0)
          out += modified_argument(line.substr(at + 2, digit - at - 2),
                                   digit > at + 2 ? std::u16string_view(batch->path) : value);
        else
          out += modified_argument(line.substr(at + 2, digit - at - 2), value);
        at = digit + 1;
        continue;
      }
    }
    const size_t close = line.find(u'%', at + 1);
    if (close == line.npos) {
      out += batch ? u"" : u"%";
      // A lone sign goes away in batch files.
      ++at;
      continue;
    }
    const std::u16string_view name = line.substr(at + 1, close - at - 1);
    if (const auto value = name.empty() ? std::nullopt : substituted(name)) {
      out += *value;
      at = close + 1;
    } else if (batch) {
      at = close + 1;
    } else {
      out += line.substr(at, close - at);
      at = close;
      // The closing sign may open the next name; as the last it is just itself.
      if (line.find(u'%', close + 1) == line.npos) {
        out += u'%';
        ++at;
      }
    }
  }
  return out;
}

std::u16string Interpreter::expand_delayed(std::u16string_view text) const {
  if (!delayed_ || text.find(u'!') == text.npos) return std::u16string(text);
  std::u16string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] == u'^' && at + 1 < text.size()) {
      out += text[at + 1];
      at += 2;
      continue;
    }
    if (text[at] != u'!') {
      out += text[at++];
      continue;
    }
    const size_t close = text.find(u'!', at + 1);
    if (close == text.npos) {
      ++at;
      continue;
    }
    if (const auto value = substituted(text.substr(at + 1, close - at - 1))) out += *value;
    at = close + 1;
  }
  return out;
}

std::u16string Interpreter::expand_for_variables(std::u16string_view text) const {
  if (for_variables_.empty() || text.find(u'%') == text.npos) return std::u16string(text);
  std::u16string out;
  for (size_t at = 0; at < text.size();) {
    if (text[at] != u'%') {
      out += text[at++];
      continue;
    }
    size_t name = at + 1;
    bool tilde = name < text.size() && text[name] == u'~';
    const std::u16string* value = nullptr;
    const auto look_up = [&](size_t where) -> const std::u16string* {
      if (where >= text.size()) return nullptr;
      for (auto entry = for_variables_.rbegin(); entry != for_variables_.rend(); ++entry)
        if (entry->first == text[where]) return &entry->second;
      return nullptr;
    };
    size_t last = name;
    if (tilde) {
      // The longest run of modifiers that ends in a variable.
      constexpr std::u16string_view kModifiers = u"fdpnxsatzFDPNXSATZ";
      size_t end = name + 1;
      while (end < text.size() && kModifiers.find(text[end]) != kModifiers.npos) ++end;
      for (last = std::min(end, text.size() - 1); last > name; --last)
        if ((value = look_up(last))) break;
    } else {
      value = look_up(name);
    }
    if (!value) {
      out += text[at++];
      continue;
    }
    out += tilde ? modified_argument(text.substr(name + 1, last - name - 1), *value) : *value;
    at = last + 1;
  }
  return out;
}

}  // namespace mimic::win::cmd
