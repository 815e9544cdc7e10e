// Classes and case in "C" and in a single-byte code page.
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <wctype.h>

static void count(const char* when) {
  int alpha = 0, upper = 0, lower = 0, punct = 0, space = 0, print = 0, changed = 0;
  for (int c = 0; c < 256; ++c) {
    alpha += isalpha(c) != 0;
    upper += isupper(c) != 0;
    lower += islower(c) != 0;
    punct += ispunct(c) != 0;
    space += isspace(c) != 0;
    print += isprint(c) != 0;
    changed += toupper(c) != c;
  }
  printf("%s: %d %d %d %d %d %d %d\n", when, alpha, upper, lower, punct, space, print, changed);
}

int main(void) {
  count("C");
  printf("%d %d %d\n", isalpha(0xe4), toupper(0xe4), isalpha(EOF));
  printf("%d %d\n", iswalpha(0x3b1) != 0, towupper(0x3b1) == 0x3b1);
  if (!setlocale(LC_CTYPE, "English_United States.1252")) return 1;
  printf("%d %x %x\n", isalpha(0xe4) != 0, toupper(0xe4), tolower(0xdc));
  printf("%d\n", towupper(0x3b1) == 0x391);
  setlocale(LC_CTYPE, "C");
  printf("%x\n", toupper(0xe4));
  return 0;
}
