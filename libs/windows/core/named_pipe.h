// The names of named pipes. The process that creates the first instance of a name owns it: clients
// of other processes meet it at a socket in the runtime directory, and get their end of the pipe
// through it; clients of the same process get it at once.
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/pipe.h"

namespace mimic::win {

struct PipeOptions {
  bool inbound = false, outbound = false;  // as the server sees it
  bool overlapped = false;
  bool first_instance = false;  // FILE_FLAG_FIRST_PIPE_INSTANCE
  bool message_type = false, message_read = false, no_wait = false;
  DWORD max_instances = 255;  // 255: any number
  DWORD out_size = 0, in_size = 0;
  DWORD default_timeout = 50;  // ms
};

// `name` is without "\\.\pipe\". Failures: STATUS_INSTANCE_NOT_AVAILABLE (all instances are in
// use), STATUS_ACCESS_DENIED (not the first, or of another type or another process).
Expected<Ref<Pipe>> create_named_pipe(std::u16string_view name, const PipeOptions& options);

// CreateFile of `\\.\pipe\name`. Failures: STATUS_OBJECT_NAME_NOT_FOUND, STATUS_PIPE_NOT_AVAILABLE
// (no instance listens), STATUS_ACCESS_DENIED (data does not go that way).
Expected<Ref<IoObject>> open_pipe(std::string_view name, ACCESS_MASK access, bool synchronous);

// WaitNamedPipe: until an instance listens. `timeout` in ms, or one of these.
inline constexpr DWORD NMPWAIT_USE_DEFAULT_WAIT = 0, NMPWAIT_NOWAIT = 1,
                       NMPWAIT_WAIT_FOREVER = 0xffffffff;
NTSTATUS wait_named_pipe(std::u16string_view name, DWORD timeout);

// Both ends of an anonymous pipe.
struct PipeEnds {
  Ref<Pipe> read, write;
};
Expected<PipeEnds> create_pipe(DWORD size);

// For the instances of a name (pipe.cpp).
void start_listening(PipeName& name, Pipe& instance);
void remove_instance(PipeName& name, Pipe& instance);
std::u16string pipe_name_text(const PipeName& name);
const PipeOptions& pipe_options(const PipeName& name);
DWORD instance_count(const PipeName& name);

}  // namespace mimic::win
