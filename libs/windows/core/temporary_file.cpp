#include "libs/windows/core/temporary_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "libs/windows/core/clock.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/file_lookup.h"

namespace mimic::win {
namespace {

// The first free number is wanted soon after the last one that was free.
std::atomic<uint16_t> next_number{0};

std::u16string name_of(std::u16string_view folder, std::u16string_view prefix, UINT number) {
  std::u16string path(folder);
  path += prefix;
  constexpr char16_t kDigits[] = u"0123456789ABCDEF";
  bool started = false;
  for (int shift = 12; shift >= 0; shift -= 4) {
    const unsigned digit = number >> shift & 15;
    started |= digit != 0 || shift == 0;
    if (started) path += kDigits[digit];
  }
  return path += u".tmp";
}

NTSTATUS create_empty(std::u16string_view path) {
  const auto location = locate(path);
  if (!location) return location.error();
  const NewName name = new_name(*location);
  if (name.status) return name.status;
  const int descriptor = ::open(name.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return status_of_errno(errno);
  ::close(descriptor);
  name_created(name.path);
  return STATUS_SUCCESS;
}

}  // namespace

std::u16string temporary_folder() {
  for (const auto* name : {u"TMP", u"TEMP", u"USERPROFILE"}) {
    const auto value = environment_variable(name);
    if (!value || value->empty()) continue;
    std::u16string path = full_path(*value);
    if (path.empty()) continue;
    if (path.back() != u'\\') path += u'\\';
    return path;
  }
  return u"C:\\Windows\\";
}

Expected<TemporaryName> temporary_name(std::u16string_view folder, std::u16string_view prefix,
                                       UINT number) {
  const auto found = look_up(folder.empty() ? std::u16string_view(u".") : folder, true);
  if (!found || !found->metadata.is_directory()) return nt_fail(STATUS_NOT_A_DIRECTORY);
  std::u16string start(folder);
  if (!start.empty() && start.back() != u'\\' && start.back() != u'/') start += u'\\';
  prefix = prefix.substr(0, 3);
  if (number & 0xffff) {
    number &= 0xffff;
    return TemporaryName{name_of(start, prefix, number), number};
  }
  if (!next_number) {
    // So that processes which start together do not try the same ones.
    const auto seed = static_cast<uint64_t>(system_time_now()) ^ uint64_t(::getpid()) << 20;
    next_number = static_cast<uint16_t>(seed >> 20 ^ seed);
  }
  for (unsigned tries = 0; tries < 0x10000; ++tries) {
    number = next_number++;
    if (!number) continue;
    std::u16string path = name_of(start, prefix, number);
    const NTSTATUS status = create_empty(path);
    if (status == STATUS_SUCCESS) return TemporaryName{std::move(path), number};
    if (status != STATUS_OBJECT_NAME_COLLISION) return nt_fail(status);
  }
  return nt_fail(STATUS_OBJECT_NAME_COLLISION);
}

}  // namespace mimic::win
