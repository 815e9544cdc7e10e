// Texts of errno values.
#include <cstring>
#include <string>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {

inline constexpr int kErrors = 43;
struct ErrorTexts {  // with a place for what is no error
  const char* text[kErrors + 1];
};

namespace {

constexpr ErrorTexts kErrorTexts = {{"No error",
                                     "Operation not permitted",
                                     "No such file or directory",
                                     "No such process",
                                     "Interrupted function call",
                                     "Input/output error",
                                     "No such device or address",
                                     "Arg list too long",
                                     "Exec format error",
                                     "Bad file descriptor",
                                     "No child processes",
                                     "Resource temporarily unavailable",
                                     "Not enough space",
                                     "Permission denied",
                                     "Bad address",
                                     "Unknown error",
                                     "Resource device",
                                     "File exists",
                                     "Improper link",
                                     "No such device",
                                     "Not a directory",
                                     "Is a directory",
                                     "Invalid argument",
                                     "Too many open files in system",
                                     "Too many open files",
                                     "Inappropriate I/O control operation",
                                     "Unknown error",
                                     "File too large",
                                     "No space left on device",
                                     "Invalid seek",
                                     "Read-only file system",
                                     "Too many links",
                                     "Broken pipe",
                                     "Domain error",
                                     "Result too large",
                                     "Unknown error",
                                     "Resource deadlock avoided",
                                     "Unknown error",
                                     "Filename too long",
                                     "No locks available",
                                     "Function not implemented",
                                     "Directory not empty",
                                     "Illegal byte sequence",
                                     "Unknown error"}};

// From EADDRINUSE (100) to EWOULDBLOCK (140), of the Universal CRT alone.
constexpr int kFirstPosix = 100;
constexpr const char* kPosixTexts[] = {"address in use",
                                       "address not available",
                                       "address family not supported",
                                       "connection already in progress",
                                       "bad message",
                                       "operation canceled",
                                       "connection aborted",
                                       "connection refused",
                                       "connection reset",
                                       "destination address required",
                                       "host unreachable",
                                       "identifier removed",
                                       "operation in progress",
                                       "already connected",
                                       "too many symbolic link levels",
                                       "message size",
                                       "network down",
                                       "network reset",
                                       "network unreachable",
                                       "no buffer space",
                                       "no message available",
                                       "no link",
                                       "no message",
                                       "no protocol option",
                                       "no stream resources",
                                       "not a stream",
                                       "not connected",
                                       "state not recoverable",
                                       "not a socket",
                                       "not supported",
                                       "operation not supported",
                                       "Unknown error",
                                       "value too large",
                                       "owner dead",
                                       "protocol error",
                                       "protocol not supported",
                                       "wrong protocol type",
                                       "stream timeout",
                                       "timed out",
                                       "text file busy",
                                       "operation would block"};

const char* error_text(int error) {
  const int posix = error - kFirstPosix;
  if (is_universal_runtime() && posix >= 0 && posix < static_cast<int>(std::size(kPosixTexts)))
    return kPosixTexts[posix];
  return kErrorTexts.text[error >= 0 && error < kErrors ? error : kErrors];
}

// The buffers that strerror and its kind return, of the thread.
constexpr size_t kLongestText = 134;  // of a prefix of 94, the text and two more
template <class C>
C* thread_text(std::basic_string<C> text) {
  static thread_local C buffer[kLongestText];
  if (text.size() >= kLongestText) text.resize(kLongestText - 1);
  std::memcpy(buffer, text.c_str(), (text.size() + 1) * sizeof(C));
  return buffer;
}

template <class C>
std::basic_string<C> text_of(int error) {
  const char* const text = error_text(error);
  return {text, text + std::strlen(text)};
}

// "prefix: text\n".
template <class C>
std::basic_string<C> with_prefix(const C* prefix, int error) {
  std::basic_string<C> text;
  if (prefix && *prefix) {
    text = prefix;
    text += C(':');
    text += C(' ');
  }
  text += text_of<C>(error);
  text += C('\n');
  return text;
}

// Cuts what does not fit.
template <class C>
int copy_text(C* to, size_t capacity, const std::basic_string<C>& text) {
  if (!to || !capacity) return fail_invalid(kEINVAL);
  const size_t count = text.size() < capacity ? text.size() : capacity - 1;
  std::memcpy(to, text.data(), count * sizeof(C));
  to[count] = 0;
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

EXPORT_DATA(msvcrt, int, _sys_nerr) = crt::kErrors;
EXPORT_DATA(msvcrt, crt::ErrorTexts, _sys_errlist) = crt::kErrorTexts;

CRT_EXPORT(const char**, __sys_errlist, ()) { return _sys_errlist.text; }
CRT_EXPORT(int*, __sys_nerr, ()) { return &_sys_nerr; }

CRT_EXPORT_O(char*, strerror, (int error)) { return crt::thread_text(crt::text_of<char>(error)); }
CRT_EXPORT_O(WCHAR*, _wcserror, (int error)) {
  return crt::thread_text(crt::text_of<WCHAR>(error));
}
CRT_EXPORT_O(char*, _strerror, (const char* prefix)) {
  return crt::thread_text(crt::with_prefix(prefix, crt::crt_errno));
}
CRT_EXPORT_O(WCHAR*, __wcserror, (const WCHAR* prefix)) {
  return crt::thread_text(crt::with_prefix(prefix, crt::crt_errno));
}
CRT_EXPORT_O(int, strerror_s, (char* to, size_t capacity, int error)) {
  return crt::copy_text(to, capacity, crt::text_of<char>(error));
}
CRT_EXPORT_O(int, _wcserror_s, (WCHAR * to, size_t capacity, int error)) {
  return crt::copy_text(to, capacity, crt::text_of<WCHAR>(error));
}
CRT_EXPORT_O(int, _strerror_s, (char* to, size_t capacity, const char* prefix)) {
  return crt::copy_text(to, capacity, crt::with_prefix(prefix, crt::crt_errno));
}
CRT_EXPORT_O(int, __wcserror_s, (WCHAR * to, size_t capacity, const WCHAR* prefix)) {
  return crt::copy_text(to, capacity, crt::with_prefix(prefix, crt::crt_errno));
}

}  // namespace mimic::win::msvcrt
