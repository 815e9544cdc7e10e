// The restartable conversions. Only the first four bytes of mbstate_t are used, which is all there
// is of it in msvcrt: up to three pending bytes, and in the top byte how many there are, or
// kPendingUnit where a surrogate waits in the low half.
#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/locale.h"

namespace mimic::win::crt {
namespace {

constexpr size_t kIncomplete = ~size_t{1}, kFromState = ~size_t{2};  // -2, -3
constexpr uint32_t kPendingUnit = 0x80;

thread_local uint32_t internal_state[4];

uint32_t utf8_size(uint8_t lead) {
  return lead < 0x80   ? 1
         : lead < 0xc2 ? 0
         : lead < 0xe0 ? 2
         : lead < 0xf0 ? 3
         : lead < 0xf5 ? 4
                       : 0;
}

size_t fail_sequence(uint32_t* state) {
  *state = 0;
  crt_errno = kEILSEQ;
  return kFailed;
}

// Takes bytes until there is a character of `locale`. The result is that of mbrtowc; units[1] is
// the second surrogate.
size_t next_character(const Locale& locale, const char* text, size_t count, uint32_t* state,
                      WCHAR units[2]) {
  units[0] = units[1] = 0;
  char bytes[4];
  size_t held = *state >> 24;
  for (size_t i = 0; i < held && i < 3; ++i) bytes[i] = static_cast<char>(*state >> 8 * i);
  const unsigned codepage = locale.locinfo->codepage;
  for (size_t used = 0;;) {
    if (held) {
      const auto lead = static_cast<uint8_t>(bytes[0]);
      const uint32_t needed = codepage == CP_UTF8                        ? utf8_size(lead)
                              : locale.locinfo->pctype[lead] & kLeadByte ? 2
                                                                         : 1;
      if (!needed) return fail_sequence(state);
      if (codepage == CP_UTF8 && held > 1 && (bytes[held - 1] & 0xc0) != 0x80)
        return fail_sequence(state);
      if (held == needed) {
        const int size = decode(locale, bytes, held, units);
        if (size < 0) return fail_sequence(state);
        *state = 0;
        return size ? used : 0;
      }
    }
    if (used == count) {
      *state = static_cast<uint32_t>(held) << 24;
      for (size_t i = 0; i < held; ++i)
        *state |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i])) << 8 * i;
      return kIncomplete;
    }
    bytes[held++] = text[used++];
  }
}

size_t to_one_wide(WCHAR* to, const char* text, size_t count, uint32_t* state) {
  WCHAR units[2];
  const size_t used = next_character(current_locale(), text, count, state, units);
  if (used < kFromState && to) *to = units[1] ? u'\xfffd' : units[0];
  return used;
}

