// Which places of an image's code something may jump to: more of them than there are, never fewer.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "loader/rewrite/code.h"

namespace mimic::rewrite {

// Instructions by function, each function read once. What is returned stays.
class CodeCache {
 public:
  explicit CodeCache(const Functions& functions) : functions_(&functions) {}

  const Functions& functions() const { return *functions_; }
  const Code& of(const Function& function);
  // Of the function that contains `address`, or null.
  const Code* at(uint64_t address);

 private:
  const Functions* functions_;
  std::map<Function::Key, std::unique_ptr<Code>> codes_;
};

// Code or data that no table knows of.
struct Gap {
  uint64_t begin = 0, end = 0;

  bool contains(uint64_t address) const { return address >= begin && address < end; }
};

// A branch or call; or bytes that look like one.
struct Branch {
  uint64_t target = 0, opcode = 0;  // `opcode`: where its opcode is, after any prefixes
};

// The addresses near some sites that branches, jump tables and exceptions may lead to. Direct ones
// are found in all of the image's code, by the bytes of branches wherever these may begin.
class Targets {
 public:
  // `sites` and `gaps`, ascending, are what is asked for later, the sites with their neighbourhood.
  Targets(CodeCache& codes, const std::vector<uint64_t>& sites, const std::vector<Gap>& gaps);

  // The branches by 32 bits into a gap, in no order.
  std::vector<Branch> into(const Gap& gap) const;

  // Whether something may lead to an address between `begin` and `end`, both not included.
  // `function` is where they are.
  bool any_between(uint64_t begin, uint64_t end, const Function& function);
  // Where jump tables and exceptions lead to in this function; ascending, may hold more.
  const std::vector<uint64_t>& of_function(const Function& function);

 private:
  class Windows;
  void scan_code(const Windows& windows);
  void scan_data(const Windows& windows);
  bool any_short(uint64_t begin, uint64_t end);
  void add_tables(const Code& code, std::vector<uint64_t>& found);

  CodeCache& codes_;
  std::vector<uint64_t> sites_;
  std::vector<Branch> direct_;                     // by ascending target
  std::optional<std::vector<uint64_t>> absolute_;  // ascending; words of data
  std::map<Function::Key, std::vector<uint64_t>> by_function_;
};

}  // namespace mimic::rewrite
