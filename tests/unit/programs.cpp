#include "tests/unit/programs.h"

#include <unistd.h>

#include <cstdlib>

namespace mimic::test {
namespace {

bool exists(const std::string& path) { return ::access(path.c_str(), R_OK) == 0; }

std::string programs_folder() {
  if (const char* folder = std::getenv("MIMIC_PROGRAMS")) return folder;
  for (std::string up = "."; up.size() < 40; up += "/..") {
    if (exists(up + "/.cache/programs")) return up + "/.cache/programs";
  }
  return {};
}

}  // namespace

std::string program(const std::string& package, const std::string& version,
                    const std::string& file) {
  const std::string folder = programs_folder();
  if (folder.empty()) return {};
  std::string name = package;
  for (char& c : name) {
    if (c == '/') c = '-';
  }
  // npm itself leaves the @ of a scope out of the names of its archives.
  for (const std::string& spelling : {name, name.substr(name.starts_with('@') ? 1 : 0)}) {
    const std::string path = folder + "/" + spelling + "-" + version + "/package/" + file;
    if (exists(path)) return path;
  }
  return {};
}

}  // namespace mimic::test
