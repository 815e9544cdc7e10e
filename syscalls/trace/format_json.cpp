#include "syscalls/trace/format_json.h"

#include <cstdio>

#include "syscalls/trace/event_view.h"
#include "syscalls/trace/format_call.h"
#include "syscalls/trace/structures.h"

namespace mimic::syscalls {
namespace {

using Bytes = std::span<const uint8_t>;

// The length of the UTF-8 sequence at the start of `text`, 0 if it is none.
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  const size_t length = first < 0x80                    ? 1
                        : first >= 0xc2 && first < 0xe0 ? 2
                        : first >= 0xe0 && first < 0xf0 ? 3
                        : first >= 0xf0 && first < 0xf5 ? 4
                                                        : 0;
  if (!length || length > text.size()) return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xc0) != 0x80) return 0;
  if (length == 3 && ((first == 0xe0 && byte(1) < 0xa0) || (first == 0xed && byte(1) >= 0xa0)))
    return 0;
  if (length == 4 && ((first == 0xf0 && byte(1) < 0x90) || (first == 0xf4 && byte(1) >= 0x90)))
    return 0;
  return length;
}

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  while (!text.empty()) {
    const auto c = static_cast<uint8_t>(text[0]);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(text[0]);
    } else if (c < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out.append(escape);
    } else if (const size_t length = utf8_length(text)) {
      out.append(text.substr(0, length));
      text.remove_prefix(length);
      continue;
    } else {
      out.append("\xef\xbf\xbd");
    }
    text.remove_prefix(1);
  }
  out.push_back('"');
}

// An object on one line.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out.push_back('{'); }
  ~Object() { out_.push_back('}'); }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  void key(std::string_view name) {
    if (!first_) out_.push_back(',');
    first_ = false;
    append_string(out_, name);
    out_.push_back(':');
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_string(out_, value);
  }
  void number(std::string_view name, int64_t value) {
    key(name);
    out_.append(std::to_string(value));
  }
  void seconds(std::string_view name, uint64_t ns) {
    char value[40];
    std::snprintf(value, sizeof value, "%lu.%09lu", ns / 1000000000, ns % 1000000000);
    key(name);
    out_.append(value);
  }
  void hex(std::string_view name, uint64_t value) {
    char digits[24];
    std::snprintf(digits, sizeof digits, "\"0x%lx\"", value);
    key(name);
    out_.append(digits);
  }
  std::string& out() { return out_; }

 private:
  std::string& out_;
  bool first_ = true;
};

void header_members(Object& object, const char* type, const EventHeader& header) {
  object.text("type", type);
  object.seconds("time", header.time);
  object.number("pid", header.pid);
  object.number("tid", header.tid);
}

void arguments_member(Object& object, Printer& p, std::string& text, const CallView& view) {
  object.key("args");
  {
    Object arguments(object.out());
    const unsigned count = view.call ? view.call->argument_count : 0;
    for (unsigned i = 0; i < count; ++i) {
      if (resolve(*view.call, view.args, i).hidden()) continue;
      text.clear();
      print_argument(p, view, i);
      arguments.text(view.call->argument_names[i], text);
    }
  }
  object.key("raw");
  object.out().push_back('[');
  const unsigned count = view.call ? view.call->argument_count : kArguments;
  for (unsigned i = 0; i < count; ++i) {
    char value[24];
    std::snprintf(value, sizeof value, "%s\"0x%lx\"", i ? "," : "", view.args[i]);
    object.out().append(value);
  }
  object.out().push_back(']');
}

void signal_members(Object& object, const SignalEvent& event, const FormatOptions& options) {
  object.text("signal", signal_name(static_cast<uint32_t>(event.signal)));
  if (event.header.kind == EventKind::kKilled) {
    object.key("core_dumped");
    object.out().append(event.flags & kSignalCoreDumped ? "true" : "false");
    return;
  }
  object.key("stopped");
  object.out().append(event.flags & kSignalStopped ? "true" : "false");
  if (event.flags & (kSignalStopped | kSignalNoInfo)) return;
  std::string text;
  const CapturedMemory none;
  Printer p{text, none, options, event.header.pid, true};
  print_siginfo(p, event.siginfo);
  object.text("info", text);
}

}  // namespace

