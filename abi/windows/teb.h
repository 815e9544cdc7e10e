// The thread and process environment blocks of Windows 10 22H2 x64, as programs see them in
// memory. Only the fields that programs or mimic touch have names; the rest is padding. Offsets
// are from Microsoft's public symbols for ntdll 10.0.19041.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win {

struct EXCEPTION_REGISTRATION_RECORD;
struct PEB;

struct NT_TIB {
  EXCEPTION_REGISTRATION_RECORD* ExceptionList;
  PVOID StackBase;   // one past the highest address
  PVOID StackLimit;  // lowest committed address
  PVOID SubSystemTib;
  union {
    PVOID FiberData;
    DWORD Version;
  };
  PVOID ArbitraryUserPointer;
  NT_TIB* Self;
};

struct RTL_USER_PROCESS_PARAMETERS;

struct TEB {
  NT_TIB NtTib;                      // 0x0000
  PVOID EnvironmentPointer;          // 0x0038
  CLIENT_ID ClientId;                // 0x0040
  PVOID ActiveRpcHandle;             // 0x0050
  PVOID* ThreadLocalStoragePointer;  // 0x0058, static TLS blocks by module index
  PEB* ProcessEnvironmentBlock;      // 0x0060
  ULONG LastErrorValue;              // 0x0068
  ULONG CountOfOwnedCriticalSections;
  PVOID CsrClientThread;
  PVOID Win32ThreadInfo;
  ULONG User32Reserved[26];
  ULONG UserReserved[5];
  PVOID WOW32Reserved;  // 0x0100
  LCID CurrentLocale;   // 0x0108
  ULONG FpSoftwareStatusRegister;
  PVOID ReservedForDebuggerInstrumentation[16];
  PVOID SystemReserved1[30];  // 0x0190
  UCHAR Reserved280[0x2c0 - 0x280];
  ULONG ExceptionCode;  // 0x02c0
  UCHAR Reserved2c4[0x1250 - 0x2c4];
  ULONG LastStatusValue;  // 0x1250
  ULONG Padding1254;
  UNICODE_STRING StaticUnicodeString;  // 0x1258
  WCHAR StaticUnicodeBuffer[261];      // 0x1268
  UCHAR Padding1472[6];
  PVOID DeallocationStack;  // 0x1478
  PVOID TlsSlots[64];       // 0x1480
  LIST_ENTRY TlsLinks;      // 0x1680
  PVOID Vdm;
  PVOID ReservedForNtRpc;
  PVOID DbgSsReserved[2];
  ULONG HardErrorMode;  // 0x16b0
  UCHAR Reserved16b4[0x1748 - 0x16b4];
  ULONG GuaranteedStackBytes;  // 0x1748
  UCHAR Reserved174c[0x1780 - 0x174c];
  PVOID* TlsExpansionSlots;  // 0x1780, 1024 entries
  UCHAR Reserved1788[0x17c8 - 0x1788];
  PVOID FlsData;  // 0x17c8
  PVOID PreferredLanguages;
  PVOID UserPrefLanguages;
  PVOID MergedPrefLanguages;
  ULONG MuiImpersonation;
  USHORT CrossTebFlags;
  USHORT SameTebFlags;  // 0x17ee, bit 2: has fiber data
  UCHAR Reserved17f0[0x1838 - 0x17f0];
};
static_assert(offsetof(TEB, ThreadLocalStoragePointer) == 0x58);
static_assert(offsetof(TEB, ProcessEnvironmentBlock) == 0x60);
static_assert(offsetof(TEB, LastErrorValue) == 0x68);
static_assert(offsetof(TEB, WOW32Reserved) == 0x100);
static_assert(offsetof(TEB, LastStatusValue) == 0x1250);
static_assert(offsetof(TEB, DeallocationStack) == 0x1478);
static_assert(offsetof(TEB, TlsSlots) == 0x1480);
static_assert(offsetof(TEB, GuaranteedStackBytes) == 0x1748);
static_assert(offsetof(TEB, TlsExpansionSlots) == 0x1780);
static_assert(offsetof(TEB, FlsData) == 0x17c8);
static_assert(offsetof(TEB, SameTebFlags) == 0x17ee);
static_assert(sizeof(TEB) == 0x1838);

struct CURDIR {
  UNICODE_STRING DosPath;
  HANDLE Handle;
};

struct RTL_USER_PROCESS_PARAMETERS {
  ULONG MaximumLength;
  ULONG Length;
  ULONG Flags;  // 1: normalized
  ULONG DebugFlags;
  HANDLE ConsoleHandle;  // 0x10
  ULONG ConsoleFlags;
  HANDLE StandardInput;  // 0x20
  HANDLE StandardOutput;
  HANDLE StandardError;
  CURDIR CurrentDirectory;       // 0x38
  UNICODE_STRING DllPath;        // 0x50
  UNICODE_STRING ImagePathName;  // 0x60
  UNICODE_STRING CommandLine;    // 0x70
  WCHAR* Environment;            // 0x80
  ULONG StartingX, StartingY, CountX, CountY, CountCharsX, CountCharsY;
  ULONG FillAttribute;
  ULONG WindowFlags;  // STARTUPINFO dwFlags
  ULONG ShowWindowFlags;
  UNICODE_STRING WindowTitle;  // 0xb0
  UNICODE_STRING DesktopInfo;
  UNICODE_STRING ShellInfo;
  UNICODE_STRING RuntimeData;  // 0xe0, lpReserved2 of the C runtimes
  UCHAR CurrentDirectories[32 * 24];
  SIZE_T EnvironmentSize;  // 0x3f0
  SIZE_T EnvironmentVersion;
  PVOID PackageDependencyData;
  ULONG ProcessGroupId;
  ULONG LoaderThreads;
};
static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, CurrentDirectory) == 0x38);
static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, CommandLine) == 0x70);
static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, Environment) == 0x80);
static_assert(offsetof(RTL_USER_PROCESS_PARAMETERS, EnvironmentSize) == 0x3f0);

