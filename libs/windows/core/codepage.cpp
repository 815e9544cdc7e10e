#include "libs/windows/core/codepage.h"

#include <algorithm>
#include <iterator>

#include "libs/windows/core/codepage_table.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

constexpr CodePage kPages[] = {
#include "libs/windows/core/codepages.inc"
};
static_assert(std::is_sorted(std::begin(kPages), std::end(kPages),
                             [](const CodePage& a, const CodePage& b) { return a.id < b.id; }));

struct BestFit {
  char16_t unit;
  char character;
};
constexpr BestFit kBestFit[] = {
#include "libs/windows/core/best_fit.inc"
};

UINT g_ansi = 1252;
UINT g_oem = 437;

// Counts everything, writes what fits.
template <class T>
struct Sink {
  T* out;
  size_t capacity;
  size_t length = 0;
  void put(T value) {
    if (length < capacity) out[length] = value;
    ++length;
  }
};

Conversion decode_utf8(std::string_view text, Sink<char16_t> sink, bool strict) {
  Conversion result{};
  const auto* p = reinterpret_cast<const uint8_t*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    const uint8_t lead = *p++;
    if (lead < 0x80) {
      sink.put(lead);
      continue;
    }
    // How many bytes follow, and what range the first of them has (Unicode, table 3-7). What is
    // wrong is replaced by one U+FFFD for each maximal part of a good sequence.
    unsigned more = 0;
    uint8_t low = 0x80, high = 0xBF;
    char32_t code = 0;
    if (lead >= 0xC2 && lead < 0xE0)
      more = 1, code = lead & 0x1F;
    else if (lead >= 0xE0 && lead < 0xF0) {
      more = 2, code = lead & 0x0F;
      if (lead == 0xE0) low = 0xA0;
      if (lead == 0xED) high = 0x9F;
    } else if (lead >= 0xF0 && lead < 0xF5) {
      more = 3, code = lead & 0x07;
      if (lead == 0xF0) low = 0x90;
      if (lead == 0xF4) high = 0x8F;
    }
    bool good = more != 0;
    for (; more && good; --more) {
      if (p == end || *p < low || *p > high)
        good = false;
      else
        code = code << 6 | (*p++ & 0x3F);
      low = 0x80, high = 0xBF;
    }
    if (!good) {
      result.invalid = true;
      if (strict) break;
      sink.put(0xFFFD);
    } else if (code >= 0x10000) {
      sink.put(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
      sink.put(static_cast<char16_t>(0xDC00 | (code & 0x3FF)));
    } else {
      sink.put(static_cast<char16_t>(code));
    }
  }
  result.length = sink.length;
  return result;
}

Conversion encode_utf8(std::u16string_view text, Sink<char> sink, bool strict) {
  Conversion result{};
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c < 0x80) {
      sink.put(static_cast<char>(c));
      continue;
    }
    if (c < 0x800) {
      sink.put(static_cast<char>(0xC0 | c >> 6));
      sink.put(static_cast<char>(0x80 | (c & 0x3F)));
      continue;
    }
    if (c - 0xD800u < 0x400 && i + 1 < text.size() && text[i + 1] - 0xDC00u < 0x400) {
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
      sink.put(static_cast<char>(0xF0 | c >> 18));
      sink.put(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    } else {
      if (c - 0xD800u < 0x800) {
        result.invalid = true;
        if (strict) break;
        c = 0xFFFD;
      }
      sink.put(static_cast<char>(0xE0 | c >> 12));
    }
    sink.put(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    sink.put(static_cast<char>(0x80 | (c & 0x3F)));
  }
  result.length = sink.length;
  return result;
}

// Pages whose characters are looked up one by one.
Conversion decode_by_character(const CodePage& page, std::string_view text, Sink<char16_t> sink,
                               bool strict) {
  Conversion result{};
  const CharacterReader reader(page);
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<uint8_t>(text[i]);
    if (byte < 0x80 && reader.ascii()) {
      sink.put(byte);
      ++i;
      continue;
    }
    char32_t code;
    const size_t used = reader.read(text.substr(i), &code);
    if (code == CharacterReader::kNone) {
      result.invalid = true;
      if (strict) break;
      code = page.unicode_default;
    }
    if (code >= 0x10000) {
      sink.put(static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10)));
      sink.put(static_cast<char16_t>(0xDC00 | (code & 0x3FF)));
    } else {
      sink.put(static_cast<char16_t>(code));
    }
    i += used;
  }
  result.length = sink.length;
  return result;
}

