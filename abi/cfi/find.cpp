#include <dlfcn.h>

#include "abi/cfi/cfi.h"
#include "abi/cfi/reader.h"

namespace mimic::cfi {
namespace {

struct Entry {  // of the search table in .eh_frame_hdr
  int32_t function;
  int32_t description;
};

// The frame description entry that may cover pc, by the binary search table of .eh_frame_hdr.
const uint8_t* search(const void* header, uint64_t pc) {
  const auto base = reinterpret_cast<uint64_t>(header);
  Reader reader{static_cast<const uint8_t*>(header)};
  const auto version = reader.fixed<uint8_t>();
  const auto frame_encoding = reader.fixed<uint8_t>();
  const auto count_encoding = reader.fixed<uint8_t>();
  const auto table_encoding = reader.fixed<uint8_t>();
  if (version != 1 || count_encoding == kOmit || table_encoding != (kDataRelative | 0x0b))
    return nullptr;  // linkers write no other table
  reader.encoded(frame_encoding, base);
  const uint64_t count = reader.encoded(count_encoding, base);
  const auto* table = reinterpret_cast<const Entry*>(reader.at);
  const auto target = static_cast<int64_t>(pc - base);
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (table[middle].function <= target)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? nullptr : reinterpret_cast<const uint8_t*>(base + table[low - 1].description);
}

bool parse_common(const uint8_t* common, Function* function, bool* has_lsda, uint8_t* lsda_encoding,
                  bool* sized) {
  Reader reader{common};
  const auto length = reader.fixed<uint32_t>();
  if (length == 0 || length == 0xffffffff) return false;
  function->cie_end = reader.at + length;
  reader.fixed<uint32_t>();  // the identifier, 0
  const auto version = reader.fixed<uint8_t>();
  if (version != 1 && version != 3) return false;
  const char* augmentation = reinterpret_cast<const char*>(reader.at);
  reader.at += std::strlen(augmentation) + 1;
  function->code_align = reader.uleb();
  function->data_align = reader.sleb();
  function->return_column =
      version == 1 ? reader.fixed<uint8_t>() : static_cast<uint32_t>(reader.uleb());
  function->pointer_encoding = 0;
  function->signal_frame = false;
  *has_lsda = *sized = false;
  if (*augmentation == 'z') {
    *sized = true;
    const uint64_t size = reader.uleb();
    const uint8_t* program = reader.at + size;
    for (const char* letter = augmentation + 1; *letter; ++letter) {
      if (*letter == 'R')
        function->pointer_encoding = reader.fixed<uint8_t>();
      else if (*letter == 'P') {
        const auto encoding = reader.fixed<uint8_t>();
        reader.encoded(encoding & ~kIndirect);
      } else if (*letter == 'L') {
        *lsda_encoding = reader.fixed<uint8_t>();
        *has_lsda = true;
      } else if (*letter == 'S')
        function->signal_frame = true;
      else
        break;
    }
    reader.at = program;
  } else if (*augmentation) {
    return false;
  }
  function->cie_program = reader.at;
  return true;
}

}  // namespace

bool is_host(uint64_t pc) {
  dl_find_object object;
  return _dl_find_object(reinterpret_cast<void*>(pc), &object) == 0;
}

bool find(uint64_t pc, Function* function) {
  dl_find_object object;
  if (_dl_find_object(reinterpret_cast<void*>(pc), &object) != 0 || !object.dlfo_eh_frame)
    return false;
  const uint8_t* description = search(object.dlfo_eh_frame, pc);
  if (!description) return false;
  Reader reader{description};
  const auto length = reader.fixed<uint32_t>();
  if (length == 0 || length == 0xffffffff) return false;
  function->program_end = reader.at + length;
  const uint8_t* place = reader.at;
  const auto common_distance = reader.fixed<uint32_t>();
  bool has_lsda, sized;
  uint8_t lsda_encoding = kOmit;
  if (!parse_common(place - common_distance, function, &has_lsda, &lsda_encoding, &sized))
    return false;
  function->begin = reader.encoded(function->pointer_encoding);
  function->end = function->begin + reader.encoded(function->pointer_encoding & 0x0f);
  if (pc < function->begin || pc >= function->end) return false;
  function->lsda = nullptr;
  if (sized) {
    const uint64_t size = reader.uleb();
    const uint8_t* program = reader.at + size;
    if (has_lsda) function->lsda = reinterpret_cast<const uint8_t*>(reader.encoded(lsda_encoding));
    reader.at = program;
  }
  function->program = reader.at;
  return true;
}

uint64_t landing_pad(const Function& function, uint64_t rip, bool exact) {
  if (!function.lsda) return 0;
  const uint64_t pc = exact ? rip : rip - 1;
  Reader reader{function.lsda};
  const auto start_encoding = reader.fixed<uint8_t>();
  const uint64_t start = start_encoding == kOmit ? function.begin : reader.encoded(start_encoding);
  if (reader.fixed<uint8_t>() != kOmit) reader.uleb();  // the type table is of no interest
  const auto encoding = reader.fixed<uint8_t>();
  const uint64_t size = reader.uleb();
  const uint8_t* actions = reader.at + size;
  while (reader.at < actions) {
    const uint64_t begin = function.begin + reader.encoded(encoding);
    const uint64_t length = reader.encoded(encoding);
    const uint64_t pad = reader.encoded(encoding);
    const uint64_t action = reader.uleb();
    if (pc < begin) return 0;
    if (pc >= begin + length) continue;
    if (pad == 0) return 0;
    if (action == 0) return start + pad;
    // Catch clauses are not for us; what counts is whether a clean-up is chained to them.
    const uint8_t* record = actions + action - 1;
    for (;;) {
      Reader chain{record};
      if (chain.sleb() == 0) return start + pad;
      const uint8_t* next = chain.at;
      const int64_t distance = chain.sleb();
      if (distance == 0) return 0;
      record = next + distance;
    }
  }
  return 0;
}

}  // namespace mimic::cfi
