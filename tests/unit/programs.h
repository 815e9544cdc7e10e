// The real programs that tests use, as tests/programs/fetch.sh leaves them.
#pragma once

#include <string>

namespace mimic::test {

// The path of a file of an npm package, e.g. ("@esbuild/win32-x64", "0.28.2", "esbuild.exe"); empty
// when it was not fetched. They lie in `.cache/programs` of the project, which is looked for above
// the current folder, or in $MIMIC_PROGRAMS.
std::string program(const std::string& package, const std::string& version,
                    const std::string& file);

}  // namespace mimic::test