char best_fit(char16_t unit) {
  if (unit - 0xFF01u < 0x5E) return static_cast<char>(unit - 0xFEE0);
  const auto* entry = std::lower_bound(std::begin(kBestFit), std::end(kBestFit), unit,
                                       [](const BestFit& e, char16_t u) { return e.unit < u; });
  return entry != std::end(kBestFit) && entry->unit == unit ? entry->character : 0;
}

Conversion encode_by_character(const CodePage& page, std::u16string_view text, Sink<char> sink,
                               const EncodeOptions& options) {
  Conversion result{};
  const CharacterWriter writer(page);
  const char* const fallback = options.default_char ? options.default_char : "?";
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c < 0x80 && writer.ascii()) {
      sink.put(static_cast<char>(c));
      continue;
    }
    if (c - 0xD800u < 0x400 && i + 1 < text.size() && text[i + 1] - 0xDC00u < 0x400)
      c = 0x10000 + ((c - 0xD800) << 10) + (text[++i] - 0xDC00u);
    char bytes[4];
    size_t count = writer.write(c, bytes);
    if (!count && options.best_fit && c < 0x10000) {
      if (const char similar = best_fit(static_cast<char16_t>(c))) {
        count = writer.write(static_cast<uint8_t>(similar), bytes);
      }
    }
    if (!count) {
      result.invalid = result.used_default = true;
      if (options.strict) break;
      // A pair is two units, each of which the page lacks, except where it is one character.
      const int times = c >= 0x10000 && page.kind != CodePageKind::kGb18030 ? 2 : 1;
      for (int n = 0; n < times; ++n) {
        sink.put(fallback[0]);
        if (fallback[0] && fallback[1]) sink.put(fallback[1]);
      }
      continue;
    }
    for (size_t n = 0; n < count; ++n) sink.put(bytes[n]);
  }
  result.length = sink.length;
  return result;
}

}  // namespace

UINT ansi_code_page() { return g_ansi; }
UINT oem_code_page() { return g_oem; }
void set_process_code_pages(UINT ansi, UINT oem) {
  g_ansi = ansi;
  g_oem = oem;
}

const CodePage* code_pages(size_t* count) {
  *count = std::size(kPages);
  return kPages;
}

const CodePage* code_page(UINT id) {
  switch (id) {
    case CP_ACP:
    case CP_THREAD_ACP:
      id = g_ansi;
      break;
    case CP_OEMCP:
      id = g_oem;
      break;
    case CP_MACCP:
      id = 10000;
      break;
    default:
      break;
  }
  const auto* page = std::lower_bound(std::begin(kPages), std::end(kPages), id,
                                      [](const CodePage& p, UINT i) { return p.id < i; });
  return page != std::end(kPages) && page->id == id ? page : nullptr;
}

Conversion decode(const CodePage& page, std::string_view text, char16_t* out, size_t capacity,
                  bool strict) {
  Sink<char16_t> sink{out, capacity};
  if (page.kind == CodePageKind::kUtf8) return decode_utf8(text, sink, strict);
  if (page.kind == CodePageKind::kWhole) {
    Conversion result{};
    for (const char16_t unit : decode_whole(page, text, &result.invalid)) sink.put(unit);
    result.length = sink.length;
    return result;
  }
  return decode_by_character(page, text, sink, strict);
}

Conversion encode(const CodePage& page, std::u16string_view text, char* out, size_t capacity,
                  const EncodeOptions& options) {
  Sink<char> sink{out, capacity};
  if (page.kind == CodePageKind::kUtf8) return encode_utf8(text, sink, options.strict);
  if (page.kind == CodePageKind::kWhole) {
    Conversion result{};
    for (const char byte : encode_whole(page, text, &result.invalid)) sink.put(byte);
    result.length = sink.length;
    return result;
  }
  return encode_by_character(page, text, sink, options);
}

std::u16string decode_text(UINT id, std::string_view text) {
  const CodePage* page = code_page(id);
  std::u16string out;
  if (!page) return out;
  out.resize(text.size());  // no page here yields more units than it has bytes
  const Conversion done = decode(*page, text, out.data(), out.size(), false);
  if (done.length > out.size()) {
    out.resize(done.length);
    decode(*page, text, out.data(), out.size(), false);
  }
  out.resize(done.length);
  return out;
}

std::string encode_text(UINT id, std::u16string_view text) {
  const CodePage* page = code_page(id);
  std::string out;
  if (!page) return out;
  out.resize(text.size() + text.size() / 2 + 8);
  const Conversion done = encode(*page, text, out.data(), out.size());
  const bool again = done.length > out.size();
  out.resize(done.length);
  if (again) encode(*page, text, out.data(), out.size());
  return out;
}

}  // namespace mimic::win
