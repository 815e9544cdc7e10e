// What a C++ function's exception data says, whichever of the two formats it is in: states with
// their clean-ups, try blocks and catch clauses.
#pragma once

#include <cstdint>

#include "abi/windows/context.h"

namespace mimic::win::cpp {

inline constexpr int kEmptyState = -1;

struct Action {  // what leaving a state does
  enum Kind : uint8_t { kNone, kFunclet, kDestroy, kDestroyPointed } kind = kNone;
  int next = kEmptyState;
  uint64_t code = 0;           // funclet or destructor
  uint32_t object_offset = 0;  // from the frame
};

struct TryBlock {
  int low, high, catch_high;
  unsigned clauses;
  const uint8_t* clause_data;
};

struct CatchClause {
  uint32_t adjectives = 0;
  uint64_t type = 0;           // TypeDescriptor, or 0 for catch (...)
  uint32_t object_offset = 0;  // from the frame; 0: not bound
  uint64_t handler = 0;
  uint32_t frame_offset = 0;  // where the funclet keeps its parent's frame
  uint64_t continuation[2] = {};
  unsigned continuations = 0;
};

class FunctionInfo {
 public:
  // The state that the code at `pc` runs in.
  virtual int state_at(uint64_t pc) const = 0;
  virtual Action action(int state) const = 0;
  virtual unsigned try_count() const = 0;
  virtual TryBlock try_block(unsigned index) const = 0;
  virtual CatchClause clause(const TryBlock& block, unsigned index) const = 0;
  // The frame of the function to which the code in `frame` belongs: another one in a catch funclet.
  virtual uint64_t parent_frame(uint64_t frame) const = 0;
  // The innermost try block in whose catch clauses the code at hand runs, in the numbering of
  // states that funclet and parent share; false where there is none or they share none.
  virtual bool enclosing_catch(TryBlock* block) const = 0;

  bool synchronous() const { return synchronous_; }  // catch (...) takes C++ exceptions only
  bool is_noexcept() const { return noexcept_; }

 protected:
  ~FunctionInfo() = default;
  bool synchronous_ = false, noexcept_ = false;
};

// The first instruction of the function or funclet that the dispatcher is at.
uint64_t funclet_begin(const DISPATCHER_CONTEXT& dispatcher);

}  // namespace mimic::win::cpp
