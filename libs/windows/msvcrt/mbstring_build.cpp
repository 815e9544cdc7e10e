// _mbs functions that write strings.
#include <cstring>

#include "libs/windows/crt/mbcs_exports.h"
#include "libs/windows/crt/strings.h"

namespace mimic::win::crt {
namespace {

size_t length_of(const Byte* text) { return std::strlen(reinterpret_cast<const char*>(text)); }

// How much of `from` counts: at most so many characters and bytes, whole characters only.
size_t part(const Mbcs& mb, const Byte* from, size_t characters, size_t bytes) {
  size_t at = 0;
  while (characters-- && at < bytes && from[at]) {
    const size_t size = mb.size(from + at);
    if (at + size > bytes) break;
    at += size;
  }
  return at;
}

Byte* append_part(const Mbcs& mb, Byte* to, const Byte* from, size_t characters, size_t bytes) {
  const size_t size = part(mb, from, characters, bytes), end = length_of(to);
  std::memmove(to + end, from, size);
  to[end + size] = 0;
  return to;
}

// As strncpy: padded with zeros where `from` is shorter.
Byte* copy_characters(const Mbcs& mb, Byte* to, const Byte* from, size_t characters) {
  Byte* at = to;
  for (; characters && *from; --characters) {
    for (size_t size = mb.size(from); size; --size) *at++ = *from++;
  }
  for (; characters; --characters) *at++ = 0;
  return to;
}
Byte* copy_bytes(const Mbcs& mb, Byte* to, const Byte* from, size_t bytes) {
  const size_t size = part(mb, from, kTruncate, bytes);
  std::memmove(to, from, size);
  std::memset(to + size, 0, bytes - size);
  return to;
}

// Puts at most so much of `from` at to + offset; what does not fit is an error, or cut off between
// characters where the limit is _TRUNCATE.
int put_part_s(const Mbcs& mb, Byte* to, size_t offset, size_t capacity, const Byte* from,
               size_t characters, size_t bytes) {
  size_t size = part(mb, from, characters, bytes);
  int result = 0;
  if (offset + size >= capacity) {
    const bool truncate = (characters == kTruncate) && (bytes == kTruncate);
    if (!truncate) return reject(to, kERANGE);
    size = part(mb, from, kTruncate, capacity - offset - 1);
    result = kSTRUNCATE;
  }
  std::memmove(to + offset, from, size);
  to[offset + size] = 0;
  return result;
}

int copy_part(const Mbcs& mb, Byte* to, size_t capacity, const Byte* from, size_t characters,
              size_t bytes) {
  const bool nothing = !characters || !bytes;
  if (nothing && !to && !capacity) return 0;
  if (!to || !capacity) return fail_invalid(kEINVAL);
  if (nothing) return *to = 0;
  if (!from) return reject(to, kEINVAL);
  return put_part_s(mb, to, 0, capacity, from, characters, bytes);
}

int append_part_s(const Mbcs& mb, Byte* to, size_t capacity, const Byte* from, size_t characters,
                  size_t bytes) {
  const bool nothing = !characters || !bytes;
  if (nothing && !to && !capacity) return 0;
  if (int error = check_terminated(to, capacity)) return error;
  if (nothing) return 0;
  if (!from) return reject(to, kEINVAL);
  return put_part_s(mb, to, length_of(to), capacity, from, characters, bytes);
}

// Overwrites at most so much of the string with one character; an odd byte at the end of the room
// becomes a space.
Byte* fill_part(Byte* text, unsigned code, size_t characters, size_t bytes) {
  const size_t room = length_of(text), size = code > 255 ? 2 : 1;
  const size_t limit = bytes < room ? bytes : room;
  size_t at = 0;
  for (; characters && at + size <= limit; --characters) {
    put_code(text + at, code);
    at += size;
  }
  if (size == 2 && characters && at < limit) text[at] = ' ';
  return text;
}

int fill_part_s(Byte* text, size_t capacity, unsigned code, size_t characters, size_t bytes) {
  if ((!characters || !bytes) && !text && !capacity) return 0;
  if (int error = check_terminated(text, capacity)) return error;
  fill_part(text, code, characters, bytes);
  return 0;
}

void change_case(const Mbcs& mb, Byte* text, bool upper) {
  while (*text) {
    const unsigned code = mb.code(text);
    text = put_code(text, upper ? mb.upper(code) : mb.lower(code));
  }
}

int change_case_s(const Mbcs& mb, Byte* text, size_t capacity, bool upper) {
  if (!text && !capacity) return 0;
  if (int error = check_terminated(text, capacity)) return error;
  change_case(mb, text, upper);
  return 0;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Byte;
using crt::kTruncate;

CRT_ALIAS(_mbscat, strcat);
CRT_ALIAS(_mbscpy, strcpy);
CRT_ALIAS(_mbsdup, _strdup);

MBS(Byte*, _mbsncat, (Byte * to, const Byte* from, size_t characters),
    { return crt::append_part(mb, to, from, characters, kTruncate); })
MBS(Byte*, _mbsnbcat, (Byte * to, const Byte* from, size_t bytes),
    { return crt::append_part(mb, to, from, kTruncate, bytes); })
MBS(Byte*, _mbsncpy, (Byte * to, const Byte* from, size_t characters),
    { return crt::copy_characters(mb, to, from, characters); })
MBS(Byte*, _mbsnbcpy, (Byte * to, const Byte* from, size_t bytes),
    { return crt::copy_bytes(mb, to, from, bytes); })

MBS(int, _mbscpy_s, (Byte * to, size_t capacity, const Byte* from),
    { return crt::copy_s(to, capacity, from); })
MBS(int, _mbscat_s, (Byte * to, size_t capacity, const Byte* from),
    { return crt::append_s(to, capacity, from); })
MBS(int, _mbsncpy_s, (Byte * to, size_t capacity, const Byte* from, size_t characters),
    { return crt::copy_part(mb, to, capacity, from, characters, kTruncate); })
MBS(int, _mbsnbcpy_s, (Byte * to, size_t capacity, const Byte* from, size_t bytes),
    { return crt::copy_part(mb, to, capacity, from, kTruncate, bytes); })
MBS(int, _mbsncat_s, (Byte * to, size_t capacity, const Byte* from, size_t characters),
    { return crt::append_part_s(mb, to, capacity, from, characters, kTruncate); })
MBS(int, _mbsnbcat_s, (Byte * to, size_t capacity, const Byte* from, size_t bytes),
    { return crt::append_part_s(mb, to, capacity, from, kTruncate, bytes); })

MBS(Byte*, _mbsset, (Byte * text, unsigned code),
    { return crt::fill_part(text, code, kTruncate, kTruncate); })
MBS(Byte*, _mbsnset, (Byte * text, unsigned code, size_t characters),
    { return crt::fill_part(text, code, characters, kTruncate); })
MBS(Byte*, _mbsnbset, (Byte * text, unsigned code, size_t bytes),
    { return crt::fill_part(text, code, kTruncate, bytes); })
MBS(int, _mbsset_s, (Byte * text, size_t capacity, unsigned code),
    { return crt::fill_part_s(text, capacity, code, kTruncate, kTruncate); })
MBS(int, _mbsnset_s, (Byte * text, size_t capacity, unsigned code, size_t characters),
    { return crt::fill_part_s(text, capacity, code, characters, kTruncate); })
MBS(int, _mbsnbset_s, (Byte * text, size_t capacity, unsigned code, size_t bytes),
    { return crt::fill_part_s(text, capacity, code, kTruncate, bytes); })

MBS(Byte*, _mbsrev, (Byte * text), {
  // Each double-byte character first, so that reversing all bytes leaves it in order.
  for (Byte* at = text; *at;) {
    const size_t size = mb.size(at);
    if (size == 2) {
      const Byte lead = at[0];
      at[0] = at[1];
      at[1] = lead;
    }
    at += size;
  }
  return crt::reverse(text);
})

MBS(Byte*, _mbslwr, (Byte * text), {
  if (text) crt::change_case(mb, text, false);
  return text;
})
MBS(Byte*, _mbsupr, (Byte * text), {
  if (text) crt::change_case(mb, text, true);
  return text;
})
MBS(int, _mbslwr_s, (Byte * text, size_t capacity),
    { return crt::change_case_s(mb, text, capacity, false); })
MBS(int, _mbsupr_s, (Byte * text, size_t capacity),
    { return crt::change_case_s(mb, text, capacity, true); })

MBS(void, _mbccpy, (Byte * to, const Byte* from), {
  const size_t size = mb.size(from);
  to[0] = from[0];
  if (size == 2) to[1] = from[1];
})
MBS(int, _mbccpy_s, (Byte * to, size_t capacity, int* copied, const Byte* from), {
  if (copied) *copied = 0;
  if (!to || !capacity) return crt::fail_invalid(crt::kEINVAL);
  *to = 0;
  if (!from) return crt::fail_invalid(crt::kEINVAL);
  const size_t size = mb.size(from);
  if (size > capacity) return crt::fail_invalid(crt::kERANGE);
  to[0] = from[0];
  if (size == 2) to[1] = from[1];
  if (copied) *copied = static_cast<int>(size);
  return 0;
})

}  // namespace mimic::win::msvcrt
