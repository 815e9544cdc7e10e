// Taking paths apart and putting them together.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(const char* path) {
  char drive[_MAX_DRIVE], folder[_MAX_DIR], name[_MAX_FNAME], extension[_MAX_EXT], whole[_MAX_PATH];
  _splitpath(path, drive, folder, name, extension);
  _makepath(whole, drive, folder, name, extension);
  printf("%s: [%s] [%s] [%s] [%s] %s\n", path, drive, folder, name, extension,
         strcmp(whole, path) ? whole : "same");
}

int main(void) {
  show("c:\\folder\\name.txt");
  show("c:name");
  show("a.b/c");
  show("folder\\.hidden");
  show("archive.tar.gz");
  show("\\\\server\\share\\");
  char path[_MAX_PATH];
  _makepath(path, "d", "folder", "name", "ext");
  printf("%s\n", path);
  return 0;
}
