// The progress routine of CopyFileEx and MoveFileWithProgress.
#pragma once

#include "libs/windows/core/file_copy.h"

namespace mimic::win::kernel32 {

using PROGRESS_ROUTINE = DWORD(MS_ABI*)(LARGE_INTEGER TotalFileSize,
                                        LARGE_INTEGER TotalBytesTransferred,
                                        LARGE_INTEGER StreamSize,
                                        LARGE_INTEGER StreamBytesTransferred, DWORD dwStreamNumber,
                                        DWORD dwCallbackReason, HANDLE hSourceFile,
                                        HANDLE hDestinationFile, LPVOID lpData);

class CopyProgress final : public CopyObserver {
 public:
  CopyProgress(PROGRESS_ROUTINE routine, LPVOID data, const BOOL* cancel)
      : routine_(routine), data_(data), cancel_(cancel) {}

  CopyAction progress(uint64_t total, uint64_t done) override {
    if (!routine_) return CopyAction::kContinue;
    constexpr DWORD CALLBACK_CHUNK_FINISHED = 0, CALLBACK_STREAM_SWITCH = 1;
    const DWORD reason = started_ ? CALLBACK_CHUNK_FINISHED : CALLBACK_STREAM_SWITCH;
    started_ = true;
    const LARGE_INTEGER size = {static_cast<int64_t>(total)};
    const LARGE_INTEGER copied = {static_cast<int64_t>(done)};
    const DWORD action = routine_(size, copied, size, copied, 1, reason, INVALID_HANDLE_VALUE,
                                  INVALID_HANDLE_VALUE, data_);
    // PROGRESS_CONTINUE, _CANCEL, _STOP, _QUIET
    return action <= 3 ? static_cast<CopyAction>(action) : CopyAction::kContinue;
  }
  bool cancelled() override { return cancel_ && __atomic_load_n(cancel_, __ATOMIC_RELAXED); }

 private:
  const PROGRESS_ROUTINE routine_;
  const LPVOID data_;
  const BOOL* const cancel_;
  bool started_ = false;
};

}  // namespace mimic::win::kernel32
