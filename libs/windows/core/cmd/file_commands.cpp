// The commands of the interpreter that are about files.
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "libs/windows/core/cmd/interpreter.h"
#include "libs/windows/core/name_operations.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/text.h"

namespace mimic::win::cmd {
namespace {

struct Arguments {
  std::vector<std::u16string> files;  // without quotes
  std::u16string options;             // their letters, in lower case
  bool has(char16_t letter) const { return options.find(letter) != options.npos; }
};

Arguments parse(std::u16string_view text) {
  Arguments arguments;
  for (const auto& word : split_words(text)) {
    // A slash begins an option, but Linux paths begin so as well: an option has one letter.
    if (word.starts_with(u'/') && (word.size() <= 2 || word[2] == u':' || word[2] == u'/' ||
                                   (word.size() == 3 && word[1] == u'-'))) {
      for (const char16_t unit : word)
        if (unit != u'/') arguments.options += downcase(unit);
    } else {
      arguments.files.push_back(unquote(word));
    }
  }
  return arguments;
}

bool is_folder(const std::string& path) {
  struct stat status;
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}
bool exists(const std::string& path) {
  struct stat status;
  return ::lstat(path.c_str(), &status) == 0;
}

std::u16string_view name_in(std::u16string_view path) {
  const size_t slash = path.find_last_of(u"\\/");
  return slash == path.npos ? path : path.substr(slash + 1);
}

bool copy_bytes(const std::string& from, int to) {
  const int source = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return false;
  char part[65536];
  ssize_t count;
  bool good = true;
  while (good && (count = ::read(source, part, sizeof part)) > 0) {
    for (ssize_t done = 0; done < count && good;) {
      const ssize_t written = ::write(to, part + done, count - done);
      if (written < 0 && errno != EINTR) good = false;
      if (written > 0) done += written;
    }
  }
  ::close(source);
  return good && count == 0;
}

bool remove_tree(const std::string& path) {
  if (DIR* folder = ::opendir(path.c_str())) {
    while (const dirent* entry = ::readdir(folder)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      const std::string child = path + "/" + entry->d_name;
      struct stat status;
      if (::lstat(child.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        remove_tree(child);
      else
        ::unlink(child.c_str());
    }
    ::closedir(folder);
  }
  return ::rmdir(path.c_str()) == 0;
}

// Where a file lands that goes to `target`, which may be a folder.
std::string landing(const std::u16string& from, const std::u16string& target) {
  std::string path = host_file(target);
  if (is_folder(path)) path += "/" + name_to_host(name_in(from));
  return path;
}

}  // namespace

std::string host_file(std::u16string_view name) {
  const auto location = locate(name);
  if (!location) return {};
  if (location->kind == Location::Kind::kNull) return "/dev/null";
  if (location->kind == Location::Kind::kConsole ||
      location->kind == Location::Kind::kConsoleOutput ||
      location->kind == Location::Kind::kConsoleInput)
    return "/dev/tty";
  if (location->kind != Location::Kind::kHost) return {};
  std::string found;
  struct stat status;
  if (::lstat(location->path.c_str(), &status) != 0 &&
      nt_success(find_ignoring_case(location->path, found)))
    return found;
  // A new file, whose folder may be written in another case.
  if (!found.empty()) return found;
  return location->path;
}

std::vector<std::u16string> matching_files(std::u16string_view pattern, bool folders) {
  const std::u16string_view name = name_in(pattern);
  const std::u16string prefix(pattern.substr(0, pattern.size() - name.size()));
  if (name.find_first_of(u"*?") == name.npos) return {std::u16string(pattern)};
  std::string wanted = to_utf8(name);
  if (wanted == "*.*") wanted = "*";
  std::vector<std::u16string> files;
  const std::string folder = host_file(prefix.empty() ? std::u16string(u".") : prefix);
  DIR* const directory = ::opendir(folder.c_str());
  if (!directory) return files;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string_view found = entry->d_name;
    if (found == "." || found == "..") continue;
    if (::fnmatch(wanted.c_str(), entry->d_name, FNM_CASEFOLD | FNM_NOESCAPE) != 0) continue;
    if (is_folder(folder + "/" + entry->d_name) != folders) continue;
    files.push_back(prefix + name_from_host(found));
  }
  ::closedir(directory);
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return compare_ignoring_case(a, b) < 0; });
  return files;
}

int Interpreter::type(std::u16string_view text) {
  int result = 0;
  for (const auto& name : parse(text).files) {
    for (const auto& file : matching_files(name, false)) {
      if (!copy_bytes(host_file(file), 1))
        result = complain(u"The system cannot find the file specified.");
    }
  }
  return result;
}

