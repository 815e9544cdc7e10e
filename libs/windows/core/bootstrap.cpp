// Weak stand-ins for parts that are still being written; each goes when its part lands.
#include "libs/windows/core/modules.h"
#include "libs/windows/core/object.h"
#include "libs/windows/core/process_exit.h"
#include "libs/windows/core/reactor.h"
#include "libs/windows/core/startup_block.h"
#include "libs/windows/core/termination.h"

namespace mimic::win {

[[gnu::weak]] Reactor::Token Reactor::at(int64_t, std::function<void()>) { return 0; }
[[gnu::weak]] Reactor::Token Reactor::watch(int, uint32_t, bool, std::function<void(uint32_t)>) {
  return 0;
}
[[gnu::weak]] void Reactor::cancel(Token) {}

}  // namespace mimic::win
