// The console of <conio.h>: keys and text, whatever the standard streams are.
#pragma once

#include <cstddef>

#include "libs/windows/crt/format_input.h"
#include "libs/windows/crt/format_output.h"
#include "libs/windows/crt/recursive_lock.h"

namespace mimic::win::crt {

// Held by each function; the functions below expect it.
RecursiveLock& console_lock();

// C is char, where text is in the console's code page, or WCHAR. -1 where there is no console.
//
// The next key. A key without a character gives two codes, the first of them 0 or 0xe0.
template <class C>
int get_key();
// The same, shown on the console.
template <class C>
int get_key_echoed();
// The key will be the next; false where one waits already.
template <class C>
bool unget_key(int key);
bool key_waits();
template <class C>
bool put_console(const C* text, size_t count);
// A line without its end, at most `capacity` - 1 units and a terminator; how many units, or -1.
template <class C>
int get_console_line(C* to, size_t capacity);

template <class C>
int print_console(const C* text, const void* arguments, Locale* locale, const FormatRules& rules);
template <class C>
int scan_console(const C* text, const void* arguments, Locale* locale, const ScanRules& rules);

}  // namespace mimic::win::crt
