// Opening and making files, as NtCreateFile does.
#pragma once

#include "libs/windows/core/file.h"
#include "libs/windows/core/path.h"

namespace mimic::win {

// Create dispositions.
inline constexpr ULONG FILE_SUPERSEDE = 0, FILE_OPEN = 1, FILE_CREATE = 2, FILE_OPEN_IF = 3,
                       FILE_OVERWRITE = 4, FILE_OVERWRITE_IF = 5;
// What was done, in the status block.
inline constexpr ULONG FILE_SUPERSEDED = 0, FILE_OPENED = 1, FILE_CREATED = 2, FILE_OVERWRITTEN = 3,
                       FILE_EXISTS = 4, FILE_DOES_NOT_EXIST = 5;

struct OpenRequest {
  ACCESS_MASK access = 0;  // generic rights are mapped
  ULONG attributes = 0;    // of a new file
  ULONG share = 0;
  ULONG disposition = FILE_OPEN;
  ULONG options = 0;
};
struct Opened {
  Ref<IoObject> object;
  ACCESS_MASK access;  // what the handle may do
  ULONG information;
};
Expected<Opened> open_file(const Location& location, const OpenRequest& request);

// Opens the same file again, by what /proc shows of its descriptor.
Expected<Opened> reopen_file(const File& file, const OpenRequest& request);

// Opens the file with this number (FileMetadata::id) on the volume of `hint`: one that is open in
// this process, or lies in the folder of `hint`, or any where the host lets the user look files up
// by number. STATUS_INVALID_PARAMETER where it is not found.
Expected<Opened> open_file_by_id(const File& hint, uint64_t id, const OpenRequest& request);

// The object of a descriptor that was inherited, from Linux or from a parent process: a file, a
// pipe, a device, a console. Takes the descriptor over. `access` 0: as the descriptor was opened.
Expected<Opened> adopt_descriptor(int descriptor, bool synchronous, ACCESS_MASK access = 0,
                                  ULONG share = FILE_SHARE_READ | FILE_SHARE_WRITE |
                                                FILE_SHARE_DELETE);

}  // namespace mimic::win
