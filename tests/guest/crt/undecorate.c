// Readable names of decorated ones: UnDecorateSymbolName of dbghelp and __unDName of the C runtime.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
// After windows.h, which it needs.
#include <dbghelp.h>

typedef char* (*UnDName)(char*, const char*, int, void* (*)(size_t), void (*)(void*),
                         unsigned short);
static UnDName undname;

static void show(const char* name, DWORD flags) {
  char text[512];
  DWORD length = UnDecorateSymbolName(name, text, sizeof text, flags);
  printf("%s\n", text);
  if (length != strlen(text)) printf("length %lu\n", length);
  char* same = undname(NULL, name, 0, malloc, free, (unsigned short)flags);
  if (!same || strcmp(same, text)) printf("__unDName: %s\n", same);
  free(same);
}

int main(void) {
  undname = (UnDName)(void*)GetProcAddress(LoadLibraryA("msvcrt.dll"), "__unDName");
  const char* all[] = {
      "?f@@YAHH@Z",
      "?f@A@ns@@QEBAXPEBDAEAV12@@Z",
      "??0A@@QEAA@XZ",
      "??1A@@UEAA@XZ",
      "??BA@@QEAAHXZ",
      "??$max@H@std@@YAAEBHAEBH0@Z",
      "?size@?$vector@V?$shared_ptr@UX@@@std@@V?$allocator@V?$shared_ptr@UX@@@std@@@2@@std@@QEBA_"
      "KXZ",
      "?callback@@3P6AHPEBX0@ZEA",
      "?count@A@@2HA",
      "?limit@@3HB",
      "??_7A@@6B@",
      "??_7A@@6BB@@@",
      "??_R4A@@6B@",
      "??_GA@@UEAAPEAXI@Z",
      "?x@?1??f@@YAHXZ@4HA",
      "?g@?A0x12345678@@YAXXZ",
      "?f@@YAXAEAY02H@Z",
      "?f@@YAP6AXH@ZXZ",
      "?f@@YAX$$QEAH@Z",
      "??__Ex@@YAXXZ",
      "?printf@@YAHPEBDZZ",
      "plain",
      "?broken@@YAH",
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) show(all[i], UNDNAME_COMPLETE);
  printf("\n");
  const char* method = "?get@A@@UEBAPEAHH@Z";
  const DWORD flags[] = {UNDNAME_COMPLETE,
                         UNDNAME_NAME_ONLY,
                         UNDNAME_NO_MS_KEYWORDS,
                         UNDNAME_NO_FUNCTION_RETURNS,
                         UNDNAME_NO_ACCESS_SPECIFIERS,
                         UNDNAME_NO_MEMBER_TYPE,
                         UNDNAME_NO_THISTYPE,
                         UNDNAME_NO_ARGUMENTS};
  for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) show(method, flags[i]);
  printf("\n");
  show("?AVruntime_error@std@@", UNDNAME_NO_ARGUMENTS);
  show("PEAH", UNDNAME_NO_ARGUMENTS);

  char narrow[8];
  printf("%lu ", UnDecorateSymbolName("?f@@YAHH@Z", narrow, sizeof narrow, UNDNAME_COMPLETE));
  printf("%s\n", narrow);
  return 0;
}
