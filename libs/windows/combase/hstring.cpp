// HSTRINGs: immutable strings with a count of references. The empty one is null.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "libs/windows/combase/com.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::combase {
namespace {

struct String {
  UINT flags;  // 1: in memory that its owner gave (HSTRING_HEADER)
  UINT length;
  std::atomic<LONG> references;
  UINT padding;
  const WCHAR* text;
};
static_assert(sizeof(String) == 24);
using HSTRING = String*;

HSTRING allocate(UINT length) {
  auto* string =
      static_cast<HSTRING>(heap_allocate(sizeof(String) + (size_t{length} + 1) * sizeof(WCHAR)));
  if (!string) return nullptr;
  auto* text = reinterpret_cast<WCHAR*>(string + 1);
  text[length] = 0;
  new (string) String{0, length, 1, 0, text};
  return string;
}
std::u16string_view view(HSTRING string) {
  return string ? std::u16string_view(string->text, string->length) : std::u16string_view();
}
HRESULT make(std::u16string_view text, HSTRING* out) {
  *out = nullptr;
  if (text.empty()) return S_OK;
  const HSTRING string = allocate(static_cast<UINT>(text.size()));
  if (!string) return E_OUTOFMEMORY;
  std::memcpy(const_cast<WCHAR*>(string->text), text.data(), text.size() * sizeof(WCHAR));
  *out = string;
  return S_OK;
}

}  // namespace

EXPORT(combase, HRESULT, WindowsCreateString,
       (LPCWSTR sourceString, UINT length, HSTRING* string)) {
  if (!string) return E_INVALIDARG;
  *string = nullptr;
  if (length && !sourceString) return E_POINTER;
  return make({sourceString, length}, string);
}
EXPORT(combase, HRESULT, WindowsCreateStringReference,
       (LPCWSTR sourceString, UINT length, String* hstringHeader, HSTRING* string)) {
  if (!string || !hstringHeader) return E_INVALIDARG;
  *string = nullptr;
  if (!length) return S_OK;
  if (!sourceString) return E_POINTER;
  if (sourceString[length]) return E_INVALIDARG;
  new (hstringHeader) String{1, length, 1, 0, sourceString};
  *string = hstringHeader;
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsDeleteString, (HSTRING string)) {
  if (string && !(string->flags & 1) && --string->references == 0) heap_free(string);
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsDuplicateString, (HSTRING string, HSTRING* newString)) {
  if (!newString) return E_INVALIDARG;
  if (string && string->flags & 1) return make(view(string), newString);
  if (string) ++string->references;
  *newString = string;
  return S_OK;
}
EXPORT(combase, UINT, WindowsGetStringLen, (HSTRING string)) { return string ? string->length : 0; }
EXPORT(combase, LPCWSTR, WindowsGetStringRawBuffer, (HSTRING string, UINT* length)) {
  if (length) *length = string ? string->length : 0;
  return string ? string->text : u"";
}
EXPORT(combase, BOOL, WindowsIsStringEmpty, (HSTRING string)) { return !string; }
EXPORT(combase, HRESULT, WindowsStringHasEmbeddedNull, (HSTRING string, BOOL* hasEmbedNull)) {
  if (!hasEmbedNull) return E_INVALIDARG;
  *hasEmbedNull = view(string).find(u'\0') != std::u16string_view::npos;
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsCompareStringOrdinal,
       (HSTRING string1, HSTRING string2, INT* result)) {
  if (!result) return E_INVALIDARG;
  const int order = view(string1).compare(view(string2));
  *result = order < 0 ? -1 : order > 0;
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsConcatString,
       (HSTRING string1, HSTRING string2, HSTRING* newString)) {
  if (!newString) return E_INVALIDARG;
  return make(std::u16string(view(string1)) + std::u16string(view(string2)), newString);
}
EXPORT(combase, HRESULT, WindowsSubstring, (HSTRING string, UINT startIndex, HSTRING* newString)) {
  if (!newString) return E_INVALIDARG;
  if (startIndex > view(string).size()) return E_BOUNDS;
  return make(view(string).substr(startIndex), newString);
}
EXPORT(combase, HRESULT, WindowsSubstringWithSpecifiedLength,
       (HSTRING string, UINT startIndex, UINT length, HSTRING* newString)) {
  if (!newString) return E_INVALIDARG;
  if (uint64_t{startIndex} + length > view(string).size()) return E_BOUNDS;
  return make(view(string).substr(startIndex, length), newString);
}
EXPORT(combase, HRESULT, WindowsReplaceString,
       (HSTRING string, HSTRING stringReplaced, HSTRING stringReplaceWith, HSTRING* newString)) {
  if (!newString || !stringReplaced) return E_INVALIDARG;
  std::u16string text(view(string));
  const std::u16string_view from = view(stringReplaced), to = view(stringReplaceWith);
  for (size_t at = 0; (at = text.find(from, at)) != text.npos; at += to.size())
    text.replace(at, from.size(), to);
  return make(text, newString);
}
EXPORT(combase, HRESULT, WindowsPreallocateStringBuffer,
       (UINT length, LPWSTR* charBuffer, PVOID* bufferHandle)) {
  if (!charBuffer || !bufferHandle) return E_POINTER;
  const HSTRING string = allocate(length);
  if (!string) return E_OUTOFMEMORY;
  *charBuffer = const_cast<WCHAR*>(string->text);
  *bufferHandle = string;
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsPromoteStringBuffer, (PVOID bufferHandle, HSTRING* string)) {
  if (!string) return E_POINTER;
  *string = static_cast<HSTRING>(bufferHandle);
  if (*string && !(*string)->length) {
    heap_free(*string);
    *string = nullptr;
  }
  return S_OK;
}
EXPORT(combase, HRESULT, WindowsDeleteStringBuffer, (PVOID bufferHandle)) {
  heap_free(bufferHandle);
  return S_OK;
}

}  // namespace mimic::win::combase