Locale utf8_locale() {
  // Only what decode and encode look at.
  static constinit LocaleData data = [] {
    LocaleData utf8{};
    utf8.codepage = CP_UTF8;
    utf8.mb_cur_max = 4;
    return utf8;
  }();
  return {&data, nullptr};
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

CRT_EXPORT_O(size_t, mbrtowc, (WCHAR * to, const char* text, size_t count, uint32_t* state)) {
  if (!state) state = &crt::internal_state[0];
  if (!text) return crt::to_one_wide(nullptr, "", 1, state);
  return crt::to_one_wide(to, text, count, state);
}
CRT_EXPORT_O(size_t, mbrlen, (const char* text, size_t count, uint32_t* state)) {
  return mbrtowc(nullptr, text, count, state ? state : &crt::internal_state[1]);
}

CRT_EXPORT_O(size_t, wcrtomb, (char* to, WCHAR unit, uint32_t* state)) {
  if (!to) return 1;
  const int size = crt::encode(crt::current_locale(), unit, to);
  if (size >= 0) return size;
  crt::crt_errno = crt::kEILSEQ;
  return crt::kFailed;
}
CRT_EXPORT_O(int, wcrtomb_s,
             (size_t* written, char* to, size_t capacity, WCHAR unit, uint32_t* state)) {
  if (written) *written = crt::kFailed;
  if (!to && capacity) return crt::fail_invalid(crt::kEINVAL);
  char bytes[5];
  const int size = crt::encode(crt::current_locale(), unit, bytes);
  if (size < 0) return crt::crt_errno = crt::kEILSEQ;
  if (to) {
    if (static_cast<size_t>(size) > capacity) return crt::fail_invalid(crt::kERANGE);
    for (int i = 0; i < size; ++i) to[i] = bytes[i];
  }
  if (written) *written = size;
  return 0;
}

CRT_EXPORT_O(size_t, mbsrtowcs, (WCHAR * to, const char** from, size_t capacity, uint32_t* state)) {
  if (!from || !*from) {
    crt::fail_invalid(crt::kEINVAL);
    return crt::kFailed;
  }
  if (!state) state = &crt::internal_state[2];
  const char* at = *from;
  uint32_t progress = *state;
  for (size_t written = 0;;) {
    if (to && written == capacity) {
      *from = at;
      *state = progress;
      return written;
    }
    WCHAR units[2];
    const size_t used =
        crt::next_character(crt::current_locale(), at, crt::kTruncate >> 1, &progress, units);
    if (used == crt::kFailed) {
      if (to) *from = at;
      return crt::kFailed;
    }
    const size_t count = units[1] ? 2 : 1;
    if (to && written + count > capacity) {
      *from = at;
      return written;
    }
    if (to) {
      to[written] = units[0];
      if (units[1]) to[written + 1] = units[1];
    }
    if (!used) {
      if (to) *from = nullptr;
      *state = 0;
      return written;
    }
    at += used;
    written += count;
  }
}

CRT_EXPORT_O(size_t, wcsrtombs, (char* to, const WCHAR** from, size_t capacity, uint32_t* state)) {
  if (!from || !*from) {
    crt::fail_invalid(crt::kEINVAL);
    return crt::kFailed;
  }
  const size_t written = crt::to_multibyte(crt::current_locale(), *from, to, capacity);
  if (written == crt::kFailed) {
    crt::crt_errno = crt::kEILSEQ;
    return written;
  }
  if (!to) return written;
  // Where it stopped: after as many units as gave these bytes, or at the end.
  const WCHAR* at = *from;
  for (size_t bytes = 0; bytes < written; ++at) {
    char one[5];
    const bool pair = (at[0] & 0xfc00) == 0xd800 && (at[1] & 0xfc00) == 0xdc00;
    bytes += pair ? 4 : crt::encode(crt::current_locale(), *at, one);
    at += pair;
  }
  *from = !*at && written < capacity ? nullptr : at;
  return written;
}

namespace {
template <class To, class From>
int convert_s(size_t* converted, To* to, size_t capacity, const From** from, size_t limit,
              uint32_t* state, MS_ABI size_t (*convert)(To*, const From**, size_t, uint32_t*)) {
  if (converted) *converted = 0;
  if (!to != !capacity || !from) return crt::fail_invalid(crt::kEINVAL);
  if (to) *to = 0;
  size_t count = convert(to, from, limit < capacity ? limit : capacity, state);
  if (count == crt::kFailed) {
    if (to) *to = 0;
    return crt::crt_errno;
  }
  ++count;  // the terminator
  int result = 0;
  if (to) {
    if (count > capacity) {
      if (limit != crt::kTruncate) {
        *to = 0;
        return crt::fail_invalid(crt::kERANGE);
      }
      count = capacity;
      result = crt::kSTRUNCATE;
    }
    to[count - 1] = 0;
  }
  if (converted) *converted = count;
  return result;
}
}  // namespace

CRT_EXPORT_O(int, mbsrtowcs_s,
             (size_t* converted, WCHAR* to, size_t capacity, const char** from, size_t limit,
              uint32_t* state)) {
  return convert_s(converted, to, capacity, from, limit, state, mbsrtowcs);
}
CRT_EXPORT_O(int, wcsrtombs_s,
             (size_t* converted, char* to, size_t capacity, const WCHAR** from, size_t limit,
              uint32_t* state)) {
  return convert_s(converted, to, capacity, from, limit, state, wcsrtombs);
}

}  // namespace mimic::win::msvcrt

