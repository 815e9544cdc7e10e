#include "loader/pe/exception_directory.h"

namespace mimic::pe {

Result<ExceptionDirectory> ExceptionDirectory::parse(const View& view) {
  ExceptionDirectory result;
  const Directory directory = view.directory(kExceptionDirectory);
  const uint32_t count = directory.size / uint32_t{sizeof(RuntimeFunction)};
  if (directory.rva == 0 || count == 0) return result;
  const auto table = view.at(directory.rva, uint64_t{count} * sizeof(RuntimeFunction));
  if (!table) {
    return fail(ErrorKind::kMalformed,
                "%.*s: exception directory at offset 0x%x of 0x%x bytes does not lie in the image",
                static_cast<int>(view.name().size()), view.name().data(),
                view.file_offset(directory.rva), directory.size);
  }
  result.table_ = *table;
  result.count_ = count;
  return result;
}

std::optional<RuntimeFunction> ExceptionDirectory::find(uint32_t rva) const {
  uint32_t low = 0, high = count_;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    const RuntimeFunction entry = (*this)[middle];
    if (rva < entry.begin_rva) {
      high = middle;
    } else if (rva >= entry.end_rva) {
      low = middle + 1;
    } else {
      return entry;
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> ExceptionDirectory::first_malformed(const View& view) const {
  uint32_t previous_end = 0;
  for (uint32_t i = 0; i < count_; ++i) {
    const RuntimeFunction entry = (*this)[i];
    if (entry.begin_rva < previous_end || entry.end_rva <= entry.begin_rva ||
        entry.end_rva > view.headers().size_of_image) {
      return i;
    }
    previous_end = entry.end_rva;
  }
  return std::nullopt;
}

}  // namespace mimic::pe
