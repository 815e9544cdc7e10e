#include "libs/windows/core/file_apis.h"

#include "libs/windows/exports/export.h"

namespace mimic::win::kernel32 {

EXPORT(kernel32, void, SetFileApisToOEM, ()) { set_file_apis_to_oem(true); }
EXPORT(kernel32, void, SetFileApisToANSI, ()) { set_file_apis_to_oem(false); }
EXPORT(kernel32, BOOL, AreFileApisANSI, ()) { return file_apis_are_ansi(); }

}  // namespace mimic::win::kernel32
