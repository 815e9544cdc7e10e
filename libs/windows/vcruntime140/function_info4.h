// The exception data of __CxxFrameHandler4: the same contents as version 3, compressed.
#pragma once

#include "libs/windows/vcruntime140/function_info.h"

namespace mimic::win::cpp {

class FunctionInfo4 final : public FunctionInfo {
 public:
  explicit FunctionInfo4(const DISPATCHER_CONTEXT& dispatcher);

  int state_at(uint64_t pc) const override;
  Action action(int state) const override;
  unsigned try_count() const override;
  TryBlock try_block(unsigned index) const override;
  CatchClause clause(const TryBlock& block, unsigned index) const override;
  uint64_t parent_frame(uint64_t frame) const override;
  // A catch funclet has data of its own: its states are not its parent's.
  bool enclosing_catch(TryBlock*) const override { return false; }

 private:
  const uint8_t* at(uint32_t offset) const {
    return offset ? reinterpret_cast<const uint8_t*>(base_ + offset) : nullptr;
  }
  uint64_t base_, begin_;  // image; function or separated segment
  const uint8_t* unwind_map_ = nullptr;
  const uint8_t* try_map_ = nullptr;
  const uint8_t* ip_map_ = nullptr;
  bool is_catch_ = false;
  uint32_t frame_offset_ = 0;
};

}  // namespace mimic::win::cpp
