// A tracer by ptrace that records the events which the monitor would write, and prints them: the
// table and the formatting can be compared with strace on any program.
//
//   syscalls-recorder [-i RESULT] [-o FILE] PROGRAM [ARGUMENTS]
//
// -i answers every call but execve with RESULT in the kernel's place.
#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "syscalls/linux/ranges.h"
#include "syscalls/trace/event.h"
#include "syscalls/trace/format.h"

namespace {

using namespace mimic::syscalls;

struct Tracee {
  bool in_call = false;
  bool injected = false;
  user_regs_struct entry{};
};

struct GuestMemory {
  pid_t tid;
  bool read(uint64_t address, void* to, size_t size) {
    const iovec local{to, size}, remote{reinterpret_cast<void*>(address), size};
    return process_vm_readv(tid, &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
  }
};

template <class T>
T event_of(EventKind kind, pid_t tid) {
  T event{};
  event.header = {.size = sizeof(T),
                  .kind = kind,
                  .version = kEventVersion,
                  .reserved = 0,
                  .pid = tid,
                  .tid = tid,
                  .time = 0};
  return event;
}

template <class T>
std::vector<uint8_t> bytes_of(const T& event) {
  std::vector<uint8_t> bytes(sizeof event);
  std::memcpy(bytes.data(), &event, sizeof event);
  return bytes;
}

Limits limits() {
  Limits limits;
  limits.environment = std::getenv("VERBOSE") != nullptr;
  return limits;
}

std::vector<uint8_t> call_event(pid_t tid, const user_regs_struct& regs, int64_t result,
                                bool exit) {
  auto event = event_of<CallEvent>(exit ? EventKind::kCallExit : EventKind::kCallEntry, tid);
  const uint64_t args[] = {regs.rdi, regs.rsi, regs.rdx, regs.r10, regs.r8, regs.r9};
  event.number = static_cast<uint32_t>(regs.orig_rax);
  std::memcpy(event.arguments, args, sizeof args);
  event.result = result;
  if (event.number == 60 || event.number == 231) event.flags |= kCallNoReturn;
  std::vector<uint8_t> ranges;
  GuestMemory memory{tid};
  const auto add = [&](const Range& range) {
    std::vector<uint8_t> bytes(range.size);
    size_t got = 0;
    while (got < bytes.size()) {
      size_t step = 4096 - ((range.address + got) & 4095);
      if (step > bytes.size() - got) step = bytes.size() - got;
      if (!memory.read(range.address + got, bytes.data() + got, step)) break;
      got += step;
    }
    const uint32_t flags = (exit ? kRangeAtExit : 0u) | (range.truncated ? kRangeTruncated : 0u) |
                           (got < bytes.size() ? kRangeUnreadable : 0u);
    const CapturedRange captured{range.address, static_cast<uint32_t>(got), flags};
    const auto* raw = reinterpret_cast<const uint8_t*>(&captured);
    ranges.insert(ranges.end(), raw, raw + sizeof captured);
    bytes.resize(event_padding(static_cast<uint32_t>(got)));
    ranges.insert(ranges.end(), bytes.begin(), bytes.end());
    ++event.range_count;
  };
  if (const Call* call = find(uint64_t{event.number}))
    for_each_range(*call, args, result, exit ? Phase::kExit : Phase::kEntry, limits(), memory, add);
  event.header.size = static_cast<uint32_t>(sizeof event + ranges.size());
  std::vector<uint8_t> bytes = bytes_of(event);
  bytes.insert(bytes.end(), ranges.begin(), ranges.end());
  return bytes;
}

class Recorder {
 public:
  Recorder(FILE* out, const char* inject) : out_(out), inject_(inject) {
    FormatOptions options;
    if (std::getenv("VERBOSE")) options.verbose = true;
    formatter_ = new Formatter(options);
  }

  void put(const std::vector<uint8_t>& event) {
    std::string text;
    if (!formatter_->format(event, text)) text = "malformed event\n";
    std::fputs(text.c_str(), out_);
  }

  void stop(pid_t tid, int status) {
    int deliver = 0;
    const int signal = WSTOPSIG(status);
    if (signal == (SIGTRAP | 0x80)) {
      call(tid);
    } else if (status >> 16) {
      // an event of ptrace itself
    } else if (known_.contains(tid) && tracees_[tid].entry.rip == 0 && signal == SIGSTOP) {
      // the first stop of a new thread
    } else {
      deliver = signal;
      auto event = event_of<SignalEvent>(EventKind::kSignal, tid);
      event.signal = signal;
      siginfo_t info{};
      if (ptrace(PTRACE_GETSIGINFO, tid, 0, &info) == 0)
        std::memcpy(event.siginfo, &info, sizeof event.siginfo);
      else
        event.flags = kSignalStopped;
      put(bytes_of(event));
    }
    ptrace(PTRACE_SYSCALL, tid, 0, deliver);
  }

  void call(pid_t tid) {
    Tracee& tracee = tracees_[tid];
    user_regs_struct regs{};
    ptrace(PTRACE_GETREGS, tid, 0, &regs);
    if (!tracee.in_call) {
      tracee.entry = regs;
      put(call_event(tid, regs, 0, false));
      tracee.injected = inject_ && regs.orig_rax != 59;
      if (tracee.injected) {
        regs.orig_rax = ~0ull;
        ptrace(PTRACE_SETREGS, tid, 0, &regs);
      }
    } else {
      if (tracee.injected) {
        regs.rax = static_cast<uint64_t>(std::atol(inject_));
        ptrace(PTRACE_SETREGS, tid, 0, &regs);
      }
      put(call_event(tid, tracee.entry, static_cast<int64_t>(regs.rax), true));
    }
    tracee.in_call = !tracee.in_call;
  }

  void run(pid_t first) {
    int status;
    waitpid(first, &status, 0);
    ptrace(PTRACE_SETOPTIONS, first, 0,
           PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
               PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
    ptrace(PTRACE_SYSCALL, first, 0, 0);
    known_[first] = true;
    tracees_[first].entry.rip = 1;
    for (pid_t tid; (tid = waitpid(-1, &status, __WALL)) > 0;) {
      known_[tid] = true;
      if (WIFSTOPPED(status)) {
        stop(tid, status);
      } else if (WIFEXITED(status)) {
        auto event = event_of<ExitedEvent>(EventKind::kExited, tid);
        event.status = WEXITSTATUS(status);
        put(bytes_of(event));
      } else if (WIFSIGNALED(status)) {
        auto event = event_of<SignalEvent>(EventKind::kKilled, tid);
        event.signal = WTERMSIG(status);
        if (WCOREDUMP(status)) event.flags = kSignalCoreDumped;
        put(bytes_of(event));
      }
    }
    std::string text;
    formatter_->finish(text);
    std::fputs(text.c_str(), out_);
  }

 private:
  FILE* out_;
  const char* inject_;
  Formatter* formatter_;
  std::map<pid_t, Tracee> tracees_;
  std::map<pid_t, bool> known_;
};

}  // namespace

int main(int argc, char** argv) {
  const char* inject = nullptr;
  FILE* out = stderr;
  for (int option; (option = getopt(argc, argv, "+i:o:")) > 0;) {
    if (option == 'i') inject = optarg;
    if (option == 'o') out = std::fopen(optarg, "we");
  }
  if (!out || optind >= argc) return 2;
  const pid_t child = fork();
  if (child == 0) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(argv[optind], argv + optind);
    _exit(127);
  }
  Recorder(out, inject).run(child);
  return 0;
}
