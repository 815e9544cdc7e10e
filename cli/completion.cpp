#include <cstdio>
#include <cstring>

#include "cli/commands.h"

namespace mimic {
namespace {

constexpr char kBash[] = R"(_mimic() {
  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "run trace inspect doctor completion help --help --version" -- "$word")
               $(compgen -f -X '!*.[eE][xX][eE]' -- "$word") $(compgen -d -- "$word"))
    return
  fi
  case $command:$word in
    run:-*) COMPREPLY=($(compgen -W "--directory --env --unset --clear-env --home --utf8 --interpose --help" -- "$word")) ;;
    trace:-*) COMPREPLY=($(compgen -W "--api --output --expression --summary-only --summary --string-limit --help" -- "$word")) ;;
    inspect:-*) COMPREPLY=($(compgen -W "--headers --imports --exports --sections --resources --syscalls --verbose --missing --json --help" -- "$word")) ;;
    completion:*) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _mimic mimic
)";

constexpr char kZsh[] = R"(#compdef mimic
_mimic() {
  local -a commands=(
    'run:run a program with options' 'trace:print system calls or library calls' 'inspect:describe an image'
    'doctor:what this machine offers' 'completion:print a completion script' 'help:show help')
  if (( CURRENT == 2 )); then
    _describe command commands
    _files -g '*.(exe|EXE)(-.)'
    return
  fi
  case $words[2] in
    run) _arguments '(-C --directory)'{-C,--directory}'[start in this folder]:folder:_files -/' \
        '*'{-e,--env}'[set a variable]:NAME=VALUE' '*'{-u,--unset}'[remove a variable]:NAME' \
        '--clear-env[start with an empty environment]' '--utf8[make UTF-8 the code page]' '--home[where drive C: lives]:folder:_files -/' \
        '*::program:_files' ;;
    trace) _arguments '--api[print library calls]' '(-o --output)'{-o,--output}'[write to a file]:file:_files' \
        '*'{-e,--expression}'[which functions]:DLL!FUNCTION' '*::program:_files' ;;
    inspect) _arguments '--headers' '--imports' '--exports' '--sections' '--resources' '--syscalls' '(-v --verbose)'{-v,--verbose} \
        '--missing' '--json' '*:file:_files' ;;
    completion) _values shell bash zsh fish ;;
    *) _files ;;
  esac
}
_mimic "$@"
)";

constexpr char kFish[] =
    R"(complete -c mimic -n __fish_use_subcommand -a 'run trace inspect doctor completion help'
complete -c mimic -n '__fish_seen_subcommand_from run' -s C -l directory -r -d 'Start in this folder'
complete -c mimic -n '__fish_seen_subcommand_from run' -s e -l env -x -d 'Set an environment variable'
complete -c mimic -n '__fish_seen_subcommand_from run' -s u -l unset -x -d 'Remove an environment variable'
complete -c mimic -n '__fish_seen_subcommand_from run' -l clear-env -d 'Start with an empty environment'
complete -c mimic -n '__fish_seen_subcommand_from run' -l home -r -d 'Where drive C: lives'
complete -c mimic -n '__fish_seen_subcommand_from run' -l utf8 -d 'Make UTF-8 the code page'
complete -c mimic -n '__fish_seen_subcommand_from trace' -l api -d 'Print library calls'
complete -c mimic -n '__fish_seen_subcommand_from trace' -s o -l output -r -d 'Write to a file'
complete -c mimic -n '__fish_seen_subcommand_from trace' -s e -l expression -x -d 'Which functions'
complete -c mimic -n '__fish_seen_subcommand_from inspect' -l missing -d 'Only what is missing'
complete -c mimic -n '__fish_seen_subcommand_from inspect' -l syscalls -d 'How system calls reach mimic'
complete -c mimic -n '__fish_seen_subcommand_from inspect' -s v -l verbose -d 'Each system call'
complete -c mimic -n '__fish_seen_subcommand_from inspect' -l json -d 'As JSON'
complete -c mimic -n '__fish_seen_subcommand_from completion' -xa 'bash zsh fish'
)";

struct Shell {
  const char* name;
  const char* script;
};
constexpr Shell kShells[] = {{"bash", kBash}, {"zsh", kZsh}, {"fish", kFish}};

}  // namespace

int completion(Arguments arguments) {
  if (arguments.size() == 1) {
    for (const Shell& shell : kShells) {
      if (std::strcmp(shell.name, arguments[0]) != 0) continue;
      std::fputs(shell.script, stdout);
      return 0;
    }
    if (std::strcmp(arguments[0], "--help") == 0) {
      std::puts(
          "usage: mimic completion bash|zsh|fish\n\n"
          "  bash:  source <(mimic completion bash)\n"
          "  zsh:   mimic completion zsh > ~/.zfunc/_mimic\n"
          "  fish:  mimic completion fish > ~/.config/fish/completions/mimic.fish");
      return 0;
    }
  }
  return report({ErrorKind::kUsage, "completion: which shell? bash, zsh or fish"});
}

}  // namespace mimic
