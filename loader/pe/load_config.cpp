#include "loader/pe/load_config.h"

#include <cinttypes>

namespace mimic::pe {
namespace {

enum Offset : uint32_t {
  kSize = 0,
  kCriticalSectionTimeout = 20,
  kProcessAffinity = 64,
  kProcessHeapFlags = 72,
  kDependentLoadFlags = 78,
  kSecurityCookie = 88,
  kHandlerCount = 104,
  kGuardCheck = 112,
  kGuardDispatch = 120,
  kGuardFunctionCount = 136,
  kGuardFlags = 144,
  kHybridMetadata = 200,
};

}  // namespace

Result<std::optional<LoadConfig>> parse_load_config(const View& view) {
  const uint32_t rva = view.directory(kLoadConfigDirectory).rva;
  if (rva == 0) return std::nullopt;
  const Bytes bytes = view.from(rva);
  const auto size = bytes.read<uint32_t>(kSize);
  if (!size) {
    return fail(ErrorKind::kMalformed,
                "%.*s: load configuration at offset 0x%x does not lie in the image",
                static_cast<int>(view.name().size()), view.name().data(), view.file_offset(rva));
  }
  const Bytes fields = *bytes.slice(0, std::min<size_t>(*size, bytes.size()));
  LoadConfig config;
  config.size = *size;
  const auto read = [&](auto& field, Offset offset) {
    field = fields.read<std::remove_reference_t<decltype(field)>>(offset).value_or(0);
  };
  read(config.critical_section_timeout, kCriticalSectionTimeout);
  read(config.process_affinity, kProcessAffinity);
  read(config.process_heap_flags, kProcessHeapFlags);
  read(config.dependent_load_flags, kDependentLoadFlags);
  read(config.security_cookie_address, kSecurityCookie);
  read(config.handler_count, kHandlerCount);
  read(config.guard_check_address, kGuardCheck);
  read(config.guard_dispatch_address, kGuardDispatch);
  read(config.guard_function_count, kGuardFunctionCount);
  read(config.guard_flags, kGuardFlags);
  read(config.hybrid_metadata_address, kHybridMetadata);
  if (config.security_cookie_address != 0) {
    const auto cookie = view.rva_of(config.security_cookie_address);
    if (!cookie || !view.contains(*cookie, 8)) {
      return fail(ErrorKind::kMalformed,
                  "%.*s: load configuration's SecurityCookie at offset 0x%x is 0x%" PRIx64
                  ", outside the image",
                  static_cast<int>(view.name().size()), view.name().data(),
                  view.file_offset(rva + kSecurityCookie), config.security_cookie_address);
    }
    config.security_cookie_rva = *cookie;
  }
  return config;
}

}  // namespace mimic::pe
