#include "libs/windows/core/console_session.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <string>

#include "libs/windows/core/console.h"
#include "libs/windows/core/create_process.h"
#include "libs/windows/core/process_list.h"
#include "libs/windows/core/spawn.h"
#include "libs/windows/core/terminal.h"

namespace mimic::win::console_session {
namespace {

constexpr USHORT IMAGE_SUBSYSTEM_WINDOWS_GUI = 2;
constexpr DWORD kOwnConsole = DETACHED_PROCESS | CREATE_NEW_CONSOLE | CREATE_NO_WINDOW;

std::atomic<Kind> g_kind{Kind::kTerminal};

void become(Kind kind) {
  terminal::set_available(kind == Kind::kTerminal);
  g_kind = kind;
}

bool is_console_or_none(HANDLE handle) {
  if (!handle) return true;
  const auto object = object_of(handle);
  return !object || Console::is((*object)->type());
}

Ref<IoObject> open(bool input) {
  const auto place = input ? Location::Kind::kConsoleInput : Location::Kind::kConsoleOutput;
  auto opened = open_console(place, GENERIC_READ | GENERIC_WRITE);
  return opened ? std::move(*opened) : Ref<IoObject>();
}

void set_standard_handles(RTL_USER_PROCESS_PARAMETERS& parameters) {
  for (HANDLE* const place :
       {&parameters.StandardInput, &parameters.StandardOutput, &parameters.StandardError}) {
    if (!is_console_or_none(*place)) continue;
    if (auto object = open(place == &parameters.StandardInput))
      *place = handles().insert(std::move(object), FILE_GENERIC_READ | FILE_GENERIC_WRITE, true);
  }
}

// A program with windows starts without a console on Windows; here it writes to the terminal all
// the same, and asking for one is no mistake.
bool may_change() {
  return kind() == Kind::kNone || current_peb()->ImageSubsystem == IMAGE_SUBSYSTEM_WINDOWS_GUI;
}

bool is_mimic(DWORD process) {
  static const std::string own = own_program_path();
  const std::string link = "/proc/" + std::to_string(process) + "/exe";
  char target[4096];
  const ssize_t length = ::readlink(link.c_str(), target, sizeof target);
  return length > 0 && own.compare(0, own.npos, target, length) == 0;
}

}  // namespace

Kind kind() { return g_kind; }

void start(DWORD creation_flags) {
  if (creation_flags & DETACHED_PROCESS)
    become(Kind::kNone);
  else if (creation_flags & kOwnConsole)
    become(Kind::kHidden);
}

void open_handles(RTL_USER_PROCESS_PARAMETERS& parameters, DWORD creation_flags) {
  if (kind() == Kind::kHidden || creation_flags & kOtherTerminal) set_standard_handles(parameters);
}

DWORD flags_for_child(DWORD creation_flags) {
  if (kind() == Kind::kTerminal || creation_flags & kOwnConsole) return creation_flags;
  return creation_flags | CREATE_NO_WINDOW;
}

bool leaves_session(DWORD creation_flags) { return creation_flags & kOwnConsole; }

NTSTATUS allocate() {
  if (!may_change()) return STATUS_ACCESS_DENIED;
  become(Kind::kTerminal);
  if (terminal::output_descriptor() < 0) become(Kind::kHidden);
  set_standard_handles(*current_peb()->ProcessParameters);
  return STATUS_SUCCESS;
}

NTSTATUS attach(DWORD process) {
  if (!may_change()) return STATUS_ACCESS_DENIED;
  if (process == kParentProcess) process = static_cast<DWORD>(::getppid());
  const auto id = static_cast<pid_t>(process);
  if (::kill(id, 0) != 0 && errno == ESRCH) return STATUS_INVALID_PARAMETER;
  if (id == ::getpid()) return STATUS_INVALID_HANDLE;
  become(Kind::kTerminal);
  if (terminal::output_descriptor() < 0) {
    become(Kind::kNone);
    return STATUS_INVALID_HANDLE;
  }
  set_standard_handles(*current_peb()->ProcessParameters);
  return STATUS_SUCCESS;
}

NTSTATUS leave() {
  if (kind() == Kind::kNone) return STATUS_INVALID_PARAMETER;
  terminal::restore();
  become(Kind::kNone);
  return STATUS_SUCCESS;
}

std::vector<DWORD> processes() {
  const auto own = static_cast<DWORD>(::getpid());
  const pid_t session = ::getsid(0);
  std::map<DWORD, DWORD> parents;
  for (const ListedProcess& process : list_processes()) parents[process.id] = process.parent;
  const auto shares = [session](DWORD id) {
    return ::getsid(static_cast<pid_t>(id)) == session && is_mimic(id);
  };
  DWORD root = own;
  for (auto at = parents.find(root); at != parents.end() && shares(at->second);
       at = parents.find(root))
    root = at->second;
  const auto descends = [&](DWORD id) {
    while (id != root) {
      const auto at = parents.find(id);
      if (at == parents.end() || at->second == 0) return false;
      id = at->second;
    }
    return true;
  };
  std::vector<DWORD> found = {own};
  for (const auto& [id, parent] : parents)
    if (id != own && descends(id) && shares(id)) found.push_back(id);
  return found;
}

}  // namespace mimic::win::console_session
