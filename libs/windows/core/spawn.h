// Starting a host process: a vfork and an exec, with just the descriptors that were asked for.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "abi/windows/status.h"

namespace mimic::win {

struct SpawnRequest {
  std::string path;                      // host path of what is executed
  std::vector<std::string> arguments;    // with argv[0]
  std::vector<std::string> environment;  // "NAME=value"
  std::string directory;                 // empty: stays
  int standard[3] = {-1, -1, -1};        // descriptors here; -1: /dev/null
  std::vector<int> keep;                 // stay open with their numbers, all above 2
  bool new_group = false;                // which ignores Ctrl-C
  bool new_session = false;
  int terminal = -1;  // the new session's
};
struct Spawned {
  pid_t id;
  int descriptor;  // pidfd, close-on-exec; the caller's
};

// The calling thread waits until the child has executed the program or failed to, which gives the
// status of the failure.
Expected<Spawned> spawn(const SpawnRequest& request);

// The path of mimic itself, to execute it again.
const std::string& own_program_path();

}  // namespace mimic::win
