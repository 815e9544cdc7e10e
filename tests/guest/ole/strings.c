// BSTRs: lengths in characters and bytes, embedded zeros, null as the empty string.
#include "check.h"

int main(void) {
  CHECK(SysAllocString(NULL) == NULL);
  CHECK(SysStringLen(NULL) == 0 && SysStringByteLen(NULL) == 0);
  SysFreeString(NULL);
  BSTR text = SysAllocString(L"hello");
  CHECK(text && SysStringLen(text) == 5 && SysStringByteLen(text) == 10 && text[5] == 0);
  CHECK(((DWORD*)text)[-1] == 10);
  CHECK(SysReAllocStringLen(&text, text + 1, 3) && SysStringLen(text) == 3);
  CHECK(!memcmp(text, L"ell", 8));
  CHECK(SysReAllocStringLen(&text, NULL, 5) && SysStringLen(text) == 5 && !memcmp(text, L"ell", 6));
  CHECK(SysReAllocString(&text, L"x") && SysStringLen(text) == 1);
  SysFreeString(text);
  text = SysAllocStringLen(L"a\0b", 3);
  CHECK(SysStringLen(text) == 3 && text[1] == 0 && text[2] == 'b');
  SysFreeString(text);
  text = SysAllocStringByteLen("abc", 3);
  CHECK(SysStringByteLen(text) == 3 && SysStringLen(text) == 1 && !memcmp(text, "abc\0", 4));
  SysFreeString(text);
  return 0;
}
