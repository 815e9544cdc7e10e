#include "libs/windows/core/console_title.h"

#include <mutex>
#include <optional>
#include <utility>

#include "abi/windows/teb.h"
#include "libs/windows/core/console_screen.h"
#include "libs/windows/core/terminal.h"
#include "libs/windows/core/text.h"

namespace mimic::win::console_title {
namespace {

std::mutex g_lock;
std::optional<std::u16string> g_title;

}  // namespace

std::u16string original() {
  return std::u16string(view_of(current_peb()->ProcessParameters->WindowTitle));
}

std::u16string get() {
  const std::lock_guard guard(g_lock);
  return g_title ? *g_title : original();
}

void set(std::u16string title) {
  std::string shown;
  for (const char byte : to_utf8(title))
    if (static_cast<unsigned char>(byte) >= 0x20) shown += byte;
  {
    const std::lock_guard guard(g_lock);
    g_title = std::move(title);
  }
  if (terminal::output_descriptor() >= 0)
    ConsoleScreen::active()->write_control("\x1b]0;" + shown + "\x07");
}

}  // namespace mimic::win::console_title
