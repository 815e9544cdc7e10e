// The host's terminal that stands for the console: what it looks like and how it treats keys.
// Nothing of it is changed before a program reads, or asks for something that a terminal does not
// do by itself, and what was changed is put back at the end of the process.
#pragma once

#include <string_view>

#include "libs/windows/core/console_types.h"

namespace mimic::win::terminal {

// The terminal's descriptors for reading and writing. Opens /dev/tty where the process was not
// given one; -1 where it has no terminal.
int input_descriptor();
int output_descriptor();
// A process that has another console, or none, has no terminal.
void set_available(bool available);
// Tells of a descriptor of the terminal that the process was given.
void note_descriptor(int descriptor, bool input);

// Who handles the keys: the terminal edits lines, or they come one by one.
enum class Discipline : uint8_t { kLine, kKeys };
// Makes the terminal behave as these console modes ask.
void apply(Discipline discipline, DWORD input_mode, DWORD output_mode);
// Tells of what is to be undone at the end besides: the alternate screen is shown, the cursor is
// hidden, the mouse is reported.
void note_alternate(bool on);
void note_hidden_cursor(bool on);
void note_mouse(bool on);
// What was typed before the program asked for it, and was taken from the terminal: given back at
// the end if nobody took it, as far as the host lets that be done.
void note_typed(std::string_view bytes);
// Puts back what was changed. Safe in a signal handler.
void restore();

// Columns and rows.
COORD size();
bool has_foreground();

}  // namespace mimic::win::terminal