int Interpreter::remove(std::u16string_view text) {
  const Arguments arguments = parse(text);
  for (const auto& name : arguments.files) {
    std::vector<std::u16string> files = matching_files(name, false);
    if (is_folder(host_file(name))) files = matching_files(name + u"\\*", false);
    for (const auto& file : files) {
      const std::string path = host_file(file);
      // Not finding a file is no failure here.
      if (::unlink(path.c_str()) == 0) continue;
      if (errno == ENOENT)
        complain(u"Could Not Find " + full_path(file), 0);
      else
        complain(u"Access is denied.", 0);
    }
  }
  return 0;
}

int Interpreter::copy(std::u16string_view text) {
  Arguments arguments = parse(text);
  if (arguments.files.empty()) return complain(u"The syntax of the command is incorrect.");
  std::u16string target = u".";
  if (arguments.files.size() > 1) {
    target = arguments.files.back();
    arguments.files.pop_back();
  }
  // "a+b" and "a + b" join files.
  std::vector<std::u16string> sources;
  bool joined = false;
  for (const auto& word : arguments.files) {
    std::u16string_view rest = word;
    while (!rest.empty()) {
      const size_t plus = rest.find(u'+');
      if (plus != rest.npos) joined = true;
      if (plus) sources.emplace_back(rest.substr(0, plus));
      rest.remove_prefix(plus == rest.npos ? rest.size() : plus + 1);
    }
  }
  int copied = 0;
  int joined_to = -1;
  for (const auto& source : sources) {
    std::vector<std::u16string> files = matching_files(source, false);
    if (is_folder(host_file(source))) files = matching_files(source + u"\\*", false);
    for (const auto& file : files) {
      const std::string from = host_file(file);
      if (!exists(from)) return complain(u"The system cannot find the file specified.");
      int to = joined_to;
      if (to < 0) {
        const std::string path = landing(file, target);
        struct stat a, b;
        if (::stat(path.c_str(), &a) == 0 && ::stat(from.c_str(), &b) == 0 &&
            a.st_ino == b.st_ino && a.st_dev == b.st_dev)
          return complain(u"The file cannot be copied onto itself.");
        to = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
        if (to < 0) return complain(u"The system cannot find the path specified.");
        struct stat status;
        if (::stat(from.c_str(), &status) == 0) {
          if (status.st_mode & 0111) ::fchmod(to, status.st_mode & 07777);
        }
      }
      if (!copy_bytes(from, to)) complain(u"The system cannot find the file specified.");
      struct stat status;
      if (::stat(from.c_str(), &status) == 0) {
        const timespec times[2] = {status.st_atim, status.st_mtim};
        if (!joined) ::futimens(to, times);
      }
      if (joined)
        joined_to = to;
      else
        ::close(to);
      ++copied;
    }
  }
  if (joined_to >= 0) ::close(joined_to), copied = 1;
  if (!copied) return complain(u"The system cannot find the file specified.");
  print(u"        " + to_utf16(std::to_string(copied)) + u" file(s) copied.");
  return 0;
}

int Interpreter::move(std::u16string_view text) {
  const Arguments arguments = parse(text);
  if (arguments.files.size() != 2) return complain(u"The syntax of the command is incorrect.");
  int moved = 0;
  std::vector<std::u16string> files = matching_files(arguments.files[0], false);
  for (const auto& file : files) {
    const std::string from = host_file(file), to = landing(file, arguments.files[1]);
    if (!exists(from)) return complain(u"The system cannot find the file specified.");
    if (::rename(from.c_str(), to.c_str()) != 0) {
      if (errno != EXDEV) return complain(u"The system cannot find the path specified.");
      const int target = ::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
      if (target < 0 || !copy_bytes(from, target)) return complain(u"Access is denied.");
      ::close(target);
      ::unlink(from.c_str());
    }
    ++moved;
  }
  if (!moved) return complain(u"The system cannot find the file specified.");
  print(u"        " + to_utf16(std::to_string(moved)) + u" file(s) moved.");
  return 0;
}

