#include "libs/windows/core/registry_watch.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "libs/windows/core/registry.h"

namespace mimic::win {
namespace {

struct Watch {
  const Key* key;
  RegistryNode::Ptr node;
  DWORD filter;
  bool subtree;
  Ref<Event> event;

  bool concerns(const RegistryNode& changed) const {
    if (!subtree) return node.get() == &changed;
    for (const RegistryNode* at = &changed; at; at = at->parent)
      if (at == node.get()) return true;
    return false;
  }
};
struct Watches {
  std::mutex lock;
  std::vector<Watch> entries;
};
Watches& watches() {
  static Watches* const table = new Watches;
  return *table;
}

template <class Which>
void fire(Which&& which) {
  std::vector<Watch> due;
  {
    Watches& table = watches();
    const std::lock_guard guard(table.lock);
    const auto rest = std::stable_partition(table.entries.begin(), table.entries.end(),
                                            [&](const Watch& watch) { return !which(watch); });
    due.assign(std::make_move_iterator(rest), std::make_move_iterator(table.entries.end()));
    table.entries.erase(rest, table.entries.end());
  }
  for (const Watch& watch : due) watch.event->set();
}

}  // namespace

void watch_registry(Key& key, DWORD filter, bool subtree, Ref<Event> event) {
  Watches& table = watches();
  const std::lock_guard guard(table.lock);
  table.entries.push_back({&key, key.node().shared_from_this(), filter, subtree, std::move(event)});
}

void report_registry_change(RegistryNode& node, DWORD kind) {
  fire([&](const Watch& watch) { return watch.filter & kind && watch.concerns(node); });
}

void forget_registry_watches(Key& key) {
  fire([&](const Watch& watch) { return watch.key == &key; });
}

}  // namespace mimic::win
