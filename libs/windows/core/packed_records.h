// Records that a function gives away in one block of the process heap, with the texts that they
// point to behind them: what NetApiBufferFree, WTSFreeMemory and their kind free as a whole.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "libs/windows/core/heap.h"

namespace mimic::win {

template <class Record>
class PackedRecords {
 public:
  // Adds a record; the texts of its fields are given by text().
  Record& add() { return records_.emplace_back(); }
  size_t count() const { return records_.size(); }

  // The text that `field` of the record added last will point to.
  template <class Char>
  void text(Char* Record::* field, std::basic_string_view<std::remove_const_t<Char>> value) {
    std::string bytes(reinterpret_cast<const char*>(value.data()), value.size() * sizeof(Char));
    bytes.append(sizeof(Char), '\0');
    Record& record = records_.back();
    const auto offset = static_cast<size_t>(reinterpret_cast<char*>(&(record.*field)) -
                                            reinterpret_cast<char*>(&record));
    texts_.emplace_back((records_.size() - 1) * sizeof(Record) + offset, std::move(bytes));
  }

  // The block; null where there is no memory.
  Record* build() const {
    size_t size = records_.size() * sizeof(Record);
    for (const auto& [place, bytes] : texts_) size += bytes.size() + 1;
    auto* block = static_cast<char*>(heap_allocate(size, true));
    if (!block) return nullptr;
    if (!records_.empty()) std::memcpy(block, records_.data(), records_.size() * sizeof(Record));
    char* at = block + records_.size() * sizeof(Record);
    for (const auto& [place, bytes] : texts_) {
      at += reinterpret_cast<uintptr_t>(at) & 1;  // UTF-16 at even addresses
      std::memcpy(at, bytes.data(), bytes.size());
      std::memcpy(block + place, &at, sizeof at);
      at += bytes.size();
    }
    return reinterpret_cast<Record*>(block);
  }

 private:
  std::vector<Record> records_;
  std::vector<std::pair<size_t, std::string>> texts_;
};

}  // namespace mimic::win
