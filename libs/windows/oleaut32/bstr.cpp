// BSTRs: a string with its length in bytes in front and a terminator behind. A null BSTR is an
// empty string.
#include <cstring>

#include "libs/windows/core/text.h"
#include "libs/windows/oleaut32/variant.h"

namespace mimic::win::oleaut32 {
namespace {

// Keeps the characters 8-byte aligned, with the length right before them.
struct Header {
  DWORD padding;
  DWORD length;  // bytes
};
constexpr size_t kMaxBytes = 0x7FFFFFFF - sizeof(Header) - sizeof(WCHAR) - 16;

Header* header_of(BSTR string) { return reinterpret_cast<Header*>(string) - 1; }

BSTR finish(void* block, size_t bytes) {
  if (!block) return nullptr;
  auto* header = static_cast<Header*>(block);
  header->length = static_cast<DWORD>(bytes);
  auto* text = reinterpret_cast<char*>(header + 1);
  text[bytes] = text[bytes + 1] = 0;
  return reinterpret_cast<BSTR>(text);
}

BSTR allocate(const void* text, size_t bytes) {
  if (bytes > kMaxBytes) return nullptr;
  const BSTR string = finish(heap_allocate(sizeof(Header) + bytes + sizeof(WCHAR)), bytes);
  if (string && text) std::memcpy(string, text, bytes);
  return string;
}

}  // namespace

EXPORT(oleaut32, BSTR, SysAllocStringLen, (const WCHAR* strIn, UINT ui)) {
  return allocate(strIn, size_t{ui} * sizeof(WCHAR));
}
EXPORT(oleaut32, BSTR, SysAllocString, (const WCHAR* psz)) {
  return psz ? allocate(psz, length_of(psz) * sizeof(WCHAR)) : nullptr;
}
EXPORT(oleaut32, BSTR, SysAllocStringByteLen, (const char* psz, UINT len)) {
  return allocate(psz, len);
}
EXPORT(oleaut32, void, SysFreeString, (BSTR bstrString)) {
  if (bstrString) heap_free(header_of(bstrString));
}

EXPORT(oleaut32, INT, SysReAllocStringLen, (BSTR * pbstr, const WCHAR* psz, UINT len)) {
  if (!pbstr) return FALSE;
  const size_t bytes = size_t{len} * sizeof(WCHAR);
  const BSTR old = *pbstr;
  if (old && !psz) {  // what fits stays
    if (bytes > kMaxBytes) return FALSE;
    const BSTR grown =
        finish(heap_reallocate(header_of(old), sizeof(Header) + bytes + sizeof(WCHAR)), bytes);
    if (!grown) return FALSE;
    *pbstr = grown;
    return TRUE;
  }
  const BSTR string = allocate(psz, bytes);  // `psz` may lie in the old string
  if (!string) return FALSE;
  *pbstr = string;
  SysFreeString(old);
  return TRUE;
}
EXPORT(oleaut32, INT, SysReAllocString, (BSTR * pbstr, const WCHAR* psz)) {
  if (!pbstr) return FALSE;
  if (psz) return SysReAllocStringLen(pbstr, psz, static_cast<UINT>(length_of(psz)));
  SysFreeString(*pbstr);
  *pbstr = nullptr;
  return TRUE;
}

EXPORT(oleaut32, UINT, SysStringByteLen, (BSTR bstr)) { return bstr ? header_of(bstr)->length : 0; }
EXPORT(oleaut32, UINT, SysStringLen, (BSTR bstr)) { return SysStringByteLen(bstr) / sizeof(WCHAR); }

EXPORT(oleaut32, HRESULT, SysAddRefString, (BSTR bstrString)) { return E_NOTIMPL; }
EXPORT(oleaut32, void, SysReleaseString, (BSTR bstrString)) {}
EXPORT(oleaut32, void, SetOaNoCache, ()) {}
EXPORT(oleaut32, ULONG, OaBuildVersion, ()) { return 0x1E << 16 | 0x11A8; }

EXPORT(oleaut32, HRESULT, VarBstrCat, (BSTR bstrLeft, BSTR bstrRight, BSTR* pbstrResult)) {
  if (!pbstrResult) return E_INVALIDARG;
  const size_t left = SysStringByteLen(bstrLeft), right = SysStringByteLen(bstrRight);
  const BSTR joined = allocate(nullptr, left + right);
  if (!joined) return E_OUTOFMEMORY;
  std::memcpy(joined, bstrLeft, left);
  std::memcpy(reinterpret_cast<char*>(joined) + left, bstrRight, right);
  *pbstrResult = joined;
  return S_OK;
}

}  // namespace mimic::win::oleaut32
