#include "libs/windows/core/profile.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "libs/windows/core/path.h"
#include "libs/windows/core/private_drive.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

std::u16string_view trim(std::u16string_view text) {
  while (!text.empty() && text.front() <= u' ') text.remove_prefix(1);
  while (!text.empty() && text.back() <= u' ') text.remove_suffix(1);
  return text;
}

bool is_heading(std::u16string_view line) { return !line.empty() && trim(line).starts_with(u"["); }

std::u16string_view heading_name(std::u16string_view line) {
  line = trim(line).substr(1);
  return trim(line.substr(0, line.find(u']')));
}

bool is_comment(std::u16string_view line) { return trim(line).starts_with(u";"); }

std::u16string_view key_of(std::u16string_view line) {
  return trim(line.substr(0, line.find(u'=')));
}

}  // namespace

Profile::Profile(std::u16string_view name) {
  path_ = name.find_first_of(u"\\/:") == std::u16string_view::npos
              ? u"C:\\Windows\\" + std::u16string(name)
              : full_path(name);
  const auto location = locate(path_);
  if (!location) {
    error_ = error_of(location.error());
    return;
  }
  const int file = with_host_path(
      *location, [](const char* path) { return ::open(path, O_RDONLY | O_CLOEXEC); });
  if (file < 0) {
    error_ = error_of(status_of_errno(errno));
    return;
  }
  std::string content;
  char buffer[4096];
  for (ssize_t got; (got = ::read(file, buffer, sizeof buffer)) > 0;) content.append(buffer, got);
  ::close(file);

  std::u16string text;
  if (content.size() >= 2 && content[0] == '\xFF' && content[1] == '\xFE') {
    unicode_ = true;
    text.resize(content.size() / 2 - 1);
    std::memcpy(text.data(), content.data() + 2, text.size() * 2);
  } else {
    text = from_ansi(content);
  }
  for (size_t at = 0; at < text.size();) {
    size_t end = text.find_first_of(u"\r\n", at);
    if (end == std::u16string::npos) end = text.size();
    lines_.push_back(text.substr(at, end - at));
    at = end;
    if (at < text.size() && text[at] == u'\r') ++at;
    if (at < text.size() && text[at] == u'\n') ++at;
  }
}

size_t Profile::find_section(std::u16string_view name) const {
  name = trim(name);
  for (size_t i = 0; i < lines_.size(); ++i)
    if (is_heading(lines_[i]) && equal_ignoring_case(heading_name(lines_[i]), name)) return i;
  return SIZE_MAX;
}

size_t Profile::end_of_section(size_t heading) const {
  size_t end = heading + 1;
  while (end < lines_.size() && !is_heading(lines_[end])) ++end;
  return end;
}

size_t Profile::find_key(size_t heading, std::u16string_view key) const {
  key = trim(key);
  for (size_t i = heading + 1; i < lines_.size() && !is_heading(lines_[i]); ++i)
    if (!is_comment(lines_[i]) && lines_[i].find(u'=') != std::u16string::npos &&
        equal_ignoring_case(key_of(lines_[i]), key))
      return i;
  return SIZE_MAX;
}

std::optional<std::u16string> Profile::value(std::u16string_view section,
                                             std::u16string_view key) const {
  const size_t heading = find_section(section);
  const size_t line = heading == SIZE_MAX ? SIZE_MAX : find_key(heading, key);
  if (line == SIZE_MAX) return std::nullopt;
  const std::u16string_view text = lines_[line];
  std::u16string_view value = trim(text.substr(text.find(u'=') + 1));
  if (value.size() >= 2 && (value.front() == u'"' || value.front() == u'\'') &&
      value.front() == value.back())
    value = value.substr(1, value.size() - 2);
  return std::u16string(value);
}

std::vector<std::u16string> Profile::sections() const {
  std::vector<std::u16string> names;
  for (const std::u16string& line : lines_)
    if (is_heading(line)) names.emplace_back(heading_name(line));
  return names;
}

