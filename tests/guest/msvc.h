/* What guests for the MSVC target need of Windows, declared here because there is no SDK. */
#pragma once

typedef unsigned long DWORD;
typedef unsigned long long ULONG_PTR, DWORD64;
typedef long LONG;
typedef int BOOL;
typedef void *HANDLE, *PVOID;
#ifndef NULL
#define NULL 0
#endif

typedef struct EXCEPTION_RECORD {
  DWORD ExceptionCode;
  DWORD ExceptionFlags;
  struct EXCEPTION_RECORD* ExceptionRecord;
  PVOID ExceptionAddress;
  DWORD NumberParameters;
  ULONG_PTR ExceptionInformation[15];
} EXCEPTION_RECORD;

typedef struct CONTEXT {
  DWORD64 Home[6];
  DWORD ContextFlags, MxCsr;
  unsigned short Segments[6];
  DWORD EFlags;
  DWORD64 Debug[6];
  DWORD64 Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi, R8, R9, R10, R11, R12, R13, R14, R15, Rip;
  unsigned char Rest[0x4d0 - 0x100];
} CONTEXT;

typedef struct EXCEPTION_POINTERS {
  EXCEPTION_RECORD* ExceptionRecord;
  CONTEXT* ContextRecord;
} EXCEPTION_POINTERS;

#define EXCEPTION_EXECUTE_HANDLER 1
#define EXCEPTION_CONTINUE_SEARCH 0
#define EXCEPTION_CONTINUE_EXECUTION (-1)
#define EXCEPTION_ACCESS_VIOLATION 0xc0000005
#define EXCEPTION_INT_DIVIDE_BY_ZERO 0xc0000094
#define EXCEPTION_STACK_OVERFLOW 0xc00000fd
#define EXCEPTION_ILLEGAL_INSTRUCTION 0xc000001d
#define INFINITE 0xffffffff

#ifdef __cplusplus
extern "C" {
#endif

#define IMPORT __declspec(dllimport)
IMPORT PVOID AddVectoredExceptionHandler(DWORD first, LONG (*handler)(EXCEPTION_POINTERS*));
IMPORT DWORD RemoveVectoredExceptionHandler(PVOID handle);
IMPORT HANDLE CreateThread(PVOID, ULONG_PTR, DWORD (*)(PVOID), PVOID, DWORD, DWORD*);
IMPORT BOOL EnumSystemLocalesA(BOOL (*)(char*), DWORD flags);
IMPORT __declspec(noreturn) void ExitProcess(DWORD code);
IMPORT void RaiseException(DWORD code, DWORD flags, DWORD count, const ULONG_PTR* arguments);
IMPORT PVOID VirtualAlloc(PVOID, ULONG_PTR size, DWORD type, DWORD protect);
IMPORT BOOL VirtualProtect(PVOID, ULONG_PTR size, DWORD protect, DWORD* old);
IMPORT BOOL CloseHandle(HANDLE);
IMPORT BOOL GetExitCodeThread(HANDLE, DWORD* code);
IMPORT DWORD WaitForSingleObject(HANDLE, DWORD);
IMPORT int printf(const char*, ...);
IMPORT void qsort(void*, ULONG_PTR, ULONG_PTR, int (*)(const void*, const void*));
IMPORT void* memcpy(void*, const void*, ULONG_PTR);
IMPORT void* memset(void*, int, ULONG_PTR);

unsigned long _exception_code(void);
void* _exception_info(void);
int _abnormal_termination(void);
#define GetExceptionCode _exception_code
#define GetExceptionInformation() ((EXCEPTION_POINTERS*)_exception_info())
#define AbnormalTermination _abnormal_termination

#ifdef MSVC_GUEST_MAIN
int main(void);
int _fltused;
void start(void) { ExitProcess(main()); }
#endif

#ifdef __cplusplus
}
#endif
