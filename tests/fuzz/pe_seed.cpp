// Makes the seeds of pe_fuzz: `pe_seed FOLDER` writes each image whose path is a line of its input
// without its code, so that a few tens of KB hold all that the readers look at, and its version
// resource and manifest. Exit status 77 when there was no image.
#include <sys/stat.h>

#include <cstdio>
#include <iostream>
#include <set>

#include "loader/base/file.h"
#include "loader/pe/manifest.h"
#include "loader/pe/resources.h"
#include "tests/unit/pe/image_builder.h"

namespace mimic::pe::test {
namespace {

constexpr uint32_t kPage = 0x1000, kMaxPages = 90;

void write(const std::string& path, Bytes bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (!file) return;
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

void add(std::set<uint32_t>& pages, uint32_t rva, uint64_t size) {
  for (uint64_t page = rva / kPage; page <= (rva + size) / kPage; ++page) {
    pages.insert(static_cast<uint32_t>(page));
  }
}

// The pages that hold directories and what those lead to.
std::set<uint32_t> wanted_pages(const View& view) {
  std::set<uint32_t> pages;
  for (uint8_t i = 0; i < 16; ++i) {
    const Directory directory = view.directory(static_cast<DirectoryIndex>(i));
    // The start of a long table stands for it.
    if (directory.rva != 0 && i != kSecurityDirectory) {
      add(pages, directory.rva, std::min<uint32_t>(directory.size, 512));
    }
  }
  const auto add_text = [&](std::string_view text, const Bytes& from, uint32_t from_rva) {
    const auto offset = reinterpret_cast<const uint8_t*>(text.data()) - from.data();
    add(pages, static_cast<uint32_t>(from_rva + offset), text.size());
  };
  for (const auto& modules : {parse_imports(view), parse_delayed_imports(view)}) {
    if (!modules) continue;
    for (const ImportedModule& module : *modules) {
      for (const ImportedSymbol& symbol : module.symbols) {
        add(pages, symbol.slot_rva, 16);
        for (const Section& section : view.headers().sections) {
          const Bytes bytes = view.from(section.rva);
          const auto* text = reinterpret_cast<const uint8_t*>(symbol.name.data());
          if (text >= bytes.data() && text < bytes.data() + bytes.size()) {
            add_text(symbol.name, bytes, section.rva);
            add_text(module.name, bytes, section.rva);
          }
        }
      }
    }
  }
  const Resources resources(view);
  for (const auto& entry : resources.all(64)) add(pages, entry.resource.rva, 64);
  return pages;
}

// The same headers with one section for each run of wanted pages.
std::vector<uint8_t> reduced(const View& view) {
  const Headers& headers = view.headers();
  const std::set<uint32_t> pages = wanted_pages(view);
  const uint32_t table =
      headers.nt_offset + 24 + view.read<uint16_t>(headers.nt_offset + 20).value();
  std::vector<uint8_t> file(kPage);
  std::memcpy(file.data(), view.from(0).data(), std::min<size_t>(table, kPage));
  uint16_t count = 0;
  uint32_t previous = 0;
  for (const uint32_t page : pages) {
    const Bytes bytes = view.from(page * kPage);
    if (page == 0 || bytes.size() == 0 || file.size() > kMaxPages * kPage) continue;
    const uint32_t at = table + 40 * count;
    if (count != 0 && page == previous + 1) {
      const auto size = *Bytes(file).read<uint32_t>(at - 40 + 8) + kPage;
      patch(file, at - 40 + 8, size);
      patch(file, at - 40 + 16, size);
    } else {
      if (at + 40 > kPage || count == 90) break;
      std::memcpy(file.data() + at, ".seed\0\0\0", 8);
      patch(file, at + 8, kPage);
      patch(file, at + 12, page * kPage);
      patch(file, at + 16, kPage);
      patch(file, at + 20, static_cast<uint32_t>(file.size()));
      patch<uint32_t>(file, at + 36, 0xe0000040);
      ++count;
    }
    const size_t end = file.size();
    file.resize(end + kPage);
    std::memcpy(file.data() + end, bytes.data(), std::min<size_t>(bytes.size(), kPage));
    previous = page;
  }
  patch(file, headers.nt_offset + 6, count);
  patch<uint32_t>(file, headers.nt_offset + 24 + 60, kPage);  // SizeOfHeaders
  return file;
}

// What no real program at hand has: delayed and bound imports.
std::vector<uint8_t> delayed_image() {
  ImageBuilder builder;
  const uint32_t name = builder.put_string("a.dll");
  builder.align(2);
  const uint32_t function = builder.put<uint16_t>(0);
  builder.put_string("Function");
  builder.align(8);
  const uint32_t names = builder.put<uint64_t>(function);
  builder.put<uint64_t>((uint64_t{1} << 63) | 7);
  const uint32_t handle = builder.put<uint64_t>(0);
  const uint32_t slots = builder.put_zeros(24);
  const uint32_t delayed = builder.put<uint32_t>(1);
  for (const uint32_t field : {name, handle, slots, names}) builder.put(field);
  builder.put_zeros(12 + 32);
  builder.directory(kDelayImportDirectory, delayed, 64);
  const uint32_t bound = builder.put<uint32_t>(0x5f000000);
  builder.put<uint16_t>(24);
  builder.put<uint16_t>(1);
  builder.put<uint32_t>(0x5f000001);
  builder.put<uint32_t>(24);
  builder.put_zeros(8);
  builder.put_string("a.dll");
  builder.directory(kBoundImportDirectory, bound, 24);
  return builder.build();
}

int make_seeds(const std::string& folder, std::istream& paths) {
  ::mkdir(folder.c_str(), 0777);
  write(folder + "/delayed", Bytes(delayed_image()));
  size_t number = 0;
  for (std::string path; std::getline(paths, path);) {
    const auto file = MappedFile::open(path);
    if (!file) continue;
    const auto headers = parse_headers(file->bytes(), file->bytes().size(), path);
    if (!headers) continue;
    const View view(*headers, file->bytes(), View::Layout::kFile, path);
    const std::string name = folder + "/" + std::to_string(number++);
    const std::vector<uint8_t> image = reduced(view);
    if (const auto parsed = parse(image); !parsed) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), parsed.error().message.c_str());
      return 1;
    }
    write(name, Bytes(image));
    if (const auto manifest = find_manifest(view)) write(name + "-manifest", *manifest);
    const Resources resources(view);
    if (const auto version = resources.find(kVersion, 1)) {
      write(name + "-version", resources.data(*version));
    }
  }
  std::printf("%zu images reduced to seeds\n", number);
  return number != 0 ? 0 : 77;
}

}  // namespace
}  // namespace mimic::pe::test

int main(int count, char** arguments) {
  if (count != 2) return 2;
  return mimic::pe::test::make_seeds(arguments[1], std::cin);
}
