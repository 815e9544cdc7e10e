// setlocale, localeconv, _locale_t, and what programs read of the current locale.
#include "libs/windows/crt/locale.h"

#include <cstring>
#include <string>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/crt/error.h"
#include "libs/windows/crt/export.h"
#include "libs/windows/crt/heap.h"

namespace mimic::win::crt {
namespace {

// msvcrt programs read some of the locale in variables.
void publish(const LocaleData& data);

thread_local bool thread_has_own = false;

const char* set_locale(int category, const char* name, bool utf8) {
  if (static_cast<unsigned>(category) >= kCategories) {
    fail_invalid(kEINVAL);
    return nullptr;
  }
  Locale& target = thread_has_own ? thread_locale : global_locale;
  if (!name) return setting_of(*current_locale().locinfo, category);
  const std::string copy(name);
  LocaleData* data = find_locale(*current_locale().locinfo, category, copy.c_str(), utf8);
  if (!data) return nullptr;
  target.locinfo = data;
  if (!target.mbcinfo) target.mbcinfo = global_locale.mbcinfo;
  if (!thread_has_own) publish(*data);
  return setting_of(*data, category);
}

const WCHAR* set_wide_locale(int category, const WCHAR* name, bool utf8) {
  const std::string narrow = name ? to_utf8(view_of(name)) : std::string();
  const char* setting = set_locale(category, name ? narrow.c_str() : nullptr, utf8);
  if (!setting) return nullptr;
  static thread_local WCHAR result[512];
  size_t i = 0;
  for (; setting[i] && i < 511; ++i) result[i] = static_cast<uint8_t>(setting[i]);
  result[i] = 0;
  return result;
}

Locale* create_locale(int category, const char* name, bool utf8) {
  if (!name || static_cast<unsigned>(category) >= kCategories) return nullptr;
  const std::string copy(name);
  LocaleData* data = find_locale(c_locale, category, copy.c_str(), utf8);
  if (!data) return nullptr;
  MultibyteData* multibyte = find_multibyte(static_cast<int>(data->codepage));
  auto* locale = static_cast<Locale*>(allocate(sizeof(Locale)));
  if (locale) *locale = {data, multibyte ? multibyte : global_locale.mbcinfo};
  return locale;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::msvcrt {

using crt::Locale;

EXPORT(msvcrt, const char*, setlocale, (int category, const char* name)) {
  return crt::set_locale(category, name, false);
}
EXPORT(msvcrt, const WCHAR*, _wsetlocale, (int category, const WCHAR* name)) {
  return crt::set_wide_locale(category, name, false);
}
EXPORT(msvcrt, Locale*, _create_locale, (int category, const char* name)) {
  return crt::create_locale(category, name, false);
}
CRT_EXPORT_O(void, _free_locale, (Locale * locale)) { heap_free(locale); }
CRT_EXPORT(Locale*, _get_current_locale, ()) {
  auto* locale = static_cast<Locale*>(crt::allocate(sizeof(Locale)));
  if (locale) *locale = crt::current_locale();
  return locale;
}

CRT_EXPORT_O(int, _configthreadlocale, (int type)) {
  const int previous = crt::thread_has_own ? 1 : 2;  // _ENABLE_PER_THREAD_LOCALE, _DISABLE_…
  switch (type) {
    case 0:
      break;
    case 1:
      if (!crt::thread_has_own) crt::thread_locale = crt::global_locale;
      crt::thread_has_own = true;
      break;
    case 2:
      crt::thread_has_own = false;
      crt::thread_locale = {};
      break;
    case -1:
      break;  // _ENABLE_PER_THREAD_LOCALE_NEW
    default:
      crt::fail_invalid(crt::kEINVAL);
      return -1;
  }
  return previous;
}

CRT_EXPORT_O(crt::Lconv*, localeconv, ()) { return crt::current_locale().locinfo->conv; }

CRT_EXPORT_O(int, ___mb_cur_max_func, ()) { return crt::current_locale().locinfo->mb_cur_max; }
CRT_EXPORT_O(unsigned, ___lc_codepage_func, ()) { return crt::current_locale().locinfo->codepage; }
CRT_EXPORT_O(unsigned, ___lc_collate_cp_func, ()) {
  return crt::current_locale().locinfo->collate_codepage;
}
EXPORT(msvcrt, const LCID*, ___lc_handle_func, ()) { return crt::current_locale().locinfo->lcid; }
EXPORT(msvcrt, int, ___setlc_active_func, ()) { return 0; }
EXPORT_DATA(msvcrt, int, __setlc_active) = 0;
EXPORT_DATA(msvcrt, int, __unguarded_readlc_active) = 0;
EXPORT(msvcrt, int*, ___unguarded_readlc_active_add_func, ()) { return &__unguarded_readlc_active; }
EXPORT(msvcrt, int, __lconv_init, ()) { return 0; }

EXPORT_DATA(msvcrt, int, __mb_cur_max) = 1;
EXPORT_DATA(msvcrt, unsigned, __lc_codepage) = 0;
EXPORT_DATA(msvcrt, unsigned, __lc_collate_cp) = 0;
struct LocaleHandles {
  LCID handles[crt::kCategories];
};
EXPORT_DATA(msvcrt, LocaleHandles, __lc_handle) = {};
extern const uint16_t* _pctype asm("msvcrt._pctype");

}  // namespace mimic::win::msvcrt

namespace mimic::win::crt {
namespace {

void publish(const LocaleData& data) {
  msvcrt::__mb_cur_max = data.mb_cur_max;
  msvcrt::__lc_codepage = data.codepage;
  msvcrt::__lc_collate_cp = data.collate_codepage;
  std::memcpy(msvcrt::__lc_handle.handles, data.lcid, sizeof data.lcid);
  msvcrt::_pctype = data.pctype;
}

}  // namespace
}  // namespace mimic::win::crt

namespace mimic::win::ucrtbase {

using crt::Locale;

UCRT_EXPORT_O(const char*, setlocale, (int category, const char* name)) {
  return crt::set_locale(category, name, true);
}
UCRT_EXPORT_O(const WCHAR*, _wsetlocale, (int category, const WCHAR* name)) {
  return crt::set_wide_locale(category, name, true);
}
UCRT_EXPORT_O(Locale*, _create_locale, (int category, const char* name)) {
  return crt::create_locale(category, name, true);
}
UCRT_EXPORT_O(Locale*, _wcreate_locale, (int category, const WCHAR* name)) {
  if (!name) return nullptr;
  return crt::create_locale(category, to_utf8(view_of(name)).c_str(), true);
}

UCRT_EXPORT_O(const WCHAR* const*, ___lc_locale_name_func, ()) {
  return crt::current_locale().locinfo->name;
}
UCRT_EXPORT(int, ___mb_cur_max_l_func, (Locale * locale)) {
  return crt::locale_or_current(locale).locinfo->mb_cur_max;
}
// char is signed in this runtime; programs built with /J want what LC_MONETARY leaves unset to be
// UCHAR_MAX.
UCRT_EXPORT(int, __initialize_lconv_for_unsigned_char, ()) { return 0; }
// Locales are never changed in place, so there is nothing to guard.
UCRT_EXPORT(void, _lock_locales, ()) {}
UCRT_EXPORT(void, _unlock_locales, ()) {}

}  // namespace mimic::win::ucrtbase
