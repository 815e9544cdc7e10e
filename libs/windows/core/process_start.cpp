#include "libs/windows/core/process_start.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <optional>

#include "abi/windows/guest_thread.h"
#include "abi/windows/shared_data.h"
#include "libs/windows/core/command_line.h"
#include "libs/windows/core/console_session.h"
#include "libs/windows/core/environment.h"
#include "libs/windows/core/exceptions.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/module_list.h"
#include "libs/windows/core/modules.h"
#include "libs/windows/core/path.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/shared_name.h"
#include "libs/windows/core/standard_handles.h"
#include "libs/windows/core/startup_block.h"
#include "libs/windows/core/system_information.h"
#include "libs/windows/core/termination.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/token.h"
#include "loader/pe/manifest.h"

namespace mimic::win {
namespace {

PEB g_peb;
RTL_USER_PROCESS_PARAMETERS g_parameters;

// A copy that the process parameters own; never freed.
UNICODE_STRING owned(std::u16string_view text) {
  auto* units = static_cast<WCHAR*>(heap_allocate((text.size() + 1) * 2));
  memcpy(units, text.data(), text.size() * 2);
  units[text.size()] = 0;
  return {static_cast<USHORT>(text.size() * 2), static_cast<USHORT>(text.size() * 2 + 2), units};
}

std::u16string make_command_line(const ProgramStart& start) {
  std::u16string line;
  append_program(line, to_utf16(start.name));
  for (const std::string& argument : start.arguments) append_argument(line, to_utf16(argument));
  return line;
}

void make_parameters(const ProgramStart& start, const Module& program,
                     const std::optional<StartupBlock>& block) {
  RTL_USER_PROCESS_PARAMETERS& p = g_parameters;
  p.MaximumLength = p.Length = sizeof p;
  p.Flags = 1;
  p.ImagePathName = owned(block ? std::u16string_view(block->image_path) : program.path);
  p.CommandLine = owned(block ? block->command_line : make_command_line(start));
  if (block && !block->current_directory.empty()) set_current_directory(block->current_directory);
  std::u16string directory = current_directory();
  if (!directory.ends_with(u'\\')) directory += u'\\';
  p.CurrentDirectory.DosPath = owned(directory);
  p.Environment = block ? copy_environment(block->environment) : make_environment();
  p.EnvironmentSize = environment_length(p.Environment) * 2;
  p.WindowTitle =
      owned(block && !block->title.empty() ? std::u16string_view(block->title) : program.path);
  p.DesktopInfo = owned(block && !block->desktop.empty() ? block->desktop
                                                         : std::u16string(u"WinSta0\\Default"));
  if (!block) return open_standard_handles(p);
  p.WindowFlags = block->startup_flags;
  p.ShowWindowFlags = block->show_window;
  p.StartingX = block->x, p.StartingY = block->y;
  p.CountX = block->x_size, p.CountY = block->y_size;
  p.CountCharsX = block->x_chars, p.CountCharsY = block->y_chars;
  p.FillAttribute = block->fill;
  p.StandardInput = block->standard[0];
  p.StandardOutput = block->standard[1];
  p.StandardError = block->standard[2];
  if (!block->reserved2.empty()) {
    auto* data = static_cast<WCHAR*>(heap_allocate(block->reserved2.size()));
    memcpy(data, block->reserved2.data(), block->reserved2.size());
    const auto size = static_cast<USHORT>(block->reserved2.size());
    p.RuntimeData = {size, size, data};
  }
}

// UTF-8 is the code page of the process where the user or the program's manifest asks for it.
void choose_code_pages(const Module& program) {
  const char* asked = ::getenv("MIMIC_UTF8");
  bool utf8 = asked && *asked && strcmp(asked, "0") != 0;
  if (!utf8 && program.headers.directories[pe::kResourceDirectory].size != 0) {
    const auto manifest = pe::read_manifest(program.view());
    utf8 = manifest && manifest->wants_utf8();
  }
  if (utf8) set_process_code_pages(CP_UTF8, CP_UTF8);
}

void make_peb(const Module& program) {
  PEB& peb = g_peb;
  peb.ImageBaseAddress = program.base;
  peb.Ldr = module_list::loader_data();
  peb.ProcessParameters = &g_parameters;
  peb.ProcessHeap = process_heap();
  peb.NumberOfProcessors = processor_count();
  peb.CriticalSectionTimeout.QuadPart = -25920000000000;  // 30 days
  peb.HeapSegmentReserve = 0x100000;
  peb.HeapSegmentCommit = 0x2000;
  peb.NumberOfHeaps = 1;
  peb.MaximumNumberOfHeaps = 16;
  peb.OSMajorVersion = 10;
  peb.OSBuildNumber = 19045;
  peb.OSPlatformId = 2;
  peb.ImageSubsystem = program.headers.subsystem;
  peb.ImageSubsystemMajorVersion = program.headers.subsystem_major;
  peb.ImageSubsystemMinorVersion = program.headers.subsystem_minor;
  peb.ActiveProcessAffinityMask =
      peb.NumberOfProcessors < 64 ? (1ull << peb.NumberOfProcessors) - 1 : ~0ull;
  peb.SessionId = 1;
}

// The first thread, on its guest stack.
uint32_t run_first_thread(void* argument) {
  const auto& program = *static_cast<const Module*>(argument);
  modules::thread_attach();
  Module* failed = nullptr;
  if (!modules::initialise_all(&failed))
    end_program(STATUS_DLL_INIT_FAILED, "%s refused to start (DllMain returned FALSE)",
                failed->name.c_str());
  using Entry = DWORD(MS_ABI*)(PEB*);
  const auto entry = reinterpret_cast<Entry>(program.base + program.headers.entry_rva);
  const uint32_t exit_code = entry(&g_peb);
  modules::shut_down_process();
  release_names_at_exit();
  end_process(exit_code);
}

}  // namespace

Error run_program(const ProgramStart& start) {
  const auto block = take_startup_block();
  const size_t slash = start.path.rfind('/');
  set_program_name(strdup(start.path.c_str() + (slash == std::string::npos ? 0 : slash + 1)));
  auto program = modules::load_program(start.path);
  if (!program) return program.error();
  if ((*program)->headers.is_dll())
    return Error{ErrorKind::kUnsupported, start.path + ": is a DLL, not a program"};
  if ((*program)->headers.entry_rva == 0)
    return Error{ErrorKind::kMalformed, start.path + ": has no entry point"};
  if (!shared_data::reserve())
    return Error{ErrorKind::kSystem, "address 0x7ffe0000, which Windows programs read, is taken"};
  choose_code_pages(**program);
  // A write to a pipe that nobody reads fails; it does not kill.
  signal(SIGPIPE, SIG_IGN);
  make_peb(**program);
  make_parameters(start, **program, block);
  if (block) {
    Token::start_at_integrity(block->integrity);
    set_parent_process_id(block->parent_id);
    console_session::start(block->creation_flags);
    adopt_handles(*block);
    console_session::open_handles(g_parameters, block->creation_flags);
  }
  start_exception_handling();
  auto thread = create_guest_thread((*program)->headers.stack_reserve, &g_peb);
  if (!thread) return Error{ErrorKind::kSystem, "cannot map the stack of the first thread"};
  run_guest_thread(*thread, run_first_thread, *program);
  // The first thread ended by ExitThread; the process lives on until its last thread ends. Signals
  // are for the others.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, nullptr);
  for (;;) pause();
}

}  // namespace mimic::win
