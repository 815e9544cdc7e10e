/* Offsets that context.S shares with C++ (checked in unwind_labels.h). */
#define CONTEXT_FLAGS 0x30
#define CONTEXT_MXCSR 0x34
#define CONTEXT_SEGCS 0x38
#define CONTEXT_EFLAGS 0x44
#define CONTEXT_RAX 0x78
#define CONTEXT_RCX 0x80
#define CONTEXT_RDX 0x88
#define CONTEXT_RBX 0x90
#define CONTEXT_RSP 0x98
#define CONTEXT_RBP 0xa0
#define CONTEXT_RSI 0xa8
#define CONTEXT_RDI 0xb0
#define CONTEXT_R8 0xb8
#define CONTEXT_R9 0xc0
#define CONTEXT_R10 0xc8
#define CONTEXT_R11 0xd0
#define CONTEXT_R12 0xd8
#define CONTEXT_R13 0xe0
#define CONTEXT_R14 0xe8
#define CONTEXT_R15 0xf0
#define CONTEXT_RIP 0xf8
#define CONTEXT_FLTSAVE 0x100
#define CONTEXT_CAPTURED 0x10000f
#define SIZEOF_CONTEXT 0x4d0
#define SIZEOF_RECORD 0x98
/* Stack of the dispatcher, as on Windows: context, extended context, record, machine frame. */
#define DISPATCH_EXTENDED 0x4d0 /* address of an XSAVE area, or 0 */
#define DISPATCH_RECORD 0x4f0
#define DISPATCH_SIZE 0x590
#define RECORD_INFORMATION 0x20
#define EXECUTE_DISPATCHER 0x28
#define CONSOLIDATE_CONTEXT 0x28
#define KEPT_RSP 0
#define KEPT_BYTES 8
#define KEPT_COUNT 16
