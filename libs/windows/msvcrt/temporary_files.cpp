// Names for temporary files, and files that go away when they are closed.
#include <atomic>
#include <cstring>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/exit.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/file_paths.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/numbers.h"
#include "libs/windows/crt/os_files.h"
#include "libs/windows/crt/streams.h"

namespace mimic::win::kernel32 {

DECLARE_EXPORT(kernel32, DWORD, GetCurrentProcessId, ());
DECLARE_EXPORT(kernel32, DWORD, GetEnvironmentVariableW,
               (const WCHAR* name, WCHAR* to, DWORD capacity));

}  // namespace mimic::win::kernel32

namespace mimic::win::crt {
namespace {

constexpr DWORD kNoFile = ~DWORD{0};  // INVALID_FILE_ATTRIBUTES
constexpr DWORD kDirectory = 0x10;    // FILE_ATTRIBUTE_DIRECTORY
constexpr unsigned kMostNames = 0x7fffffff;

std::u16string digits(uint64_t value, unsigned base) {
  WCHAR text[64];
  return {text, write_digits(value, base, text)};
}

bool exists(const std::u16string& path) {
  return kernel32::GetFileAttributesW(path.c_str()) != kNoFile;
}

// "C:\…\Temp\".
std::u16string temporary_folder() {
  WCHAR path[MAX_PATH + 2];
  const DWORD size = kernel32::GetTempPathW(MAX_PATH + 1, path);
  return size && size <= MAX_PATH ? std::u16string(path, size) : u".\\";
}

// The next name that no file has. msvcrt's are in the root of the current drive, so that they fit
// into the 16 characters of its L_tmpnam.
std::u16string next_name(const std::u16string& folder, WCHAR letter) {
  static std::atomic<unsigned> next{0};
  const std::u16string start = folder + letter + digits(kernel32::GetCurrentProcessId(), 32) + u".";
  for (;;) {
    const unsigned number = next.fetch_add(1);
    if (number >= kMostNames) return {};
    std::u16string name = number ? start + digits(number, 32) : start;
    if (!exists(name)) return name;
  }
}
std::u16string public_name() {
  return next_name(is_universal_runtime() ? temporary_folder() : u"\\", u's');
}

// The buffer of tmpnam(null), of the thread.
template <class C>
C* own_buffer() {
  static thread_local C buffer[MAX_PATH + 1];
  return buffer;
}

template <class C>
C* name_file(C* to) {
  const std::basic_string<C> name = path_text<C>(public_name());
  if (name.empty()) return nullptr;
  if (!to) to = own_buffer<C>();
  std::memcpy(to, name.c_str(), (name.size() + 1) * sizeof(C));
  return to;
}

template <class C>
int name_file_s(C* to, size_t capacity) {
  if (!to) return fail_invalid(kEINVAL);
  const std::basic_string<C> name = path_text<C>(public_name());
  if (name.size() >= capacity) {
    if (capacity) *to = 0;
    return fail_invalid(kERANGE);
  }
  std::memcpy(to, name.c_str(), (name.size() + 1) * sizeof(C));
  return 0;
}

bool is_folder(const std::u16string& path) {
  const DWORD attributes = kernel32::GetFileAttributesW(path.c_str());
  return attributes != kNoFile && attributes & kDirectory;
}

// _tempnam's folder: TMP, then what it was given, then the root, then the current one.
std::u16string choose_folder(const std::u16string& given) {
  WCHAR value[MAX_PATH + 1];
  const DWORD size = kernel32::GetEnvironmentVariableW(u"TMP", value, MAX_PATH + 1);
  if (size && size <= MAX_PATH && is_folder(value)) return value;
  if (!given.empty() && is_folder(given)) return given;
  return is_folder(u"\\") ? u"\\" : u".";
}

template <class C>
C* allocate_name(const C* folder, const C* prefix) {
  std::u16string start = choose_folder(folder ? wide_path(folder) : std::u16string());
  if (start.back() != u'\\' && start.back() != u'/') start += u'\\';
  if (prefix) start += wide_path(prefix);
  static std::atomic<unsigned> next{kernel32::GetCurrentProcessId()};
  std::u16string name;
  do name = start + digits(next.fetch_add(1), 10);
  while (exists(name));
  const std::basic_string<C> text = path_text<C>(name);
  auto* result = static_cast<C*>(allocate((text.size() + 1) * sizeof(C)));
  if (result) std::memcpy(result, text.c_str(), (text.size() + 1) * sizeof(C));
  return result;
}

}  // namespace

FILE* open_temporary(int share) {
  const std::u16string folder = temporary_folder();
  FILE* stream = allocate_stream();
  if (!stream) return nullptr;
  for (;;) {
    const std::u16string name = next_name(folder, u't');
    int fd = -1;
    const int error = name.empty()
                          ? kENOENT
                          : open_descriptor(&fd, name.c_str(),
                                            kO_CREAT | kO_EXCL | kO_RDWR | kO_BINARY | kO_TEMPORARY,
                                            share, kS_IREAD | kS_IWRITE);
    if (error == kEEXIST) continue;  // somebody was quicker
    if (error) {
      release_stream(stream);
      crt_errno = error;
      return nullptr;
    }
    // The name marks the stream for _rmtmp; the file itself goes with its handle.
    const size_t size = (name.size() + 1) * sizeof(WCHAR);
    if (void* copy = allocate(size)) {
      std::memcpy(copy, name.c_str(), size);
      stream->_tmpfname = static_cast<char*>(copy);
    }
    stream->_file = fd;
    stream->_flag = kReadWrite | kAllocated;
    return stream;
  }
}

}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::FILE;

CRT_EXPORT(FILE*, tmpfile, ()) { return crt::open_temporary(crt::kSH_DENYNO); }
CRT_EXPORT_O(int, tmpfile_s, (FILE * *to)) {
  if (!to) return crt::fail_invalid(crt::kEINVAL);
  *to = crt::open_temporary(crt::kSH_DENYRW);
  return *to ? 0 : crt::crt_errno;
}
CRT_EXPORT(char*, tmpnam, (char* to)) { return crt::name_file(to); }
CRT_EXPORT(WCHAR*, _wtmpnam, (WCHAR * to)) { return crt::name_file(to); }
CRT_EXPORT_O(int, tmpnam_s, (char* to, size_t capacity)) { return crt::name_file_s(to, capacity); }
CRT_EXPORT_O(int, _wtmpnam_s, (WCHAR * to, size_t capacity)) {
  return crt::name_file_s(to, capacity);
}
CRT_EXPORT(char*, _tempnam, (const char* folder, const char* prefix)) {
  return crt::allocate_name(folder, prefix);
}
CRT_EXPORT(WCHAR*, _wtempnam, (const WCHAR* folder, const WCHAR* prefix)) {
  return crt::allocate_name(folder, prefix);
}

}  // namespace mimic::win::msvcrt
