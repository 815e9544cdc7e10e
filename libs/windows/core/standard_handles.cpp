#include "libs/windows/core/standard_handles.h"

#include "libs/windows/core/descriptor.h"
#include "libs/windows/core/open_file.h"

namespace mimic::win {
HANDLE* standard_handle(DWORD which) {
  RTL_USER_PROCESS_PARAMETERS& parameters = *current_peb()->ProcessParameters;
  switch (which) {
    case STD_INPUT_HANDLE:
      return &parameters.StandardInput;
    case STD_OUTPUT_HANDLE:
      return &parameters.StandardOutput;
    case STD_ERROR_HANDLE:
      return &parameters.StandardError;
    default:
      return nullptr;
  }
}

void open_standard_handles(RTL_USER_PROCESS_PARAMETERS& parameters) {
  HANDLE* const places[] = {&parameters.StandardInput, &parameters.StandardOutput,
                            &parameters.StandardError};
  for (int descriptor = 0; descriptor < 3; ++descriptor) {
    HANDLE& place = *places[descriptor];
    if (const auto opened = adopt_descriptor(descriptor, true)) {
      place = handles().insert(opened->object, opened->access, true);
    } else {
      place = nullptr;
      close_descriptor(descriptor);  // its number stays taken
    }
  }
}

}  // namespace mimic::win
