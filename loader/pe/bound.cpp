#include "loader/pe/bound.h"

namespace mimic::pe {
namespace {

// A descriptor, or one of the forwarder references that follow it.
struct RawEntry {
  uint32_t time_stamp;
  uint16_t name_offset;      // from the start of the directory
  uint16_t forwarder_count;  // 0 in a forwarder reference
};
static_assert(sizeof(RawEntry) == 8);

}  // namespace

Result<std::vector<BoundImport>> parse_bound_imports(const View& view) {
  std::vector<BoundImport> imports;
  const uint32_t rva = view.directory(kBoundImportDirectory).rva;
  if (rva == 0) return imports;
  const Bytes bytes = view.from(rva);
  uint32_t forwarders = 0;
  for (uint32_t offset = 0;; offset += sizeof(RawEntry)) {
    const auto malformed = [&](const char* what) {
      return fail(ErrorKind::kMalformed, "%.*s: bound import descriptor at offset 0x%x: %s",
                  static_cast<int>(view.name().size()), view.name().data(),
                  view.file_offset(rva) + offset, what);
    };
    const auto entry = bytes.read<RawEntry>(offset);
    if (!entry) return malformed("the list does not end in the image");
    if (forwarders == 0 && entry->name_offset == 0) return imports;
    const auto name = bytes.c_string(entry->name_offset);
    if (!name || name->empty()) return malformed("OffsetModuleName leads to no name");
    // Names are reached by 16-bit offsets, so descriptors beyond that repeat them.
    if (offset > 0xffff) return malformed("the list is longer than its names");
    imports.push_back({*name, entry->time_stamp, forwarders != 0});
    forwarders = forwarders != 0 ? forwarders - 1 : entry->forwarder_count;
  }
}

}  // namespace mimic::pe
