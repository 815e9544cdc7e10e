#include "syscalls/trace/format.h"

#include <time.h>

#include <cstdio>

#include "syscalls/trace/event_view.h"
#include "syscalls/trace/format_call.h"
#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

void append_clock(std::string& out, Clock clock, uint64_t time, uint64_t last) {
  char text[64];
  const auto seconds = static_cast<time_t>(time / 1000000000);
  const uint64_t micro = time % 1000000000 / 1000;
  tm broken{};
  switch (clock) {
    case Clock::kNone:
      return;
    case Clock::kSeconds:
    case Clock::kMicroseconds:
      if (!localtime_r(&seconds, &broken)) return;
      out.append(text, strftime(text, sizeof text, "%H:%M:%S", &broken));
      if (clock == Clock::kMicroseconds) {
        std::snprintf(text, sizeof text, ".%06lu", micro);
        out.append(text);
      }
      break;
    case Clock::kEpoch:
      std::snprintf(text, sizeof text, "%lu.%06lu", time / 1000000000, micro);
      out.append(text);
      break;
    case Clock::kRelative: {
      const uint64_t past = last && time > last ? time - last : 0;
      std::snprintf(text, sizeof text, "%6lu.%06lu", past / 1000000000, past % 1000000000 / 1000);
      out.append(text);
      break;
    }
  }
  out.push_back(' ');
}

CallView view_of(const CallEvent& event, bool exited) {
  return {.call = find(uint64_t{event.number}),
          .number = event.number,
          .args = event.arguments,
          .result = event.result,
          .exited = exited,
          .returns = !(event.flags & kCallNoReturn)};
}

// "read(", and before it what -n and -i ask for.
void open_call(Printer& p, const CallView& view, const CallEvent& event) {
  if (p.options.number) p.print("[%4u] ", event.number);
  if (p.options.ip) p.print("[%016lx] ", event.ip);
  print_call_name(p, view);
  p.text("(");
}

}  // namespace

void Formatter::begin_line(const EventHeader& header, std::string& out) {
  finish(out);
  threads_.insert(header.tid);
  line_start_ = out.size();
  char text[32];
  if (options_.prefix == ProcessPrefix::kColumn) {
    std::snprintf(text, sizeof text, "%-5d ", header.tid);
    out.append(text);
  } else if (options_.prefix == ProcessPrefix::kBrackets && threads_.size() > 1) {
    std::snprintf(text, sizeof text, "[pid %5d] ", header.tid);
    out.append(text);
  }
  append_clock(out, options_.clock, header.time, last_time_);
  last_time_ = header.time;
}

void Formatter::finish(std::string& out) {
  if (!open_) return;
  open_ = 0;
  out.append(" <unfinished ...>\n");
}

bool Formatter::format(Bytes event, std::string& out) {
  const auto header = event_header(event);
  if (!header) return false;
  event = event.first(header->size);
  switch (header->kind) {
    case EventKind::kCall:
      return call(event, out);
    case EventKind::kCallEntry:
      return call_entry(event, out);
    case EventKind::kCallExit:
      return call_exit(event, out);
    case EventKind::kSignal:
    case EventKind::kKilled:
      return signal(event, out);
    case EventKind::kCreated:
      threads_.insert(header->tid);
      return true;
    case EventKind::kExecuted:
      return executed(event, out);
    case EventKind::kExited:
      return exited(event, out);
    case EventKind::kText: {
      const auto text = event.subspan(sizeof *header);
      begin_line(*header, out);
      for (const uint8_t c : text)
        if (c) out.push_back(static_cast<char>(c));
      out.push_back('\n');
      return true;
    }
  }
  return false;
}

void Formatter::result(const CallView& view, const CallEvent& event, Printer& p) {
  p.text(") ");
  const size_t length = p.out.size() - line_start_ + open_length_;
  if (length < options_.column) p.out.append(options_.column - length, ' ');
  p.text("= ");
  p.at_exit = true;
  print_result(p, view);
  if (event.flags & kCallInjected) p.text(" (INJECTED)");
  if (options_.duration && view.returns)
    p.print(" <%lu.%06lu>", event.duration / 1000000000, event.duration % 1000000000 / 1000);
  p.text("\n");
  open_length_ = 0;
}

