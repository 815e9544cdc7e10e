// Which places of an image's code something may jump to: more of them than there are, never fewer.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "loader/rewrite/code.h"

namespace mimic::rewrite {

// Instructions by function, each function read once.
class CodeCache {
 public:
  explicit CodeCache(const Functions& functions) : functions_(&functions) {}

  const Functions& functions() const { return *functions_; }
  const Code& of(const Function& function);
  // Of the function that contains `address`, or null.
  const Code* at(uint64_t address);

 private:
  const Functions* functions_;
  std::map<uint64_t, std::unique_ptr<Code>> codes_;
};

// The addresses near some sites that branches, jump tables and exceptions may lead to. Direct ones
// are found in all of the image's code, by the bytes of branches wherever these may begin.
class Targets {
 public:
  // `sites`, ascending, are those whose neighbourhood is asked for later.
  Targets(CodeCache& codes, const std::vector<uint64_t>& sites);

  // Whether something may lead to an address between `begin` and `end`, both not included.
  // `function` is where they are.
  bool any_between(uint64_t begin, uint64_t end, const Function& function);

 private:
  class Windows;
  void scan_code(const Windows& windows);
  void scan_data(const Windows& windows);
  bool any_short(uint64_t begin, uint64_t end);
  const std::vector<uint64_t>& of_function(const Function& function);
  void add_tables(const Code& code, std::vector<uint64_t>& found);

  CodeCache& codes_;
  std::vector<uint64_t> sites_;
  std::vector<uint64_t> direct_;                   // ascending
  std::optional<std::vector<uint64_t>> absolute_;  // ascending; words of data
  std::map<uint64_t, std::vector<uint64_t>> by_function_;
};

}  // namespace mimic::rewrite
