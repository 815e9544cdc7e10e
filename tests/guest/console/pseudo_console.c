// A program on a pseudo console: it reads and writes a terminal whose other side is two pipes.
#include "check.h"

#ifndef PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
#define PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE 0x20016
#endif
typedef HRESULT(WINAPI* CreateConsole)(COORD, HANDLE, HANDLE, DWORD, void**);
typedef HRESULT(WINAPI* ResizeConsole)(void*, COORD);
typedef void(WINAPI* CloseConsole)(void*);

static char seen[65536];
static size_t length;
static HANDLE output;

static DWORD WINAPI read_output(void* argument) {
  DWORD count;
  while (length < sizeof seen - 1 &&
         ReadFile(output, seen + length, (DWORD)(sizeof seen - 1 - length), &count, NULL) && count)
    length += count;
  return 0;
}

static void expect(const char* text) {
  for (int i = 0; i < 1000 && !strstr(seen, text); ++i) Sleep(10);
  if (!strstr(seen, text)) printf("seen: %s\n", seen);
  CHECK(strstr(seen, text));
}

static int child(void) {
  CONSOLE_SCREEN_BUFFER_INFO info;
  DWORD mode, count;
  char line[64] = "";
  HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
  if (!GetConsoleMode(in, &mode) || !GetConsoleMode(out, &mode)) return 1;
  if (!GetConsoleScreenBufferInfo(out, &info)) return 2;
  printf("size %d %d\n", info.srWindow.Right + 1, info.srWindow.Bottom + 1);
  fflush(stdout);
  if (!ReadFile(in, line, sizeof line - 1, &count, NULL)) return 3;
  line[strcspn(line, "\r\n")] = 0;
  GetConsoleScreenBufferInfo(out, &info);
  printf("<%s> %d %d\n", line, info.srWindow.Right + 1, info.srWindow.Bottom + 1);
  fflush(stdout);
  return 7;
}

int main(int argc, char** argv) {
  if (argc > 1) return child();
  HMODULE kernel = GetModuleHandleA("kernel32.dll");
  CreateConsole create = (CreateConsole)(void*)GetProcAddress(kernel, "CreatePseudoConsole");
  ResizeConsole resize = (ResizeConsole)(void*)GetProcAddress(kernel, "ResizePseudoConsole");
  CloseConsole close = (CloseConsole)(void*)GetProcAddress(kernel, "ClosePseudoConsole");
  CHECK(create && resize && close);
  HANDLE typed_read, typed, shown_write;
  void* console = NULL;
  CHECK(CreatePipe(&typed_read, &typed, NULL, 0) && CreatePipe(&output, &shown_write, NULL, 0));
  CHECK(create((COORD){0, 10}, typed_read, shown_write, 0, &console) == (HRESULT)0x80070057);
  CHECK(create((COORD){50, 10}, typed_read, shown_write, 0, &console) == S_OK);
  CloseHandle(typed_read);
  CloseHandle(shown_write);
  HANDLE reader = CreateThread(NULL, 0, read_output, NULL, 0, NULL);

  char list[512], command[600], path[500];
  SIZE_T size = sizeof list;
  STARTUPINFOEXA startup = {.StartupInfo.cb = sizeof startup};
  PROCESS_INFORMATION process;
  startup.lpAttributeList = (void*)list;
  CHECK(InitializeProcThreadAttributeList(startup.lpAttributeList, 1, 0, &size));
  CHECK(UpdateProcThreadAttribute(startup.lpAttributeList, 0, PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE,
                                  console, sizeof console, NULL, NULL));
  CHECK(GetModuleFileNameA(NULL, path, sizeof path));
  sprintf(command, "\"%s\" child", path);
  CHECK(CreateProcessA(NULL, command, NULL, NULL, FALSE, EXTENDED_STARTUPINFO_PRESENT, NULL, NULL,
                       &startup.StartupInfo, &process));
  DeleteProcThreadAttributeList(startup.lpAttributeList);
  expect("size 50 10");
  CHECK(resize(console, (COORD){60, 20}) == S_OK);
  DWORD count;
  CHECK(WriteFile(typed, "hello\r", 6, &count, NULL));
  expect("<hello> 60 20");
  CHECK(WaitForSingleObject(process.hProcess, 10000) == WAIT_OBJECT_0);
  CHECK(GetExitCodeProcess(process.hProcess, &count) && count == 7);
  // The output ends with the console.
  close(console);
  CHECK(WaitForSingleObject(reader, 10000) == WAIT_OBJECT_0);
  return 0;
}
