#include "syscalls/monitor/modules.h"

#include "syscalls/monitor/kernel.h"
#include "syscalls/monitor/raw.h"

namespace mimic::monitor {

namespace {

constexpr size_t kMost = 1024;

Module modules[kMost];
size_t module_count;  // published after the entry; a forgotten one is empty and used again

const Module* find(uint64_t Module::* begin, uint64_t Module::* end, uint64_t pc) {
  const size_t count = __atomic_load_n(&module_count, __ATOMIC_ACQUIRE);
  for (const Module* module = modules; module < modules + count; ++module)
    if (pc >= module->*begin && pc < module->*end) return module;
  return nullptr;
}

}  // namespace

bool add_module(const Module& module) {
  size_t index = 0;
  while (index < module_count && modules[index].end) ++index;
  if (index == kMost) return false;
  modules[index] = module;
  if (index == module_count) __atomic_store_n(&module_count, index + 1, __ATOMIC_RELEASE);
  return true;
}

void forget_modules(uint64_t begin, uint64_t end) {
  const size_t count = __atomic_load_n(&module_count, __ATOMIC_ACQUIRE);
  for (size_t index = 0; index < count; ++index) {
    Module& module = modules[index];
    if (!module.end || module.begin < begin || module.begin >= end) continue;
    raw(kMunmap, module.area, module.area_end - module.area);
    module = {};
  }
}

const rewrite::PatchedSite* site_of_trampoline(uint64_t pc) {
  const Module* module = find(&Module::area, &Module::area_end, pc);
  return module ? rewrite::find_by_trampoline(module->sites, module->site_count, pc) : nullptr;
}

uint64_t shown_to_guest(uint64_t pc) {
  const rewrite::PatchedSite* site = site_of_trampoline(pc);
  return site ? rewrite::guest_address(*site, pc) : pc;
}

uint64_t taken_from_guest(uint64_t pc) {
  const Module* module = find(&Module::begin, &Module::end, pc);
  if (!module) return pc;
  const rewrite::PatchedSite* site = rewrite::find_by_guest(module->sites, module->site_count, pc);
  if (!site) return pc;
  const uint64_t host = rewrite::host_address(*site, pc);
  return host ? host : pc;
}

uint64_t call_again(uint64_t pc) {
  const rewrite::PatchedSite* site = site_of_trampoline(pc);
  return taken_from_guest(site ? site->site : pc - 2);
}

}  // namespace mimic::monitor
