#include "libs/windows/core/cmd/cmd.h"

namespace mimic::win::cmd {

DWORD run(const StartupBlock& block) { return 1; }

}  // namespace mimic::win::cmd
