// The export directory.
#include <algorithm>
#include <atomic>

#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

struct ExportDirectory {
  uint32_t characteristics, time_stamp;
  uint16_t major, minor;
  uint32_t name_rva, base, function_count, name_count, functions_rva, names_rva, ordinals_rva;
};
static_assert(sizeof(ExportDirectory) == 40);

// Ordinals have 16 bits.
constexpr uint32_t kMaxExports = 1 << 16;

}  // namespace

Result<Exports> Exports::parse(const View& view) {
  Exports exports;
  exports.view_ = &view;
  exports.directory_ = view.directory(kExportDirectory);
  const uint32_t rva = exports.directory_.rva;
  if (rva == 0 || exports.directory_.size == 0) return exports;

  const auto malformed = [&](const char* field, uint32_t field_offset, uint32_t value,
                             const char* what) {
    return fail(ErrorKind::kMalformed, "%.*s: export directory's %s at offset 0x%x is 0x%x, %s",
                static_cast<int>(view.name().size()), view.name().data(), field,
                view.file_offset(rva + field_offset), value, what);
  };
  const auto directory = view.read<ExportDirectory>(rva);
  if (!directory) {
    return fail(ErrorKind::kMalformed,
                "%.*s: export directory at offset 0x%x does not lie in the image",
                static_cast<int>(view.name().size()), view.name().data(), view.file_offset(rva));
  }
  if (directory->function_count > kMaxExports) {
    return malformed("NumberOfFunctions", 20, directory->function_count, "more than 65536");
  }
  if (directory->name_count > kMaxExports) {
    return malformed("NumberOfNames", 24, directory->name_count, "more than 65536");
  }
  const auto table = [&](uint32_t table_rva, uint32_t count, uint32_t width) {
    return count == 0 ? Bytes() : view.at(table_rva, uint64_t{count} * width);
  };
  const auto functions = table(directory->functions_rva, directory->function_count, 4);
  if (!functions) {
    return malformed("AddressOfFunctions", 28, directory->functions_rva,
                     "where that many do not fit");
  }
  const auto names = table(directory->names_rva, directory->name_count, 4);
  if (!names) {
    return malformed("AddressOfNames", 32, directory->names_rva, "where that many do not fit");
  }
  const auto ordinals = table(directory->ordinals_rva, directory->name_count, 2);
  if (!ordinals) {
    return malformed("AddressOfNameOrdinals", 36, directory->ordinals_rva,
                     "where that many do not fit");
  }
  exports.base_ = directory->base;
  exports.function_count_ = directory->function_count;
  exports.name_count_ = directory->name_count;
  exports.functions_ = *functions;
  exports.names_ = *names;
  exports.ordinals_ = *ordinals;
  exports.module_name_ = view.c_string(directory->name_rva).value_or("");
  return exports;
}

std::optional<ExportTarget> Exports::target(uint32_t index) const {
  if (index >= function_count_) return std::nullopt;
  const auto rva = functions_.read<uint32_t>(uint64_t{4} * index);
  if (!rva || *rva == 0) return std::nullopt;
  // An address inside the directory is that of a forwarder's text.
  if (*rva - directory_.rva < directory_.size) {
    const auto text = view_->c_string(*rva);
    if (!text || text->find('.') == std::string_view::npos) return std::nullopt;
    return ExportTarget{0, *text};
  }
  if (*rva >= view_->headers().size_of_image) return std::nullopt;
  return ExportTarget{*rva, {}};
}

std::string_view Exports::name_at(uint32_t position) const {
  const auto rva = names_.read<uint32_t>(uint64_t{4} * position);
  return rva ? view_->c_string(*rva).value_or("") : "";
}

std::optional<ExportTarget> Exports::target_of_name(uint32_t position) const {
  const auto index = ordinals_.read<uint16_t>(uint64_t{2} * position);
  return index ? target(*index) : std::nullopt;
}

bool Exports::names_are_sorted() const {
  std::atomic_ref<uint8_t> known(order_);
  uint8_t order = known.load(std::memory_order_relaxed);
  if (order == kUnknown) {
    order = kSorted;
    std::string_view previous;
    for (uint32_t i = 0; i < name_count_ && order == kSorted; ++i) {
      const std::string_view name = name_at(i);
      if (name < previous) order = kUnsorted;
      previous = name;
    }
    known.store(order, std::memory_order_relaxed);
  }
  return order == kSorted;
}

std::optional<ExportTarget> Exports::find(std::string_view name, uint16_t hint) const {
  if (name.empty()) return std::nullopt;
  if (hint < name_count_ && name_at(hint) == name) return target_of_name(hint);
  uint32_t low = 0, high = name_count_;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const int order = name_at(middle).compare(name);
    if (order == 0) return target_of_name(middle);
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (names_are_sorted()) return std::nullopt;
  for (uint32_t i = 0; i < name_count_; ++i) {
    if (name_at(i) == name) return target_of_name(i);
  }
  return std::nullopt;
}

std::optional<ExportTarget> Exports::find(uint32_t ordinal) const {
  return ordinal < base_ ? std::nullopt : target(ordinal - base_);
}

Result<std::vector<Exports::Entry>> Exports::all() const {
  std::vector<Entry> entries;
  std::vector<bool> named(function_count_);
  for (uint32_t i = 0; i < name_count_; ++i) {
    const std::string_view name = name_at(i);
    const auto index = ordinals_.read<uint16_t>(uint64_t{2} * i);
    if (name.empty() || !index || *index >= function_count_) {
      return fail(ErrorKind::kMalformed,
                  "%.*s: export name %u of the directory at offset 0x%x leads to %s",
                  static_cast<int>(view_->name().size()), view_->name().data(), i,
                  view_->file_offset(directory_.rva),
                  name.empty() ? "no name" : "a function that is not there");
    }
    named[*index] = true;
    if (const auto found = target(*index)) entries.push_back({name, base_ + *index, *found});
  }
  for (uint32_t i = 0; i < function_count_; ++i) {
    if (named[i]) continue;
    if (const auto found = target(i)) entries.push_back({{}, base_ + i, *found});
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.ordinal != b.ordinal ? a.ordinal < b.ordinal : a.name < b.name;
  });
  return entries;
}

}  // namespace mimic::pe
