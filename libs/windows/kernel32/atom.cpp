// Atoms. The global table is this process's own too: nobody else sees it.
#include <cstring>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "libs/windows/core/lock.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::kernel32 {
namespace {

constexpr ATOM kFirst = 0xC000;
constexpr size_t kMaxName = 255;

class AtomTable {
 public:
  ATOM add(const std::u16string& name) {
    const LockGuard guard(lock_);
    size_t free = entries_.size();
    for (size_t i = 0; i < entries_.size(); ++i) {
      if (!entries_[i].count) {
        if (free == entries_.size()) free = i;
      } else if (equal_ignoring_case(entries_[i].name, name)) {
        ++entries_[i].count;
        return static_cast<ATOM>(kFirst + i);
      }
    }
    if (free == 0x4000) return static_cast<ATOM>(fail_with(ERROR_NOT_ENOUGH_MEMORY));
    if (free == entries_.size()) entries_.emplace_back();
    entries_[free] = {name, 1};
    return static_cast<ATOM>(kFirst + free);
  }
  ATOM find(const std::u16string& name) {
    const LockGuard guard(lock_);
    for (size_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].count && equal_ignoring_case(entries_[i].name, name))
        return static_cast<ATOM>(kFirst + i);
    return 0;
  }
  bool remove(ATOM atom) {
    const LockGuard guard(lock_);
    Entry* entry = at(atom);
    if (!entry) return false;
    --entry->count;
    return true;
  }
  bool name(ATOM atom, std::u16string* name) {
    const LockGuard guard(lock_);
    const Entry* entry = at(atom);
    if (!entry) return false;
    *name = entry->name;
    return true;
  }

 private:
  struct Entry {
    std::u16string name;
    uint32_t count = 0;
  };
  Entry* at(ATOM atom) {
    const size_t index = atom - kFirst;
    return atom >= kFirst && index < entries_.size() && entries_[index].count ? &entries_[index]
                                                                              : nullptr;
  }
  Lock lock_;
  std::vector<Entry> entries_;
};

AtomTable& table(bool global) {
  static AtomTable* tables[2] = {new AtomTable, new AtomTable};
  return *tables[global];
}

// An integer atom is given as MAKEINTATOM or as "#1234"; 0 where the text is none of these.
bool is_integer(const std::u16string& name, ATOM* atom) {
  if (name.size() < 2 || name[0] != u'#') return false;
  unsigned value = 0;
  for (size_t i = 1; i < name.size(); ++i) {
    if (name[i] < u'0' || name[i] > u'9') return false;
    value = value * 10 + (name[i] - u'0');
    if (value >= kFirst) return false;
  }
  *atom = static_cast<ATOM>(value);
  return value != 0;
}

template <class Char, class Read>
ATOM look_up(bool global, const Char* text, bool add, Read read) {
  const auto number = reinterpret_cast<uintptr_t>(text);
  if (number < 0x10000)
    return number && number < kFirst ? static_cast<ATOM>(number)
                                     : static_cast<ATOM>(fail_with(ERROR_INVALID_PARAMETER));
  const std::u16string name(read(text));
  ATOM atom;
  if (is_integer(name, &atom)) return atom;
  if (name.empty() || name.size() > kMaxName)
    return static_cast<ATOM>(
        fail_with(name.empty() && !add ? ERROR_FILE_NOT_FOUND : ERROR_INVALID_PARAMETER));
  if (add) return table(global).add(name);
  atom = table(global).find(name);
  return atom ? atom : static_cast<ATOM>(fail_with(ERROR_FILE_NOT_FOUND));
}

ATOM remove(bool global, ATOM atom) {
  if (atom >= kFirst && !table(global).remove(atom)) {
    fail_with(ERROR_INVALID_HANDLE);
    return atom;
  }
  return 0;
}