struct PEB_LDR_DATA {
  ULONG Length;
  BOOLEAN Initialized;
  PVOID SsHandle;
  LIST_ENTRY InLoadOrderModuleList;            // 0x10
  LIST_ENTRY InMemoryOrderModuleList;          // 0x20
  LIST_ENTRY InInitializationOrderModuleList;  // 0x30
  PVOID EntryInProgress;
  BOOLEAN ShutdownInProgress;
  HANDLE ShutdownThreadId;
};

struct LDR_DATA_TABLE_ENTRY {
  LIST_ENTRY InLoadOrderLinks;            // 0x00
  LIST_ENTRY InMemoryOrderLinks;          // 0x10
  LIST_ENTRY InInitializationOrderLinks;  // 0x20
  PVOID DllBase;                          // 0x30
  PVOID EntryPoint;                       // 0x38
  ULONG SizeOfImage;                      // 0x40
  UNICODE_STRING FullDllName;             // 0x48
  UNICODE_STRING BaseDllName;             // 0x58
  ULONG Flags;                            // 0x68
  USHORT ObsoleteLoadCount;               // 0x6c
  USHORT TlsIndex;
  LIST_ENTRY HashLinks;  // 0x70
  ULONG TimeDateStamp;   // 0x80
  UCHAR Reserved84[0x120 - 0x84];
};
static_assert(offsetof(LDR_DATA_TABLE_ENTRY, DllBase) == 0x30);
static_assert(offsetof(LDR_DATA_TABLE_ENTRY, BaseDllName) == 0x58);

struct PEB {
  BOOLEAN InheritedAddressSpace;
  BOOLEAN ReadImageFileExecOptions;
  BOOLEAN BeingDebugged;  // 0x002
  UCHAR BitField;
  ULONG Padding0;
  HANDLE Mutant;                                   // 0x008
  PVOID ImageBaseAddress;                          // 0x010
  PEB_LDR_DATA* Ldr;                               // 0x018
  RTL_USER_PROCESS_PARAMETERS* ProcessParameters;  // 0x020
  PVOID SubSystemData;
  HANDLE ProcessHeap;  // 0x030
  PVOID FastPebLock;   // 0x038
  PVOID AtlThunkSListPtr;
  PVOID IFEOKey;
  ULONG CrossProcessFlags;  // 0x050
  ULONG Padding1;
  PVOID KernelCallbackTable;
  ULONG SystemReserved;
  ULONG AtlThunkSListPtr32;
  PVOID ApiSetMap;  // 0x068
  ULONG TlsExpansionCounter;
  ULONG Padding2;
  PVOID TlsBitmap;
  ULONG TlsBitmapBits[2];
  PVOID ReadOnlySharedMemoryBase;  // 0x088
  PVOID SharedData;
  PVOID* ReadOnlyStaticServerData;
  PVOID AnsiCodePageData;
  PVOID OemCodePageData;
  PVOID UnicodeCaseTableData;
  ULONG NumberOfProcessors;  // 0x0b8
  ULONG NtGlobalFlag;
  LARGE_INTEGER CriticalSectionTimeout;
  SIZE_T HeapSegmentReserve;
  SIZE_T HeapSegmentCommit;
  SIZE_T HeapDeCommitTotalFreeThreshold;
  SIZE_T HeapDeCommitFreeBlockThreshold;
  ULONG NumberOfHeaps;  // 0x0e8
  ULONG MaximumNumberOfHeaps;
  PVOID* ProcessHeaps;
  PVOID GdiSharedHandleTable;
  PVOID ProcessStarterHelper;
  ULONG GdiDCAttributeList;
  ULONG Padding3;
  PVOID LoaderLock;      // 0x110
  ULONG OSMajorVersion;  // 0x118
  ULONG OSMinorVersion;
  USHORT OSBuildNumber;  // 0x120
  USHORT OSCSDVersion;
  ULONG OSPlatformId;
  ULONG ImageSubsystem;  // 0x128
  ULONG ImageSubsystemMajorVersion;
  ULONG ImageSubsystemMinorVersion;
  ULONG Padding4;
  ULONG_PTR ActiveProcessAffinityMask;  // 0x138
  UCHAR Reserved140[0x2c0 - 0x140];
  ULONG SessionId;  // 0x2c0
  UCHAR Reserved2c4[0x7c8 - 0x2c4];
};
static_assert(offsetof(PEB, ProcessHeap) == 0x30);
static_assert(offsetof(PEB, NumberOfProcessors) == 0xb8);
static_assert(offsetof(PEB, LoaderLock) == 0x110);
static_assert(offsetof(PEB, OSMajorVersion) == 0x118);
static_assert(offsetof(PEB, SessionId) == 0x2c0);

// The calling guest thread's block. Only valid on a guest thread (never on a helper thread of the
// host, whose GS base is 0).
inline TEB* current_teb() {
  TEB* teb;
  asm("mov %%gs:0x30, %0" : "=r"(teb));
  return teb;
}
inline PEB* current_peb() { return current_teb()->ProcessEnvironmentBlock; }

inline void set_last_error(DWORD error) { current_teb()->LastErrorValue = error; }
inline DWORD last_error() { return current_teb()->LastErrorValue; }

}  // namespace mimic::win
