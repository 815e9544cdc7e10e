// Pseudo consoles: a pseudo terminal of the host, whose other side a program holds as two pipes.
#pragma once

#include <memory>

#include "libs/windows/core/console_types.h"
#include "libs/windows/core/object.h"

namespace mimic::win {

class PseudoConsole {
 public:
  // What is read from `input` is typed; what the programs write goes to `output`. The pipes'
  // handles may be closed then.
  static Expected<PseudoConsole*> create(COORD size, HANDLE input, HANDLE output);
  // One that create() made and that was not closed; else null.
  static std::shared_ptr<PseudoConsole> find(const void* console);
  // Hangs up: the programs that are attached get CTRL_CLOSE_EVENT. What they wrote until now still
  // goes to the output.
  static void close(const void* console);

  NTSTATUS resize(COORD size);
  // The side of the programs.
  int terminal() const { return slave_; }

  PseudoConsole() = default;
  PseudoConsole(const PseudoConsole&) = delete;
  ~PseudoConsole();

 private:
  void pass_input();
  void pass_output();
  bool start_thread(void (PseudoConsole::*run)());

  int master_ = -1, slave_ = -1, input_ = -1, output_ = -1;
  int stop_ = -1;  // eventfd: readable once it is to be closed
};

}  // namespace mimic::win
