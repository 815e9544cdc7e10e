// Activation contexts: made of a file, activated and deactivated in order, asked for.
#define _WIN32_WINNT 0x0A00
#include <stdio.h>
#include <windows.h>

#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      printf("%s:%d: %s (last error %lu)\n", __FILE__, __LINE__, #condition, GetLastError()); \
      return 1;                                                                               \
    }                                                                                         \
  } while (0)

static const char kManifest[] =
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\r\n"
    "<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'>\r\n"
    "<assemblyIdentity type='win32' name='guest' version='1.0.0.0' "
    "processorArchitecture='amd64'/></assembly>\r\n";

static DWORD caught;
static LONG CALLBACK catch_it(EXCEPTION_POINTERS* pointers) {
  caught = pointers->ExceptionRecord->ExceptionCode;
  return EXCEPTION_CONTINUE_EXECUTION;
}

int main(void) {
  HANDLE current = (HANDLE)1;
  CHECK(GetCurrentActCtx(&current) && !current);

  FILE* file = fopen("guest.manifest", "wb");
  fputs(kManifest, file);
  fclose(file);
  ACTCTXW request = {sizeof request};
  request.lpSource = L"no such file.manifest";
  CHECK(CreateActCtxW(&request) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_FILE_NOT_FOUND);
  request.lpSource = L"guest.manifest";
  HANDLE context = CreateActCtxW(&request);
  CHECK(context != INVALID_HANDLE_VALUE);
  ACTCTXA narrow = {sizeof narrow};
  narrow.lpSource = "guest.manifest";
  HANDLE other = CreateActCtxA(&narrow);
  CHECK(other != INVALID_HANDLE_VALUE && other != context);
  request.cbSize = 8;
  CHECK(CreateActCtxW(&request) == INVALID_HANDLE_VALUE);
  CHECK(GetLastError() == ERROR_INVALID_PARAMETER);

  ULONG_PTR first, second;
  CHECK(ActivateActCtx(context, &first) && first);
  CHECK(GetCurrentActCtx(&current) && current == context);
  ReleaseActCtx(current);
  CHECK(ActivateActCtx(other, &second) && second && second != first);
  ACTIVATION_CONTEXT_BASIC_INFORMATION basic;
  SIZE_T size;
  CHECK(QueryActCtxW(QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX, NULL, NULL,
                     ActivationContextBasicInformation, &basic, sizeof basic, &size));
  CHECK(basic.hActCtx == other);
  ReleaseActCtx(basic.hActCtx);
  CHECK(!QueryActCtxW(QUERY_ACTCTX_FLAG_USE_ACTIVE_ACTCTX, NULL, NULL,
                      ActivationContextBasicInformation, &basic, 4, &size));
  CHECK(GetLastError() == ERROR_INSUFFICIENT_BUFFER);

  // In the wrong order.
  PVOID handler = AddVectoredExceptionHandler(1, catch_it);
  DeactivateActCtx(0, first);
  CHECK(caught == 0xC015000F);
  DeactivateActCtx(0, 99999);
  CHECK(caught == 0xC0150010);
  RemoveVectoredExceptionHandler(handler);

  CHECK(DeactivateActCtx(0, second));
  CHECK(GetCurrentActCtx(&current) && current == context);
  ReleaseActCtx(current);
  CHECK(ActivateActCtx(NULL, &second));  // the process's own
  CHECK(GetCurrentActCtx(&current) && !current);
  CHECK(DeactivateActCtx(DEACTIVATE_ACTCTX_FLAG_FORCE_EARLY_DEACTIVATION, first));
  CHECK(GetCurrentActCtx(&current) && !current);
  CHECK(DeactivateActCtx(0, 0));

  ACTCTX_SECTION_KEYED_DATA data = {sizeof data};
  CHECK(!FindActCtxSectionStringW(0, NULL, ACTIVATION_CONTEXT_SECTION_DLL_REDIRECTION,
                                  L"comctl99.dll", &data));
  CHECK(GetLastError() == ERROR_SXS_KEY_NOT_FOUND || GetLastError() == ERROR_SXS_SECTION_NOT_FOUND);
  ReleaseActCtx(other);
  ReleaseActCtx(context);

  // Powers and bits that live beside.
  EXECUTION_STATE state = SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED);
  CHECK(state == ES_CONTINUOUS);
  CHECK(SetThreadExecutionState(ES_CONTINUOUS) == (ES_CONTINUOUS | ES_SYSTEM_REQUIRED));
  CHECK(SetThreadExecutionState(0x100) == 0);
  PVOID old = NULL;
  CHECK(!Wow64DisableWow64FsRedirection(&old) && GetLastError() == ERROR_INVALID_FUNCTION);
  FlushProcessWriteBuffers();
  return 0;
}
