// Names that are no identifiers: operators, and what the compiler makes for a class or a variable.
#include <utility>

#include "libs/windows/vcruntime140/undecorator.h"

namespace mimic::win::cpp {
namespace {

struct Operator {
  std::string_view code;
  const char* name;
};
constexpr Operator kOperators[] = {
    {"2", "operator new"},
    {"3", "operator delete"},
    {"4", "operator="},
    {"5", "operator>>"},
    {"6", "operator<<"},
    {"7", "operator!"},
    {"8", "operator=="},
    {"9", "operator!="},
    {"A", "operator[]"},
    {"C", "operator->"},
    {"D", "operator*"},
    {"E", "operator++"},
    {"F", "operator--"},
    {"G", "operator-"},
    {"H", "operator+"},
    {"I", "operator&"},
    {"J", "operator->*"},
    {"K", "operator/"},
    {"L", "operator%"},
    {"M", "operator<"},
    {"N", "operator<="},
    {"O", "operator>"},
    {"P", "operator>="},
    {"Q", "operator,"},
    {"R", "operator()"},
    {"S", "operator~"},
    {"T", "operator^"},
    {"U", "operator|"},
    {"V", "operator&&"},
    {"W", "operator||"},
    {"X", "operator*="},
    {"Y", "operator+="},
    {"Z", "operator-="},
    {"_0", "operator/="},
    {"_1", "operator%="},
    {"_2", "operator>>="},
    {"_3", "operator<<="},
    {"_4", "operator&="},
    {"_5", "operator|="},
    {"_6", "operator^="},
    {"_7", "`vftable'"},
    {"_8", "`vbtable'"},
    {"_9", "`vcall'"},
    {"_A", "`typeof'"},
    {"_B", "`local static guard'"},
    {"_D", "`vbase destructor'"},
    {"_E", "`vector deleting destructor'"},
    {"_F", "`default constructor closure'"},
    {"_G", "`scalar deleting destructor'"},
    {"_H", "`vector constructor iterator'"},
    {"_I", "`vector destructor iterator'"},
    {"_J", "`vector vbase constructor iterator'"},
    {"_K", "`virtual displacement map'"},
    {"_L", "`eh vector constructor iterator'"},
    {"_M", "`eh vector destructor iterator'"},
    {"_N", "`eh vector vbase constructor iterator'"},
    {"_O", "`copy constructor closure'"},
    {"_S", "`local vftable'"},
    {"_T", "`local vftable constructor closure'"},
    {"_U", "operator new[]"},
    {"_V", "operator delete[]"},
    {"_X", "`placement delete closure'"},
    {"_Y", "`placement delete[] closure'"},
    {"__A", "`managed vector constructor iterator'"},
    {"__B", "`managed vector destructor iterator'"},
    {"__C", "`eh vector copy constructor iterator'"},
    {"__D", "`eh vector vbase copy constructor iterator'"},
    {"__G", "`vector copy constructor iterator'"},
    {"__H", "`vector vbase copy constructor iterator'"},
    {"__I", "`managed vector copy constructor iterator'"},
    {"__J", "`local static thread guard'"},
    {"__L", "operator co_await"},
    {"__M", "operator<=>"},
};

}  // namespace

Undecorator::Name Undecorator::extended_operator() {
  for (const auto& [code, what] : {std::pair{"__E", "`dynamic initializer for '"},
                                   {"__F", "`dynamic atexit destructor for '"}}) {
    if (!eat(code)) continue;
    // Of a variable with its type, which "@" ends, or of a plain name.
    if (peek() != '?') return {.text = what + simple_name() + "''"};
    const std::string variable = symbol();
    return {.text = eat('@') ? what + variable + "''" : fail()};
  }
  if (eat("__K")) return {.text = "operator \"\" " + simple_name(false)};
  if (eat("_P")) return {.text = "`udt returning'" + operator_name().text};
  if (eat("_R")) return {.text = rtti()};
  return {.text = fail()};
}

// Behind "??".
Undecorator::Name Undecorator::operator_name() {
  const UndecoratorDepth deeper(*this);
  if (failed_) return {};
  if (eat('0')) return {.is_structor = true};
  if (eat('1')) return {.is_structor = true, .is_destructor = true};
  if (eat('B')) return {.text = "operator", .is_conversion = true};
  for (const Operator& each : kOperators)
    if (eat(each.code)) return {.text = each.name};
  return extended_operator();
}

std::string Undecorator::rtti() {
  switch (take()) {
    case '0': {
      std::string of = eat('?') ? type(qualifiers().cv).around({}) : type().around({});
      return of + " `RTTI Type Descriptor'";
    }
    case '1': {
      std::string where = number();
      for (int i = 0; i < 3; ++i) where += ',' + number();
      return "`RTTI Base Class Descriptor at (" + where + ")'";
    }
    case '2':
      return "`RTTI Base Class Array'";
    case '3':
      return "`RTTI Class Hierarchy Descriptor'";
    case '4':
      return "`RTTI Complete Object Locator'";
    default:
      return fail();
  }
}

}  // namespace mimic::win::cpp
