// SHFileOperation: copying, moving, renaming and deleting of files and directories.
#include "check.h"

static void make(const char* path, const char* text) {
  FILE* file = fopen(path, "wb");
  CHECK(file);
  fputs(text, file);
  fclose(file);
}
static int holds(const char* path, const char* text) {
  char buffer[100] = "";
  FILE* file = fopen(path, "rb");
  if (!file) return 0;
  buffer[fread(buffer, 1, sizeof buffer - 1, file)] = 0;
  fclose(file);
  return strcmp(buffer, text) == 0;
}
static int exists(const char* path) { return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES; }

static int operate(UINT function, const char* from, const char* to, FILEOP_FLAGS flags) {
  SHFILEOPSTRUCTA operation = {0};
  operation.wFunc = function;
  operation.pFrom = from;
  operation.pTo = to;
  operation.fFlags = flags | FOF_SILENT | FOF_NOCONFIRMATION | FOF_NOERRORUI | FOF_NOCONFIRMMKDIR;
  operation.fAnyOperationsAborted = TRUE;
  int result = SHFileOperationA(&operation);
  CHECK(!operation.fAnyOperationsAborted || result);
  return result;
}

// Names are full ones; the caller gives what follows the folder.
static char folder[MAX_PATH];
static const char* full(const char* name) {
  static char buffers[4][MAX_PATH * 2];
  static int next;
  char* buffer = buffers[next++ % 4];
  memset(buffer, 0, sizeof buffers[0]);
  sprintf(buffer, "%s\\%s", folder, name);
  return buffer;
}

int main(void) {
  GetCurrentDirectoryA(sizeof folder, folder);
  make("a.txt", "a");
  make("b.txt", "b");
  make("c.dat", "c");

  // One file to a new name, and over one that is there.
  CHECK(operate(FO_COPY, full("a.txt"), full("copy.txt"), 0) == 0);
  CHECK(holds("copy.txt", "a") && holds("a.txt", "a"));
  CHECK(operate(FO_COPY, full("b.txt"), full("copy.txt"), 0) == 0);
  CHECK(holds("copy.txt", "b"));
  // Into a directory that is not there yet: by wildcards it becomes one.
  CHECK(operate(FO_COPY, full("?.txt"), full("texts"), 0) == 0);
  CHECK(holds("texts\\a.txt", "a") && holds("texts\\b.txt", "b") && !exists("texts\\copy.txt"));
  // Beside what has the name.
  CHECK(operate(FO_COPY, full("c.dat"), full("texts\\a.txt"), FOF_RENAMEONCOLLISION) == 0);
  CHECK(holds("texts\\a.txt", "a") && holds("texts\\a - Copy.txt", "c"));
  CHECK(DeleteFileA("texts\\a - Copy.txt"));

  // A directory into a directory, with all that is in it.
  CHECK(CreateDirectoryA("texts\\deep", NULL));
  make("texts\\deep\\d.txt", "d");
  CHECK(CreateDirectoryA("target", NULL));
  CHECK(operate(FO_COPY, full("texts"), full("target"), 0) == 0);
  CHECK(holds("target\\texts\\a.txt", "a") && holds("target\\texts\\deep\\d.txt", "d"));
  CHECK(operate(FO_COPY, full("texts"), full("texts\\deep"), 0) != 0);  // into itself

  // Several to several.
  char from[600] = {0}, to[600] = {0};
  char* at = from;
  at += sprintf(at, "%s\\a.txt", folder) + 1;
  sprintf(at, "%s\\b.txt", folder);
  at = to;
  at += sprintf(at, "%s\\x\\one.txt", folder) + 1;
  sprintf(at, "%s\\x\\two.txt", folder);
  CHECK(operate(FO_COPY, from, to, FOF_MULTIDESTFILES) == 0);
  CHECK(holds("x\\one.txt", "a") && holds("x\\two.txt", "b"));

  CHECK(operate(FO_MOVE, full("x\\one.txt"), full("moved.txt"), 0) == 0);
  CHECK(holds("moved.txt", "a") && !exists("x\\one.txt"));
  // Merged with what is there.
  CHECK(CreateDirectoryA("more", NULL) && CreateDirectoryA("more\\texts", NULL));
  make("more\\texts\\e.txt", "e");
  CHECK(operate(FO_MOVE, full("more\\texts"), full("target"), 0) == 0);
  CHECK(holds("target\\texts\\e.txt", "e") && holds("target\\texts\\a.txt", "a"));
  CHECK(!exists("more\\texts"));

  CHECK(operate(FO_RENAME, full("moved.txt"), full("renamed.txt"), 0) == 0);
  CHECK(holds("renamed.txt", "a") && !exists("moved.txt"));

  CHECK(SetFileAttributesA("target\\texts\\b.txt", FILE_ATTRIBUTE_READONLY));
  CHECK(operate(FO_DELETE, full("target"), NULL, 0) == 0);
  CHECK(!exists("target"));
  CHECK(operate(FO_DELETE, full("*.txt"), NULL, FOF_FILESONLY) == 0);
  CHECK(!exists("a.txt") && !exists("renamed.txt") && exists("c.dat") && exists("texts"));
  CHECK(operate(FO_DELETE, full("nothing.here"), NULL, 0) != 0);

  CHECK(SHCreateDirectoryExA(NULL, full("p\\q\\r"), NULL) == ERROR_SUCCESS);
  CHECK(exists("p\\q\\r"));
  CHECK(SHCreateDirectoryExA(NULL, full("p\\q"), NULL) == ERROR_ALREADY_EXISTS);
  CHECK(SHCreateDirectoryExA(NULL, "relative\\path", NULL) == ERROR_BAD_PATHNAME);
  return 0;
}