namespace mimic::win::ucrtbase {

UCRT_EXPORT_O(uint16_t, btowc, (int byte)) {
  if (byte == -1) return 0xffff;
  const char text = static_cast<char>(byte);
  WCHAR units[2];
  return crt::decode(crt::current_locale(), &text, 1, units) < 0 ? 0xffff : units[0];
}
UCRT_EXPORT_O(int, wctob, (uint16_t c)) {
  char bytes[5];
  if (c == 0xffff || crt::encode(crt::current_locale(), c, bytes) != 1) return -1;
  return static_cast<signed char>(bytes[0]);
}

// Of UTF-8, whatever the locale.
UCRT_EXPORT_O(size_t, mbrtoc32, (char32_t* to, const char* text, size_t count, uint32_t* state)) {
  if (!state) state = &crt::internal_state[3];
  if (!text) return mbrtoc32(nullptr, "", 1, state);
  WCHAR units[2];
  const size_t used = crt::next_character(crt::utf8_locale(), text, count, state, units);
  if (used >= crt::kFromState || !to) return used;
  *to = units[1] ? 0x10000 + ((units[0] & 0x3ff) << 10) + (units[1] & 0x3ff) : units[0];
  return used;
}
UCRT_EXPORT_O(size_t, mbrtoc16, (WCHAR * to, const char* text, size_t count, uint32_t* state)) {
  if (!state) state = &crt::internal_state[3];
  if (!text) return mbrtoc16(nullptr, "", 1, state);
  if (*state >> 24 == crt::kPendingUnit) {
    if (to) *to = static_cast<WCHAR>(*state);
    *state = 0;
    return crt::kFromState;
  }
  WCHAR units[2];
  const size_t used = crt::next_character(crt::utf8_locale(), text, count, state, units);
  if (used >= crt::kFromState) return used;
  if (to) *to = units[0];
  if (units[1]) *state = crt::kPendingUnit << 24 | units[1];
  return used;
}
UCRT_EXPORT(size_t, c32rtomb, (char* to, char32_t point, uint32_t* state)) {
  if (!to) return 1;
  if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) {
    crt::crt_errno = crt::kEILSEQ;
    return crt::kFailed;
  }
  WCHAR text[3] = {static_cast<WCHAR>(point), 0, 0};
  if (!point) return *to = 0, 1;
  if (point > 0xffff) {
    text[0] = static_cast<WCHAR>(0xd800 + ((point - 0x10000) >> 10));
    text[1] = static_cast<WCHAR>(0xdc00 + (point & 0x3ff));
  }
  char bytes[8];
  const size_t size = crt::to_multibyte(crt::utf8_locale(), text, bytes, sizeof bytes);
  for (size_t i = 0; i < size; ++i) to[i] = bytes[i];
  return size;
}
UCRT_EXPORT(size_t, c16rtomb, (char* to, WCHAR unit, uint32_t* state)) {
  if (!state) state = &crt::internal_state[3];
  if (!to) return *state = 0, 1;
  if (*state >> 24 == crt::kPendingUnit) {
    const auto high = static_cast<WCHAR>(*state);
    *state = 0;
    if ((unit & 0xfc00) == 0xdc00)
      return c32rtomb(to, 0x10000 + ((high & 0x3ff) << 10) + (unit & 0x3ff), nullptr);
    crt::crt_errno = crt::kEILSEQ;
    return crt::kFailed;
  }
  if ((unit & 0xfc00) == 0xd800) {
    *state = crt::kPendingUnit << 24 | unit;
    return 0;
  }
  return c32rtomb(to, unit, nullptr);
}

}  // namespace mimic::win::ucrtbase
