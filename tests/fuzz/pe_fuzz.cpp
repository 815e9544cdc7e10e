// A libFuzzer target for all readers of PE images. An input that starts with "MZ" is an image, read
// in the file layout and as it would be mapped; any other is a version resource and a manifest.
#include <sanitizer/asan_interface.h>

#include <cstdio>
#include <cstdlib>

#include "loader/base/printable.h"
#include "loader/pe/api_set.h"
#include "loader/pe/bound.h"
#include "loader/pe/exception_directory.h"
#include "loader/pe/image.h"
#include "loader/pe/load_config.h"
#include "loader/pe/manifest.h"
#include "loader/pe/resources.h"
#include "loader/pe/version_info.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

namespace mimic::pe {
namespace {

constexpr std::string_view kName = "fuzz.exe";
// A larger image is mapped by no test here: what matters does not depend on the size.
constexpr uint32_t kMaxMapped = 2 << 20;

// Keeps the compiler from leaving out reads whose result nobody wants.
volatile uint8_t sink;
void touch(std::string_view text) {
  for (const char c : text) sink = static_cast<uint8_t>(c);
}
void touch(Bytes bytes) {
  if (bytes.size() != 0) sink = bytes.data()[0] ^ bytes.data()[bytes.size() - 1];
}

template <class T>
bool check(const Result<T>& result) {
  if (result) return true;
  const std::string& message = result.error().message;
  if (!message.starts_with(kName) || message.find('\n') != std::string::npos) {
    std::fprintf(stderr, "not a one-line message that names the image: %s\n", message.c_str());
    std::abort();
  }
  return false;
}

void read_modules(const View& view, const Result<std::vector<ImportedModule>>& modules) {
  if (!check(modules)) return;
  for (const ImportedModule& module : *modules) {
    touch(module.name);
    (void)api_set_host(module.name);
    for (const ImportedSymbol& symbol : module.symbols) {
      touch(symbol.name);
      if (!view.contains(symbol.slot_rva, 8)) std::abort();
    }
  }
}

void read_exports(const View& view) {
  const auto exports = Exports::parse(view);
  if (!check(exports)) return;
  touch(exports->module_name());
  (void)exports->find("DllMain");
  (void)exports->find("zzz", 1);
  (void)exports->find(1u);
  const auto all = exports->all();
  if (!check(all)) return;
  size_t count = 0;
  for (const Exports::Entry& entry : *all) {
    touch(entry.target.forwarder);
    if (++count <= 32 && !entry.name.empty() && !exports->find(entry.name)) {
      // Only a second entry of the same name whose target is invalid may hide it.
      touch(entry.name);
    }
  }
}

void read_resources(const View& view) {
  const Resources resources(view);
  for (const Resources::Entry& entry : resources.all(4096)) {
    const Bytes data = resources.data(entry.resource);
    if (data.size() != entry.resource.size) std::abort();
    touch(data);
  }
  size_t count = 0;
  for (const ResourceName& type : resources.types()) {
    if (++count > 16) break;
    if (const auto names = resources.names(type); names && !names->empty()) {
      (void)resources.languages(type, names->front());
      (void)resources.find(type, names->front(), 0x0407);
    }
  }
  (void)read_version_info(view);
  (void)read_manifest(view);
}

void read_all(const View& view) {
  read_modules(view, parse_imports(view));
  read_modules(view, parse_delayed_imports(view));
  read_exports(view);
  read_resources(view);
  (void)check(parse_tls(view));
  (void)check(parse_load_config(view));
  if (const auto bound = parse_bound_imports(view); check(bound)) {
    for (const BoundImport& import : *bound) touch(import.name);
  }
  if (const auto table = ExceptionDirectory::parse(view); check(table)) {
    (void)table->find(view.headers().entry_rva);
    (void)table->first_malformed(view);
  }
}

// `size` zero bytes, whose end the sanitizer guards. Always the same memory: fresh pages would take
// most of the time.
std::span<uint8_t> mapped_memory(uint32_t size) {
  alignas(64) static uint8_t memory[kMaxMapped + 64];
  ASAN_UNPOISON_MEMORY_REGION(memory, sizeof memory);
  std::memset(memory, 0, size);
  ASAN_POISON_MEMORY_REGION(memory + size, sizeof memory - size);
  return {memory, size};
}

void read_image(Bytes file) {
  const auto headers = parse_headers(file, file.size(), kName);
  const auto described = parse_headers(file, file.size(), kName, Purpose::kInspect);
  (void)check(headers);
  if (!check(described)) return;
  read_all(View(*described, file, View::Layout::kFile, kName));
  if (described->size_of_image > kMaxMapped) return;
  const std::span<uint8_t> image = mapped_memory(described->size_of_image);
  std::memcpy(image.data(), file.data(), described->size_of_headers);
  for (const Section& section : described->sections) {
    if (section.rva >= image.size()) continue;
    std::memcpy(image.data() + section.rva, file.data() + section.file_offset,
                std::min<size_t>(section.file_size, image.size() - section.rva));
  }
  const View view(*described, Bytes(image), View::Layout::kMapped, kName);
  read_all(view);
  (void)check(relocate(*described, image, 0x7fff12340000, kName));
  read_all(view);
}

// Fields that matter: the headers, and the first bytes that a directory leads to.
size_t interesting_offset(const uint8_t* data, size_t size, uint32_t random) {
  const size_t in_headers = random / 7 % std::min<size_t>(size, 0x400);
  if (random % 3 == 0) return in_headers;
  const auto headers = parse_headers(Bytes(data, size), size, kName, Purpose::kInspect);
  if (!headers) return in_headers;
  const View view(*headers, Bytes(data, size), View::Layout::kFile, kName);
  const Directory directory = headers->directories[random / 11 % 16];
  if (directory.rva == 0) return in_headers;
  const size_t offset = view.file_offset(directory.rva) + random / 176 % 160;
  return offset < size ? offset : in_headers;
}

}  // namespace
}  // namespace mimic::pe

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace mimic::pe;
  const mimic::Bytes bytes(data, size);
  if (size >= 2 && data[0] == 'M' && data[1] == 'Z') {
    read_image(bytes);
  } else {
    (void)check(parse_headers(bytes, size, kName));
    (void)parse_version_info(bytes);
    (void)parse_manifest(bytes);
  }
  return 0;
}

