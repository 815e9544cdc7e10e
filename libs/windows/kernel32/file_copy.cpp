// CopyFile and its kind.
#include "libs/windows/core/file_copy.h"

#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/copy_progress.h"
#include "libs/windows/kernel32/deliver.h"
#include "libs/windows/kernel32/named.h"

namespace mimic::win::kernel32 {

namespace {

constexpr DWORD COPY_FILE_FAIL_IF_EXISTS = 1, COPY_FILE_COPY_SYMLINK = 0x800;

struct COPYFILE2_MESSAGE {
  DWORD Type, dwPadding;
  union {
    struct {
      DWORD dwStreamNumber, dwReserved;
      HANDLE hSourceFile, hDestinationFile;
      uint64_t uliStreamSize, uliTotalFileSize;
    } StreamStarted;
    struct {
      DWORD dwStreamNumber, dwFlags;
      HANDLE hSourceFile, hDestinationFile;
      uint64_t uliChunkNumber, uliChunkSize, uliStreamSize, uliStreamBytesTransferred,
          uliTotalFileSize, uliTotalBytesTransferred;
    } ChunkFinished;
    struct {
      DWORD dwStreamNumber, dwReserved;
      HANDLE hSourceFile, hDestinationFile;
      uint64_t uliStreamSize, uliStreamBytesTransferred, uliTotalFileSize, uliTotalBytesTransferred;
    } StreamFinished;
  } Info;
};

using COPYFILE2_PROGRESS_ROUTINE = DWORD(MS_ABI*)(const COPYFILE2_MESSAGE* pMessage,
                                                  PVOID pvCallbackContext);

}  // namespace

struct COPYFILE2_EXTENDED_PARAMETERS {
  DWORD dwSize;
  DWORD dwCopyFlags;
  const BOOL* pfCancel;
  PVOID pProgressRoutine;  // COPYFILE2_PROGRESS_ROUTINE
  PVOID pvCallbackContext;
};

namespace {

class CopyMessages final : public CopyObserver {
 public:
  explicit CopyMessages(const COPYFILE2_EXTENDED_PARAMETERS& parameters)
      : routine_(reinterpret_cast<COPYFILE2_PROGRESS_ROUTINE>(parameters.pProgressRoutine)),
        context_(parameters.pvCallbackContext),
        cancel_(parameters.pfCancel) {}

  CopyAction progress(uint64_t total, uint64_t done) override {
    // COPYFILE2_CALLBACK_STREAM_STARTED 3, _CHUNK_FINISHED 2, _STREAM_FINISHED 4
    COPYFILE2_MESSAGE message = {};
    if (!started_) {
      started_ = true;
      message.Type = 3;
      message.Info.StreamStarted = {1, 0, INVALID_HANDLE_VALUE, INVALID_HANDLE_VALUE, total, total};
      const CopyAction action = send(message);
      if (total || action != CopyAction::kContinue) return action;
    } else {
      message.Type = 2;
      message.Info.ChunkFinished = {1,
                                    0,
                                    INVALID_HANDLE_VALUE,
                                    INVALID_HANDLE_VALUE,
                                    chunk_++,
                                    done - done_,
                                    total,
                                    done,
                                    total,
                                    done};
      done_ = done;
      const CopyAction action = send(message);
      if (done < total || action != CopyAction::kContinue) return action;
    }
    message.Type = 4;
    message.Info.StreamFinished = {
        1, 0, INVALID_HANDLE_VALUE, INVALID_HANDLE_VALUE, total, done, total, done};
    return send(message);
  }
  bool cancelled() override { return cancel_ && __atomic_load_n(cancel_, __ATOMIC_RELAXED); }

