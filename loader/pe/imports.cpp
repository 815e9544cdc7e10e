// The import directory and the delayed import directory.
#include "loader/base/printable.h"
#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

struct ImportDescriptor {
  uint32_t names_rva, time_stamp, forwarder_chain, name_rva, slots_rva;
};
static_assert(sizeof(ImportDescriptor) == 20);

struct DelayDescriptor {
  uint32_t attributes, name_rva, handle_rva, slots_rva, names_rva, bound_rva, unload_rva,
      time_stamp;
};
static_assert(sizeof(DelayDescriptor) == 32);

constexpr uint64_t kByOrdinal = uint64_t{1} << 63;
// Delayed imports for x86-64 always hold relative addresses.
constexpr uint32_t kRelativeAddresses = 1;
// Descriptors may share tables, so that the bytes of the image alone do not bound their number.
constexpr size_t kMaxModules = 1 << 14, kMaxSymbols = 1 << 20;

class Parser {
 public:
  Parser(const View& view, const char* what) : view_(view), what_(what) {}

  Result<ImportedModule> module(uint32_t descriptor_rva, uint32_t name_rva, uint32_t names_rva,
                                uint32_t slots_rva) {
    descriptor_rva_ = descriptor_rva;
    ImportedModule module;
    const auto name = view_.c_string(name_rva);
    if (!name || name->empty()) {
      return malformed("Name is 0x%x, where no name is", name_rva);
    }
    module.name = *name;
    const Bytes thunks = view_.from(names_rva);
    size_t count = 0;
    for (;; ++count) {
      const auto thunk = thunks.read<uint64_t>(8 * count);
      if (!thunk) {
        return malformed("the names of %s at 0x%x do not end in the image",
                         printable(module.name).c_str(), names_rva);
      }
      if (*thunk == 0) break;
    }
    total_ += count;
    if (total_ > kMaxSymbols) {
      return malformed("%s brings the imports above %zu", printable(module.name).c_str(),
                       kMaxSymbols);
    }
    if (count != 0 && !view_.contains(slots_rva, uint64_t{8} * count)) {
      return malformed("the %zu addresses of %s at 0x%x do not lie in the image", count,
                       printable(module.name).c_str(), slots_rva);
    }
    module.symbols.reserve(count);
    for (size_t i = 0; i < count; ++i) {
      const uint64_t thunk = *thunks.read<uint64_t>(8 * i);
      ImportedSymbol symbol;
      symbol.slot_rva = slots_rva + static_cast<uint32_t>(8 * i);
      if (thunk & kByOrdinal) {
        symbol.ordinal = static_cast<uint16_t>(thunk);
      } else {
        const auto rva = static_cast<uint32_t>(thunk);
        const Bytes entry = thunk == rva ? view_.from(rva) : Bytes();
        const auto hint = entry.read<uint16_t>(0);
        const auto symbol_name = entry.c_string(2);
        if (!hint || !symbol_name || symbol_name->empty()) {
          return malformed("import %zu of %s is 0x%llx, where no name is", i,
                           printable(module.name).c_str(), static_cast<unsigned long long>(thunk));
        }
        symbol.hint = *hint;
        symbol.name = *symbol_name;
      }
      module.symbols.push_back(symbol);
    }
    return module;
  }

  [[gnu::format(printf, 2, 3)]] std::unexpected<Error> malformed(const char* format, ...) const {
    char detail[600];
    va_list arguments;
    va_start(arguments, format);
    std::vsnprintf(detail, sizeof detail, format, arguments);
    va_end(arguments);
    return fail(ErrorKind::kMalformed, "%.*s: %s at offset 0x%x: %s",
                static_cast<int>(view_.name().size()), view_.name().data(), what_,
                view_.file_offset(descriptor_rva_), detail);
  }

  void at(uint32_t rva) { descriptor_rva_ = rva; }

 private:
  const View& view_;
  const char* what_;
  uint32_t descriptor_rva_ = 0;
  size_t total_ = 0;
};

}  // namespace

Result<std::vector<ImportedModule>> parse_imports(const View& view) {
  std::vector<ImportedModule> modules;
  const uint32_t rva = view.directory(kImportDirectory).rva;
  if (rva == 0) return modules;
  Parser parser(view, "import descriptor");
  const Bytes table = view.from(rva);
  for (uint32_t i = 0;; ++i) {
    const uint32_t offset = i * uint32_t{sizeof(ImportDescriptor)};
    parser.at(rva + offset);
    const auto entry = table.read<ImportDescriptor>(offset);
    if (!entry) return parser.malformed("the list of imported DLLs does not end in the image");
    // Windows ends the list at either; its Size field plays no part.
    if (entry->name_rva == 0 || entry->slots_rva == 0) return modules;
    if (modules.size() == kMaxModules) return parser.malformed("more than %zu DLLs", kMaxModules);
    const bool has_names =
        entry->names_rva >= view.headers().size_of_headers && view.contains(entry->names_rva, 8);
    auto module = parser.module(rva + offset, entry->name_rva,
                                has_names ? entry->names_rva : entry->slots_rva, entry->slots_rva);
    if (!module) return std::unexpected(module.error());
    modules.push_back(std::move(*module));
  }
}

Result<std::vector<ImportedModule>> parse_delayed_imports(const View& view) {
  std::vector<ImportedModule> modules;
  const uint32_t rva = view.directory(kDelayImportDirectory).rva;
  if (rva == 0) return modules;
  Parser parser(view, "delayed import descriptor");
  const Bytes table = view.from(rva);
  for (uint32_t i = 0;; ++i) {
    const uint32_t offset = i * uint32_t{sizeof(DelayDescriptor)};
    parser.at(rva + offset);
    const auto entry = table.read<DelayDescriptor>(offset);
    if (!entry) return parser.malformed("the list of imported DLLs does not end in the image");
    if (entry->name_rva == 0) return modules;
    if (modules.size() == kMaxModules) return parser.malformed("more than %zu DLLs", kMaxModules);
    if (!(entry->attributes & kRelativeAddresses)) {
      return parser.malformed("Attributes is 0x%x: absolute addresses", entry->attributes);
    }
    auto module = parser.module(rva + offset, entry->name_rva, entry->names_rva, entry->slots_rva);
    if (!module) return std::unexpected(module.error());
    if (entry->handle_rva != 0 && !view.contains(entry->handle_rva, 8)) {
      return parser.malformed("ModuleHandle is 0x%x, outside the image", entry->handle_rva);
    }
    module->delayed = true;
    module->handle_rva = entry->handle_rva;
    modules.push_back(std::move(*module));
  }
}

}  // namespace mimic::pe
