// Command lines: one string on Windows, an argument vector on Linux.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mimic::win {

// Appends one argument, quoted where the C runtimes need it so that it parses back to itself.
void append_argument(std::u16string& line, std::u16string_view argument);
// The first word of a command line, the program: quoted where it has spaces, nothing escaped.
void append_program(std::u16string& line, std::u16string_view program);

// Parses a command line as the C runtimes since Visual C++ 2008 do ("Parsing C command-line
// arguments" in the Microsoft C++ documentation): the program first, in which a backslash is never
// special; then 2n backslashes and a quote are n backslashes, 2n+1 and a quote n and the quote;
// "" inside quotes is one quote.
// `quoted` tells of each whether it had a quote in it that was no character of its own.
std::vector<std::u16string> parse_command_line(std::u16string_view line,
                                               std::vector<bool>* quoted = nullptr);
// As shell32's CommandLineToArgvW, where "" inside quotes is one quote and ends the quoted part.
std::vector<std::u16string> parse_shell_command_line(std::u16string_view line);

}  // namespace mimic::win
