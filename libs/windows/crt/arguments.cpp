#include "libs/windows/crt/arguments.h"

#include <cstring>
#include <string>
#include <vector>

#include "abi/windows/teb.h"
#include "libs/windows/core/command_line.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/heap.h"
#include "libs/windows/crt/wildcards.h"

namespace mimic::win::crt {
namespace {

template <class C>
std::basic_string<C> converted(std::u16string_view text) {
  if constexpr (sizeof(C) == 1)
    return to_ansi(text);
  else
    return std::u16string(text);
}

template <class C>
C* lasting(std::u16string_view text) {
  const std::basic_string<C> value = converted<C>(text);
  const size_t bytes = (value.size() + 1) * sizeof(C);
  auto* copy = static_cast<C*>(allocate(bytes));
  if (copy) std::memcpy(copy, value.c_str(), bytes);
  return copy;
}

std::u16string_view path_of_program() {
  return view_of(current_peb()->ProcessParameters->ImagePathName);
}

}  // namespace

template <class C>
Arguments<C> make_arguments(ArgumentMode mode) {
  std::u16string_view line = view_of(current_peb()->ProcessParameters->CommandLine);
  if (line.empty()) line = path_of_program();
  std::vector<bool> quoted;
  std::vector<std::u16string> arguments = parse_command_line(line, &quoted);
  if (mode == ArgumentMode::kWithWildcards) {
    std::vector<std::u16string> expanded;
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (quoted[i] || !expand_wildcards(arguments[i], expanded))
        expanded.push_back(std::move(arguments[i]));
    }
    arguments = std::move(expanded);
  }
  // One block: pointers first, then the text.
  std::vector<std::basic_string<C>> values;
  size_t size = (arguments.size() + 1) * sizeof(C*);
  for (const std::u16string& argument : arguments) {
    values.push_back(converted<C>(argument));
    size += (values.back().size() + 1) * sizeof(C);
  }
  auto** pointers = static_cast<C**>(allocate(size));
  if (!pointers) return {};
  auto* text = reinterpret_cast<C*>(pointers + values.size() + 1);
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t units = values[i].size() + 1;
    std::memcpy(text, values[i].c_str(), units * sizeof(C));
    pointers[i] = text;
    text += units;
  }
  pointers[values.size()] = nullptr;
  return {static_cast<int>(values.size()), pointers};
}

template <class C>
C* program_path() {
  static C* const path = lasting<C>(path_of_program());
  return path;
}

template <class C>
C* arguments_text(C* line) {
  // Up to the first blank outside quotes, then over blanks; any unit up to the space is one.
  using U = std::make_unsigned_t<std::conditional_t<sizeof(C) == 1, char, uint16_t>>;
  bool quoted = false;
  while (static_cast<U>(*line) > ' ' || (*line && quoted)) {
    if (*line == C('"')) quoted = !quoted;
    ++line;
  }
  while (*line && static_cast<U>(*line) <= ' ') ++line;
  return line;
}

template Arguments<char> make_arguments(ArgumentMode);
template Arguments<WCHAR> make_arguments(ArgumentMode);
template char* program_path();
template WCHAR* program_path();
template char* arguments_text(char*);
template WCHAR* arguments_text(WCHAR*);

}  // namespace mimic::win::crt
