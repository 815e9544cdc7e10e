// How a system call whose number is not loaded right before it can be led away.
#pragma once

#include "loader/rewrite/padding.h"
#include "loader/rewrite/sites.h"

namespace mimic::rewrite {

// Finds places for some of the sites, without getting in the way of any other.
class Placement {
 public:
  // `sites` are all of the image's, ascending, and must outlive it.
  Placement(CodeCache& codes, Targets& targets, const std::vector<Site>& sites)
      : targets_(targets), padding_(codes, targets), sites_(sites) {}

  // Whether the site, one of `sites` in this code, got a strategy and what belongs to it.
  bool place(Site& site, const Code& code);

 private:
  bool forward(Site& site, const Code& code, size_t index);
  bool short_hop(Site& site);
  bool backward(Site& site, const Code& code, size_t index);
  bool is_free(uint64_t begin, uint64_t end) const;

  Targets& targets_;
  Padding padding_;
  const std::vector<Site>& sites_;
};

}  // namespace mimic::rewrite
