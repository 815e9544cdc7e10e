#include "libs/windows/vcruntime140/function_info3.h"

#include <cstring>

#include "abi/windows/seh/function_table.h"
#include "libs/windows/vcruntime140/type_info.h"

namespace mimic::win::cpp {

struct FunctionInfo3::Data {
  uint32_t magic : 29;
  uint32_t bbt : 3;
  int32_t state_count;
  int32_t unwind_map;
  uint32_t try_count;
  int32_t try_map;
  uint32_t ip_count;
  int32_t ip_map;
  int32_t unwind_help;              // a slot of the frame that this implementation does not need
  int32_t exception_specification;  // from 0x19930521
  uint32_t flags;                   // from 0x19930522
};

namespace {

constexpr uint32_t kSynchronous = 1, kNoexcept = 4;

struct UnwindEntry {
  int32_t next;
  int32_t action;
};
struct TryEntry {
  int32_t low, high, catch_high;
  int32_t clause_count;
  int32_t clauses;
};
struct ClauseEntry {
  uint32_t adjectives;
  int32_t type;
  int32_t object;
  int32_t handler;
  int32_t frame;
};
struct IpEntry {
  uint32_t ip;
  int32_t state;
};

}  // namespace

uint64_t funclet_begin(const DISPATCHER_CONTEXT& dispatcher) {
  const uint64_t base = dispatcher.ImageBase;
  const RUNTIME_FUNCTION* function = dispatcher.FunctionEntry;
  for (int depth = 0; depth < 32; ++depth) {
    if (function->UnwindData & 1) {
      function = reinterpret_cast<const RUNTIME_FUNCTION*>(base + (function->UnwindData & ~1u));
      continue;
    }
    const auto* info = reinterpret_cast<const UNWIND_INFO*>(base + function->UnwindData);
    if (!(info->Flags & UNW_FLAG_CHAININFO)) break;
    function =
        reinterpret_cast<const RUNTIME_FUNCTION*>(&info->UnwindCode[(info->CountOfCodes + 1) & ~1]);
  }
  return base + function->BeginAddress;
}

FunctionInfo3::FunctionInfo3(const DISPATCHER_CONTEXT& dispatcher)
    : dispatcher_(dispatcher), base_(dispatcher.ImageBase) {
  int32_t offset;
  std::memcpy(&offset, dispatcher.HandlerData, sizeof offset);
  data_ = at<Data>(offset);
  if (data_->magic >= kMagic3) {
    synchronous_ = data_->flags & kSynchronous;
    noexcept_ = data_->flags & kNoexcept;
  }
}

int FunctionInfo3::state_at(uint64_t pc) const {
  const auto* map = at<IpEntry>(data_->ip_map);
  const auto ip = static_cast<uint32_t>(pc - base_);
  uint32_t low = 0, high = data_->ip_count;
  while (low < high) {
    const uint32_t middle = (low + high) / 2;
    if (map[middle].ip <= ip)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? kEmptyState : map[low - 1].state;
}

Action FunctionInfo3::action(int state) const {
  if (state < 0 || state >= data_->state_count) return {};
  const UnwindEntry& entry = at<UnwindEntry>(data_->unwind_map)[state];
  Action action;
  action.next = entry.next;
  if (entry.action) {
    action.kind = Action::kFunclet;
    action.code = base_ + static_cast<uint32_t>(entry.action);
  }
  return action;
}

unsigned FunctionInfo3::try_count() const { return data_->try_count; }

TryBlock FunctionInfo3::try_block(unsigned index) const {
  const TryEntry& entry = at<TryEntry>(data_->try_map)[index];
  return {entry.low, entry.high, entry.catch_high, static_cast<unsigned>(entry.clause_count),
          at<uint8_t>(entry.clauses)};
}

CatchClause FunctionInfo3::clause(const TryBlock& block, unsigned index) const {
  const auto& entry = reinterpret_cast<const ClauseEntry*>(block.clause_data)[index];
  CatchClause clause;
  clause.adjectives = entry.adjectives;
  clause.type = entry.type ? base_ + static_cast<uint32_t>(entry.type) : 0;
  clause.object_offset = static_cast<uint32_t>(entry.object);
  clause.handler = base_ + static_cast<uint32_t>(entry.handler);
  clause.frame_offset = static_cast<uint32_t>(entry.frame);
  return clause;
}

bool FunctionInfo3::enclosing_catch(TryBlock* found) const {
  const int state = state_at(dispatcher_.ControlPc);
  for (unsigned i = 0; i < data_->try_count; ++i) {  // inner ones come first
    const TryBlock block = try_block(i);
    if (state <= block.high || state > block.catch_high) continue;
    *found = block;
    return true;
  }
  return false;
}

uint64_t FunctionInfo3::parent_frame(uint64_t frame) const {
  TryBlock block;
  if (!enclosing_catch(&block)) return frame;
  const uint64_t begin = funclet_begin(dispatcher_);
  for (unsigned i = 0; i < block.clauses; ++i) {
    const CatchClause each = clause(block, i);
    if (each.handler != begin) continue;
    uint64_t parent;
    std::memcpy(&parent, reinterpret_cast<void*>(frame + each.frame_offset), sizeof parent);
    return parent;
  }
  return frame;
}

}  // namespace mimic::win::cpp
