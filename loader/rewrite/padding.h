// Holes: padding between code that nothing runs, and that therefore can hold a jump.
#pragma once

#include <functional>
#include <set>

#include "loader/rewrite/targets.h"

namespace mimic::rewrite {

inline constexpr uint64_t kHoleSize = 5;  // e9 and a distance of 32 bits

// Hands out each hole once.
class Padding {
 public:
  using IsUsable = std::function<bool(uint64_t begin)>;

  Padding(CodeCache& codes, Targets& targets) : codes_(codes), targets_(targets) {}

  // A hole that begins between two addresses, both included, and is usable; nullopt where there is
  // none. They have to be in the neighbourhood of a site that `targets` was made for.
  std::optional<uint64_t> take(uint64_t first, uint64_t last, const IsUsable& is_usable);

 private:
  struct Run {  // of padding
    uint64_t begin, end;
    const Function* function;  // that it belongs to or follows
  };
  const std::vector<Run>& runs(const Code& code);
  uint64_t end_of_padding(uint64_t begin, uint64_t limit) const;
  std::optional<uint64_t> take_from(const Run& run, uint64_t first, uint64_t last,
                                    const IsUsable& is_usable);

  CodeCache& codes_;
  Targets& targets_;
  std::set<uint64_t> taken_;                        // where holes begin
  std::map<Function::Key, std::vector<Run>> runs_;  // by function
};

}  // namespace mimic::rewrite