 private:
  CopyAction send(const COPYFILE2_MESSAGE& message) {
    if (!routine_) return CopyAction::kContinue;
    // COPYFILE2_PROGRESS_CONTINUE, _CANCEL, _STOP, _QUIET; _PAUSE keeps what there is as _STOP does
    const DWORD action = routine_(&message, context_);
    return action <= 3   ? static_cast<CopyAction>(action)
           : action == 4 ? CopyAction::kStop
                         : CopyAction::kContinue;
  }

  const COPYFILE2_PROGRESS_ROUTINE routine_;
  const PVOID context_;
  const BOOL* const cancel_;
  bool started_ = false;
  uint64_t chunk_ = 0, done_ = 0;
};

DWORD copy_by_names(std::u16string_view from, std::u16string_view to, const CopyOptions& options) {
  const auto source = locate(from);
  if (!source) return error_of(source.error());
  const auto target = locate(to);
  if (!target) return error_of(target.error());
  const NTSTATUS status = copy_file(*source, *target, options);
  return status == STATUS_OBJECT_NAME_COLLISION ? ERROR_FILE_EXISTS : error_of(status);
}

BOOL done(DWORD error) { return error ? fail_with(error) : TRUE; }

}  // namespace

EXPORT(kernel32, BOOL, CopyFileExW,
       (LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, PROGRESS_ROUTINE lpProgressRoutine,
        LPVOID lpData, const BOOL* pbCancel, DWORD dwCopyFlags)) {
  CopyProgress progress(lpProgressRoutine, lpData, pbCancel);
  CopyOptions options;
  options.fail_if_exists = dwCopyFlags & COPY_FILE_FAIL_IF_EXISTS;
  options.copy_link = dwCopyFlags & COPY_FILE_COPY_SYMLINK;
  if (lpProgressRoutine || pbCancel) options.observer = &progress;
  return done(copy_by_names(wide(lpExistingFileName), wide(lpNewFileName), options));
}
EXPORT(kernel32, BOOL, CopyFileExA,
       (LPCSTR lpExistingFileName, LPCSTR lpNewFileName, PROGRESS_ROUTINE lpProgressRoutine,
        LPVOID lpData, const BOOL* pbCancel, DWORD dwCopyFlags)) {
  return CopyFileExW(WideName(lpExistingFileName), WideName(lpNewFileName), lpProgressRoutine,
                     lpData, pbCancel, dwCopyFlags);
}

EXPORT(kernel32, BOOL, CopyFileW,
       (LPCWSTR lpExistingFileName, LPCWSTR lpNewFileName, BOOL bFailIfExists)) {
  return CopyFileExW(lpExistingFileName, lpNewFileName, nullptr, nullptr, nullptr,
                     bFailIfExists ? COPY_FILE_FAIL_IF_EXISTS : 0);
}
EXPORT(kernel32, BOOL, CopyFileA,
       (LPCSTR lpExistingFileName, LPCSTR lpNewFileName, BOOL bFailIfExists)) {
  return CopyFileW(WideName(lpExistingFileName), WideName(lpNewFileName), bFailIfExists);
}

EXPORT(kernel32, HRESULT, CopyFile2,
       (LPCWSTR pwszExistingFileName, LPCWSTR pwszNewFileName,
        const COPYFILE2_EXTENDED_PARAMETERS* pExtendedParameters)) {
  CopyOptions options;
  std::optional<CopyMessages> messages;
  if (pExtendedParameters) {
    options.fail_if_exists = pExtendedParameters->dwCopyFlags & COPY_FILE_FAIL_IF_EXISTS;
    options.copy_link = pExtendedParameters->dwCopyFlags & COPY_FILE_COPY_SYMLINK;
    if (pExtendedParameters->pProgressRoutine || pExtendedParameters->pfCancel)
      options.observer = &messages.emplace(*pExtendedParameters);
  }
  const DWORD error = copy_by_names(wide(pwszExistingFileName), wide(pwszNewFileName), options);
  return error ? static_cast<HRESULT>(0x80070000 | error) : 0;
}

}  // namespace mimic::win::kernel32
