// From relative virtual addresses to bytes.
#include <algorithm>

#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

constexpr uint64_t kPageSize = 4096;
constexpr uint8_t kZeros[kPageSize] = {};

// How much of the address space a section takes: Windows maps whole pages.
uint64_t extent(const Section& section) {
  const uint64_t size = std::max(section.virtual_size, section.file_size);
  return (size + kPageSize - 1) & ~(kPageSize - 1);
}

const Section* section_at(const Headers& headers, uint32_t rva) {
  for (const Section& section : headers.sections) {
    if (rva >= section.rva && rva - section.rva < extent(section)) return &section;
  }
  return nullptr;
}

}  // namespace

Bytes View::from(uint32_t rva) const {
  if (rva < headers_->size_of_headers) {
    const uint64_t end = std::min<uint64_t>(headers_->size_of_headers, bytes_.size());
    return rva < end ? Bytes(bytes_.data() + rva, end - rva) : Bytes();
  }
  const Section* section = section_at(*headers_, rva);
  if (!section) return {};
  const uint64_t offset = rva - section->rva, size = extent(*section);
  if (layout_ == Layout::kMapped) {
    const uint64_t end = std::min<uint64_t>(section->rva + size, bytes_.size());
    return rva < end ? Bytes(bytes_.data() + rva, end - rva) : Bytes();
  }
  if (offset >= section->file_size) return {kZeros, std::min(kPageSize, size - offset)};
  return bytes_.slice(section->file_offset + offset, section->file_size - offset).value_or(Bytes());
}

bool View::contains(uint32_t rva, uint64_t size) const {
  uint64_t available = 0;
  if (rva < headers_->size_of_headers) {
    available = headers_->size_of_headers - rva;
  } else if (const Section* section = section_at(*headers_, rva)) {
    available = section->rva + extent(*section) - rva;
  }
  return available != 0 && size <= available;
}

std::optional<uint32_t> View::rva_of(uint64_t address) const {
  const uint64_t from_base = address - headers_->image_base;
  if (from_base >= headers_->size_of_image) return std::nullopt;
  return static_cast<uint32_t>(from_base);
}

uint32_t View::file_offset(uint32_t rva) const {
  if (rva < headers_->size_of_headers) return rva;
  const Section* section = section_at(*headers_, rva);
  if (!section || rva - section->rva >= section->file_size) return rva;
  return section->file_offset + (rva - section->rva);
}

}  // namespace mimic::pe