bool name_of(bool global, ATOM atom, std::u16string* name) {
  if (atom >= kFirst) return table(global).name(atom, name);
  if (!atom) return false;
  name->assign(1, u'#');
  char digits[8];
  int count = 0;
  for (unsigned n = atom; n; n /= 10) digits[count++] = static_cast<char>('0' + n % 10);
  while (count) name->push_back(static_cast<char16_t>(digits[--count]));
  return true;
}

template <class Char>
UINT give_name(const std::basic_string<Char>& name, Char* buffer, int size) {
  if (size <= 0) return static_cast<UINT>(fail_with(ERROR_MORE_DATA));
  const size_t length = std::min<size_t>(name.size(), size - 1);
  std::memcpy(buffer, name.data(), length * sizeof(Char));
  buffer[length] = 0;
  if (length < name.size()) return static_cast<UINT>(fail_with(ERROR_MORE_DATA));
  return static_cast<UINT>(length);
}

UINT get_name(bool global, ATOM atom, WCHAR* buffer, int size) {
  std::u16string name;
  if (!name_of(global, atom, &name)) return static_cast<UINT>(fail_with(ERROR_INVALID_HANDLE));
  return give_name(name, buffer, size);
}
UINT get_name(bool global, ATOM atom, char* buffer, int size) {
  std::u16string name;
  if (!name_of(global, atom, &name)) return static_cast<UINT>(fail_with(ERROR_INVALID_HANDLE));
  return give_name(to_ansi(name), buffer, size);
}

std::u16string read_wide(const WCHAR* text) { return std::u16string(view_of(text)); }
std::u16string read_ansi(const char* text) { return from_ansi(text); }

}  // namespace

EXPORT(kernel32, BOOL, InitAtomTable, (DWORD nSize)) { return TRUE; }
EXPORT(kernel32, ATOM, AddAtomW, (const WCHAR* lpString)) {
  return look_up(false, lpString, true, read_wide);
}
EXPORT(kernel32, ATOM, AddAtomA, (const char* lpString)) {
  return look_up(false, lpString, true, read_ansi);
}
EXPORT(kernel32, ATOM, FindAtomW, (const WCHAR* lpString)) {
  return look_up(false, lpString, false, read_wide);
}
EXPORT(kernel32, ATOM, FindAtomA, (const char* lpString)) {
  return look_up(false, lpString, false, read_ansi);
}
EXPORT(kernel32, ATOM, DeleteAtom, (ATOM nAtom)) { return remove(false, nAtom); }
EXPORT(kernel32, UINT, GetAtomNameW, (ATOM nAtom, WCHAR* lpBuffer, int nSize)) {
  return get_name(false, nAtom, lpBuffer, nSize);
}
EXPORT(kernel32, UINT, GetAtomNameA, (ATOM nAtom, char* lpBuffer, int nSize)) {
  return get_name(false, nAtom, lpBuffer, nSize);
}
EXPORT_PARTIAL("not shared between processes", kernel32, ATOM, GlobalAddAtomW,
               (const WCHAR* lpString)) {
  return look_up(true, lpString, true, read_wide);
}
EXPORT_PARTIAL("not shared between processes", kernel32, ATOM, GlobalAddAtomA,
               (const char* lpString)) {
  return look_up(true, lpString, true, read_ansi);
}
EXPORT(kernel32, ATOM, GlobalFindAtomW, (const WCHAR* lpString)) {
  return look_up(true, lpString, false, read_wide);
}
EXPORT(kernel32, ATOM, GlobalFindAtomA, (const char* lpString)) {
  return look_up(true, lpString, false, read_ansi);
}
EXPORT(kernel32, ATOM, GlobalDeleteAtom, (ATOM nAtom)) { return remove(true, nAtom); }
EXPORT(kernel32, UINT, GlobalGetAtomNameW, (ATOM nAtom, WCHAR* lpBuffer, int nSize)) {
  return get_name(true, nAtom, lpBuffer, nSize);
}
EXPORT(kernel32, UINT, GlobalGetAtomNameA, (ATOM nAtom, char* lpBuffer, int nSize)) {
  return get_name(true, nAtom, lpBuffer, nSize);
}

}  // namespace mimic::win::kernel32
