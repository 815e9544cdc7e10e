#include "loader/elf/frames.h"

#include <algorithm>
#include <ranges>

#include "loader/elf/reader.h"

namespace mimic::elf {
namespace {

struct SearchEntry {
  int32_t function, description;
};
static_assert(sizeof(SearchEntry) == 8);

// What entries share, as far as it matters here.
struct Common {
  uint8_t pointer_encoding = 0, handlers_encoding = kOmit;
  bool is_sized = false, is_signal = false;
};

// An entry's bytes after its length.
std::optional<Reader> entry_at(const View& view, uint64_t address) {
  const Bytes bytes = view.from(address);
  const auto length = bytes.read<uint32_t>(0);
  if (!length || *length == 0 || *length == 0xffffffff) return std::nullopt;
  const auto body = bytes.slice(4, *length);
  if (!body) return std::nullopt;
  return Reader(*body, address + 4);
}

std::optional<Common> common_at(const View& view, uint64_t address) {
  auto reader = entry_at(view, address);
  if (!reader || reader->fixed<uint32_t>() != 0) return std::nullopt;
  const auto version = reader->fixed<uint8_t>();
  if (version != 1 && version != 3) return std::nullopt;
  const auto augmentation = reader->c_string();
  reader->uleb();  // alignments of code and data
  reader->sleb();
  if (version == 1) {
    reader->fixed<uint8_t>();  // the return address's column
  } else {
    reader->uleb();
  }
  Common common;
  if (!augmentation || !reader->ok()) return std::nullopt;
  if (augmentation->empty()) return common;
  if (augmentation->front() != 'z') return std::nullopt;
  common.is_sized = true;
  reader->uleb();
  for (const char letter : augmentation->substr(1)) {
    if (letter == 'R') {
      common.pointer_encoding = reader->fixed<uint8_t>();
    } else if (letter == 'P') {
      const auto encoding = reader->fixed<uint8_t>();
      reader->encoded(encoding);
    } else if (letter == 'L') {
      common.handlers_encoding = reader->fixed<uint8_t>();
    } else if (letter == 'S') {
      common.is_signal = true;
    } else {
      break;
    }
  }
  if (!reader->ok()) return std::nullopt;
  return common;
}

std::optional<Frame> frame_at(const View& view, uint64_t address) {
  auto reader = entry_at(view, address);
  if (!reader) return std::nullopt;
  const uint64_t place = reader->address();
  const auto distance = reader->fixed<uint32_t>();
  if (distance == 0) return std::nullopt;  // a common entry
  const auto common = common_at(view, place - distance);
  if (!common) return std::nullopt;
  Frame frame;
  frame.is_signal = common->is_signal;
  frame.begin = reader->encoded(common->pointer_encoding);
  const uint64_t size = reader->encoded(common->pointer_encoding & 0x0f);
  frame.end = frame.begin + size;
  if (common->is_sized) {
    reader->uleb();
    frame.handlers = reader->encoded(common->handlers_encoding);
  }
  if (!reader->ok() || frame.end <= frame.begin) return std::nullopt;
  return frame;
}

}  // namespace

Frames::Frames(const View& view) : view_(&view) {
  const Extent& header = view.headers().eh_frame_header;
  if (!header) return;
  Reader reader(view.from(header.address), header.address);
  const auto version = reader.fixed<uint8_t>();
  const auto frame_encoding = reader.fixed<uint8_t>();
  const auto count_encoding = reader.fixed<uint8_t>();
  const auto table_encoding = reader.fixed<uint8_t>();
  if (version != 1 || count_encoding == kOmit || table_encoding != (kDataRelative | 0x0b)) return;
  reader.encoded(frame_encoding, header.address);
  const uint64_t count = reader.encoded(count_encoding, header.address);
  if (!reader.ok() || count > reader.left() / sizeof(SearchEntry)) return;
  base_ = header.address;
  table_ = view.from(reader.address());
  count_ = static_cast<uint32_t>(count);
}

uint64_t Frames::begin_of(uint32_t index) const {
  return base_ + table_.read<SearchEntry>(uint64_t{index} * sizeof(SearchEntry))->function;
}

uint32_t Frames::upper_bound(uint64_t address) const {
  const auto all = std::views::iota(uint32_t{0}, count_);
  const auto begin = [this](uint32_t index) { return begin_of(index); };
  return static_cast<uint32_t>(std::ranges::upper_bound(all, address, {}, begin) - all.begin());
}

std::optional<Frame> Frames::at(uint32_t index) const {
  if (index >= count_) return std::nullopt;
  const auto entry = *table_.read<SearchEntry>(uint64_t{index} * sizeof(SearchEntry));
  return frame_at(*view_, base_ + entry.description);
}

std::optional<Frame> Frames::find(uint64_t address) const {
  const uint32_t next = upper_bound(address);
  if (next == 0) return std::nullopt;
  const auto frame = at(next - 1);
  if (!frame || !frame->contains(address)) return std::nullopt;
  return frame;
}

uint64_t Frames::next_begin(uint64_t address) const {
  const uint32_t next = upper_bound(address);
  return next < count_ ? begin_of(next) : ~uint64_t{0};
}

uint64_t Frames::previous_end(uint64_t address) const {
  const uint32_t next = upper_bound(address);
  const auto frame = next != 0 ? at(next - 1) : std::nullopt;
  return frame ? frame->end : 0;
}

std::optional<std::vector<uint64_t>> landing_pads(const View& view, const Frame& frame) {
  std::vector<uint64_t> pads;
  if (frame.handlers == 0) return pads;
  Reader reader(view.from(frame.handlers), frame.handlers);
  const auto start_encoding = reader.fixed<uint8_t>();
  const uint64_t start = start_encoding == kOmit ? frame.begin : reader.encoded(start_encoding);
  if (const auto types_encoding = reader.fixed<uint8_t>(); types_encoding != kOmit) reader.uleb();
  const auto call_encoding = static_cast<uint8_t>(reader.fixed<uint8_t>() & 0x0f);
  const uint64_t size = reader.uleb();
  if (!reader.ok() || size > reader.left()) return std::nullopt;
  for (const uint64_t end = reader.address() + size; reader.address() < end;) {
    reader.encoded(call_encoding);  // the calls' begin and size
    reader.encoded(call_encoding);
    const uint64_t pad = reader.encoded(call_encoding);
    reader.uleb();  // the action
    if (!reader.ok()) return std::nullopt;
    if (pad != 0) pads.push_back(start + pad);
  }
  std::ranges::sort(pads);
  const auto repeated = std::ranges::unique(pads);
  pads.erase(repeated.begin(), repeated.end());
  return pads;
}

}  // namespace mimic::elf
