// Where a traced thunk jumps: %eax holds the number of the export, all else is as the guest's call
// left it. Argument registers are saved in the layout of TracedRegisters (api_trace.cpp), the call
// is noted, and the implementation runs on the guest's own arguments and return address.
        .text
        .globl  mimic_trace_entry
        .hidden mimic_trace_entry
        .type   mimic_trace_entry, @function
mimic_trace_entry:
        .cfi_startproc
        sub     $0x88, %rsp
        .cfi_adjust_cfa_offset 0x88
        mov     %rcx, 0x20(%rsp)
        mov     %rdx, 0x28(%rsp)
        mov     %r8, 0x30(%rsp)
        mov     %r9, 0x38(%rsp)
        movups  %xmm0, 0x40(%rsp)
        movups  %xmm1, 0x50(%rsp)
        movups  %xmm2, 0x60(%rsp)
        movups  %xmm3, 0x70(%rsp)
        mov     %eax, %ecx
        lea     0x20(%rsp), %rdx
        lea     0x88(%rsp), %r8
        call    mimic_trace_call
        mov     0x20(%rsp), %rcx
        mov     0x28(%rsp), %rdx
        mov     0x30(%rsp), %r8
        mov     0x38(%rsp), %r9
        movups  0x40(%rsp), %xmm0
        movups  0x50(%rsp), %xmm1
        movups  0x60(%rsp), %xmm2
        movups  0x70(%rsp), %xmm3
        add     $0x88, %rsp
        .cfi_adjust_cfa_offset -0x88
        jmp     *%rax
        .cfi_endproc
        .size   mimic_trace_entry, . - mimic_trace_entry
        .section .note.GNU-stack,"",@progbits
