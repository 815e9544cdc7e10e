// getaddrinfo, getnameinfo and their kind. Results are lists in guest memory.
#include <cstring>
#include <memory>

#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/core/thread.h"
#include "libs/windows/exports/export.h"
#include "libs/windows/ws2_32/name_info.h"

namespace mimic::win::ws2_32 {

namespace {

template <class Char>
struct AddressInfo {
  int ai_flags, ai_family, ai_socktype, ai_protocol;
  size_t ai_addrlen;
  Char* ai_canonname;
  void* ai_addr;
  AddressInfo* ai_next;
};
using ADDRINFOA = AddressInfo<char>;
using ADDRINFOW = AddressInfo<WCHAR>;

template <class Char>
struct AddressInfoEx {
  int ai_flags, ai_family, ai_socktype, ai_protocol;
  size_t ai_addrlen;
  Char* ai_canonname;
  void* ai_addr;
  void* ai_blob;
  size_t ai_bloblen;
  GUID* ai_provider;
  AddressInfoEx* ai_next;
};
using ADDRINFOEXA = AddressInfoEx<char>;
using ADDRINFOEXW = AddressInfoEx<WCHAR>;

void* copy(const void* data, size_t size) {
  void* const block = heap_allocate(size);
  if (block) std::memcpy(block, data, size);
  return block;
}
template <class Char>
Char* copy_text(const std::u16string& text) {
  if constexpr (sizeof(Char) == 1) {
    const std::string narrow = to_ansi(text);
    return static_cast<char*>(copy(narrow.c_str(), narrow.size() + 1));
  } else {
    return static_cast<WCHAR*>(copy(text.c_str(), (text.size() + 1) * sizeof(WCHAR)));
  }
}

template <class Info>
Info* make_list(const std::vector<ResolvedName>& answers) {
  Info* first = nullptr;
  Info** end = &first;
  for (const ResolvedName& answer : answers) {
    auto* const info = static_cast<Info*>(heap_allocate(sizeof(Info), true));
    if (!info) break;
    info->ai_flags = answer.flags;
    info->ai_family = answer.family;
    info->ai_socktype = answer.type;
    info->ai_protocol = answer.protocol;
    info->ai_addrlen = answer.address.size;
    info->ai_addr = copy(answer.address.bytes, answer.address.size);
    if (!answer.canonical.empty())
      info->ai_canonname =
          copy_text<std::remove_pointer_t<decltype(info->ai_canonname)>>(answer.canonical);
    *end = info;
    end = &info->ai_next;
  }
  return first;
}

template <class Info>
void free_list(Info* info) {
  while (info) {
    Info* const next = info->ai_next;
    heap_free(info->ai_canonname);
    heap_free(info->ai_addr);
    heap_free(info);
    info = next;
  }
}

// Looks up; hints of any form.
template <class Info, class Result>
int look_up(const char16_t* node, const char16_t* service, const Info* hints, Result** result) {
  if (!is_started()) return WSANOTINITIALISED;
  if (!result) return WSAEFAULT;
  *result = nullptr;
  NameHints wanted;
  if (hints) {
    if (hints->ai_addrlen || hints->ai_canonname || hints->ai_addr || hints->ai_next)
      return fail_wsa(WSANO_RECOVERY), WSANO_RECOVERY;
    wanted = {hints->ai_flags, hints->ai_family, hints->ai_socktype, hints->ai_protocol};
  }
  std::vector<ResolvedName> answers;
  const int error = resolve(node, service, wanted, answers);
  if (error) {
    set_last_error(error);
    return error;
  }
  *result = make_list<Result>(answers);
  return *result ? 0 : WSA_NOT_ENOUGH_MEMORY;
}

// The text, or null for null.
class Wide {
 public:
  explicit Wide(const char* text) : text_(from_ansi(text)), given_(text) {}
  const char16_t* get() const { return given_ ? text_.c_str() : nullptr; }

