// The string functions beyond C's.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int main(void) {
  char text[32];
  strcpy(text, "Hello");
  puts(_strrev(text));
  puts(_strupr(text));
  puts(_strlwr(text));
  puts(_strnset(text, '*', 2));
  puts(_strset(text, '-'));
  strcpy(text, "a,b;;c");
  for (char* token = strtok(text, ",;"); token; token = strtok(NULL, ",;")) puts(token);
  printf("%d %d %d\n", _stricmp("ABC", "abd"), strcmp("b", "a"), _memicmp("AbC", "aBc", 3));
  wchar_t wide[16] = L"Wide";
  printf("%ls %d %d\n", _wcsrev(wide), (int)wcslen(wide), _wcsicmp(L"X", L"x"));
  char* end = _memccpy(text, "copy until t", 't', 32);
  printf("%d %.*s\n", (int)(end - text), (int)(end - text), text);
  printf("%d %d\n", (int)strspn("aabbc", "ab"), (int)strcspn("hello", "lo"));
  char swapped[4];
  swab("abcd", swapped, 4);
  printf("%.4s\n", swapped);
  return 0;
}
