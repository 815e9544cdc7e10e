// std::filesystem: making, walking, copying, renaming, querying and removing.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

static void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

static void list(const char* title, const fs::path& root) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    names.push_back(entry.path().lexically_relative(root).generic_string() +
                    (entry.is_directory() ? "/" : " " + std::to_string(entry.file_size())));
  std::sort(names.begin(), names.end());
  std::printf("%s:", title);
  for (const auto& name : names) std::printf(" [%s]", name.c_str());
  std::printf("\n");
}

int main() {
  const fs::path root = fs::current_path() / "tree";
  std::printf("made %d\n", fs::create_directories(root / "a" / "b" / "c"));
  std::printf("again %d\n", fs::create_directories(root / "a" / "b" / "c"));
  write(root / "one.txt", "1");
  write(root / "a" / "two.txt", "22");
  write(root / L"a" / L"b" / L"\x00fc\x0436\x65e5.txt", "333");
  std::printf("exists %d %d, size %d\n", fs::exists(root / "ONE.TXT"), fs::exists(root / "no"),
              static_cast<int>(fs::file_size(root / "one.txt")));
  std::printf("wide %d\n", fs::exists(root / L"a" / L"b" / L"\x00fc\x0436\x65e5.txt"));
  fs::remove(root / L"a" / L"b" / L"\x00fc\x0436\x65e5.txt");
  list("tree", root);
  fs::copy_file(root / "one.txt", root / "copy.txt");
  std::error_code error;
  const bool copied = fs::copy_file(root / "one.txt", root / "copy.txt", error);
  std::printf("copy over: %d %d\n", copied, error == std::errc::file_exists);
  fs::rename(root / "copy.txt", root / "a" / "b" / "moved.txt");
  fs::rename(root / "a", root / "z");
  fs::resize_file(root / "z" / "two.txt", 5);
  list("after", root);
  const auto stamp = fs::file_time_type::clock::now() - std::chrono::hours(48);
  fs::last_write_time(root / "one.txt", stamp);
  std::printf("time kept %d\n", std::chrono::abs(fs::last_write_time(root / "one.txt") - stamp) <
                                    std::chrono::seconds(1));
  fs::permissions(root / "one.txt",
                  fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write,
                  fs::perm_options::remove);
  std::printf("read-only %d\n", (fs::status(root / "one.txt").permissions() &
                                 fs::perms::owner_write) == fs::perms::none);
  fs::permissions(root / "one.txt", fs::perms::owner_write, fs::perm_options::add);
  std::printf("equivalent %d\n", fs::equivalent(root / "one.txt", root / "z" / ".." / "one.txt"));
  std::printf("parent %s, stem %s, extension %s\n",
              (root / "x.tar.gz").parent_path().filename().string().c_str(),
              (root / "x.tar.gz").stem().string().c_str(),
              (root / "x.tar.gz").extension().string().c_str());
  std::printf("absolute %d, root name %d\n", root.is_absolute(), root.has_root_name());
  std::printf("space %d\n", fs::space(root).capacity > 0);
  const bool removed = fs::remove(root, error);
  std::printf("removing a full folder: %d %d\n", removed, static_cast<bool>(error));
  std::printf("removed %d\n", static_cast<int>(fs::remove_all(root)));
  std::printf("gone %d\n", !fs::exists(root));
}
