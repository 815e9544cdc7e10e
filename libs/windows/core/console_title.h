// The title of the console.
#pragma once

#include <string>

namespace mimic::win::console_title {

std::u16string get();
std::u16string original();
void set(std::u16string title);

}  // namespace mimic::win::console_title
