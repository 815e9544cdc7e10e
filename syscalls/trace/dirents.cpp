#include "syscalls/trace/dirents.h"

#include <dirent.h>

namespace mimic::syscalls {
namespace {

constexpr Name kTypes[] = {{DT_UNKNOWN, "DT_UNKNOWN"}, {DT_FIFO, "DT_FIFO"}, {DT_CHR, "DT_CHR"},
                           {DT_DIR, "DT_DIR"},         {DT_BLK, "DT_BLK"},   {DT_REG, "DT_REG"},
                           {DT_LNK, "DT_LNK"},         {DT_SOCK, "DT_SOCK"}, {DT_WHT, "DT_WHT"}};

// Both kinds: inode, offset, length; then the newer one has the type, the older one has it at the
// end of the entry.
struct Header {
  uint64_t inode;
  int64_t offset;
  uint16_t size;
};
constexpr size_t kHeaderSize = 18;

void print_entry(Printer& p, bool is_64, std::span<const uint8_t> entry, const Header& header) {
  const size_t name_at = kHeaderSize + (is_64 ? 1 : 0);
  Members m(p);
  m("d_ino").unsigned_decimal(header.inode);
  m("d_off").decimal(header.offset);
  m("d_reclen").unsigned_decimal(header.size);
  if (is_64) m("d_type").one(kTypes, entry[kHeaderSize], "DT_???");
  m("d_name").field_text(entry.subspan(name_at));
  if (!is_64) m("d_type").one(kTypes, entry.back(), "DT_???");
}

}  // namespace

void print_dirents(Printer& p, bool is_64, uint64_t address, uint64_t size) {
  const auto bytes = p.memory.at(address, size, p.at_exit);
  if (bytes.size() < size) return p.address(address);
  if (p.options.verbose)
    p.text("[");
  else
    p.address(address);
  uint64_t entries = 0;
  for (size_t at = 0; at + kHeaderSize < bytes.size();) {
    Header header{};
    std::memcpy(&header, bytes.data() + at, kHeaderSize);
    if (header.size <= kHeaderSize + 1 || header.size > bytes.size() - at) break;
    if (p.options.verbose) {
      if (entries) p.text(", ");
      print_entry(p, is_64, bytes.subspan(at, header.size), header);
    }
    ++entries;
    at += header.size;
  }
  if (p.options.verbose) return p.text("]");
  p.print(" /* %lu entr%s */", entries, entries == 1 ? "y" : "ies");
}

}  // namespace mimic::syscalls