 private:
  std::u16string text_;
  bool given_;
};

// A lookup that goes on beside the caller.
struct PendingLookup {
  std::u16string node, service;
  bool has_node, has_service;
  NameHints hints;
  ADDRINFOEXW** result;
  WSAOVERLAPPED* overlapped;
  CompletionRoutine routine;
  Ref<Object> event;
};

MS_ABI DWORD look_up_later(PVOID parameter) {
  const std::unique_ptr<PendingLookup> lookup(static_cast<PendingLookup*>(parameter));
  std::vector<ResolvedName> answers;
  const int error =
      resolve(lookup->has_node ? lookup->node.c_str() : nullptr,
              lookup->has_service ? lookup->service.c_str() : nullptr, lookup->hints, answers);
  if (!error) *lookup->result = make_list<ADDRINFOEXW>(answers);
  __atomic_store_n(&lookup->overlapped->Internal, static_cast<ULONG_PTR>(error), __ATOMIC_RELEASE);
  if (lookup->event && Event::is(lookup->event->type()))
    static_cast<Event*>(lookup->event.get())->set();
  if (lookup->routine) lookup->routine(error, 0, lookup->overlapped, 0);
  return 0;
}

}  // namespace

EXPORT(ws2_32, INT, GetAddrInfoW,
       (LPCWSTR pNodeName, LPCWSTR pServiceName, const ADDRINFOW* pHints, ADDRINFOW** ppResult)) {
  return look_up(pNodeName, pServiceName, pHints, ppResult);
}

EXPORT(ws2_32, INT, getaddrinfo,
       (LPCSTR pNodeName, LPCSTR pServiceName, const ADDRINFOA* pHints, ADDRINFOA** ppResult)) {
  const Wide node(pNodeName), service(pServiceName);
  return look_up(node.get(), service.get(), pHints, ppResult);
}

EXPORT(ws2_32, void, FreeAddrInfoW, (ADDRINFOW * pAddrInfo)) { free_list(pAddrInfo); }
EXPORT(ws2_32, void, freeaddrinfo, (ADDRINFOA * pAddrInfo)) { free_list(pAddrInfo); }
EXPORT(ws2_32, void, FreeAddrInfoExW, (ADDRINFOEXW * pAddrInfoEx)) { free_list(pAddrInfoEx); }
EXPORT(ws2_32, void, FreeAddrInfoEx, (ADDRINFOEXA * pAddrInfoEx)) { free_list(pAddrInfoEx); }

EXPORT(ws2_32, INT, GetAddrInfoExW,
       (LPCWSTR pName, LPCWSTR pServiceName, DWORD dwNameSpace, GUID* lpNspId,
        const ADDRINFOEXW* hints, ADDRINFOEXW** ppResult, const void* timeout,
        WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine, HANDLE* lpHandle)) {
  if (!lpOverlapped) return look_up(pName, pServiceName, hints, ppResult);
  if (!is_started()) return WSANOTINITIALISED;
  if (!ppResult || (lpCompletionRoutine && lpOverlapped->hEvent))
    return fail_wsa(WSAEINVAL), WSAEINVAL;
  *ppResult = nullptr;
  auto lookup = std::make_unique<PendingLookup>();
  lookup->has_node = pName != nullptr;
  lookup->has_service = pServiceName != nullptr;
  lookup->node = view_of(pName);
  lookup->service = view_of(pServiceName);
  if (hints)
    lookup->hints = {hints->ai_flags, hints->ai_family, hints->ai_socktype, hints->ai_protocol};
  lookup->result = ppResult;
  lookup->overlapped = lpOverlapped;
  lookup->routine = lpCompletionRoutine;
  if (lpOverlapped->hEvent) {
    auto event = object_of<Event>(lpOverlapped->hEvent);
    if (!event) return fail_wsa(WSA_INVALID_HANDLE), WSA_INVALID_HANDLE;
    lookup->event = *event;
    (*event)->reset();
  }
  lpOverlapped->Internal = WSAEINPROGRESS;
  ThreadStart start;
  start.routine = reinterpret_cast<PVOID>(look_up_later);
  start.parameter = lookup.get();
  if (!create_thread(start)) return fail_wsa(WSA_NOT_ENOUGH_MEMORY), WSA_NOT_ENOUGH_MEMORY;
  lookup.release();
  if (lpHandle) *lpHandle = lpOverlapped;
  return fail_wsa(WSA_IO_PENDING), WSA_IO_PENDING;
}

EXPORT(ws2_32, INT, GetAddrInfoExA,
       (LPCSTR pName, LPCSTR pServiceName, DWORD dwNameSpace, GUID* lpNspId,
        const ADDRINFOEXA* hints, ADDRINFOEXA** ppResult, const void* timeout,
        WSAOVERLAPPED* lpOverlapped, CompletionRoutine lpCompletionRoutine, HANDLE* lpHandle)) {
  // The ANSI form knows no asynchronous lookups.
  if (lpOverlapped || lpCompletionRoutine) return fail_wsa(WSAEINVAL), WSAEINVAL;
  const Wide node(pName), service(pServiceName);
  return look_up(node.get(), service.get(), hints, ppResult);
}

EXPORT(ws2_32, INT, GetAddrInfoExOverlappedResult, (WSAOVERLAPPED * lpOverlapped)) {
  if (!lpOverlapped) return WSAEINVAL;
  return static_cast<INT>(__atomic_load_n(&lpOverlapped->Internal, __ATOMIC_ACQUIRE));
}

// The host's resolver cannot be interrupted: the lookup ends by itself.
EXPORT(ws2_32, INT, GetAddrInfoExCancel, (HANDLE * lpHandle)) {
  return lpHandle && *lpHandle ? 0 : WSA_INVALID_HANDLE;
}

EXPORT(ws2_32, INT, SetAddrInfoExW,
       (LPCWSTR pName, LPCWSTR pServiceName, void* pAddresses, DWORD dwAddressCount, void* lpBlob,
        DWORD dwFlags, DWORD dwNameSpace, GUID* lpNspId, void* timeout, WSAOVERLAPPED* lpOverlapped,
        CompletionRoutine lpCompletionRoutine, HANDLE* lpNameHandle)) {
  return fail_wsa(WSASERVICE_NOT_FOUND), WSASERVICE_NOT_FOUND;
}
ALSO(ws2_32, SetAddrInfoExA, "ws2_32.SetAddrInfoExW");

EXPORT(ws2_32, int, GetHostNameW, (LPWSTR name, int namelen)) {
  if (!is_started()) return SOCKET_ERROR;
  const std::u16string host = host_name();
  if (!name || namelen <= static_cast<int>(host.size())) return fail_wsa(WSAEFAULT);
  std::memcpy(name, host.c_str(), (host.size() + 1) * sizeof(WCHAR));
  return 0;
}

EXPORT(ws2_32, int, gethostname, (char* name, int namelen)) {
  if (!is_started()) return SOCKET_ERROR;
  const std::string host = to_ansi(host_name());
  if (!name || namelen <= static_cast<int>(host.size())) return fail_wsa(WSAEFAULT);
  std::memcpy(name, host.c_str(), host.size() + 1);
  return 0;
}
ORDINAL(ws2_32, gethostname, 57);

}  // namespace mimic::win::ws2_32
