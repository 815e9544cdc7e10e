#include "libs/windows/vcruntime140/function_info4.h"

#include <cstring>

namespace mimic::win::cpp {
namespace {

// The low bits of the first byte say how many bytes a number has: xxx0 one, xx01 two, x011 three,
// 0111 four, 1111 five (the last four of them the value).
struct Reader {
  const uint8_t* at;

  uint32_t number() {
    const uint8_t first = *at;
    const unsigned length = (first & 1) == 0    ? 1
                            : (first & 3) == 1  ? 2
                            : (first & 7) == 3  ? 3
                            : (first & 15) == 7 ? 4
                                                : 5;
    uint32_t value = 0;
    if (length == 5) {
      std::memcpy(&value, at + 1, 4);
    } else {
      std::memcpy(&value, at, length);
      value >>= length;
    }
    at += length;
    return value;
  }
  uint32_t fixed() {
    uint32_t value;
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }
};

// Bits of the header byte.
constexpr uint8_t kIsCatch = 1, kIsSeparated = 2, kHasBbt = 4, kHasUnwindMap = 8, kHasTryMap = 16,
                  kSynchronous = 32, kNoexcept = 64;

struct UnwindEntry {
  uint32_t distance;
  Action::Kind kind;
  uint32_t code = 0, object = 0;
};

UnwindEntry read_unwind_entry(Reader& reader) {
  constexpr Action::Kind kKinds[] = {Action::kNone, Action::kDestroy, Action::kDestroyPointed,
                                     Action::kFunclet};
  const uint32_t head = reader.number();
  UnwindEntry entry;
  entry.distance = head >> 2;
  entry.kind = kKinds[head & 3];
  if (entry.kind != Action::kNone) entry.code = reader.fixed();
  if (entry.kind == Action::kDestroy || entry.kind == Action::kDestroyPointed)
    entry.object = reader.number();
  return entry;
}

CatchClause read_clause(Reader& reader, uint64_t base, uint64_t begin) {
  CatchClause clause;
  const uint8_t header = *reader.at++;
  if (header & 1) clause.adjectives = reader.number();
  if (header & 2)
    if (const uint32_t type = reader.fixed()) clause.type = base + type;
  if (header & 4) clause.object_offset = reader.number();
  clause.handler = base + reader.fixed();
  const bool image_relative = header & 8;
  clause.continuations = (header >> 4) & 3;
  if (clause.continuations > 2) clause.continuations = 2;
  for (unsigned i = 0; i < clause.continuations; ++i)
    clause.continuation[i] = image_relative ? base + reader.fixed() : begin + reader.number();
  return clause;
}

}  // namespace

FunctionInfo4::FunctionInfo4(const DISPATCHER_CONTEXT& dispatcher)
    : base_(dispatcher.ImageBase), begin_(funclet_begin(dispatcher)) {
  uint32_t offset;
  std::memcpy(&offset, dispatcher.HandlerData, sizeof offset);
  Reader reader{at(offset)};
  const uint8_t header = *reader.at++;
  synchronous_ = header & kSynchronous;
  noexcept_ = header & kNoexcept;
  is_catch_ = header & kIsCatch;
  if (header & kHasBbt) reader.number();
  if (header & kHasUnwindMap) unwind_map_ = at(reader.fixed());
  if (header & kHasTryMap) try_map_ = at(reader.fixed());
  const uint8_t* map = at(reader.fixed());
  if (header & kIsSeparated) {
    // One map for each part that the function was split into.
    Reader segments{map};
    map = nullptr;
    const uint64_t here = dispatcher.ImageBase + dispatcher.FunctionEntry->BeginAddress;
    for (uint32_t count = segments.number(); count; --count) {
      const uint64_t segment = base_ + segments.fixed();
      const uint8_t* segment_map = at(segments.fixed());
      if (segment != here && segment != begin_) continue;
      map = segment_map;
      begin_ = segment;
      break;
    }
  }
  ip_map_ = map;
  if (is_catch_) frame_offset_ = reader.number();
}

int FunctionInfo4::state_at(uint64_t pc) const {
  if (!ip_map_) return kEmptyState;
  Reader reader{ip_map_};
  int state = kEmptyState;
  uint64_t ip = begin_;
  for (uint32_t count = reader.number(); count; --count) {
    ip += reader.number();
    if (pc < ip) break;
    state = static_cast<int>(reader.number()) - 1;
  }
  return state;
}

Action FunctionInfo4::action(int state) const {
  Action action;
  if (state < 0 || !unwind_map_) return action;
  Reader reader{unwind_map_};
  if (static_cast<uint32_t>(state) >= reader.number()) return action;
  const uint8_t* const first = reader.at;
  UnwindEntry entry;
  const uint8_t* start = first;
  for (int i = 0;; ++i) {
    start = reader.at;
    entry = read_unwind_entry(reader);
    if (i == state) break;
  }
  // The next state is named by its entry's distance from this one's.
  const uint8_t* const next = start - entry.distance;
  reader.at = first;
  for (int i = 0; i < state; ++i) {
    if (reader.at == next) action.next = i;
    read_unwind_entry(reader);
  }
  if (entry.kind == Action::kNone) return action;
  action.kind = entry.kind;
  action.code = base_ + entry.code;
  action.object_offset = entry.object;
  return action;
}

unsigned FunctionInfo4::try_count() const { return try_map_ ? Reader{try_map_}.number() : 0; }

TryBlock FunctionInfo4::try_block(unsigned index) const {
  Reader reader{try_map_};
  reader.number();
  for (;; --index) {
    TryBlock block;
    block.low = static_cast<int>(reader.number());
    block.high = static_cast<int>(reader.number());
    block.catch_high = static_cast<int>(reader.number());
    const uint8_t* clauses = at(reader.fixed());
    if (index != 0) continue;
    Reader head{clauses};
    block.clauses = clauses ? head.number() : 0;
    block.clause_data = head.at;
    return block;
  }
}

CatchClause FunctionInfo4::clause(const TryBlock& block, unsigned index) const {
  Reader reader{block.clause_data};
  for (;; --index) {
    const CatchClause clause = read_clause(reader, base_, begin_);
    if (index == 0) return clause;
  }
}

uint64_t FunctionInfo4::parent_frame(uint64_t frame) const {
  if (!is_catch_) return frame;
  uint64_t parent;
  std::memcpy(&parent, reinterpret_cast<void*>(frame + frame_offset_), sizeof parent);
  return parent;
}

}  // namespace mimic::win::cpp
