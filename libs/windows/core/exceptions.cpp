#include "libs/windows/core/exceptions.h"

#include <cstring>
#include <string>

#include "abi/windows/seh/hardware.h"
#include "abi/windows/seh/host.h"
#include "libs/windows/core/memory.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/termination.h"

namespace mimic::win {
namespace {

bool image_at(uint64_t address, seh::Image* image) {
  const Module* module = modules::at(reinterpret_cast<const void*>(address));
  if (!module) return false;
  *image = {reinterpret_cast<uint64_t>(module->base), module->size, module->builtin != nullptr};
  return true;
}

void describe(uint64_t address, char* text, size_t size) {
  const std::string name = modules::describe(reinterpret_cast<const void*>(address));
  const size_t length = name.size() < size ? name.size() : size - 1;
  std::memcpy(text, name.data(), length);
  text[length] = 0;
}

}  // namespace

void start_exception_handling() {
  seh::g_host.image_at = image_at;
  seh::g_host.take_guard = memory::take_guard;
  seh::g_host.describe = describe;
  seh::g_host.end_program = [](uint32_t code, const char* message) {
    end_program(code, "%s", message);
  };
  seh::g_host.exit_process = [](uint32_t code) { end_process(code); };
  seh::install_hardware_exceptions();
}

}  // namespace mimic::win
