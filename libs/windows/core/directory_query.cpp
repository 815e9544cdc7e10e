#include "libs/windows/core/directory_query.h"

#include <cstring>

#include "libs/windows/core/directory_state.h"
#include "libs/windows/core/file_information.h"

namespace mimic::win {
namespace {

// Where the parts of an entry lie ([MS-FSCC] 2.4.8 to 2.4.19, 2.4.33); 0 for what a class does not
// have. All but FileNamesInformation begin with times, sizes and attributes.
struct Layout {
  ULONG information_class;
  uint8_t ea_size, reparse_tag, short_name, id, id_size, name;
};
constexpr ULONG kFileIdExtdBothDirectoryInformation = 63;
constexpr Layout kLayouts[] = {
    {kFileDirectoryInformation, 0, 0, 0, 0, 0, 64},
    {kFileFullDirectoryInformation, 64, 0, 0, 0, 0, 68},
    {kFileBothDirectoryInformation, 64, 0, 68, 0, 0, 94},
    {kFileNamesInformation, 0, 0, 0, 0, 0, 12},
    {kFileIdBothDirectoryInformation, 64, 0, 68, 96, 8, 104},
    {kFileIdFullDirectoryInformation, 64, 0, 0, 72, 8, 80},
    {kFileIdExtdDirectoryInformation, 64, 68, 0, 72, 16, 88},
    {kFileIdExtdBothDirectoryInformation, 64, 68, 88, 72, 16, 114},
};
constexpr size_t kLargestFixed = 114;

struct Common {
  ULONG NextEntryOffset, FileIndex;
  int64_t CreationTime, LastAccessTime, LastWriteTime, ChangeTime, EndOfFile, AllocationSize;
  ULONG FileAttributes, FileNameLength;
};
static_assert(sizeof(Common) == 64);

const Layout* layout_of(ULONG information_class) {
  for (const Layout& layout : kLayouts) {
    if (layout.information_class == information_class) return &layout;
  }
  return nullptr;
}

// The part of an entry before its name.
void fill(const Layout& layout, const DirectoryEntry& entry, char (&out)[kLargestFixed]) {
  std::memset(out, 0, sizeof out);
  const ULONG name_length = entry.name.size() * 2;
  if (layout.information_class == kFileNamesInformation) {
    std::memcpy(out + 8, &name_length, sizeof name_length);
    return;
  }
  const FileMetadata& metadata = entry.metadata;
  const Common common = {0,
                         0,
                         metadata.creation_time,
                         metadata.access_time,
                         metadata.write_time,
                         metadata.change_time,
                         static_cast<int64_t>(metadata.size),
                         static_cast<int64_t>(metadata.allocation),
                         metadata.attributes,
                         name_length};
  std::memcpy(out, &common, sizeof common);
  // The tag of a reparse point stands where the size of extended attributes would.
  if (layout.ea_size) std::memcpy(out + layout.ea_size, &metadata.reparse_tag, 4);
  if (layout.reparse_tag) std::memcpy(out + layout.reparse_tag, &metadata.reparse_tag, 4);
  if (layout.id) std::memcpy(out + layout.id, &metadata.id, 8);
}

}  // namespace

NTSTATUS query_directory(File& directory, const DirectoryQuery& query, void* buffer, ULONG size,
                         ULONG_PTR* written) {
  *written = 0;
  if (!directory.is_directory()) return STATUS_INVALID_PARAMETER;
  const Layout* const layout = layout_of(query.information_class);
  if (!layout) return STATUS_INVALID_INFO_CLASS;
  if (size < layout->name + 2u) return STATUS_INFO_LENGTH_MISMATCH;
  DirectoryState& state = DirectoryState::of(directory);
  const std::lock_guard guard(state.lock);
  if (!state.listing || query.restart) {
    if (!state.listing || query.pattern) {
      state.expression = query.pattern.value_or(std::u16string_view());
      if (state.expression == u"*.*") state.expression = u"*";
    }
    state.given = false;
    if (const NTSTATUS status =
            state.listing.emplace().open(directory.path(), state.expression, true);
        status < 0) {
      state.listing.reset();
      return status;
    }
  }
  auto* const out = static_cast<char*>(buffer);
  ULONG at = 0, previous = 0;
  while (const DirectoryEntry* entry = state.listing->next()) {
    const ULONG name_size = entry->name.size() * 2;
    const bool fits = at + layout->name + name_size <= size;
    if (at && !fits) {
      state.listing->step_back();
      break;
    }
    char fixed[kLargestFixed];
    fill(*layout, *entry, fixed);
    const ULONG room = fits ? name_size : (size - layout->name) & ~1u;
    std::memcpy(out + at, fixed, layout->name);
    std::memcpy(out + at + layout->name, entry->name.data(), room);
    const ULONG offset = at - previous;
    if (at) std::memcpy(out + previous, &offset, sizeof offset);
    previous = at;
    *written = at + layout->name + room;
    state.given = true;
    if (!fits) return STATUS_BUFFER_OVERFLOW;
    if (query.single) break;
    at = (at + layout->name + name_size + 7) & ~7u;
    if (at + layout->name + 2 > size) break;
  }
  if (*written) return STATUS_SUCCESS;
  return state.given ? STATUS_NO_MORE_FILES : STATUS_NO_SUCH_FILE;
}

}  // namespace mimic::win
