// Names and symbols: what is data, a function, a table of a class.
#include "libs/windows/vcruntime140/undecorator.h"

#include <algorithm>
#include <utility>

namespace mimic::win::cpp {
namespace {

// What the letter of a function says: A to X in three groups of eight for private, protected and
// public; in each, two letters for plain, static, virtual, and a thunk that moves `this`.
struct FunctionKind {
  const char* access = "";
  bool is_static = false, is_virtual = false, is_thunk = false, is_member = true;

  explicit FunctionKind(char code) {
    constexpr const char* kAccess[] = {"private: ", "protected: ", "public: "};
    is_member = code < 'Y';
    if (!is_member) return;
    access = kAccess[(code - 'A') / 8];
    const int kind = (code - 'A') % 8 / 2;
    is_static = kind == 1;
    is_virtual = kind >= 2;
    is_thunk = kind == 3;
  }
};

}  // namespace

Undecorator::Type Undecorator::fail_type() {
  fail();
  return {};
}

bool Undecorator::eat(char c) {
  if (peek() != c || !c) return false;
  text_.remove_prefix(1);
  return true;
}
bool Undecorator::eat(std::string_view prefix) {
  if (!text_.starts_with(prefix)) return false;
  text_.remove_prefix(prefix.size());
  return true;
}
char Undecorator::take() {
  const char c = peek();
  if (!c) return failed_ = true, 0;
  text_.remove_prefix(1);
  return c;
}
std::string Undecorator::fail() {
  failed_ = true;
  text_ = {};
  return {};
}

void Undecorator::remember(const std::string& name) {
  if (names_.size() < 10 && std::find(names_.begin(), names_.end(), name) == names_.end())
    names_.push_back(name);
}

// "0" to "9" are 1 to 10; otherwise hexadecimal digits A to P and "@".
std::string Undecorator::number() {
  const int64_t value = signed_number();
  return std::to_string(value);
}
int64_t Undecorator::signed_number() {
  const bool negative = eat('?');
  uint64_t value = 0;
  if (peek() >= '0' && peek() <= '9') {
    value = static_cast<uint64_t>(take() - '0') + 1;
  } else {
    while (!failed_ && !eat('@')) {
      const char digit = take();
      if (digit < 'A' || digit > 'P') return fail(), 0;
      value = value << 4 | static_cast<uint64_t>(digit - 'A');
    }
  }
  return static_cast<int64_t>(negative ? 0 - value : value);
}

std::string Undecorator::simple_name(bool keep) {
  const size_t end = text_.find('@');
  if (end == text_.npos || end == 0) return fail();
  std::string name(text_.substr(0, end));
  text_.remove_prefix(end + 1);
  if (keep) remember(name);
  return name;
}

// "?$" name arguments "@"; digits inside refer to what is inside alone.
std::string Undecorator::template_name() {
  const UndecoratorDepth deeper(*this);
  std::vector<std::string> names = std::move(names_), arguments = std::move(arguments_);
  names_.clear(), arguments_.clear();
  std::string name = eat('?') ? operator_name().text : simple_name();
  name += template_arguments();
  names_ = std::move(names), arguments_ = std::move(arguments);
  return name;
}

std::string Undecorator::template_arguments() {
  std::string result = "<";
  while (!failed_ && !eat('@')) {
    if (eat("$$V") || eat("$$$V") || eat("$$Z") || eat("$S")) continue;  // an empty pack
    const std::string argument = template_argument();
    if (result.size() > 1) result += ',';
    result += argument;
    if (too_long(result)) return {};
  }
  if (result.back() == '>') result += ' ';
  return result + '>';
}

std::string Undecorator::template_argument() {
  if (eat("$0")) return number();
  if (eat("$M")) {  // the type of an auto parameter, then its value
    type();
    return eat('0') ? number() : fail();
  }
  if (eat("$1")) return '&' + symbol();
  if (eat("$E")) return symbol();
  if (eat("$D")) return "`template-parameter" + number() + '\'';
  if (eat("$$Y")) return qualified_name();
  for (const auto& [code, count] : {std::pair{"$F", 2}, {"$G", 3}}) {
    if (!eat(code)) continue;
    std::string list = "{" + number();
    for (int i = 1; i < count; ++i) list += ',' + number();
    return list + '}';
  }
  for (const auto& [code, count] : {std::pair{"$H", 1}, {"$I", 2}, {"$J", 3}}) {
    if (!eat(code)) continue;
    std::string list = '{' + symbol();
    for (int i = 0; i < count; ++i) list += ',' + number();
    return list + '}';
  }
  if (peek() >= '0' && peek() <= '9') {
    const size_t i = static_cast<size_t>(take() - '0');
    return i < arguments_.size() ? arguments_[i] : fail();
  }
  const size_t size = text_.size();
  std::string argument = type().around({});
  if (size - text_.size() > 1 && arguments_.size() < 10) arguments_.push_back(argument);
  return argument;
}

// One scope of a name, behind what is in it.
std::string Undecorator::scope() {
  if (peek() >= '0' && peek() <= '9') {
    const size_t i = static_cast<size_t>(take() - '0');
    return i < names_.size() ? names_[i] : fail();
  }
  if (!eat('?')) return simple_name();
  if (eat('$')) {
    std::string name = template_name();
    remember(name);
    return name;
  }
  if (text_.starts_with("A0x") || peek() == 'A') {
    const size_t end = text_.find('@');
    if (end == text_.npos) return fail();
    text_.remove_prefix(end + 1);
    std::string name = "`anonymous namespace'";
    remember(name);
    return name;
  }
  if (eat('Q')) {
    std::string name = '[' + simple_name() + ']';
    eat('@');
    return name;
  }
  // "?1??f@@YAXXZ" inside a function, the second block of it; its symbol may stand for the scope.
  if (peek() == '?') return '`' + symbol() + '\'';
  return '`' + number() + '\'';
}

// The scopes up to "@", in front of `innermost`. The name of a constructor is that of its class.
std::string Undecorator::scopes(const std::string& innermost, const std::string& structor) {
  std::string result = innermost;
  bool first = true;
  while (!failed_ && !eat('@')) {
    const std::string each = scope();
    if (first && !structor.empty()) result = (structor == "~" ? "~" : "") + each;
    first = false;
    result = each + "::" + result;
  }
  return result;
}

std::string Undecorator::qualified_name() {
  const UndecoratorDepth deeper(*this);
  if (failed_) return {};
  return scopes(scope(), {});
}

// The innermost name of a symbol.
Undecorator::Name Undecorator::symbol_name() {
  if (eat("?$")) {
    const UndecoratorDepth deeper(*this);
    std::vector<std::string> names = std::move(names_), arguments = std::move(arguments_);
    names_.clear(), arguments_.clear();
    Name name;
    if (eat('?'))
      name = operator_name();
    else
      name.text = simple_name();
    name.arguments = template_arguments();
    names_ = std::move(names), arguments_ = std::move(arguments);
    if (!name.is_structor && !name.is_conversion) name.text += std::exchange(name.arguments, {});
    return name;
  }
  if (eat('?')) return operator_name();
  if (peek() >= '0' && peek() <= '9') return {.text = scope()};
  return {.text = simple_name()};
}

std::string Undecorator::symbol() {
  const UndecoratorDepth deeper(*this);
  if (failed_ || !eat('?')) return fail();
  if (eat("?_C@_")) {  // a string's name holds a hash and its beginning
    text_ = {};
    return "`string'";
  }
  Name name = symbol_name();
  std::string full = scopes(name.text, name.is_structor ? (name.is_destructor ? "~" : "0") : "");
  if (name.is_structor) full += name.arguments;
  if (failed_) return {};
  return encoding(full, name);
}

std::string Undecorator::encoding(const std::string& name, const Name& last) {
  if (text_.empty()) return name;  // a name alone
  const char kind = peek();
  if (kind >= '0' && kind <= '4') return take(), data(name, kind);
  if (kind >= '5' && kind <= '9') return take(), special_data(name, kind);
  if (kind >= 'A' && kind <= 'Z') return take(), function(name, last, kind);
  if (eat("$$J0") || eat("$$H")) return function(name, last, take());
  // Thunks for virtual bases: how far `this` moves, and the function behind.
  if (kind == '$' && text_.size() > 1 && text_[1] >= '0' && text_[1] <= '5') {
    take();
    const char code = take();
    const auto first = static_cast<int32_t>(signed_number());
    const auto second = static_cast<int32_t>(signed_number());
    constexpr char kVirtual[] = "EEMMUU";
    const std::string shifted =
        name + "`vtordisp{" + std::to_string(first) + ',' + std::to_string(second) + "}'";
    const std::string text = function(shifted, last, kVirtual[code - '0']);
    return has(kNameOnly) || has(kNoMemberType) ? text : "[thunk]:" + text;
  }
  if (eat("$B")) {  // a call through the virtual function table
    const std::string offset = number();
    if (!eat('A')) return fail();
    const char* called = convention();
    const std::string at = name + '{' + offset + ",{flat}}'";
    if (has(kNameOnly)) return at;
    return "[thunk]: " + (has(kNoConvention | kNoKeywords) ? at : called + (' ' + at));
  }
  return fail();
}

std::string Undecorator::data(const std::string& name, char kind) {
  constexpr const char* kAccess[] = {"private: static ", "protected: static ", "public: static "};
  Type of = type();
  const bool is_pointer = of.kind == Type::kPlain && of.left.find_first_of("*&") != of.left.npos;
  const Qualifiers storage = qualifiers();
  if (failed_) return {};
  if (has(kNameOnly)) return name;
  std::string declared = name;
  if (storage.pointer64) declared = (*pointer64() ? "__ptr64 " : "") + declared;
  // The qualifiers behind a pointer are those of its target, which the type has.
  if (!is_pointer) of.left += cv_text(storage.cv);
  std::string text = of.around(declared);
  if (kind <= '2' && !has(kNoAccess) && !has(kNoMemberType)) text = kAccess[kind - '0'] + text;
  return text;
}

// A table of a class, and for which of its bases it is; a guard; a name without a type.
std::string Undecorator::special_data(const std::string& name, char kind) {
  if (kind == '5') {
    const std::string which = number();
    return has(kNameOnly) ? name : name + '{' + which + '}';
  }
  if (kind != '6' && kind != '7') return name;
  const Qualifiers of = qualifiers();
  std::string bases;
  while (!failed_ && !eat('@')) bases += (bases.empty() ? "`" : "s `") + qualified_name() + '\'';
  if (has(kNameOnly)) return name;
  const std::string target = bases.empty() ? "" : "{for " + bases + '}';
  return of.cv == Cv::kNone ? name + target : (cv_text(of.cv) + 1) + (' ' + name) + target;
}

std::string Undecorator::function(std::string name, const Name& last, char code) {
  const FunctionKind kind(code);
  if (kind.is_thunk) name += "`adjustor{" + number() + "}'";
  Qualifiers of;
  if (kind.is_member && !kind.is_static) of = qualifiers();
  const char* called = convention();
  Type result;
  if (!eat('@')) result = type();
  if (last.is_conversion) {
    name += last.arguments + ' ' + result.around({});
    result = {};
  }
  const std::string list = argument_list();
  const std::string tail = this_qualifiers(of) + throw_specification();
  if (failed_) return {};
  if (has(kNameOnly)) return name;
  if (!has(kNoArguments)) name += '(' + list + ')' + tail;
  if (!has(kNoConvention | kNoKeywords)) name = join(called, name);
  std::string text = has(kNoReturns) ? name : result.around(name);
  if (kind.is_member && !has(kNoMemberType)) {
    if (kind.is_static) text = "static " + text;
    if (kind.is_virtual) text = "virtual " + text;
  }
  if (!has(kNoAccess)) text = kind.access + text;
  return kind.is_thunk && !has(kNoMemberType) ? "[thunk]:" + text : text;
}

std::optional<std::string> Undecorator::whole_symbol() {
  std::string result = symbol();
  if (failed_ || !text_.empty()) return std::nullopt;
  return result;
}

std::string undecorate(std::string_view decorated, uint32_t flags) {
  std::optional<std::string> result;
  std::string_view text = decorated;
  if (text.starts_with('.')) {
    result = Undecorator(text.substr(1), flags).whole_type();
    if (result && !(flags & (kNoArguments | kNameOnly))) *result += " `RTTI Type Descriptor'";
  } else if (text.starts_with('?')) {
    // A type may begin like a symbol: "?AVname@@".
    if (flags & kNoArguments) result = Undecorator(text, flags).whole_type();
    if (!result) result = Undecorator(text, flags).whole_symbol();
  } else if (flags & kNoArguments) {
    result = Undecorator(text, flags).whole_type();
  }
  return result ? *result : std::string(decorated);
}

std::string undecorate_type(const char* decorated) {
  std::string_view text = decorated;
  if (text.starts_with('.')) text.remove_prefix(1);
  std::optional<std::string> result = Undecorator(text, kNoArguments).whole_type();
  return result ? *result : std::string(text);
}

}  // namespace mimic::win::cpp
