#include "libs/windows/core/data_module.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/windows/core/memory.h"
#include "libs/windows/core/module_search.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/exports/builtin.h"
#include "loader/base/file.h"
#include "loader/pe/any_headers.h"

namespace mimic::win {
namespace {

constexpr uintptr_t kAsFile = 1, kAsImage = 2;

struct DataModule {
  std::string name;
  pe::Headers headers;
  std::optional<MappedFile> file;  // as it is
  Bytes image;                     // laid out; a builtin's own, or a mapping to be freed
  bool owns_image = false;

  pe::View view() const {
    return file ? pe::View(headers, file->bytes(), pe::View::Layout::kFile, name)
                : pe::View(headers, image, pe::View::Layout::kMapped, name);
  }
  HMODULE handle() const {
    const auto base = reinterpret_cast<uintptr_t>((file ? file->bytes() : image).data());
    return reinterpret_cast<HMODULE>(base | (file ? kAsFile : kAsImage));
  }
  ~DataModule() {
    if (!owns_image) return;
    auto* base = const_cast<uint8_t*>(image.data());
    memory::unregister_mapping(base);
    munmap(base, image.size());
  }
};

struct Table {
  std::mutex mutex;
  std::vector<std::unique_ptr<DataModule>> modules;
};
Table& table() {
  static Table* const instance = new Table;
  return *instance;
}

// Where a section's bytes are in the file, without what lies beyond the ends of file or image.
struct Piece {
  size_t from, to, size;
};
Piece piece_of(size_t file_offset, size_t rva, size_t size, size_t file_size, size_t image_size) {
  if (file_offset >= file_size || rva >= image_size) return {};
  return {file_offset, rva, std::min({size, file_size - file_offset, image_size - rva})};
}

bool lay_out(DataModule& module, Bytes file) {
  const size_t size = page_up(module.headers.size_of_image);
  auto* base = static_cast<uint8_t*>(memory::reserve_aligned(size, kAllocationGranularity));
  if (!base || mprotect(base, size, PROT_READ | PROT_WRITE) != 0) return false;
  const auto copy = [&](const Piece& piece) {
    std::memcpy(base + piece.to, file.data() + piece.from, piece.size);
  };
  copy(piece_of(0, 0, module.headers.size_of_headers, file.size(), size));
  for (const pe::Section& section : module.headers.sections)
    copy(piece_of(section.file_offset, section.rva, section.file_size, file.size(), size));
  mprotect(base, size, PROT_READ);
  memory::register_mapping(base, size, MEM_IMAGE, PAGE_READONLY);
  module.image = Bytes(base, size);
  module.owns_image = true;
  return true;
}

}  // namespace

Expected<HMODULE> load_data_module(std::u16string_view name, DWORD flags, bool as_image) {
  const auto found = search_module(name, flags);
  if (!found) return std::unexpected(found.error());
  auto module = std::make_unique<DataModule>();
  std::optional<pe::Headers> headers;
  if (found->builtin) {
    module->name = found->builtin->name.get();
    module->image = Bytes(found->builtin->image(), found->builtin->image_size);
    headers = pe::parse_any_headers(module->image, module->name);
  } else {
    module->name = found->host_path;
    auto file = MappedFile::open(found->host_path);
    if (!file) return nt_fail(STATUS_DLL_NOT_FOUND);
    headers = pe::parse_any_headers(file->bytes(), module->name);
    module->file = *std::move(file);
  }
  if (!headers) return nt_fail(STATUS_INVALID_IMAGE_FORMAT);
  module->headers = *std::move(headers);
  if (module->file && as_image) {
    if (!lay_out(*module, module->file->bytes())) return nt_fail(STATUS_NO_MEMORY);
    module->file.reset();
  }
  const HMODULE handle = module->handle();
  const std::lock_guard lock(table().mutex);
  table().modules.push_back(std::move(module));
  return handle;
}

NTSTATUS free_data_module(HMODULE handle) {
  std::unique_ptr<DataModule> freed;
  const std::lock_guard lock(table().mutex);
  auto& modules = table().modules;
  const auto at = std::ranges::find(modules, handle, [](const auto& m) { return m->handle(); });
  if (at == modules.end()) return STATUS_DLL_NOT_FOUND;
  freed = std::move(*at);
  modules.erase(at);
  return STATUS_SUCCESS;
}

Expected<pe::View> image_of(HMODULE handle) {
  if (!is_data_module(handle)) {
    const Module* module = handle ? modules::by_base(handle) : modules::program();
    if (!module) return nt_fail(STATUS_DLL_NOT_FOUND);
    return module->view();
  }
  const std::lock_guard lock(table().mutex);
  for (const auto& module : table().modules)
    if (module->handle() == handle) return module->view();
  return nt_fail(STATUS_DLL_NOT_FOUND);
}

}  // namespace mimic::win
