// Reading into pages that lie apart, and writing from them.
#include <sys/uio.h>

#include <algorithm>
#include <cerrno>

#include "libs/windows/core/file.h"

namespace mimic::win {
namespace {

constexpr ULONG kPage = 4096;
constexpr size_t kAtOnce = 64;  // pages for one call of the host

// The pages from `done` on, as the host takes them. Their number.
int pages_from(void* const* pages, ULONG length, ULONG done, iovec (&vectors)[kAtOnce]) {
  int count = 0;
  while (done < length && count < static_cast<int>(kAtOnce)) {
    const ULONG into = done % kPage, size = std::min(kPage - into, length - done);
    vectors[count++] = {static_cast<char*>(pages[done / kPage]) + into, size};
    done += size;
  }
  return count;
}

// Runs transfer(vectors, count, bytes done) until all is done, the file ends or an error comes.
template <class Transfer>
NTSTATUS transfer_pages(void* const* pages, ULONG length, ULONG& done, Transfer&& transfer) {
  iovec vectors[kAtOnce];
  while (done < length) {
    const int count = pages_from(pages, length, done, vectors);
    const ssize_t moved = transfer(vectors, count, done);
    if (moved == 0) break;
    if (moved > 0) {
      done += static_cast<ULONG>(moved);
    } else if (errno != EINTR) {
      return status_of_errno(errno);
    }
  }
  return STATUS_SUCCESS;
}

}  // namespace

NTSTATUS File::read_pages(const IoRequest& request, void* const* pages, ULONG length,
                          const LARGE_INTEGER* offset) {
  begin(request);
  if (!(options() & FILE_NO_INTERMEDIATE_BUFFERING) || !is_seekable())
    return finish(request, STATUS_INVALID_PARAMETER, 0, false);
  const auto place = admit(offset, length, false);
  if (!place) return finish(request, place.error(), 0, false);
  Outcome outcome = {STATUS_SUCCESS, 0};
  outcome.status = transfer_pages(
      pages, length, outcome.count, [&](const iovec* vectors, int count, ULONG done) {
        return *place >= 0 ? ::preadv(descriptor(), vectors, count, *place + done)
                           : ::readv(descriptor(), vectors, count);
      });
  if (outcome.count) outcome.status = STATUS_SUCCESS;
  if (length && !outcome.count && nt_success(outcome.status)) outcome.status = STATUS_END_OF_FILE;
  return end_transfer(request, *place, outcome);
}

NTSTATUS File::write_pages(const IoRequest& request, void* const* pages, ULONG length,
                           const LARGE_INTEGER* offset) {
  begin(request);
  if (!(options() & FILE_NO_INTERMEDIATE_BUFFERING) || !is_seekable())
    return finish(request, STATUS_INVALID_PARAMETER, 0, false);
  const auto place = admit(offset, length, true);
  if (!place) return finish(request, place.error(), 0, false);
  Outcome outcome = {STATUS_SUCCESS, 0};
  outcome.status = transfer_pages(
      pages, length, outcome.count, [&](const iovec* vectors, int count, ULONG done) {
        if (*place >= 0) return ::pwritev(descriptor(), vectors, count, *place + done);
        return ::pwritev2(descriptor(), vectors, count, -1, *place == kEndOfFile ? RWF_APPEND : 0);
      });
  return end_transfer(request, *place, outcome);
}

}  // namespace mimic::win
