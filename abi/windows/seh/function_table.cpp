#include "abi/windows/seh/function_table.h"

#include <pthread.h>

#include <cstring>
#include <new>

#include "abi/cfi/cfi.h"
#include "abi/windows/seh/host.h"

namespace mimic::win::seh {

Host g_host;

namespace {

// What a walker that looks behind host_function() sees: an image with one function that does
// nothing in its prologue.
struct HostImage {
  RUNTIME_FUNCTION function{0, 0xffffffff, sizeof(RUNTIME_FUNCTION)};
  UNWIND_INFO info{1, 0, 0, 0, 0, 0, {}};
};
constexpr HostImage kHostImage;
static_assert(offsetof(HostImage, info) == sizeof(RUNTIME_FUNCTION));

struct DynamicTable {
  DynamicTable* next;
  uint64_t key;         // table or identifier, as deletion names it
  uint64_t base;        // added to the entries' addresses
  uint64_t begin, end;  // addresses covered
  RUNTIME_FUNCTION* table;
  uint32_t count;
  bool sorted;
  FunctionTableCallback callback;
  void* context;
};

pthread_rwlock_t g_lock = PTHREAD_RWLOCK_INITIALIZER;
DynamicTable* g_tables = nullptr;

struct ReadGuard {
  ReadGuard() { pthread_rwlock_rdlock(&g_lock); }
  ~ReadGuard() { pthread_rwlock_unlock(&g_lock); }
};
struct WriteGuard {
  WriteGuard() { pthread_rwlock_wrlock(&g_lock); }
  ~WriteGuard() { pthread_rwlock_unlock(&g_lock); }
};

RUNTIME_FUNCTION* search(RUNTIME_FUNCTION* table, size_t count, bool sorted, uint32_t rva) {
  if (!sorted) {
    for (size_t i = 0; i < count; ++i)
      if (rva >= table[i].BeginAddress && rva < table[i].EndAddress) return &table[i];
    return nullptr;
  }
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (rva < table[middle].BeginAddress)
      high = middle;
    else if (rva >= table[middle].EndAddress)
      low = middle + 1;
    else
      return &table[middle];
  }
  return nullptr;
}

template <class T>
T read(uint64_t address) {
  T value;
  std::memcpy(&value, reinterpret_cast<const void*>(address), sizeof value);
  return value;
}

// The exception directory of a mapped image, whose headers the loader has validated.
RUNTIME_FUNCTION* image_table(const Image& image, size_t* count) {
  constexpr uint32_t kExceptionDirectory = 0x18 + 0x70 + 3 * 8;  // from "PE\0\0"
  const auto nt = read<uint32_t>(image.base + 0x3c);
  if (nt > image.size || image.size - nt < kExceptionDirectory + 8) return nullptr;
  const auto rva = read<uint32_t>(image.base + nt + kExceptionDirectory);
  const auto size = read<uint32_t>(image.base + nt + kExceptionDirectory + 4);
  if (rva == 0 || rva > image.size || size > image.size - rva) return nullptr;
  *count = size / sizeof(RUNTIME_FUNCTION);
  return reinterpret_cast<RUNTIME_FUNCTION*>(image.base + rva);
}

RUNTIME_FUNCTION* lookup_dynamic(uint64_t pc, uint64_t* image_base) {
  if (!g_tables) return nullptr;
  FunctionTableCallback callback = nullptr;
  void* context = nullptr;
  RUNTIME_FUNCTION* found = nullptr;
  {
    ReadGuard guard;
    for (const DynamicTable* entry = g_tables; entry; entry = entry->next) {
      if (pc < entry->begin || pc >= entry->end) continue;
      *image_base = entry->base;
      if (entry->callback) {
        callback = entry->callback;
        context = entry->context;
        break;
      }
      found = search(entry->table, entry->count, entry->sorted,
                     static_cast<uint32_t>(pc - entry->base));
      if (found) break;
    }
  }
  return callback ? callback(pc, context) : found;  // guest code: not under the lock
}

DynamicTable* insert(const DynamicTable& value) {
  auto* entry = new (std::nothrow) DynamicTable(value);
  if (!entry) return nullptr;
  WriteGuard guard;
  entry->next = g_tables;
  g_tables = entry;
  return entry;
}

DynamicTable* remove(const DynamicTable* exact, uint64_t key) {
  WriteGuard guard;
  for (DynamicTable** link = &g_tables; *link; link = &(*link)->next) {
    DynamicTable* entry = *link;
    if (exact ? entry == exact : entry->key == key) {
      *link = entry->next;
      return entry;
    }
  }
  return nullptr;
}

void cover(DynamicTable& entry) {
  entry.begin = ~uint64_t{0};
  entry.end = 0;
  entry.sorted = true;
  for (uint32_t i = 0; i < entry.count; ++i) {
    const RUNTIME_FUNCTION& function = entry.table[i];
    if (i && function.BeginAddress < entry.table[i - 1].EndAddress) entry.sorted = false;
    if (entry.base + function.BeginAddress < entry.begin)
      entry.begin = entry.base + function.BeginAddress;
    if (entry.base + function.EndAddress > entry.end) entry.end = entry.base + function.EndAddress;
  }
}

}  // namespace

