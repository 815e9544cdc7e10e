// Message queues: posting, sending across threads, timers, waiting for messages and objects.
#include "check.h"

static DWORD owner;
static HANDLE ready;
static HWND target;

static LRESULT CALLBACK procedure(HWND window, UINT message, WPARAM wide, LPARAM longer) {
  if (message == WM_USER) {
    CHECK(GetCurrentThreadId() == owner && InSendMessage());
    return wide * 2;
  }
  if (message == WM_USER + 1) PostQuitMessage(longer);
  return DefWindowProcW(window, message, wide, longer);
}

static DWORD WINAPI server(void* argument) {
  owner = GetCurrentThreadId();
  WNDCLASSW added = {0};
  added.lpfnWndProc = procedure;
  added.lpszClassName = L"server";
  CHECK(RegisterClassW(&added));
  target = CreateWindowW(L"server", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
  CHECK(target);
  SetEvent(ready);
  MSG message;
  while (GetMessageW(&message, NULL, 0, 0) > 0) DispatchMessageW(&message);
  CHECK(message.message == WM_QUIT);
  return message.wParam;
}

int main(void) {
  ready = CreateEventW(NULL, FALSE, FALSE, NULL);
  HANDLE thread = CreateThread(NULL, 0, server, NULL, 0, NULL);
  CHECK(WaitForSingleObject(ready, 20000) == WAIT_OBJECT_0);
  CHECK(SendMessageW(target, WM_USER, 21, 0) == 42);
  DWORD_PTR result = 0;
  CHECK(SendMessageTimeoutW(target, WM_USER, 5, 0, SMTO_NORMAL, 10000, &result) && result == 10);

  MSG message;
  CHECK(!PeekMessageW(&message, NULL, 0, 0, PM_REMOVE));
  CHECK(PostThreadMessageW(GetCurrentThreadId(), WM_APP, 1, 2));
  CHECK(PostMessageW(NULL, WM_APP + 1, 3, 4));
  CHECK(MsgWaitForMultipleObjects(0, NULL, FALSE, 10000, QS_ALLINPUT) == WAIT_OBJECT_0);
  CHECK(PeekMessageW(&message, NULL, WM_APP + 1, WM_APP + 1, PM_NOREMOVE) && message.wParam == 3);
  // What has been looked at is not new.
  CHECK(MsgWaitForMultipleObjects(0, NULL, FALSE, 0, QS_ALLINPUT) == WAIT_TIMEOUT);
  CHECK(MsgWaitForMultipleObjectsEx(0, NULL, 0, QS_ALLINPUT, MWMO_INPUTAVAILABLE) == WAIT_OBJECT_0);
  CHECK(GetMessageW(&message, NULL, 0, 0) == TRUE && message.message == WM_APP);
  CHECK(GetMessageW(&message, NULL, 0, 0) == TRUE && message.message == WM_APP + 1);

  const UINT_PTR timer = SetTimer(NULL, 0, 10, NULL);
  CHECK(timer);
  CHECK(GetMessageW(&message, NULL, 0, 0) == TRUE);
  CHECK(message.message == WM_TIMER && message.wParam == timer);
  CHECK(KillTimer(NULL, timer) && !KillTimer(NULL, timer));

  SetEvent(ready);
  CHECK(MsgWaitForMultipleObjects(1, &ready, FALSE, 10000, QS_ALLINPUT) == WAIT_OBJECT_0);
  PostQuitMessage(9);
  CHECK(GetMessageW(&message, NULL, 0, 0) == FALSE && message.wParam == 9);

  CHECK(!PostThreadMessageW(0xFFFFFFF0, WM_APP, 0, 0) && GetLastError() == ERROR_INVALID_THREAD_ID);
  CHECK(PostMessageW(target, WM_USER + 1, 0, 77));
  CHECK(WaitForSingleObject(thread, 20000) == WAIT_OBJECT_0);
  DWORD code;
  CHECK(GetExitCodeThread(thread, &code) && code == 77);
  CHECK(!IsWindow(target));
  CHECK(RegisterWindowMessageW(L"abc") == RegisterWindowMessageA("ABC"));
  return 0;
}
