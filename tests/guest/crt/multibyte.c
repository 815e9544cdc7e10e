// Multibyte characters in "C", in a single-byte and in a double-byte code page.
#include <errno.h>
#include <locale.h>
#include <mbctype.h>
#include <mbstring.h>
#include <stdio.h>
#include <stdlib.h>

int main(void) {
  wchar_t wide[8] = {0};
  char bytes[8];
  int result = mbtowc(wide, "\xe4", 1);
  printf("%d %x\n", result, wide[0]);
  errno = 0;
  result = wctomb(bytes, 0x20ac);
  printf("%d %d\n", result, errno);
  setlocale(LC_CTYPE, "English_United States.1252");
  result = mbtowc(wide, "\x80", 1);
  printf("%d %x\n", result, wide[0]);
  result = wctomb(bytes, 0x20ac);
  printf("%d %x\n", result, (unsigned char)bytes[0]);
  printf("%d\n", (int)wcstombs(bytes, L"a\x2603", 8));
  setlocale(LC_CTYPE, "Japanese_Japan.932");
  printf("%d\n", (int)mbstowcs(wide, "a\x82\xa0z", 8));
  printf("%x %x %x\n", wide[0], wide[1], wide[2]);
  printf("%d\n", mblen("\x82\xa0", 1));
  size_t converted;
  result = wcstombs_s(&converted, bytes, 4, L"\x3042\x3042", _TRUNCATE);
  printf("%d %d\n", result, (int)converted);
  _setmbcp(932);
  const unsigned char* text = (const unsigned char*)"x\x82\xa0y";
  printf("%d %d %d\n", _getmbcp(), (int)_mbslen(text), (int)(_mbsinc(text + 1) - text));
  printf("%d %d\n", (int)(_mbsdec(text, text + 3) - text), _ismbblead(0x82) != 0);
  printf("%d\n", (int)(_mbschr(text, 0x82a0) - text));
  return 0;
}
