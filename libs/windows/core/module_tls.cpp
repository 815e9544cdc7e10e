#include "libs/windows/core/module_tls.h"

#include <string.h>

#include <vector>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/modules.h"

namespace mimic::win::module_tls {
namespace {

struct Template {
  const uint8_t* data = nullptr;
  size_t data_size = 0;
  size_t zero_fill = 0;
  uint64_t callbacks = 0;
};

// All under the loader lock.
struct State {
  std::vector<Template> templates;  // by index; an unloaded module's has no data and no callbacks
  std::vector<TEB*> threads;
};
State& state() {
  static State* const instance = new State;
  return *instance;
}

void* make_block(const Template& from) {
  auto* block = static_cast<uint8_t*>(heap_allocate(from.data_size + from.zero_fill + 16, true));
  if (block && from.data_size) memcpy(block, from.data, from.data_size);
  return block;
}

// The array of block addresses has its capacity in the word before it. A thread may read an old
// array while a new one is put in place, so old arrays stay until the thread ends.
struct Slots {
  Slots* previous;
  size_t capacity;
  void* blocks[];
};

Slots* slots_of(TEB* teb) {
  return teb->ThreadLocalStoragePointer
             ? reinterpret_cast<Slots*>(reinterpret_cast<char*>(teb->ThreadLocalStoragePointer) -
                                        offsetof(Slots, blocks))
             : nullptr;
}

void give_block(TEB* teb, size_t index) {
  Slots* slots = slots_of(teb);
  if (!slots || index >= slots->capacity) {
    const size_t capacity = (index + 1 + 15) & ~size_t{15};
    auto* grown =
        static_cast<Slots*>(heap_allocate(sizeof(Slots) + capacity * sizeof(void*), true));
    if (!grown) return;
    grown->previous = slots;
    grown->capacity = capacity;
    if (slots) memcpy(grown->blocks, slots->blocks, slots->capacity * sizeof(void*));
    slots = grown;
    __atomic_store_n(&teb->ThreadLocalStoragePointer, &grown->blocks[0], __ATOMIC_RELEASE);
  }
  slots->blocks[index] = make_block(state().templates[index]);
}

}  // namespace

Result<void> add_module(Module& module) {
  if (module.headers.directories[pe::kTlsDirectory].size == 0) return {};
  auto parsed = pe::parse_tls(module.view());
  if (!parsed) return std::unexpected(parsed.error());
  if (!*parsed) return {};
  const pe::TlsDirectory& directory = **parsed;
  Template entry;
  entry.data = reinterpret_cast<const uint8_t*>(directory.template_begin);
  entry.data_size = directory.template_end - directory.template_begin;
  entry.zero_fill = directory.zero_fill;
  entry.callbacks = directory.callbacks_address;
  State& s = state();
  module.tls_index = static_cast<uint32_t>(s.templates.size());
  s.templates.push_back(entry);
  if (directory.index_address)
    memcpy(reinterpret_cast<void*>(directory.index_address), &module.tls_index, sizeof(uint32_t));
  for (TEB* teb : s.threads) give_block(teb, module.tls_index);
  return {};
}

void remove_module(Module& module) {
  if (module.tls_index == ~0u) return;
  State& s = state();
  s.templates[module.tls_index] = {};
  for (TEB* teb : s.threads) {
    if (Slots* slots = slots_of(teb); slots && module.tls_index < slots->capacity) {
      heap_free(slots->blocks[module.tls_index]);
      slots->blocks[module.tls_index] = nullptr;
    }
  }
}

void add_thread(TEB* teb) {
  State& s = state();
  s.threads.push_back(teb);
  for (size_t i = 0; i < s.templates.size(); ++i)
    if (s.templates[i].data || s.templates[i].zero_fill) give_block(teb, i);
}

void remove_thread(TEB* teb) {
  State& s = state();
  std::erase(s.threads, teb);
  Slots* slots = slots_of(teb);
  teb->ThreadLocalStoragePointer = nullptr;
  if (slots)
    for (size_t i = 0; i < slots->capacity; ++i) heap_free(slots->blocks[i]);
  while (slots) {
    Slots* previous = slots->previous;
    heap_free(slots);
    slots = previous;
  }
}

void run_callbacks(Module& module, uint32_t reason) {
  if (module.tls_index == ~0u) return;
  const uint64_t address = state().templates[module.tls_index].callbacks;
  if (!address) return;
  using Callback = void(MS_ABI*)(void*, DWORD, void*);
  for (auto* at = reinterpret_cast<Callback*>(address); *at; ++at)
    (*at)(module.base, reason, nullptr);
}

}  // namespace mimic::win::module_tls
