#include "libs/windows/core/object.h"

#include <iterator>

#include "libs/windows/core/lock.h"

namespace mimic::win {

const char16_t* type_name(ObjectType type) {
  static constexpr char16_t kNames[][16] = {
      u"Event",   u"Mutant",     u"Semaphore", u"Timer",           u"Thread",
      u"Process", u"Job",        u"File",      u"Directory",       u"File",
      u"File",    u"File",       u"Section",   u"IoCompletion",    u"Key",
      u"Token",   u"KeyedEvent", u"File",      u"TpWorkerFactory", u"File",
      u"File",    u"Object"};
  return kNames[static_cast<size_t>(type)];
}

namespace {

constexpr size_t kChunkEntries = 256;
constexpr size_t kChunks = 65536;  // 16 Mi handles, the limit of Windows

// Entries as they lie in memory. A free one has no object and keeps the next free index in
// `access`.
struct Chunk {
  HandleEntry entries[kChunkEntries];
};

// The first chunk needs no allocation; .bss pages cost nothing until used. Its place among the
// pointers stays empty, so that they are all zeros at start.
alignas(64) constinit Chunk first_chunk;
constinit Chunk* more_chunks[kChunks];

size_t index_of(HANDLE handle) { return reinterpret_cast<uintptr_t>(handle) / 4; }
HANDLE handle_of(size_t index) { return reinterpret_cast<HANDLE>(index * 4); }

}  // namespace

struct HandleTable::State {
  Lock lock;
  uint32_t count = 1;  // entry 0 is never used
  uint32_t free = 0;   // head of the free entries

  static HandleEntry& at(size_t index) {
    Chunk& chunk = index < kChunkEntries ? first_chunk : *more_chunks[index / kChunkEntries];
    return chunk.entries[index % kChunkEntries];
  }
  // The entry of an open handle, or null. Under the lock.
  HandleEntry* find(HANDLE handle) {
    const size_t index = index_of(handle);
    if (index == 0 || index >= count) return nullptr;
    HandleEntry& entry = at(index);
    return entry.object ? &entry : nullptr;
  }
  static bool reach(size_t index) {
    if (index < kChunkEntries) return true;
    Chunk*& chunk = more_chunks[index / kChunkEntries];
    if (!chunk) chunk = new (std::nothrow) Chunk;
    return chunk != nullptr;
  }
  void set_free(size_t index) {
    HandleEntry& entry = at(index);
    entry.access = free;
    free = index;
  }
};

HandleTable::State& HandleTable::state() {
  static constinit State state;
  return state;
}

HandleEntry* HandleTable::entry_at(size_t index) { return &state().at(index); }

size_t HandleTable::lock_and_count() {
  state().lock.lock();
  return state().count;
}

void HandleTable::unlock() { state().lock.unlock(); }

HandleTable& handles() {
  static constinit HandleTable table;
  return table;
}

HANDLE HandleTable::insert(Ref<Object> object, ACCESS_MASK access, bool inherit) {
  State& table = state();
  object->handles_.fetch_add(1, std::memory_order_relaxed);
  LockGuard guard(table.lock);
  size_t index = table.free;
  if (index != 0) {
    table.free = table.at(index).access;
  } else {
    index = table.count;
    if (index >= kChunks * kChunkEntries || !table.reach(index)) {
      object->handles_.fetch_sub(1, std::memory_order_relaxed);
      return nullptr;
    }
    table.count = index + 1;
  }
  HandleEntry& entry = table.at(index);
  entry = HandleEntry{std::move(object), access, inherit, false};
  return handle_of(index);
}

bool HandleTable::insert_at(HANDLE value, Ref<Object> object, ACCESS_MASK access, bool inherit) {
  State& table = state();
  const size_t index = index_of(value);
  if (index == 0 || index >= kChunks * kChunkEntries) return false;
  LockGuard guard(table.lock);
  if (index >= table.count) {
    while (table.count <= index) {
      if (!table.reach(table.count)) return false;
      if (table.count != index) table.set_free(table.count);
      ++table.count;
    }
  } else {
    if (table.at(index).object) return false;
    if (table.free == index) {
      table.free = table.at(index).access;
    } else {
      size_t before = table.free;
      while (table.at(before).access != index) before = table.at(before).access;
      table.at(before).access = table.at(index).access;
    }
  }
  object->handles_.fetch_add(1, std::memory_order_relaxed);
  table.at(index) = HandleEntry{std::move(object), access, inherit, false};
  return true;
}

Expected<HandleEntry> HandleTable::lookup(HANDLE handle) const {
  State& table = state();
  LockGuard guard(table.lock);
  const HandleEntry* entry = table.find(handle);
  if (!entry) return nt_fail(STATUS_INVALID_HANDLE);
  return *entry;
}

NTSTATUS HandleTable::close(HANDLE handle) {
  if (is_pseudo_handle(handle)) return STATUS_SUCCESS;
  State& table = state();
  Ref<Object> object;
  {
    LockGuard guard(table.lock);
    HandleEntry* entry = table.find(handle);
    if (!entry) return STATUS_INVALID_HANDLE;
    if (entry->protect_from_close) return STATUS_HANDLE_NOT_CLOSABLE;
    object = std::move(entry->object);
    table.set_free(index_of(handle));
  }
  if (object->handles_.fetch_sub(1, std::memory_order_acq_rel) == 1) object->last_handle_closed();
  return STATUS_SUCCESS;
}

NTSTATUS HandleTable::set_flags(HANDLE handle, bool inherit, bool protect_from_close) {
  State& table = state();
  LockGuard guard(table.lock);
  HandleEntry* entry = table.find(handle);
  if (!entry) return STATUS_INVALID_HANDLE;
  entry->inherit = inherit;
  entry->protect_from_close = protect_from_close;
  return STATUS_SUCCESS;
}

Expected<Ref<Object>> object_of(HANDLE handle) {
  const auto value = reinterpret_cast<int64_t>(handle);
  if (value < 0) {
    if (value == -1) return current_process_object();
    if (value == -2) return current_thread_object();
    return nt_fail(STATUS_INVALID_HANDLE);
  }
  auto entry = handles().lookup(handle);
  if (!entry) return std::unexpected(entry.error());
  return std::move(entry->object);
}

Expected<HANDLE> duplicate_handle(HANDLE source, ACCESS_MASK access, bool inherit, ULONG options) {
  constexpr ULONG kCloseSource = 1, kSameAccess = 2, kSameAttributes = 4;
  HandleEntry entry;
  if (is_pseudo_handle(source)) {
    auto object = object_of(source);
    if (!object) return std::unexpected(object.error());
    constexpr ACCESS_MASK kAllAccess = 0x1fffff;  // of processes and of threads
    entry = HandleEntry{std::move(*object), kAllAccess, false, false};
  } else {
    auto found = handles().lookup(source);
    if (!found) return std::unexpected(found.error());
    entry = std::move(*found);
  }
  if (options & kSameAttributes) inherit = entry.inherit;
  const HANDLE copy =
      handles().insert(entry.object, options & kSameAccess ? entry.access : access, inherit);
  if (options & kCloseSource) handles().close(source);
  if (!copy) return nt_fail(STATUS_INSUFFICIENT_RESOURCES);
  return copy;
}

}  // namespace mimic::win