const RUNTIME_FUNCTION* host_function() { return &kHostImage.function; }
uint64_t host_image_base() { return reinterpret_cast<uint64_t>(&kHostImage); }

bool is_host_code(uint64_t pc) {
  Image image;
  if (g_host.image_at && g_host.image_at(pc, &image)) return false;
  return cfi::is_host(pc);
}

RUNTIME_FUNCTION* lookup_function(uint64_t pc, uint64_t* image_base) {
  *image_base = 0;
  Image image;
  if (g_host.image_at && g_host.image_at(pc, &image)) {
    *image_base = image.base;
    size_t count = 0;
    RUNTIME_FUNCTION* table = image.builtin ? nullptr : image_table(image, &count);
    if (!table) return nullptr;
    return search(table, count, true, static_cast<uint32_t>(pc - image.base));
  }
  if (RUNTIME_FUNCTION* function = lookup_dynamic(pc, image_base)) return function;
  *image_base = 0;
  if (!cfi::is_host(pc)) return nullptr;
  *image_base = host_image_base();
  return const_cast<RUNTIME_FUNCTION*>(host_function());
}

bool add_function_table(RUNTIME_FUNCTION* table, uint32_t count, uint64_t base) {
  DynamicTable entry{};
  entry.key = reinterpret_cast<uint64_t>(table);
  entry.base = base;
  entry.table = table;
  entry.count = count;
  cover(entry);
  return insert(entry) != nullptr;
}

bool add_function_callback(uint64_t identifier, uint64_t base, uint32_t length,
                           FunctionTableCallback callback, void* context) {
  if ((identifier & 3) != 3) return false;
  DynamicTable entry{};
  entry.key = identifier;
  entry.base = entry.begin = base;
  entry.end = base + length;
  entry.callback = callback;
  entry.context = context;
  return insert(entry) != nullptr;
}

bool delete_function_table(const void* table) {
  DynamicTable* entry = remove(nullptr, reinterpret_cast<uint64_t>(table));
  delete entry;
  return entry != nullptr;
}

void* add_growable_table(RUNTIME_FUNCTION* table, uint32_t count, uint32_t capacity, uint64_t begin,
                         uint64_t end) {
  DynamicTable entry{};
  entry.key = 0;
  entry.base = entry.begin = begin;
  entry.end = end;
  entry.table = table;
  entry.count = count;
  entry.sorted = true;  // the caller's duty
  return insert(entry);
}

void grow_function_table(void* handle, uint32_t count) {
  WriteGuard guard;
  for (DynamicTable* entry = g_tables; entry; entry = entry->next)
    if (entry == handle && count > entry->count) entry->count = count;
}

void delete_growable_table(void* handle) { delete remove(static_cast<DynamicTable*>(handle), 0); }

}  // namespace mimic::win::seh
