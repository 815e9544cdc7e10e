#include "libs/windows/core/codepage_table.h"

#include <iconv.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <memory>

namespace mimic::win {
namespace {

constexpr uint16_t kSingleBytePages[] = {
    437,   720,   737,   775,   850,   852,   855,   857,   858,   860,   861,   862,   863,  864,
    865,   866,   869,   874,   1250,  1251,  1252,  1253,  1254,  1255,  1256,  1257,  1258, 10000,
    20866, 21866, 28591, 28592, 28593, 28594, 28595, 28596, 28597, 28598, 28599, 28603, 28605};
constexpr uint16_t kUpperHalves[][128] = {
#include "libs/windows/core/codepage_single.inc"
};
static_assert(std::size(kSingleBytePages) == std::size(kUpperHalves));

const iconv_t kNoHost = reinterpret_cast<iconv_t>(-1);

// One character by iconv; `in` as a whole must be consumed. Returns the bytes written, 0 on
// failure.
size_t convert(iconv_t host, const void* in, size_t in_size, void* out, size_t out_size) {
  auto* from = const_cast<char*>(static_cast<const char*>(in));
  auto* to = static_cast<char*>(out);
  const size_t room = out_size;
  ::iconv(host, nullptr, nullptr, nullptr, nullptr);
  if (::iconv(host, &from, &in_size, &to, &out_size) != 0 || in_size) return 0;
  return room - out_size;
}

}  // namespace

struct PageTables {
  // Single-byte pages: units of 0x80…0xFF, and bytes sorted by unit.
  const uint16_t* upper = nullptr;
  uint8_t by_unit[128];
  // Table pages: unit by byte or by lead << 8 | trail, and the other way; 0 where there is none.
  std::unique_ptr<uint16_t[]> units, bytes;
};

namespace {

std::unique_ptr<PageTables> make_single(const CodePage& page) {
  auto tables = std::make_unique<PageTables>();
  const auto* at = std::find(std::begin(kSingleBytePages), std::end(kSingleBytePages), page.id);
  tables->upper = kUpperHalves[at - std::begin(kSingleBytePages)];
  for (int i = 0; i < 128; ++i) tables->by_unit[i] = static_cast<uint8_t>(i);
  const uint16_t* upper = tables->upper;
  std::sort(tables->by_unit, tables->by_unit + 128,
            [upper](uint8_t a, uint8_t b) { return upper[a] < upper[b]; });
  return tables;
}

std::unique_ptr<PageTables> make_table(const CodePage& page) {
  auto tables = std::make_unique<PageTables>();
  tables->units = std::make_unique<uint16_t[]>(0x10000);
  tables->bytes = std::make_unique<uint16_t[]>(0x10000);
  const iconv_t host = ::iconv_open("UTF-16LE", page.host_name);
  const auto set = [&](uint16_t key, uint16_t unit) {
    tables->units[key] = unit;
    if (!tables->bytes[unit]) tables->bytes[unit] = key;
  };
  for (unsigned lead = 0; lead < 256; ++lead) {
    uint16_t units[4];
    if (!page.is_lead(static_cast<uint8_t>(lead))) {
      const auto byte = static_cast<uint8_t>(lead);
      if (host != kNoHost && convert(host, &byte, 1, units, sizeof units) == 2)
        set(byte, units[0]);
      else if (lead < 0x81)
        set(byte, byte);
      continue;
    }
    for (unsigned trail = 0x31; host != kNoHost && trail < 0xFF; ++trail) {
      const uint8_t pair[2] = {static_cast<uint8_t>(lead), static_cast<uint8_t>(trail)};
      if (convert(host, pair, 2, units, sizeof units) == 2)
        set(static_cast<uint16_t>(lead << 8 | trail), units[0]);
    }
  }
  if (host != kNoHost) ::iconv_close(host);
  return tables;
}

const PageTables& tables_of(const CodePage& page) {
  static std::atomic<const PageTables*> made[128];
  size_t count;
  auto& slot = made[&page - code_pages(&count)];
  if (const PageTables* tables = slot.load(std::memory_order_acquire)) return *tables;
  auto fresh = page.kind == CodePageKind::kSingle ? make_single(page) : make_table(page);
  const PageTables* expected = nullptr;
  if (slot.compare_exchange_strong(expected, fresh.get(), std::memory_order_acq_rel))
    return *fresh.release();
  return *expected;
}

bool has_tables(const CodePage& page) {
  return page.kind == CodePageKind::kSingle || page.kind == CodePageKind::kTable;
}

// EBCDIC pages are the only ones that have letters elsewhere.
bool is_ascii_based(const PageTables& tables) { return !tables.units || tables.units['A'] == 'A'; }

template <class Out, class In>
std::basic_string<Out> convert_whole(const char* to, const char* from,
                                     std::basic_string_view<In> in, bool* invalid) {
  std::basic_string<Out> out;
  const iconv_t host = ::iconv_open(to, from);
  if (host == kNoHost) {
    *invalid = true;
    return out;
  }
  auto* source = const_cast<char*>(reinterpret_cast<const char*>(in.data()));
  size_t left = in.size() * sizeof(In);
  char buffer[512];
  for (bool flushing = false;;) {
    char* target = buffer;
    size_t room = sizeof buffer;
    const size_t done = flushing ? ::iconv(host, nullptr, nullptr, &target, &room)
                                 : ::iconv(host, &source, &left, &target, &room);
    out.append(reinterpret_cast<const Out*>(buffer), (target - buffer) / sizeof(Out));
    if (done == static_cast<size_t>(-1) && errno != E2BIG) {
      *invalid = true;
      if (left < sizeof(In)) break;
      source += sizeof(In);  // leave out what cannot be converted
      left -= sizeof(In);
      continue;
    }
    if (done == static_cast<size_t>(-1)) continue;
    if (flushing) break;
    flushing = true;
  }
  ::iconv_close(host);
  return out;
}

}  // namespace

CharacterReader::CharacterReader(const CodePage& page) : page_(page) {
  if (has_tables(page)) {
    tables_ = &tables_of(page);
    ascii_ = is_ascii_based(*tables_);
  } else if (page.kind == CodePageKind::kGb18030) {
    host_ = ::iconv_open("UTF-16LE", page.host_name);
  } else if (page.kind == CodePageKind::kSymbol) {
    ascii_ = false;
  }
}

CharacterReader::~CharacterReader() {
  if (host_ && host_ != kNoHost) ::iconv_close(host_);
}

size_t CharacterReader::read(std::string_view text, char32_t* code) const {
  const auto byte = static_cast<uint8_t>(text[0]);
  switch (page_.kind) {
    case CodePageKind::kSingle:
      *code = byte < 0x80 ? byte : tables_->upper[byte - 0x80];
      return 1;
    case CodePageKind::kTable: {
      if (!page_.is_lead(byte)) {
        *code = tables_->units[byte] || !byte ? tables_->units[byte] : kNone;
        return 1;
      }
      const uint16_t unit =
          text.size() < 2 ? 0 : tables_->units[byte << 8 | static_cast<uint8_t>(text[1])];
      *code = unit ? unit : kNone;
      // A NUL always ends a text, also after a lead byte.
      return text.size() < 2 || !text[1] ? 1 : 2;
    }
    case CodePageKind::kGb18030: {
      const size_t most = std::min<size_t>(text.size(), 4);
      for (size_t length = 1; length <= most && host_ != kNoHost;
           length = length == 1 ? 2 : length * 2) {
        uint16_t units[4];
        const size_t size = convert(host_, text.data(), length, units, sizeof units);
        if (!size) continue;
        *code =
            size == 2 ? units[0] : 0x10000 + ((units[0] - 0xD800u) << 10) + (units[1] - 0xDC00u);
        return length;
      }
      *code = kNone;
      return 1;
    }
    case CodePageKind::kSymbol:
      *code = byte < 0x20 ? byte : 0xF000u + byte;
      return 1;
    default:
      *code = byte & 0x7F;
      return 1;
  }
}

CharacterWriter::CharacterWriter(const CodePage& page) : page_(page) {
  if (has_tables(page)) {
    tables_ = &tables_of(page);
    ascii_ = is_ascii_based(*tables_);
  } else if (page.kind == CodePageKind::kGb18030) {
    host_ = ::iconv_open(page.host_name, "UTF-16LE");
  } else if (page.kind == CodePageKind::kSymbol) {
    ascii_ = false;
  }
}

CharacterWriter::~CharacterWriter() {
  if (host_ && host_ != kNoHost) ::iconv_close(host_);
}

size_t CharacterWriter::write(char32_t code, char* bytes) const {
  switch (page_.kind) {
    case CodePageKind::kSingle: {
      if (code < 0x80) {
        bytes[0] = static_cast<char>(code);
        return 1;
      }
      const uint16_t* upper = tables_->upper;
      const auto* at =
          std::lower_bound(tables_->by_unit, tables_->by_unit + 128, code,
                           [upper](uint8_t index, char32_t c) { return upper[index] < c; });
      if (at == tables_->by_unit + 128 || upper[*at] != code) return 0;
      bytes[0] = static_cast<char>(0x80 + *at);
      return 1;
    }
    case CodePageKind::kTable: {
      if (code >= 0x10000) return 0;
      const uint16_t key = tables_->bytes[code];
      if (!key && code) return 0;
      if (key < 0x100) {
        bytes[0] = static_cast<char>(key);
        return 1;
      }
      bytes[0] = static_cast<char>(key >> 8);
      bytes[1] = static_cast<char>(key);
      return 2;
    }
    case CodePageKind::kGb18030: {
      if (host_ == kNoHost) return 0;
      uint16_t units[2] = {static_cast<uint16_t>(code), 0};
      if (code >= 0x10000) {
        units[0] = static_cast<uint16_t>(0xD800 + ((code - 0x10000) >> 10));
        units[1] = static_cast<uint16_t>(0xDC00 | (code & 0x3FF));
      }
      return convert(host_, units, code >= 0x10000 ? 4 : 2, bytes, 4);
    }
    case CodePageKind::kSymbol:
      if (code >= 0x20 && code - 0xF020u >= 0xE0) return 0;
      bytes[0] = static_cast<char>(code);
      return 1;
    default:
      if (code >= 0x80) return 0;
      bytes[0] = static_cast<char>(code);
      return 1;
  }
}

std::u16string decode_whole(const CodePage& page, std::string_view text, bool* invalid) {
  return convert_whole<char16_t>("UTF-16LE", page.host_name, text, invalid);
}
std::string encode_whole(const CodePage& page, std::u16string_view text, bool* invalid) {
  return convert_whole<char>(page.host_name, "UTF-16LE", text, invalid);
}

}  // namespace mimic::win
