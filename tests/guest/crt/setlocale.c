// Names of locales, and what they change.
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const char* text) { puts(text ? text : "(null)"); }

int main(void) {
  show(setlocale(LC_ALL, NULL));
  show(setlocale(LC_ALL, ""));
  show(setlocale(LC_ALL, "C"));
  show(setlocale(LC_NUMERIC, "German_Germany.1252"));
  show(localeconv()->decimal_point);
  show(localeconv()->thousands_sep);
  show(setlocale(LC_ALL, NULL));
  show(setlocale(LC_ALL, "C"));
  show(localeconv()->decimal_point);
  show(setlocale(LC_CTYPE, ".932"));
  printf("%d\n", MB_CUR_MAX);
  show(setlocale(LC_CTYPE, "no such locale"));
  show(setlocale(LC_CTYPE, "deu"));
  show(setlocale(LC_CTYPE, "english-uk"));
  show(setlocale(LC_ALL, "LC_COLLATE=C;LC_CTYPE=French_France.1252"));
  return 0;
}
