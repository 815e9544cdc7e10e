#include "libs/windows/trace/api_trace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "abi/windows/guest_thread.h"
#include "abi/windows/return_hijack.h"
#include "libs/windows/exports/builtin.h"
#include "libs/windows/trace/format_call.h"
#include "libs/windows/trace/pattern.h"

extern "C" void mimic_trace_entry();

namespace mimic::win {
namespace {

// What entry.S saves.
struct TracedRegisters {
  uint64_t integer[4];
  struct {
    uint64_t low, high;
  } vector[4];
};

struct TracedExport {
  const BuiltinModule* module;
  const BuiltinExport* entry;
  const void* implementation;
};

// A call that has not returned.
struct Call {
  const TracedExport* what;
  uint64_t slot;
  DWORD error_before;
  std::vector<Parameter> parameters;
  uint64_t values[kMostArguments];
  std::string text;         // "dll!Function(name=value, …"
  bool unfinished = false;  // its beginning was printed when another call came in between
};

std::vector<TracedExport>* g_exports = nullptr;
int g_output = STDERR_FILENO;
thread_local std::vector<Call>* t_calls = nullptr;

// These do not return; their line is printed when they are called.
constexpr std::string_view kFinal[] = {"ExitProcess",
                                       "RtlExitUserProcess",
                                       "exit",
                                       "_exit",
                                       "abort",
                                       "quick_exit",
                                       "_Exit",
                                       "ExitThread",
                                       "RtlExitUserThread",
                                       "FreeLibraryAndExitThread",
                                       "longjmp",
                                       "RtlUnwindEx",
                                       "RtlRestoreContext"};

void print(std::string line) {
  char prefix[24];
  const int length = snprintf(prefix, sizeof prefix, "[%d] ", current_guest_thread()->tid);
  line.insert(0, prefix, length);
  line += '\n';
  // One write a line, so that lines of several threads do not mix.
  if (write(g_output, line.data(), line.size()) < 0) {
    // A closed pipe must not end the program that is traced.
  }
}

std::string name_of(const TracedExport& what) {
  return std::string(what.module->name.get()) + "!" + std::string(what.entry->name.get());
}

// The calls that are under way on this thread, without those whose frames were left by an
// exception.
std::vector<Call>& calls_above(uint64_t slot) {
  if (!t_calls) t_calls = new std::vector<Call>;
  while (!t_calls->empty() && t_calls->back().slot <= slot) t_calls->pop_back();
  return *t_calls;
}

uint64_t argument(const TracedRegisters& registers, uint64_t slot, size_t index, char class_code) {
  if (index >= 4) {
    uint64_t value;
    memcpy(&value, reinterpret_cast<const void*>(slot + 8 + index * 8), sizeof value);
    return value;
  }
  const bool floating = class_code == 'f' || class_code == 'd';
  return floating ? registers.vector[index].low : registers.integer[index];
}

void on_return(void*, HostReturn& result) {
  std::vector<Call>& calls = *t_calls;
  while (!calls.empty() && calls.back().slot < result.slot) calls.pop_back();
  if (calls.empty() || calls.back().slot != result.slot) return;
  const Call call = std::move(calls.back());
  calls.pop_back();
  const std::string_view classes = call.what->entry->classes.get();
  std::string line = call.unfinished ? "<... " + name_of(*call.what) + " resumed>" : call.text;
  for (size_t i = 0; i < call.parameters.size() && i < kMostArguments; ++i) {
    const std::string out = format_out(call.parameters[i], classes[i + 1], call.values[i]);
    if (!out.empty())
      line += (line.ends_with('(') || call.unfinished ? " " : ", ") +
              std::string(call.parameters[i].name) + out;
  }
  double floating;
  memcpy(&floating, &result.xmm0[0], sizeof floating);
  line += ") = " + format_result(call.what->entry->result.get(), classes[0], result.rax, floating);
  if (const DWORD error = last_error(); error != call.error_before) {
    line += " (last error " + std::to_string(error);
    if (const auto name = error_name(error); !name.empty()) line += " " + std::string(name);
    line += ")";
  }
  print(std::move(line));
}

}  // namespace

// Called by entry.S for each traced call. Returns where to go on.
extern "C" MS_ABI const void* mimic_trace_call(uint32_t number, const TracedRegisters* registers,
                                               uint64_t* slot_address) {
  const TracedExport& what = (*g_exports)[number];
  const auto slot = reinterpret_cast<uint64_t>(slot_address);
  std::vector<Call>& calls = calls_above(slot);
  if (!calls.empty() && !calls.back().unfinished) {
    print(calls.back().text + " <unfinished ...>");
    calls.back().unfinished = true;
  }
  Call call;
  call.what = &what;
  call.slot = slot;
  call.error_before = last_error();
  call.parameters = parse_parameters(what.entry->parameters.get());
  call.text = name_of(what) + "(";
  const std::string_view classes = what.entry->classes.get();
  for (size_t i = 0; i < call.parameters.size() && i < kMostArguments && i + 1 < classes.size();
       ++i) {
    if (i) call.text += ", ";
    if (classes[i + 1] == '.') {
      call.text += "...";
      break;
    }
    call.values[i] = argument(*registers, slot, i, classes[i + 1]);
    if (!call.parameters[i].name.empty()) call.text.append(call.parameters[i].name).append("=");
    call.text += format_argument(call.parameters[i], classes[i + 1], call.values[i]);
  }
  for (const std::string_view name : kFinal) {
    if (what.entry->name.get() != name) continue;
    print(call.text + ") = ?");
    return what.implementation;
  }
  calls.push_back(std::move(call));
  if (!hijack_return(slot_address, HijackUser::kTrace, on_return, nullptr)) calls.pop_back();
  return what.implementation;
}

namespace {

// Turns "jmp implementation" into "mov $number, %eax; jmp mimic_trace_entry".
void rewrite_thunk(uint8_t* thunk, uint32_t number) {
  thunk[0] = 0xb8;
  memcpy(thunk + 1, &number, 4);
  thunk[5] = 0xe9;
  const auto distance = static_cast<int32_t>(reinterpret_cast<intptr_t>(&mimic_trace_entry) -
                                             reinterpret_cast<intptr_t>(thunk + 10));
  memcpy(thunk + 6, &distance, 4);
}

const void* implementation_of(const uint8_t* thunk) {
  int32_t distance;
  memcpy(&distance, thunk + 1, 4);
  return thunk + 5 + distance;
}

Result<void> rewrite(const BuiltinModule& module, const std::vector<std::string>& patterns) {
  auto* image = const_cast<uint8_t*>(module.image());
  if (mprotect(image, module.image_size, PROT_READ | PROT_WRITE) != 0)
    return fail(ErrorKind::kSystem, "trace: cannot rewrite %s: %s",
                std::string(module.name.get()).c_str(), strerror(errno));
  for (const BuiltinExport& entry : module.exports()) {
    if (!entry.thunk_rva || !selected(patterns, module.name.get(), entry.name.get())) continue;
    uint8_t* thunk = image + entry.thunk_rva;
    g_exports->push_back({&module, &entry, implementation_of(thunk)});
    rewrite_thunk(thunk, static_cast<uint32_t>(g_exports->size() - 1));
  }
  mprotect(image, module.image_size, PROT_READ | PROT_EXEC);
  return {};
}

}  // namespace

Result<void> start_api_trace(const ApiTraceOptions& options) {
  if (!options.output.empty()) {
    g_output =
        open(options.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (g_output < 0)
      return fail(ErrorKind::kUsage, "trace: %s: %s", options.output.c_str(), strerror(errno));
  }
  g_exports = new std::vector<TracedExport>;
  for (const BuiltinModule& module : builtin_modules())
    if (auto done = rewrite(module, options.patterns); !done) return done;
  return {};
}

}  // namespace mimic::win
