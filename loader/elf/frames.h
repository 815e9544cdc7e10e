// Which ranges of code the unwind tables describe: the search table of .eh_frame_hdr, which
// PT_GNU_EH_FRAME leads to, and the entries of .eh_frame.
//
// Source: the Linux Standard Base, "Exception Frames"; DWARF 5 section 6.4.
#pragma once

#include "loader/elf/image.h"

namespace mimic::elf {

// One frame description entry.
struct Frame {
  uint64_t begin = 0, end = 0;
  uint64_t handlers = 0;   // the language's table (LSDA) of this code, or 0
  bool is_signal = false;  // a signal's return trampoline: it begins one byte early

  bool contains(uint64_t address) const { return address >= begin && address < end; }
};

// Looks entries up in place. Small and copyable; the view must outlive it.
class Frames {
 public:
  // Empty for an image without a search table, or with one of a form that linkers do not write.
  explicit Frames(const View& view);

  uint32_t size() const { return count_; }
  // The entry at a place of the search table, which is sorted in a proper image; nullopt where it
  // is malformed.
  std::optional<Frame> at(uint32_t index) const;
  // The entry whose code contains `address`, by binary search.
  std::optional<Frame> find(uint64_t address) const;
  // Where the first described code after `address` begins; the end of memory where none does.
  uint64_t next_begin(uint64_t address) const;
  // Where the last described code that begins at or before `address` ends; 0 where none does.
  uint64_t previous_end(uint64_t address) const;

 private:
  // The first entry whose code begins after `address`.
  uint32_t upper_bound(uint64_t address) const;
  uint64_t begin_of(uint32_t index) const;

  const View* view_;
  uint64_t base_ = 0;  // of the search table's values
  Bytes table_;
  uint32_t count_ = 0;
};

// Where an exception that passes this code may go: the landing pads of its table. Nullopt where the
// table cannot be read.
std::optional<std::vector<uint64_t>> landing_pads(const View& view, const Frame& frame);

}  // namespace mimic::elf
