// Offsets that the monitor's assembly and its C++ share. Included by both.
#pragma once

// Where the thread's block lies, from the GS base on. In a Windows TEB this is the table of OpenGL
// functions, which nothing else uses.
#define MIMIC_BLOCK 0x9f0

// In the block (struct ThreadBlock).
#define MIMIC_BLOCK_GUEST_STACK 0
#define MIMIC_BLOCK_MONITOR_STACK 8
#define MIMIC_BLOCK_SELF 16
#define MIMIC_BLOCK_PENDING 24
#define MIMIC_BLOCK_RESTORE_MASK 28
#define MIMIC_BLOCK_MASK 32
#define MIMIC_BLOCK_PENDING_MASK 40
#define MIMIC_BLOCK_RETURN 48
#define MIMIC_BLOCK_SPECIAL 56

// In the guest's registers (struct Registers).
#define MIMIC_REGISTERS_R9 48
#define MIMIC_REGISTERS_R8 56
#define MIMIC_REGISTERS_R10 64
#define MIMIC_REGISTERS_RDX 72
#define MIMIC_REGISTERS_RSI 80
#define MIMIC_REGISTERS_RDI 88
#define MIMIC_REGISTERS_RAX 96
#define MIMIC_REGISTERS_SIZE 128
