// From addresses to segments and to the bytes of the file.
#include "loader/elf/image.h"

namespace mimic::elf {

const Segment* Headers::segment_at(uint64_t address) const {
  for (const Segment& segment : segments)
    if (segment.contains(address)) return &segment;
  return nullptr;
}

Bytes View::from(uint64_t address) const {
  const Segment* segment = headers_->segment_at(address);
  if (!segment) return {};
  const uint64_t offset = address - segment->address;
  if (offset >= segment->file_size) return {};
  return file_.slice(segment->file_offset + offset, segment->file_size - offset).value_or(Bytes());
}

}  // namespace mimic::elf