bool Formatter::call(Bytes event, std::string& out) {
  const auto fixed = fixed_part<CallEvent>(event);
  if (!fixed) return false;
  if (returns_in_child(*fixed)) {
    threads_.insert(fixed->header.tid);
    return true;
  }
  CapturedMemory memory;
  add_ranges(event, memory);
  begin_line(fixed->header, out);
  open_length_ = 0;
  const CallView view = view_of(*fixed, true);
  Printer p{out, memory, options_, fixed->header.pid};
  open_call(p, view, *fixed);
  print_arguments(p, view, 0);
  result(view, *fixed, p);
  return true;
}

bool Formatter::call_entry(Bytes event, std::string& out) {
  const auto fixed = fixed_part<CallEvent>(event);
  if (!fixed) return false;
  if (fixed->flags & kCallNoReturn) return call(event, out);
  CapturedMemory memory;
  add_ranges(event, memory);
  begin_line(fixed->header, out);
  const CallView view = view_of(*fixed, false);
  Printer p{out, memory, options_, fixed->header.pid};
  open_call(p, view, *fixed);
  Pending& pending = pending_[fixed->header.tid];
  pending.event.assign(event.begin(), event.end());
  pending.next_argument = print_arguments(p, view, 0);
  open_ = fixed->header.tid;
  open_length_ = out.size() - line_start_;
  return true;
}

bool Formatter::call_exit(Bytes event, std::string& out) {
  const auto fixed = fixed_part<CallEvent>(event);
  if (!fixed) return false;
  const auto found = pending_.find(fixed->header.tid);
  if (found == pending_.end()) return call(event, out);
  const Pending pending = std::move(found->second);
  pending_.erase(found);
  CapturedMemory memory;
  add_ranges(pending.event, memory);
  add_ranges(event, memory);
  const CallView view = view_of(*fixed, true);
  Printer p{out, memory, options_, fixed->header.pid};
  if (open_ == fixed->header.tid) {
    open_ = 0;
    line_start_ = out.size();
  } else {
    begin_line(fixed->header, out);
    open_length_ = 0;
    p.text("<... ");
    print_call_name(p, view);
    p.text(" resumed>");
  }
  print_arguments(p, view, pending.next_argument);
  result(view, *fixed, p);
  return true;
}

bool Formatter::signal(Bytes event, std::string& out) {
  const auto fixed = fixed_part<SignalEvent>(event);
  if (!fixed) return false;
  const bool killed = fixed->header.kind == EventKind::kKilled;
  if (options_.quiet_signals && !killed) return true;
  const std::string name = signal_name(static_cast<uint32_t>(fixed->signal));
  begin_line(fixed->header, out);
  if (killed) {
    out.append("+++ killed by ").append(name);
    out.append(fixed->flags & kSignalCoreDumped ? " (core dumped) +++\n" : " +++\n");
    forget(fixed->header);
    return true;
  }
  if (fixed->flags & kSignalStopped) {
    out.append("--- stopped by ").append(name).append(" ---\n");
    return true;
  }
  out.append("--- ").append(name);
  if (!(fixed->flags & kSignalNoInfo)) {
    const CapturedMemory none;
    Printer p{out, none, options_, fixed->header.pid, true};
    out.push_back(' ');
    print_siginfo(p, fixed->siginfo);
  }
  out.append(" ---\n");
  return true;
}

bool Formatter::exited(Bytes event, std::string& out) {
  const auto fixed = fixed_part<ExitedEvent>(event);
  if (!fixed) return false;
  if (!options_.quiet_exit) {
    begin_line(fixed->header, out);
    char text[64];
    std::snprintf(text, sizeof text, "+++ exited with %d +++\n", fixed->status);
    out.append(text);
  }
  forget(fixed->header);
  return true;
}

bool Formatter::executed(Bytes event, std::string& out) {
  const auto fixed = fixed_part<ExecutedEvent>(event);
  if (!fixed) return false;
  if (fixed->former_tid && fixed->former_tid != fixed->header.tid) {
    begin_line(fixed->header, out);
    char text[80];
    std::snprintf(text, sizeof text, "+++ superseded by execve in pid %d +++\n", fixed->former_tid);
    out.append(text);
    if (const auto found = pending_.find(fixed->former_tid); found != pending_.end()) {
      pending_[fixed->header.tid] = std::move(found->second);
      pending_.erase(found);
    }
    threads_.erase(fixed->former_tid);
  }
  return true;
}

void Formatter::forget(const EventHeader& header) {
  threads_.erase(header.tid);
  pending_.erase(header.tid);
}

}  // namespace mimic::syscalls
