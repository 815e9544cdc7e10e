// Base relocations.
#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

struct Block {
  uint32_t page_rva, size;
};

enum RelocationType : uint8_t { kAbsolute = 0, kHigh = 1, kLow = 2, kHighLow = 3, kDir64 = 10 };

template <class T>
void add(uint8_t* place, T amount) {
  T value;
  std::memcpy(&value, place, sizeof value);
  value = static_cast<T>(value + amount);
  std::memcpy(place, &value, sizeof value);
}

// Bytes changed by a relocation of `type`; 0 for a type that x86-64 does not have.
constexpr uint32_t width_of(uint32_t type) {
  switch (type) {
    case kHigh:
    case kLow:
      return 2;
    case kHighLow:
      return 4;
    case kDir64:
      return 8;
    default:
      return 0;
  }
}

}  // namespace

Result<void> relocate(const Headers& headers, std::span<uint8_t> bytes, uint64_t delta,
                      std::string_view name) {
  if (delta == 0) return {};
  const int name_size = static_cast<int>(name.size());
  if (!headers.is_movable()) {
    return fail(ErrorKind::kMalformed,
                "%.*s: Characteristics at offset 0x%x says that there are no relocations, but the "
                "image cannot be at its ImageBase 0x%llx",
                name_size, name.data(), headers.nt_offset + 22,
                static_cast<unsigned long long>(headers.image_base));
  }
  const Directory directory = headers.directories[kRelocationDirectory];
  if (directory.rva == 0 || directory.size == 0) return {};
  const View view(headers, Bytes(bytes), View::Layout::kMapped, name);
  const auto table = view.at(directory.rva, directory.size);
  if (!table) {
    return fail(ErrorKind::kMalformed,
                "%.*s: relocation directory at offset 0x%x of 0x%x bytes does not lie in the image",
                name_size, name.data(), view.file_offset(directory.rva), directory.size);
  }
  uint8_t* const image = bytes.data();
  for (uint32_t offset = 0; offset + 8 <= directory.size;) {
    const auto block = *table->read<Block>(offset);
    if (block.page_rva == 0 && block.size == 0) return {};  // padding
    if (block.size < sizeof(Block) || block.size > directory.size - offset) {
      return fail(ErrorKind::kMalformed,
                  "%.*s: relocation block's SizeOfBlock at offset 0x%x is 0x%x, not between 8 and "
                  "the 0x%x bytes left",
                  name_size, name.data(), view.file_offset(directory.rva + offset + 4), block.size,
                  directory.size - offset);
    }
    for (uint32_t i = sizeof(Block); i + 2 <= block.size; i += 2) {
      const uint16_t entry = *table->read<uint16_t>(offset + i);
      const uint32_t type = entry >> 12;
      if (type == kAbsolute) continue;
      const uint32_t width = width_of(type);
      const uint64_t place = uint64_t{block.page_rva} + (entry & 0xfff);
      if (width == 0 || place + width > bytes.size()) {
        return fail(ErrorKind::kMalformed,
                    "%.*s: relocation at offset 0x%x is of type %u for 0x%llx, %s", name_size,
                    name.data(), view.file_offset(directory.rva + offset + i), type,
                    static_cast<unsigned long long>(place),
                    width == 0 ? "a type that x86-64 does not have" : "outside the image");
      }
      switch (type) {
        case kDir64:
          add<uint64_t>(image + place, delta);
          break;
        case kHighLow:
          add<uint32_t>(image + place, static_cast<uint32_t>(delta));
          break;
        case kHigh:
          add<uint16_t>(image + place, static_cast<uint16_t>(delta >> 16));
          break;
        default:
          add<uint16_t>(image + place, static_cast<uint16_t>(delta));
          break;
      }
    }
    offset += block.size;
  }
  return {};
}

}  // namespace mimic::pe
