// File information classes and their structures ([MS-FSCC] 2.4, ntifs.h), as they lie in the
// guest's memory.
#pragma once

#include "abi/windows/types.h"

namespace mimic::win {

enum FileInformationClass : ULONG {
  kFileDirectoryInformation = 1,
  kFileFullDirectoryInformation = 2,
  kFileBothDirectoryInformation = 3,
  kFileBasicInformation = 4,
  kFileStandardInformation = 5,
  kFileInternalInformation = 6,
  kFileEaInformation = 7,
  kFileAccessInformation = 8,
  kFileNameInformation = 9,
  kFileRenameInformation = 10,
  kFileLinkInformation = 11,
  kFileNamesInformation = 12,
  kFileDispositionInformation = 13,
  kFilePositionInformation = 14,
  kFileFullEaInformation = 15,
  kFileModeInformation = 16,
  kFileAlignmentInformation = 17,
  kFileAllInformation = 18,
  kFileAllocationInformation = 19,
  kFileEndOfFileInformation = 20,
  kFileAlternateNameInformation = 21,
  kFileStreamInformation = 22,
  kFilePipeInformation = 23,
  kFilePipeLocalInformation = 24,
  kFileCompressionInformation = 28,
  kFileObjectIdInformation = 29,
  kFileCompletionInformation = 30,
  kFileNetworkOpenInformation = 34,
  kFileAttributeTagInformation = 35,
  kFileIdBothDirectoryInformation = 37,
  kFileIdFullDirectoryInformation = 38,
  kFileValidDataLengthInformation = 39,
  kFileIoCompletionNotificationInformation = 41,
  kFileIoPriorityHintInformation = 43,
  kFileNormalizedNameInformation = 48,
  kFileNetworkPhysicalNameInformation = 49,
  kFileIsRemoteDeviceInformation = 51,
  kFileStandardLinkInformation = 54,
  kFileRemoteProtocolInformation = 55,
  kFileRenameInformationBypassAccessCheck = 56,
  kFileLinkInformationBypassAccessCheck = 57,
  kFileVolumeNameInformation = 58,
  kFileIdInformation = 59,
  kFileIdExtdDirectoryInformation = 60,
  kFileReplaceCompletionInformation = 61,
  kFileDispositionInformationEx = 64,
  kFileRenameInformationEx = 65,
  kFileStatInformation = 68,
  kFileCaseSensitiveInformation = 71,
  kFileLinkInformationEx = 72,
  kFileStorageReserveIdInformation = 74,
};

struct FILE_BASIC_INFORMATION {
  int64_t CreationTime, LastAccessTime, LastWriteTime, ChangeTime;
  ULONG FileAttributes;
};
static_assert(sizeof(FILE_BASIC_INFORMATION) == 40);

struct FILE_STANDARD_INFORMATION {
  int64_t AllocationSize, EndOfFile;
  ULONG NumberOfLinks;
  BOOLEAN DeletePending, Directory;
};
static_assert(sizeof(FILE_STANDARD_INFORMATION) == 24);

struct FILE_INTERNAL_INFORMATION {
  uint64_t IndexNumber;
};
struct FILE_EA_INFORMATION {
  ULONG EaSize;
};
struct FILE_ACCESS_INFORMATION {
  ACCESS_MASK AccessFlags;
};
struct FILE_POSITION_INFORMATION {
  int64_t CurrentByteOffset;
};
struct FILE_MODE_INFORMATION {
  ULONG Mode;
};
struct FILE_ALIGNMENT_INFORMATION {
  ULONG AlignmentRequirement;
};
// What FILE_ALL_INFORMATION holds before its name.
struct FILE_ALL_FIXED {
  FILE_BASIC_INFORMATION BasicInformation;
  FILE_STANDARD_INFORMATION StandardInformation;
  FILE_INTERNAL_INFORMATION InternalInformation;
  FILE_EA_INFORMATION EaInformation;
  FILE_ACCESS_INFORMATION AccessInformation;
  FILE_POSITION_INFORMATION PositionInformation;
  FILE_MODE_INFORMATION ModeInformation;
  FILE_ALIGNMENT_INFORMATION AlignmentInformation;
};
static_assert(sizeof(FILE_ALL_FIXED) == 96);

struct FILE_NETWORK_OPEN_INFORMATION {
  int64_t CreationTime, LastAccessTime, LastWriteTime, ChangeTime, AllocationSize, EndOfFile;
  ULONG FileAttributes;
};
static_assert(sizeof(FILE_NETWORK_OPEN_INFORMATION) == 56);

struct FILE_ATTRIBUTE_TAG_INFORMATION {
  ULONG FileAttributes, ReparseTag;
};
struct FILE_COMPRESSION_INFORMATION {
  int64_t CompressedFileSize;
  USHORT CompressionFormat;
  UCHAR CompressionUnitShift, ChunkShift, ClusterShift, Reserved[3];
};
struct FILE_ID_INFORMATION {
  uint64_t VolumeSerialNumber;
  uint64_t FileId[2];
};
struct FILE_STANDARD_LINK_INFORMATION {
  ULONG NumberOfAccessibleLinks, TotalNumberOfLinks;
  BOOLEAN DeletePending, Directory;
};
struct FILE_STAT_INFORMATION {
  uint64_t FileId;
  int64_t CreationTime, LastAccessTime, LastWriteTime, ChangeTime, AllocationSize, EndOfFile;
  ULONG FileAttributes, ReparseTag, NumberOfLinks;
  ACCESS_MASK EffectiveAccess;
};
static_assert(sizeof(FILE_STAT_INFORMATION) == 72);

// The fixed part; the stream's name follows at offset 24.
struct FILE_STREAM_INFORMATION {
  ULONG NextEntryOffset, StreamNameLength;
  int64_t StreamSize, StreamAllocationSize;
};

// The name follows at offset 20.
struct FILE_RENAME_INFORMATION {
  union {
    BOOLEAN ReplaceIfExists;
    ULONG Flags;
  };
  HANDLE RootDirectory;
  ULONG FileNameLength;
};
inline constexpr size_t kRenameNameOffset = 20;
inline constexpr ULONG FILE_RENAME_REPLACE_IF_EXISTS = 1, FILE_RENAME_POSIX_SEMANTICS = 2,
                       FILE_RENAME_IGNORE_READONLY_ATTRIBUTE = 0x40;
inline constexpr ULONG FILE_DISPOSITION_DELETE = 1, FILE_DISPOSITION_POSIX_SEMANTICS = 2,
                       FILE_DISPOSITION_ON_CLOSE = 8,
                       FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE = 0x10;

}  // namespace mimic::win
