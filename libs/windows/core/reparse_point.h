// Reparse points: symbolic links and junctions, each a symbolic link of the host.
//
// A junction is told from a link by the slash that its target ends in ("/home/x/"): it leads to a
// folder on this machine, and to nothing else. A link from the root of its drive has a "." there
// ("/./home/x").
#pragma once

#include <string>
#include <string_view>

#include "libs/windows/core/file.h"

namespace mimic::win {

// Does a link of the host stand for a junction?
bool is_junction(std::string_view host_target);
// A relative target on the host, from `folder`; each name in the case that it has there, as far as
// it exists.
std::string relative_target(std::string_view folder, std::u16string_view target);
// A target from the root of the drive that the link at `path` is on ("\home\x").
std::string rooted_target(std::string_view path, std::u16string_view target);

// FSCTL_GET_REPARSE_POINT: a REPARSE_DATA_BUFFER, cut where it does not fit
// (STATUS_BUFFER_OVERFLOW). STATUS_NOT_A_REPARSE_POINT.
NTSTATUS get_reparse_point(const File& file, void* out, ULONG size, ULONG_PTR* written);
// FSCTL_SET_REPARSE_POINT: puts a link in the place of an empty folder or file, or gives one
// another target. STATUS_DIRECTORY_NOT_EMPTY, STATUS_NOT_A_DIRECTORY (a junction of a file),
// STATUS_IO_REPARSE_DATA_INVALID, STATUS_IO_REPARSE_TAG_INVALID, STATUS_IO_REPARSE_TAG_MISMATCH;
// STATUS_NOT_SUPPORTED for other tags than those two.
NTSTATUS set_reparse_point(File& file, const void* in, ULONG size);
// FSCTL_DELETE_REPARSE_POINT: puts an empty folder or file in the place of a link.
NTSTATUS delete_reparse_point(File& file, const void* in, ULONG size);

}  // namespace mimic::win
