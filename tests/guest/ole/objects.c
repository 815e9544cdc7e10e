// COM: apartments, GUIDs as text, class objects of the process, streams in memory.
#include "check.h"

static HRESULT WINAPI query(IClassFactory* self, REFIID id, void** object) {
  *object = self;
  return S_OK;
}
static ULONG WINAPI count(IClassFactory* self) { return 1; }
static HRESULT WINAPI create(IClassFactory* self, IUnknown* outer, REFIID id, void** object) {
  *object = self;
  return 5;
}
static HRESULT WINAPI lock(IClassFactory* self, BOOL lock) { return S_OK; }

int main(void) {
  static const GUID unknown = {0, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
  GUID id, back;
  void* object = &id;
  CHECK(CoCreateGuid(&id) == S_OK);
  CHECK(CoCreateInstance(&id, NULL, CLSCTX_ALL, &unknown, &object) == CO_E_NOTINITIALIZED);
  CHECK(!object);
  CHECK(CoInitialize(NULL) == S_OK && CoInitialize(NULL) == S_FALSE);
  CHECK(CoInitializeEx(NULL, COINIT_MULTITHREADED) == RPC_E_CHANGED_MODE);
  CHECK(CoCreateInstance(&id, NULL, CLSCTX_ALL, &unknown, &object) == REGDB_E_CLASSNOTREG);

  OLECHAR text[39];
  CHECK(StringFromGUID2(&id, text, 38) == 0 && StringFromGUID2(&id, text, 39) == 39);
  CHECK(CLSIDFromString(text, &back) == S_OK && !memcmp(&id, &back, sizeof id));
  CHECK(IIDFromString(L"{x}", &back) == E_INVALIDARG);

  IClassFactoryVtbl functions = {query, count, count, create, lock};
  IClassFactory factory = {&functions};
  DWORD cookie;
  CHECK(CoRegisterClassObject(&id, (IUnknown*)&factory, CLSCTX_INPROC_SERVER, REGCLS_MULTIPLEUSE,
                              &cookie) == S_OK);
  CHECK(CoCreateInstance(&id, NULL, CLSCTX_INPROC_SERVER, &unknown, &object) == 5);
  CHECK(object == &factory);
  CHECK(CoRevokeClassObject(cookie) == S_OK);

  IStream *stream, *clone;
  CHECK(CreateStreamOnHGlobal(NULL, TRUE, &stream) == S_OK);
  ULONG done;
  CHECK(IStream_Write(stream, "hello", 5, &done) == S_OK && done == 5);
  LARGE_INTEGER move = {{0}};
  move.QuadPart = -4;
  ULARGE_INTEGER position;
  CHECK(IStream_Seek(stream, move, STREAM_SEEK_END, &position) == S_OK && position.QuadPart == 1);
  CHECK(IStream_Clone(stream, &clone) == S_OK);
  char buffer[8] = "";
  CHECK(IStream_Read(stream, buffer, 8, &done) == S_OK && done == 4 && !memcmp(buffer, "ello", 4));
  STATSTG statistics;
  CHECK(IStream_Stat(clone, &statistics, STATFLAG_NONAME) == S_OK);
  CHECK(statistics.type == STGTY_STREAM && statistics.cbSize.QuadPart == 5);
  HGLOBAL block;
  CHECK(GetHGlobalFromStream(clone, &block) == S_OK && block);
  CHECK(IStream_Release(stream) == 0 && IStream_Release(clone) == 0);
  CoUninitialize();
  CoUninitialize();
  return 0;
}
