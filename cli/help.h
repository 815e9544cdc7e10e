// What `mimic --help` says.
#pragma once

namespace mimic {

inline constexpr char kUsage[] =
    "usage: mimic PROGRAM.EXE [ARGUMENTS...]\n"
    "       mimic run|trace|inspect|doctor|completion ...\n"
    "       mimic --help\n";

inline constexpr char kHelp[] =
    R"(mimic runs Windows programs on Linux, unmodified and at native speed.

  mimic PROGRAM.EXE [ARGUMENTS...]
      Runs the program. Its exit status is mimic's; signals reach it. Linux paths work as they
      stand: drive Z: is /, and the current folder is the current folder.
        mimic 7za.exe a backup.7z ~/documents

  mimic run [OPTIONS] -- PROGRAM.EXE [ARGUMENTS...]
      The same with options: another folder, another environment.
        mimic run -C build -e CC=cl.exe -- ninja.exe -j4

  mimic trace [-f] [-o FILE] [-e trace=SET] -- PROGRAM [ARGUMENTS...]
      Runs a Linux program and prints its system calls in strace's notation, at a fraction of
      strace's cost.
        mimic trace -e trace=%file -- ls -l

  mimic trace --api [-o FILE] [-e DLL!FUNCTION] -- PROGRAM.EXE [ARGUMENTS...]
      Runs the program and prints each library call with its arguments, result and last error.
      Patterns may hold * and ?, and a leading ! leaves out what matches.
        mimic trace --api -e 'kernel32!Create*' -- esbuild.exe --version

  mimic inspect FILE
      What an image is: headers, sections, exports, resources; and what it imports, with the
      status of each function: full, partial or missing. Of a Linux or BSD program or library:
      how its system calls are led to mimic.
        mimic inspect --missing app.exe

  mimic doctor
      What this machine offers, and what is missing for which feature.

  mimic completion bash|zsh|fish
      Prints a completion script for your shell.

Exit status: the program's own; 2 for a wrong command line; 113 to 127 where the program could not
be started (see docs/exit-status.md). `mimic COMMAND --help` tells more.
)";

}  // namespace mimic
