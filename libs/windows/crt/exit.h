// Ends of a program that the C runtimes know.
#pragma once

namespace mimic::win::crt {

// abort(): a message from msvcrt, the handler of SIGABRT, the end.
[[noreturn]] void abort_program();
// _exit: no exit function runs, and streams are not flushed.
[[noreturn]] void exit_at_once(int code);
// What is left to do when the process ends by another way than exit (ExitProcess).
void finish_at_process_end();

}  // namespace mimic::win::crt
