// The exception data of __CxxFrameHandler to __CxxFrameHandler3: plain tables.
#pragma once

#include "libs/windows/vcruntime140/function_info.h"

namespace mimic::win::cpp {

class FunctionInfo3 final : public FunctionInfo {
 public:
  explicit FunctionInfo3(const DISPATCHER_CONTEXT& dispatcher);

  int state_at(uint64_t pc) const override;
  Action action(int state) const override;
  unsigned try_count() const override;
  TryBlock try_block(unsigned index) const override;
  CatchClause clause(const TryBlock& block, unsigned index) const override;
  uint64_t parent_frame(uint64_t frame) const override;
  bool enclosing_catch(TryBlock* block) const override;

 private:
  struct Data;
  template <class T>
  const T* at(int32_t offset) const {
    return reinterpret_cast<const T*>(base_ + static_cast<uint32_t>(offset));
  }
  const DISPATCHER_CONTEXT& dispatcher_;
  uint64_t base_;
  const Data* data_;
};

}  // namespace mimic::win::cpp
