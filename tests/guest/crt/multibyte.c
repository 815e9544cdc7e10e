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
  printf("%d %x\n", mbtowc(wide, "\xe4", 1), wide[0]);
  errno = 0;
  printf("%d %d\n", wctomb(bytes, 0x20ac), errno);
  setlocale(LC_CTYPE, "English_United States.1252");
  printf("%d %x\n", mbtowc(wide, "\x80", 1), wide[0]);
  printf("%d %x\n", wctomb(bytes, 0x20ac), (unsigned char)bytes[0]);
  printf("%d\n", (int)wcstombs(bytes, L"a\x2603", 8));
  setlocale(LC_CTYPE, "Japanese_Japan.932");
  printf("%d\n", (int)mbstowcs(wide, "a\x82\xa0z", 8));
  printf("%x %x %x\n", wide[0], wide[1], wide[2]);
  printf("%d\n", mblen("\x82\xa0", 1));
  size_t converted;
  printf("%d %d\n", (int)wcstombs_s(&converted, bytes, 4, L"\x3042\x3042", _TRUNCATE),
         (int)converted);
  _setmbcp(932);
  const unsigned char* text = (const unsigned char*)"x\x82\xa0y";
  printf("%d %d %d\n", _getmbcp(), (int)_mbslen(text), (int)(_mbsinc(text + 1) - text));
  printf("%d %d\n", (int)(_mbsdec(text, text + 3) - text), _ismbblead(0x82) != 0);
  printf("%d\n", (int)(_mbschr(text, 0x82a0) - text));
  return 0;
}
