// Pieces of machine code for tests, written in assembly.
#pragma once

#include <string_view>

// Defines a std::string_view `name` of what `assembly` assembles to. The code runs at another place
// than where it is assembled: it may refer to itself only.
#define CODE(name, assembly)                                                         \
  extern "C" const char mimic_code_##name[], mimic_code_##name##_end[];              \
  asm(".pushsection .rodata\nmimic_code_" #name ":\n" assembly "\nmimic_code_" #name \
      "_end:\n.popsection\n");                                                       \
  const std::string_view name(mimic_code_##name,                                     \
                              static_cast<size_t>(mimic_code_##name##_end - mimic_code_##name))
