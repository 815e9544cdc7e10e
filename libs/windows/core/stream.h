// A descriptor that is read and written in order, whatever is behind it.
#pragma once

#include "libs/windows/core/io.h"

namespace mimic::win {

class Stream final : public IoObject {
 public:
  // Takes the descriptor over.
  Stream(int descriptor, DWORD file_type)
      : IoObject(ObjectType::kFile, true), descriptor_(descriptor), file_type_(file_type) {}

  NTSTATUS read(const IoRequest& request, void* buffer, ULONG length,
                const LARGE_INTEGER* offset) override;
  NTSTATUS write(const IoRequest& request, const void* buffer, ULONG length,
                 const LARGE_INTEGER* offset) override;
  DWORD file_type() const override { return file_type_; }
  int descriptor() const override { return descriptor_; }

 private:
  ~Stream() override;
  const int descriptor_;
  const DWORD file_type_;
};

}  // namespace mimic::win