// Mutates headers and directories rather than code, with the values that break readers.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size,
                                          unsigned int seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15 + 1;
  const auto random = [&state] {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<uint32_t>(state >> 16);
  };
  if (size < 64 || data[0] != 'M' || random() % 16 == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  static constexpr uint64_t kValues[] = {0,
                                         1,
                                         2,
                                         3,
                                         7,
                                         8,
                                         0x7f,
                                         0xff,
                                         0x1000,
                                         0x7fff,
                                         0xffff,
                                         0x10000,
                                         0x7fffffff,
                                         0x80000000,
                                         0xfffffff0,
                                         0xffffffff,
                                         ~uint64_t{0},
                                         uint64_t{1} << 63,
                                         0x140001000};
  for (uint32_t count = 1 + random() % 3; count != 0; --count) {
    const size_t width = size_t{1} << random() % 4;
    size_t offset = mimic::pe::interesting_offset(data, size, random());
    if (random() % 4 != 0) offset &= ~(width - 1);
    if (offset + width > size) continue;
    uint64_t value = 0;
    std::memcpy(&value, data + offset, width);
    switch (random() % 4) {
      case 0:
        value = kValues[random() % std::size(kValues)];
        break;
      case 1:
        value += static_cast<int64_t>(random() % 33) - 16;
        break;
      case 2:
        value ^= uint64_t{1} << random() % (8 * width);
        break;
      default:  // some other field of the same image, so that tables meet each other
        std::memcpy(&value, data + random() % (size - width + 1), width);
        break;
    }
    std::memcpy(data + offset, &value, width);
  }
  if (random() % 64 == 0) size = 1 + random() % size;
  return size;
}
