// Types in decorated names.
#include "libs/windows/vcruntime140/undecorator.h"

namespace mimic::win::cpp {
namespace {

struct Basic {
  std::string_view code;
  const char* name;
};
constexpr Basic kBasics[] = {
    {"C", "signed char"},
    {"D", "char"},
    {"E", "unsigned char"},
    {"F", "short"},
    {"G", "unsigned short"},
    {"H", "int"},
    {"I", "unsigned int"},
    {"J", "long"},
    {"K", "unsigned long"},
    {"M", "float"},
    {"N", "double"},
    {"O", "long double"},
    {"X", "void"},
    {"_D", "__int8"},
    {"_E", "unsigned __int8"},
    {"_F", "__int16"},
    {"_G", "unsigned __int16"},
    {"_H", "__int32"},
    {"_I", "unsigned __int32"},
    {"_J", "__int64"},
    {"_K", "unsigned __int64"},
    {"_L", "__int128"},
    {"_M", "unsigned __int128"},
    {"_N", "bool"},
    {"_P", "auto"},
    {"_Q", "char8_t"},
    {"_S", "char16_t"},
    {"_T", "decltype(auto)"},
    {"_U", "char32_t"},
    {"_W", "wchar_t"},
    {"$$T", "std::nullptr_t"},
};

struct Convention {
  char codes[3];
  const char* name;
};
constexpr Convention kConventions[] = {
    {"AB", "__cdecl"},    {"CD", "__pascal"},  {"EF", "__thiscall"}, {"GH", "__stdcall"},
    {"IJ", "__fastcall"}, {"MN", "__clrcall"}, {"OP", "__eabi"},     {"Q", "__vectorcall"},
    {"ST", "__swift_1"},  {"W", "__swift_2"},
};

// The types behind W0 to W7; an enumeration over int has none in front.
constexpr const char* kEnumerations[] = {
    "enum char ", "enum unsigned char ", "enum short ", "enum unsigned short ",
    "enum ",      "enum unsigned int ",  "enum long ",  "enum unsigned long ",
};

}  // namespace

const char* Undecorator::cv_text(Cv cv) {
  constexpr const char* kTexts[] = {"", " const", " volatile", " const volatile"};
  return kTexts[static_cast<int>(cv)];
}

std::string Undecorator::join(const std::string& left, const std::string& right) {
  return left.empty() || right.empty() ? left + right : left + ' ' + right;
}

std::string Undecorator::Type::around(const std::string& name) const {
  switch (kind) {
    case kArray:
      return left + ' ' + name + right;
    case kFunction:
      return join(left, join(inner, name)) + right;
    default:
      return join(left, name) + right;
  }
}

const char* Undecorator::convention() {
  const char code = take();
  for (const Convention& each : kConventions)
    if (code == each.codes[0] || (code && code == each.codes[1])) return each.name;
  failed_ = true;
  return "";
}

// Of a pointer's target, of data, of `this`: E, F, I, G, H in any number, then A to D, or Q to T
// with the class that the target is a member of.
Undecorator::Qualifiers Undecorator::qualifiers() {
  Qualifiers result;
  for (;;) {
    if (eat('E'))
      result.pointer64 = true;
    else if (eat('F'))
      result.unaligned = true;
    else if (eat('I'))
      result.restricted = true;
    else if (eat('G'))
      result.reference = "&";
    else if (eat('H'))
      result.reference = "&&";
    else
      break;
  }
  const char code = take();
  if (code >= 'A' && code <= 'D') {
    result.cv = static_cast<Cv>(code - 'A');
  } else if (code >= 'Q' && code <= 'T') {
    result.cv = static_cast<Cv>(code - 'Q');
    result.is_member = true;
    result.member_of = qualified_name();
  } else {
    fail();
  }
  return result;
}

std::string Undecorator::this_qualifiers(const Qualifiers& of) const {
  if ((flags_ & kNoThisType) == kNoThisType) return {};
  std::string result = of.cv == Cv::kNone ? "" : cv_text(of.cv) + 1;
  if (of.unaligned && !has(kNoKeywords)) result += " __unaligned";
  if (of.pointer64) result += pointer64();
  if (of.restricted && !has(kNoKeywords)) result += " __restrict";
  if (*of.reference) result += std::string(" ") + of.reference;
  return result;
}

Undecorator::Type Undecorator::pointer(const char* symbol, Cv own) {
  Qualifiers target;
  while (eat('E')) target.pointer64 = true;
  Type result;
  std::string owner;
  if (peek() >= '6' && peek() <= '9') {  // a function: 6 and 7 plain, 8 and 9 a member
    const bool is_member = take() >= '8';
    if (is_member) owner = qualified_name() + "::";
    result = function_type(is_member);
  } else {
    const bool pointer64_first = target.pointer64;
    target = qualifiers();
    target.pointer64 |= pointer64_first;
    if (target.is_member) owner = target.member_of + "::";
    result = type(target.cv);
  }
  std::string text = owner + symbol;
  if (target.pointer64) text += pointer64();
  if (target.restricted && !has(kNoKeywords)) text += " __restrict";
  text += cv_text(own);
  if (target.unaligned && !has(kNoKeywords)) text = "__unaligned " + text;
  if (result.kind == Type::kPlain) {
    result.left = join(result.left, text);
    return result;
  }
  // "void (__cdecl*" and ")(int)", "int (*" and ")[3]".
  result.left =
      join(result.left, '(' + (owner.empty() ? result.inner + text : join(result.inner, text)));
  result.right = ')' + result.right;
  result.inner.clear();
  result.kind = Type::kPlain;
  return result;
}

// Qualifiers of `this` where it is a member, convention, result, arguments.
Undecorator::Type Undecorator::function_type(bool is_member) {
  Qualifiers of;
  if (is_member) of = qualifiers();
  Type function{Type::kFunction, {}};
  const char* called = convention();
  if (!has(kNoKeywords | kNoConvention)) function.inner = called;
  Type result;
  if (!eat('@')) result = type();
  function.left = result.left;
  function.right = '(' + argument_list() + ')';
  function.right += this_qualifiers(of) + throw_specification();
  // A result that is itself around something is around this function.
  if (result.kind != Type::kPlain) return fail_type();
  function.right += result.right;
  return function;
}

std::string Undecorator::argument_list() {
  if (eat('X')) return "void";
  std::string result;
  while (!failed_) {
    if (eat('@')) break;
    if (peek() == 'Z') {  // and more
      take();
      result += result.empty() ? "..." : ",...";
      break;
    }
    std::string argument;
    if (peek() >= '0' && peek() <= '9') {
      const size_t i = static_cast<size_t>(take() - '0');
      if (i >= arguments_.size()) return fail();
      argument = arguments_[i];
    } else {
      const size_t size = text_.size();
      argument = type().around({});
      if (size - text_.size() > 1 && arguments_.size() < 10) arguments_.push_back(argument);
    }
    if (!result.empty()) result += ',';
    result += argument;
    if (too_long(result)) return {};
  }
  return result;
}

// What ends a function: Z, or _E for noexcept.
std::string Undecorator::throw_specification() {
  if (eat("_E")) return has(kNoThrow) ? "" : " noexcept";
  if (!eat('Z')) return fail();
  return {};
}

Undecorator::Type Undecorator::array(Cv cv) {
  const int64_t count = signed_number();
  if (count < 1 || count > 64) return fail_type();
  Type result{Type::kArray, {}};
  for (int64_t i = 0; i < count; ++i) {
    const std::string size = number();
    result.right += '[' + (size == "0" ? std::string() : size) + ']';
  }
  const Type element = type(cv);
  result.left = element.left;
  result.right += element.right;
  return result;
}

Undecorator::Type Undecorator::class_type(const char* key, Cv cv) {
  const std::string name = qualified_name();
  return {Type::kPlain, (has(kNoClassKeys) ? "" : key) + name + cv_text(cv)};
}

// What begins with "$$".
Undecorator::Type Undecorator::special_type(Cv cv) {
  if (eat("$$A6")) return function_type(false);
  if (eat("$$A8@@")) return function_type(true);
  if (eat("$$B")) return type(cv);
  if (eat("$$C")) return type(qualifiers().cv);
  if (eat("$$Q")) return pointer("&&", Cv::kNone);
  if (eat("$$R")) return pointer("&&", Cv::kVolatile);
  return fail_type();
}

Undecorator::Type Undecorator::type(Cv cv) {
  const UndecoratorDepth deeper(*this);
  if (failed_) return {};
  for (const Basic& basic : kBasics) {
    if (!text_.starts_with(basic.code)) continue;
    text_.remove_prefix(basic.code.size());
    return {Type::kPlain, std::string(basic.name) + cv_text(cv)};
  }
  if (text_.starts_with("$$")) return special_type(cv);
  const auto with = [cv](Cv more) {
    return static_cast<Cv>(static_cast<int>(cv) | static_cast<int>(more));
  };
  switch (take()) {
    case 'A':
      return pointer("&", Cv::kNone);
    case 'B':
      return pointer("&", Cv::kVolatile);
    case 'P':
      return pointer("*", cv);
    case 'Q':
      return pointer("*", with(Cv::kConst));
    case 'R':
      return pointer("*", with(Cv::kVolatile));
    case 'S':
      return pointer("*", Cv::kBoth);
    case 'T':
      return class_type("union ", cv);
    case 'U':
      return class_type("struct ", cv);
    case 'V':
      return class_type("class ", cv);
    case 'W': {
      const char kind = take();
      return kind >= '0' && kind <= '7' ? class_type(kEnumerations[kind - '0'], cv) : fail_type();
    }
    case 'Y':
      return array(cv);
    case '?':  // a class by value has its qualifiers written; a template's own parameter a number
      if (peek() >= 'A' && peek() <= 'D') return type(qualifiers().cv);
      return {Type::kPlain, "`template-parameter-" + number() + "'"};
    default:
      return fail_type();
  }
}

std::optional<std::string> Undecorator::whole_type() {
  // type_info writes "?A" in front of a class.
  Cv cv = Cv::kNone;
  if (eat('?')) cv = qualifiers().cv;
  std::string result = type(cv).around({});
  if (failed_ || !text_.empty()) return std::nullopt;
  return result;
}

}  // namespace mimic::win::cpp
