// The parser of decorated names: undecorator.cpp has names and symbols, undecorated_operator.cpp
// the names of operators, undecorated_type.cpp types.
//
// Names of the grammar follow the compilers' public description of the scheme: a symbol is
// "?" name scopes "@" and then what it is: data with its type, a function with its convention,
// result and arguments. Names and argument types that repeat are given as a digit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/vcruntime140/undecorate.h"

namespace mimic::win::cpp {

class Undecorator {
 public:
  Undecorator(std::string_view text, uint32_t flags) : text_(text), flags_(flags) {}

  // All of the text as a symbol or as a type; nothing where it is not well formed.
  std::optional<std::string> whole_symbol();
  std::optional<std::string> whole_type();

 private:
  enum class Cv : uint8_t { kNone = 0, kConst = 1, kVolatile = 2, kBoth = 3 };

  // Extended qualifiers and cv of a pointer's target or of `this`.
  struct Qualifiers {
    Cv cv = Cv::kNone;
    bool pointer64 = false, unaligned = false, restricted = false;
    const char* reference = "";  // "&", "&&" of member functions
    std::string member_of;       // where the target is a member
    bool is_member = false;
  };
  // A type around what it declares: "int (* __ptr64" and ")[3]".
  struct Type {
    enum Kind { kPlain, kArray, kFunction } kind = kPlain;
    std::string left;
    std::string inner = {};  // of a function: its convention and class
    std::string right = {};

    std::string around(const std::string& name) const;
  };
  struct Name {
    std::string text = {};
    bool is_structor = false;  // takes the name of its class
    bool is_destructor = false;
    bool is_conversion = false;  // operator to the function's result type
    std::string arguments = {};  // of a template, where the name is made later
  };

  // Text.
  bool eat(char c);
  bool eat(std::string_view prefix);
  char peek() const { return text_.empty() ? 0 : text_[0]; }
  char take();
  std::string fail();
  Type fail_type();
  bool has(uint32_t flag) const { return flags_ & flag; }

  // Names.
  std::string symbol();
  std::string encoding(const std::string& name, const Name& last);
  std::string data(const std::string& name, char kind);
  std::string function(std::string name, const Name& last, char kind);
  std::string special_data(const std::string& name, char kind);
  Name symbol_name();
  Name operator_name();
  Name extended_operator();
  std::string rtti();
  std::string qualified_name();  // of a class
  std::string scopes(const std::string& innermost, const std::string& structor);
  std::string scope();
  std::string simple_name(bool keep = true);
  std::string template_name();
  std::string template_arguments();
  std::string template_argument();
  std::string number();
  int64_t signed_number();
  void remember(const std::string& name);

  // Types.
  Type type(Cv cv = Cv::kNone);
  Type pointer(const char* symbol, Cv own);
  Type function_type(bool is_member);
  Type array(Cv cv);
  Type class_type(const char* key, Cv cv);
  Type special_type(Cv cv);
  std::string argument_list();
  std::string throw_specification();
  const char* convention();
  Qualifiers qualifiers();
  std::string this_qualifiers(const Qualifiers& of) const;
  const char* pointer64() const { return has(kNoKeywords | kNoPointer64) ? "" : " __ptr64"; }
  static const char* cv_text(Cv cv);
  // References to what came before let a short text stand for one without bounds.
  bool too_long(const std::string& text) {
    constexpr size_t kLongest = 1 << 16;
    if (text.size() > kLongest) fail();
    return failed_;
  }
  static std::string join(const std::string& left, const std::string& right);

  std::string_view text_;
  uint32_t flags_;
  bool failed_ = false;
  int depth_ = 0;
  std::vector<std::string> names_, arguments_;  // what digits refer to

  friend class UndecoratorDepth;
};

// Nesting is limited, for the text may be anything.
class UndecoratorDepth {
 public:
  explicit UndecoratorDepth(Undecorator& parser) : parser_(parser) {
    if (++parser_.depth_ > 128) parser_.fail();
  }
  ~UndecoratorDepth() { --parser_.depth_; }

 private:
  Undecorator& parser_;
};

}  // namespace mimic::win::cpp
