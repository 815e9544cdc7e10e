// The static TLS directory.
#include <cinttypes>

#include "loader/pe/image.h"

namespace mimic::pe {
namespace {

struct RawTlsDirectory {
  uint64_t template_begin, template_end, index_address, callbacks_address;
  uint32_t zero_fill, characteristics;
};
static_assert(sizeof(RawTlsDirectory) == 40);

// Every thread gets a copy, so a wild size is an attack on memory.
constexpr uint64_t kMaxTlsSize = 256 << 20;
constexpr uint32_t kMaxCallbacks = 4096;

}  // namespace

Result<std::optional<TlsDirectory>> parse_tls(const View& view) {
  const uint32_t rva = view.directory(kTlsDirectory).rva;
  if (rva == 0) return std::nullopt;
  const int name_size = static_cast<int>(view.name().size());
  const auto malformed = [&](const char* field, uint32_t field_offset, uint64_t value,
                             const char* what) {
    return fail(ErrorKind::kMalformed,
                "%.*s: TLS directory's %s at offset 0x%x is 0x%" PRIx64 ", %s", name_size,
                view.name().data(), field, view.file_offset(rva + field_offset), value, what);
  };
  const auto raw = view.read<RawTlsDirectory>(rva);
  if (!raw) {
    return fail(ErrorKind::kMalformed,
                "%.*s: TLS directory at offset 0x%x does not lie in the image", name_size,
                view.name().data(), view.file_offset(rva));
  }
  if (raw->template_end < raw->template_begin) {
    return malformed("EndAddressOfRawData", 8, raw->template_end, "before its start");
  }
  const uint64_t size = raw->template_end - raw->template_begin;
  if (size != 0) {
    const auto begin = view.rva_of(raw->template_begin);
    if (!begin || !view.contains(*begin, size)) {
      return malformed("StartAddressOfRawData", 0, raw->template_begin,
                       "where the template does not lie in the image");
    }
  }
  if (size + raw->zero_fill > kMaxTlsSize) {
    return malformed("SizeOfZeroFill", 32, raw->zero_fill, "more than 256 MB in all");
  }
  const auto index = view.rva_of(raw->index_address);
  if (!index || !view.contains(*index, 4)) {
    return malformed("AddressOfIndex", 16, raw->index_address, "outside the image");
  }
  if (raw->callbacks_address != 0) {
    const auto callbacks = view.rva_of(raw->callbacks_address);
    const Bytes list = callbacks ? view.from(*callbacks) : Bytes();
    for (uint32_t i = 0;; ++i) {
      const auto callback = list.read<uint64_t>(uint64_t{8} * i);
      if (!callback || i == kMaxCallbacks) {
        return malformed("AddressOfCallBacks", 24, raw->callbacks_address,
                         "where no list of callbacks is that ends in the image");
      }
      if (*callback == 0) break;
      if (!view.rva_of(*callback)) {
        return malformed("callback", static_cast<uint32_t>(*callbacks - rva + 8 * i), *callback,
                         "outside the image");
      }
    }
  }
  return TlsDirectory{raw->template_begin, raw->template_end, raw->index_address,
                      raw->callbacks_address, raw->zero_fill};
}

}  // namespace mimic::pe