bool JsonFormatter::call(Bytes event, Bytes entry, bool exited, std::string& out) {
  const auto fixed = fixed_part<CallEvent>(event);
  if (!fixed) return false;
  if (returns_in_child(*fixed)) return true;
  CapturedMemory memory;
  add_ranges(entry, memory);
  add_ranges(event, memory);
  const CallView view{.call = find(uint64_t{fixed->number}),
                      .number = fixed->number,
                      .args = fixed->arguments,
                      .result = fixed->result,
                      .exited = exited,
                      .returns = !(fixed->flags & kCallNoReturn)};
  std::string text;
  Printer p{text, memory, options_, fixed->header.pid};
  {
    Object object(out);
    EventHeader header = fixed->header;
    if (const auto began = fixed_part<EventHeader>(entry)) header.time = began->time;
    header_members(object, exited ? "call" : "unfinished", header);
    print_call_name(p, view);
    object.text("call", text);
    object.number("number", fixed->number);
    arguments_member(object, p, text, view);
    if (exited && view.returns) {
      object.number("result", view.failed() ? -1 : view.result);
      if (view.failed()) {
        const char* name = error_name(static_cast<uint64_t>(-view.result));
        object.text("error", name ? name : std::to_string(-view.result));
      }
      text.clear();
      p.at_exit = true;
      print_result(p, view);
      object.text("text", text);
      object.seconds("duration", fixed->duration);
    }
    object.hex("ip", fixed->ip);
  }
  out.push_back('\n');
  return true;
}

bool JsonFormatter::format(Bytes event, std::string& out) {
  const auto header = event_header(event);
  if (!header) return false;
  event = event.first(header->size);
  const auto line = [&](const char* type, auto members) {
    {
      Object object(out);
      header_members(object, type, *header);
      members(object);
    }
    out.push_back('\n');
    return true;
  };
  switch (header->kind) {
    case EventKind::kCall:
      return call(event, {}, true, out);
    case EventKind::kCallEntry: {
      const auto fixed = fixed_part<CallEvent>(event);
      if (!fixed) return false;
      if (fixed->flags & kCallNoReturn) return call(event, {}, true, out);
      pending_[header->tid].assign(event.begin(), event.end());
      return true;
    }
    case EventKind::kCallExit: {
      const auto found = pending_.find(header->tid);
      if (found == pending_.end()) return call(event, {}, true, out);
      const std::vector<uint8_t> entry = std::move(found->second);
      pending_.erase(found);
      return call(event, entry, true, out);
    }
    case EventKind::kSignal:
    case EventKind::kKilled: {
      const auto fixed = fixed_part<SignalEvent>(event);
      if (!fixed) return false;
      return line(header->kind == EventKind::kSignal ? "signal" : "killed",
                  [&](Object& object) { signal_members(object, *fixed, options_); });
    }
    case EventKind::kCreated: {
      const auto fixed = fixed_part<CreatedEvent>(event);
      if (!fixed) return false;
      return line("created", [&](Object& object) {
        object.number("parent_pid", fixed->parent_pid);
        object.number("parent_tid", fixed->parent_tid);
        object.hex("flags", fixed->flags);
      });
    }
    case EventKind::kExecuted: {
      const auto fixed = fixed_part<ExecutedEvent>(event);
      if (!fixed) return false;
      const Bytes rest = event.subspan(sizeof *fixed);
      size_t size = 0;
      while (size < rest.size() && rest[size]) ++size;
      return line("executed", [&](Object& object) {
        object.number("former_tid", fixed->former_tid);
        object.text("path", {reinterpret_cast<const char*>(rest.data()), size});
      });
    }
    case EventKind::kExited: {
      const auto fixed = fixed_part<ExitedEvent>(event);
      if (!fixed) return false;
      return line("exited", [&](Object& object) { object.number("status", fixed->status); });
    }
    case EventKind::kText: {
      const Bytes rest = event.subspan(sizeof *header);
      size_t size = 0;
      while (size < rest.size() && rest[size]) ++size;
      return line("text", [&](Object& object) {
        object.text("text", {reinterpret_cast<const char*>(rest.data()), size});
      });
    }
  }
  return false;
}

void JsonFormatter::finish(std::string& out) {
  for (const auto& [tid, event] : pending_) call(event, {}, false, out);
  pending_.clear();
}

}  // namespace mimic::syscalls
