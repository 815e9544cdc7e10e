// Initialization files: sections of "key=value" lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

class Profile {
 public:
  // Reads a file; a name without a folder is one of the Windows directory. Where the file cannot be
  // read the profile is empty and error() says why.
  explicit Profile(std::u16string_view name);
  DWORD error() const { return error_; }

  // As it stands, but without blanks around it and without a pair of quotes.
  std::optional<std::u16string> value(std::u16string_view section, std::u16string_view key) const;
  std::vector<std::u16string> sections() const;
  std::vector<std::u16string> keys(std::u16string_view section) const;
  // The lines of a section that are no comments, trimmed; nothing where there is no such section.
  std::optional<std::vector<std::u16string>> lines(std::u16string_view section) const;

  // Sets a value, or removes the key (null value) or the section (no key).
  void set(std::u16string_view section, std::optional<std::u16string_view> key,
           std::optional<std::u16string_view> value);
  void set_lines(std::u16string_view section, const std::vector<std::u16string>& lines);
  // Writes the file; ERROR_SUCCESS or why not.
  DWORD save() const;

 private:
  size_t find_section(std::u16string_view name) const;  // its heading's index, or SIZE_MAX
  size_t end_of_section(size_t heading) const;
  size_t find_key(size_t heading, std::u16string_view key) const;

  std::u16string path_;
  std::vector<std::u16string> lines_;
  bool unicode_ = false;
  DWORD error_ = 0;
};

}  // namespace mimic::win
