#include "libs/windows/core/normalization.h"

#include <algorithm>
#include <iterator>

#include "libs/windows/core/icu.h"
#include "libs/windows/core/text.h"

namespace mimic::win {
namespace {

// The zeros of each script's digits (general category Nd of UnicodeData.txt).
constexpr char16_t kZeros[] = {0x0030, 0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6,
                               0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50, 0x0ED0,
                               0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80,
                               0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0, 0xA900,
                               0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10};

struct Ligature {
  char16_t unit;
  char16_t letters[4];
};
constexpr Ligature kLigatures[] = {
    {0x00C6, u"AE"}, {0x00DE, u"TH"}, {0x00DF, u"ss"}, {0x00E6, u"ae"},  {0x00FE, u"th"},
    {0x0132, u"IJ"}, {0x0133, u"ij"}, {0x0152, u"OE"}, {0x0153, u"oe"},  {0x01C4, u"D\u017D"},
    {0xFB00, u"ff"}, {0xFB01, u"fi"}, {0xFB02, u"fl"}, {0xFB03, u"ffi"}, {0xFB04, u"ffl"},
    {0xFB05, u"st"}, {0xFB06, u"st"}};

const void* normalizer(Normalization form) {
  const char* name = "";
  switch (form) {
    case Normalization::kC:
      name = "unorm2_getNFCInstance";
      break;
    case Normalization::kD:
      name = "unorm2_getNFDInstance";
      break;
    case Normalization::kKC:
      name = "unorm2_getNFKCInstance";
      break;
    case Normalization::kKD:
      name = "unorm2_getNFKDInstance";
      break;
  }
  const auto get = icu_function<const void*(UErrorCode*)>(name);
  UErrorCode error = 0;
  return get ? get(&error) : nullptr;
}

}  // namespace

std::optional<std::u16string> normalize(Normalization form, std::u16string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char16_t c) { return c < 0x80; }))
    return std::u16string(text);
  using Normalize = int32_t(const void*, const char16_t*, int32_t, char16_t*, int32_t, UErrorCode*);
  static const auto run = icu_function<Normalize>("unorm2_normalize");
  const void* instance = run ? normalizer(form) : nullptr;
  if (!instance) return std::nullopt;
  std::u16string out(text.size() * 3 + 16, u'\0');
  for (int attempt = 0; attempt < 2; ++attempt) {
    UErrorCode error = 0;
    const int32_t length = run(instance, text.data(), static_cast<int32_t>(text.size()), out.data(),
                               static_cast<int32_t>(out.size()), &error);
    out.resize(static_cast<size_t>(std::max(length, 0)));
    if (!icu_failed(error)) return out;
  }
  return std::nullopt;
}

std::optional<std::u16string> transliterate(std::u16string_view name, std::u16string_view text) {
  static const auto open = icu_function<void*(const char16_t*, int32_t, int, const char16_t*,
                                              int32_t, void*, UErrorCode*)>("utrans_openU");
  static const auto run =
      icu_function<void(const void*, char16_t*, int32_t*, int32_t, int32_t, int32_t*, UErrorCode*)>(
          "utrans_transUChars");
  static const auto close = icu_function<void(void*)>("utrans_close");
  if (!open || !run || !close) return std::nullopt;
  UErrorCode error = 0;
  void* handle =
      open(name.data(), static_cast<int32_t>(name.size()), 0, nullptr, 0, nullptr, &error);
  if (icu_failed(error)) return std::nullopt;
  std::u16string out(text);
  out.resize(text.size() * 2 + 16);
  auto length = static_cast<int32_t>(text.size()), limit = length;
  run(handle, out.data(), &length, static_cast<int32_t>(out.size()), 0, &limit, &error);
  close(handle);
  if (icu_failed(error)) return std::nullopt;
  out.resize(static_cast<size_t>(length));
  return out;
}

int digit_value(char16_t unit) {
  const auto* zero = std::upper_bound(std::begin(kZeros), std::end(kZeros), unit);
  if (zero == std::begin(kZeros)) return -1;
  const int value = unit - zero[-1];
  return value < 10 ? value : -1;
}

std::u16string expand_ligatures(std::u16string_view text) {
  std::u16string out;
  for (const char16_t unit : text) {
    const auto* known = std::find_if(std::begin(kLigatures), std::end(kLigatures),
                                     [unit](const Ligature& l) { return l.unit == unit; });
    if (known == std::end(kLigatures))
      out.push_back(unit);
    else
      out += known->letters;
  }
  return out;
}

}  // namespace mimic::win