std::vector<std::u16string> Profile::keys(std::u16string_view section) const {
  std::vector<std::u16string> names;
  for (const std::u16string& line : lines(section).value_or(std::vector<std::u16string>()))
    if (line.find(u'=') != std::u16string::npos) names.emplace_back(key_of(line));
  return names;
}

std::optional<std::vector<std::u16string>> Profile::lines(std::u16string_view section) const {
  const size_t heading = find_section(section);
  if (heading == SIZE_MAX) return std::nullopt;
  std::vector<std::u16string> result;
  for (size_t i = heading + 1; i < end_of_section(heading); ++i) {
    if (is_comment(lines_[i]) || trim(lines_[i]).empty()) continue;
    // Blanks around the first '=' do not count.
    const std::u16string_view line = trim(lines_[i]);
    const size_t sign = line.find(u'=');
    if (sign == std::u16string_view::npos) {
      result.emplace_back(line);
    } else {
      std::u16string pair(trim(line.substr(0, sign)));
      pair += u'=';
      pair += trim(line.substr(sign + 1));
      result.push_back(std::move(pair));
    }
  }
  return result;
}

void Profile::set(std::u16string_view section, std::optional<std::u16string_view> key,
                  std::optional<std::u16string_view> value) {
  size_t heading = find_section(section);
  if (!key) {
    if (heading == SIZE_MAX) return;
    lines_.erase(lines_.begin() + static_cast<ptrdiff_t>(heading),
                 lines_.begin() + static_cast<ptrdiff_t>(end_of_section(heading)));
    return;
  }
  if (heading == SIZE_MAX) {
    if (!value) return;
    heading = lines_.size();
    lines_.push_back(u"[" + std::u16string(trim(section)) + u"]");
  }
  const size_t line = find_key(heading, *key);
  if (!value) {
    if (line != SIZE_MAX) lines_.erase(lines_.begin() + static_cast<ptrdiff_t>(line));
    return;
  }
  std::u16string text(trim(*key));
  text += u'=';
  text += *value;
  if (line != SIZE_MAX) {
    lines_[line] = std::move(text);
    return;
  }
  // After the last line of the section that is not empty.
  size_t end = end_of_section(heading);
  while (end > heading + 1 && trim(lines_[end - 1]).empty()) --end;
  lines_.insert(lines_.begin() + static_cast<ptrdiff_t>(end), std::move(text));
}

void Profile::set_lines(std::u16string_view section, const std::vector<std::u16string>& lines) {
  size_t heading = find_section(section);
  if (heading == SIZE_MAX) {
    heading = lines_.size();
    lines_.push_back(u"[" + std::u16string(trim(section)) + u"]");
  }
  const auto first = lines_.begin() + static_cast<ptrdiff_t>(heading) + 1;
  const auto at =
      lines_.erase(first, lines_.begin() + static_cast<ptrdiff_t>(end_of_section(heading)));
  lines_.insert(at, lines.begin(), lines.end());
}

DWORD Profile::save() const {
  std::u16string text;
  for (const std::u16string& line : lines_) text += line + u"\r\n";
  std::string content;
  if (unicode_) {
    content = "\xFF\xFE";
    content.append(reinterpret_cast<const char*>(text.data()), text.size() * 2);
  } else {
    content = to_ansi(text);
  }
  const auto location = locate(path_);
  if (!location) return error_of(location.error());
  Location target = *location;
  if (const std::string made = make_parent(target.path); !made.empty()) target.path = made;
  int file = with_host_path(
      target, [](const char* path) { return ::open(path, O_WRONLY | O_TRUNC | O_CLOEXEC); });
  if (file < 0 && errno == ENOENT)
    file = ::open(target.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return error_of(status_of_errno(errno));
  DWORD error = ERROR_SUCCESS;
  for (size_t done = 0; done < content.size();) {
    const ssize_t wrote = ::write(file, content.data() + done, content.size() - done);
    if (wrote < 0) {
      error = error_of(status_of_errno(errno));
      break;
    }
    done += static_cast<size_t>(wrote);
  }
  ::close(file);
  return error;
}

}  // namespace mimic::win
