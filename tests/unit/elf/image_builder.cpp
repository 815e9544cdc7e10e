#include "tests/unit/elf/image_builder.h"

namespace mimic::elf::test {
namespace {

constexpr uint64_t kPage = 0x1000;

// Appends fields of any size.
class Writer {
 public:
  explicit Writer(std::vector<uint8_t>& out) : out_(out) {}
  template <class... T>
  void put(T... values) {
    (put_one(values), ...);
  }
  void put_bytes(const void* bytes, size_t size) {
    const auto* begin = static_cast<const uint8_t*>(bytes);
    out_.insert(out_.end(), begin, begin + size);
  }
  void align(size_t alignment) {
    while (out_.size() % alignment) out_.push_back(0);
  }
  size_t size() const { return out_.size(); }

 private:
  template <class T>
  void put_one(T value) {
    put_bytes(&value, sizeof value);
  }
  std::vector<uint8_t>& out_;
};

struct ProgramHeader {
  uint32_t type, flags;
  uint64_t offset, address, physical, file_size, memory_size, alignment;
};

}  // namespace

void ImageBuilder::note(std::string_view name, uint32_t type, std::string_view description) {
  std::vector<uint8_t> bytes;
  Writer out(bytes);
  out.put(static_cast<uint32_t>(name.size() + 1), static_cast<uint32_t>(description.size()), type);
  out.put_bytes(std::string(name).c_str(), name.size() + 1);
  out.align(4);
  out.put_bytes(description.data(), description.size());
  out.align(4);
  header(4, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, 4);
}

std::vector<uint8_t> ImageBuilder::build() const {
  std::vector<ProgramHeader> table;
  const size_t count = 3 + headers_.size() + !functions_.empty();
  std::vector<uint8_t> first(kProgramHeaders + count * kProgramHeaderSize);
  Writer out(first);
  for (const Header& header : headers_) {
    out.align(8);
    table.push_back({header.type, header.flags, out.size(), out.size(), out.size(),
                     header.bytes.size(), header.bytes.size(), header.alignment});
    out.put_bytes(header.bytes.data(), header.bytes.size());
  }
  if (!functions_.empty()) {
    out.align(8);
    const size_t search = out.size(), frames = search + 12 + functions_.size() * 8;
    constexpr size_t kCommonSize = 24, kFrameSize = 24;
    out.put(uint8_t{1}, uint8_t{0x1b}, uint8_t{3}, uint8_t{0x3b});
    out.put(static_cast<int32_t>(frames - out.size()), static_cast<uint32_t>(functions_.size()));
    for (size_t i = 0; i < functions_.size(); ++i) {
      out.put(static_cast<int32_t>(functions_[i].begin - search),
              static_cast<int32_t>(frames + kCommonSize + i * kFrameSize - search));
    }
    out.put(uint32_t{20}, uint32_t{0}, uint8_t{1}, 'z', 'R', '\0', uint8_t{1}, uint8_t{0x78},
            uint8_t{16}, uint8_t{1}, uint8_t{0x1b}, uint8_t{0x0c}, uint8_t{7}, uint8_t{8},
            uint8_t{0x90}, uint8_t{1}, uint16_t{0});
    for (const Range& range : functions_) {
      out.put(uint32_t{20}, static_cast<uint32_t>(out.size() + 4 - frames));
      out.put(static_cast<int32_t>(range.begin - out.size()));
      out.put(static_cast<uint32_t>(range.end - range.begin), uint64_t{0});
    }
    table.push_back(
        {0x6474e550, 4, search, search, search, out.size() - search, out.size() - search, 4});
  }
  const uint64_t first_size = first.size();
  const uint64_t data_at = data_address();
  std::vector<ProgramHeader> loads = {
      {1, 4, 0, 0, 0, first_size, first_size, kPage},
      {1, 5, kCode, kCode, kCode, code_.size(), code_.size(), kPage},
      {1, 6, data_at, data_at, data_at, data_.size(), data_.size() + 0x100, kPage}};
  table.insert(table.begin(), loads.begin(), loads.end());

  std::vector<uint8_t> file = first;
  file.resize(kCode);
  file.insert(file.end(), code_.begin(), code_.end());
  file.resize(data_at);
  file.insert(file.end(), data_.begin(), data_.end());
  Writer end(file);
  uint64_t sections_at = 0;
  if (!symbols_.empty()) {
    std::string names(1, '\0');
    std::vector<uint8_t> symbols(24);
    Writer symbol_out(symbols);
    for (const NamedSymbol& symbol : symbols_) {
      symbol_out.put(static_cast<uint32_t>(names.size()), uint8_t{0x12}, uint8_t{0}, uint16_t{1},
                     symbol.address, symbol.size);
      names += symbol.name + '\0';
    }
    const size_t names_at = end.size();
    end.put_bytes(names.data(), names.size());
    end.align(8);
    const size_t symbols_at = end.size();
    end.put_bytes(symbols.data(), symbols.size());
    sections_at = end.size();
    file.resize(sections_at + 64);
    end.put(uint32_t{0}, uint32_t{2}, uint64_t{0}, uint64_t{0}, uint64_t{symbols_at},
            uint64_t{symbols.size()}, uint32_t{2}, uint32_t{1}, uint64_t{8}, uint64_t{24});
    end.put(uint32_t{0}, uint32_t{3}, uint64_t{0}, uint64_t{0}, uint64_t{names_at},
            uint64_t{names.size()}, uint32_t{0}, uint32_t{0}, uint64_t{1}, uint64_t{0});
  }

  std::vector<uint8_t> header;
  Writer out_header(header);
  out_header.put('\177', 'E', 'L', 'F', uint8_t{2}, uint8_t{1}, uint8_t{1}, os_abi, uint64_t{0});
  out_header.put(type, uint16_t{62}, uint32_t{1}, entry, kProgramHeaders, sections_at, uint32_t{0},
                 uint16_t{64}, uint16_t{56}, static_cast<uint16_t>(table.size()), uint16_t{64},
                 static_cast<uint16_t>(sections_at ? 3 : 0), uint16_t{0});
  std::memcpy(file.data(), header.data(), header.size());
  std::memcpy(file.data() + kProgramHeaders, table.data(), table.size() * kProgramHeaderSize);
  return file;
}

}  // namespace mimic::elf::test
