#include "libs/windows/exports/builtin.h"

#include <algorithm>

// Made by generate.cpp.
extern "C" const mimic::win::BuiltinModule mimic_builtin_modules[];
extern "C" const uint32_t mimic_builtin_module_count;

namespace mimic::win {

std::span<const BuiltinModule> builtin_modules() {
  return {mimic_builtin_modules, mimic_builtin_module_count};
}

const BuiltinModule* find_builtin(std::string_view name) {
  const auto modules = builtin_modules();
  const auto found = std::ranges::lower_bound(
      modules, name, {}, [](const BuiltinModule& module) { return module.name.get(); });
  return found != modules.end() && found->name.get() == name ? &*found : nullptr;
}

const BuiltinModule* builtin_at(const void* address) {
  const auto* byte = static_cast<const uint8_t*>(address);
  for (const BuiltinModule& module : builtin_modules()) {
    if (byte >= module.image() && byte < module.image() + module.image_size) return &module;
  }
  return nullptr;
}

const BuiltinExport* BuiltinModule::find(std::string_view export_name) const {
  const auto all = exports();
  const auto found = std::ranges::lower_bound(
      all, export_name, {}, [](const BuiltinExport& entry) { return entry.name.get(); });
  return found != all.end() && found->name.get() == export_name ? &*found : nullptr;
}

}  // namespace mimic::win