int Interpreter::rename(std::u16string_view text) {
  const Arguments arguments = parse(text);
  if (arguments.files.size() != 2 ||
      arguments.files[1].find_first_of(u"\\/") != std::u16string::npos)
    return complain(u"The syntax of the command is incorrect.");
  const std::string from = host_file(arguments.files[0]);
  if (!exists(from)) return complain(u"The system cannot find the file specified.");
  const std::string to = from.substr(0, from.rfind('/') + 1) + name_to_host(arguments.files[1]);
  struct stat a, b;
  const bool same =
      ::stat(from.c_str(), &a) == 0 && ::stat(to.c_str(), &b) == 0 && a.st_ino == b.st_ino;
  if (exists(to) && !same)
    return complain(u"A duplicate file name exists, or the file\r\ncannot be found.");
  if (::rename(from.c_str(), to.c_str()) != 0) return complain(u"Access is denied.");
  return 0;
}

int Interpreter::make_directory(std::u16string_view text) {
  int result = 0;
  for (const auto& name : parse(text).files) {
    const std::u16string full = full_path(name);
    if (exists(host_file(full))) {
      result = complain(u"A subdirectory or file " + name + u" already exists.");
      continue;
    }
    // Missing folders on the way are made, too.
    for (size_t slash = full.find(u'\\', 3);; slash = full.find(u'\\', slash + 1)) {
      const std::string path = host_file(full.substr(0, slash));
      if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST && slash == full.npos)
        result = complain(u"The system cannot find the path specified.");
      if (slash == full.npos) break;
    }
  }
  return result;
}

int Interpreter::remove_directory(std::u16string_view text) {
  const Arguments arguments = parse(text);
  int result = 0;
  for (const auto& name : arguments.files) {
    const std::string path = host_file(name);
    if (!exists(path)) {
      result = complain(u"The system cannot find the file specified.", 2);
    } else if (!is_folder(path)) {
      result = complain(u"The directory name is invalid.", 267);
    } else if (arguments.has(u's') ? !remove_tree(path) : ::rmdir(path.c_str()) != 0) {
      result =
          complain(errno == ENOTEMPTY ? u"The directory is not empty." : u"Access is denied.", 145);
    }
  }
  return result;
}

int Interpreter::directory(std::u16string_view text) {
  Arguments arguments = parse(text);
  if (arguments.files.empty()) arguments.files.emplace_back(u".");
  const bool bare = arguments.has(u'b');
  int result = 0;
  for (auto name : arguments.files) {
    if (is_folder(host_file(name))) name += u"\\*";
    auto folders = matching_files(name, true);
    const auto files = matching_files(name, false);
    if (name.find_first_of(u"*?") == name.npos) {
      folders.clear();
      if (!exists(host_file(name))) {
        result = complain(u"File Not Found");
        continue;
      }
    }
    const auto list = [&](const std::vector<std::u16string>& names, bool folder) {
      for (const auto& file : names) {
        if (bare) {
          print(arguments.has(u's') ? full_path(file) : std::u16string(name_in(file)));
          continue;
        }
        struct stat status = {};
        ::stat(host_file(file).c_str(), &status);
        tm parts;
        ::localtime_r(&status.st_mtime, &parts);
        char line[128];
        const size_t length = ::strftime(line, sizeof line, "%m/%d/%Y  %I:%M %p", &parts);
        if (folder)
          std::snprintf(line + length, sizeof line - length, "    <DIR>          ");
        else
          std::snprintf(line + length, sizeof line - length, " %17lld ",
                        static_cast<long long>(status.st_size));
        print(to_utf16(line) + std::u16string(name_in(file)));
      }
    };
    list(folders, true);
    list(files, false);
    if (folders.empty() && files.empty() && !bare) result = complain(u"File Not Found");
  }
  return result;
}

int Interpreter::make_link(std::u16string_view text) {
  const Arguments arguments = parse(text);
  if (arguments.files.size() != 2) return complain(u"The syntax of the command is incorrect.");
  const std::u16string &link = arguments.files[0], &target = arguments.files[1];
  const auto location = locate(link);
  NTSTATUS status = location ? STATUS_SUCCESS : location.error();
  std::u16string_view made = u"symbolic link";
  if (!status && arguments.has(u'h')) {
    made = u"Hardlink";
    const auto existing = locate(target);
    status = existing ? create_hard_link(*location, *existing) : existing.error();
  } else if (!status && arguments.has(u'j')) {
    made = u"Junction";
    status = create_junction(*location, target);
  } else if (!status) {
    status = create_symbolic_link(*location, target);
  }
  if (status == STATUS_OBJECT_NAME_COLLISION)
    return complain(u"Cannot create a file when that file already exists.");
  if (status == STATUS_ACCESS_DENIED) return complain(u"Access is denied.");
  if (status) return complain(u"The system cannot find the path specified.");
  print(std::u16string(made) + u" created for " + link + u" <<===>> " + target);
  return 0;
}

}  // namespace mimic::win::cmd
