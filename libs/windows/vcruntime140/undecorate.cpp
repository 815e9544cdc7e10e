#include "libs/windows/vcruntime140/undecorate.h"

#include <cstring>
#include <string_view>
#include <vector>

namespace mimic::win::cpp {
namespace {

struct Basic {
  char code[3];
  char name[20];
};
constexpr Basic kBasics[] = {
    {"C", "signed char"},  {"D", "char"},           {"E", "unsigned char"},
    {"F", "short"},        {"G", "unsigned short"}, {"H", "int"},
    {"I", "unsigned int"}, {"J", "long"},           {"K", "unsigned long"},
    {"M", "float"},        {"N", "double"},         {"O", "long double"},
    {"X", "void"},         {"_J", "__int64"},       {"_K", "unsigned __int64"},
    {"_N", "bool"},        {"_W", "wchar_t"},       {"_S", "char16_t"},
    {"_U", "char32_t"},    {"_Q", "char8_t"},
};

// A type at the start of `text`, which is advanced behind it; empty where it is not understood.
std::string parse(std::string_view& text) {
  for (const Basic& basic : kBasics) {
    const std::string_view code = basic.code;
    if (!text.starts_with(code)) continue;
    text.remove_prefix(code.size());
    return basic.name;
  }
  if (text.size() > 3 && (text[0] == 'P' || text[0] == 'Q') && text[1] == 'E') {
    // A pointer to A plain, B const.
    const bool constant = text[2] == 'B';
    if (!constant && text[2] != 'A') return {};
    const char* pointer = text[0] == 'Q' ? " * __ptr64 const" : " * __ptr64";
    text.remove_prefix(3);
    const std::string inner = parse(text);
    return inner.empty() ? inner : inner + (constant ? " const" : "") + pointer;
  }
  const char* kind = nullptr;
  if (text.starts_with("V"))
    kind = "class ", text.remove_prefix(1);
  else if (text.starts_with("U"))
    kind = "struct ", text.remove_prefix(1);
  else if (text.starts_with("T"))
    kind = "union ", text.remove_prefix(1);
  else if (text.starts_with("W4"))
    kind = "enum ", text.remove_prefix(2);
  if (!kind) return {};
  std::vector<std::string_view> parts;
  for (;;) {
    if (text.empty()) return {};
    if (text[0] == '@') {
      text.remove_prefix(1);
      break;
    }
    const size_t end = text.find('@');
    if (end == text.npos || text[0] == '?' || (text[0] >= '0' && text[0] <= '9')) return {};
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  std::string name = kind;
  for (size_t i = parts.size(); i-- > 0;) {
    name += parts[i];
    if (i) name += "::";
  }
  return name;
}

}  // namespace

std::string undecorate_type(const char* decorated) {
  std::string_view text = decorated;
  if (text.starts_with(".")) text.remove_prefix(1);
  if (text.starts_with("?A")) text.remove_prefix(2);
  std::string name = parse(text);
  return name.empty() || !text.empty() ? std::string(decorated) : name;
}

}  // namespace mimic::win::cpp
