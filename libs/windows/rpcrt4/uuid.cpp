// UUIDs and their texts.
#include <cstring>

#include "libs/windows/combase/guid.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::rpcrt4 {
namespace {

using RPC_STATUS = LONG;
constexpr RPC_STATUS RPC_S_OK = 0, RPC_S_OUT_OF_MEMORY = 14, RPC_S_INVALID_STRING_UUID = 1705;

template <class Char, class Text>
RPC_STATUS give(const Text& text, Char** out) {
  auto* copy = static_cast<Char*>(heap_allocate((text.size() + 1) * sizeof(Char)));
  if (!copy) return RPC_S_OUT_OF_MEMORY;
  std::memcpy(copy, text.c_str(), (text.size() + 1) * sizeof(Char));
  *out = copy;
  return RPC_S_OK;
}
RPC_STATUS parse(std::u16string_view text, GUID* uuid) {
  const auto parsed = parse_guid(text);
  if (!parsed) return RPC_S_INVALID_STRING_UUID;
  *uuid = *parsed;
  return RPC_S_OK;
}
GUID or_nil(const GUID* uuid) { return uuid ? *uuid : GUID{}; }
int compare(const GUID& a, const GUID& b) {
  if (a.Data1 != b.Data1) return a.Data1 < b.Data1 ? -1 : 1;
  if (a.Data2 != b.Data2) return a.Data2 < b.Data2 ? -1 : 1;
  if (a.Data3 != b.Data3) return a.Data3 < b.Data3 ? -1 : 1;
  const int order = std::memcmp(a.Data4, b.Data4, sizeof a.Data4);
  return order < 0 ? -1 : order > 0;
}

}  // namespace

EXPORT(rpcrt4, RPC_STATUS, UuidCreate, (GUID * Uuid)) {
  *Uuid = make_guid();
  return RPC_S_OK;
}
EXPORT_PARTIAL("random, with no time and address in it", rpcrt4, RPC_STATUS, UuidCreateSequential,
               (GUID * Uuid)) {
  *Uuid = make_guid();
  return RPC_S_OK;
}
EXPORT(rpcrt4, RPC_STATUS, UuidCreateNil, (GUID * NilUuid)) {
  *NilUuid = {};
  return RPC_S_OK;
}
EXPORT(rpcrt4, RPC_STATUS, UuidToStringW, (const GUID* Uuid, LPWSTR* StringUuid)) {
  return give(guid_text(or_nil(Uuid), false), StringUuid);
}
EXPORT(rpcrt4, RPC_STATUS, UuidToStringA, (const GUID* Uuid, LPSTR* StringUuid)) {
  return give(to_utf8(guid_text(or_nil(Uuid), false)), StringUuid);
}
EXPORT(rpcrt4, RPC_STATUS, UuidFromStringW, (LPCWSTR StringUuid, GUID* Uuid)) {
  if (StringUuid) return parse(view_of(StringUuid), Uuid);
  *Uuid = {};
  return RPC_S_OK;
}
EXPORT(rpcrt4, RPC_STATUS, UuidFromStringA, (LPCSTR StringUuid, GUID* Uuid)) {
  if (StringUuid) return parse(from_ansi(StringUuid), Uuid);
  *Uuid = {};
  return RPC_S_OK;
}
EXPORT(rpcrt4, RPC_STATUS, RpcStringFreeW, (LPWSTR * String)) {
  heap_free(*String);
  *String = nullptr;
  return RPC_S_OK;
}
EXPORT(rpcrt4, RPC_STATUS, RpcStringFreeA, (LPSTR * String)) {
  heap_free(*String);
  *String = nullptr;
  return RPC_S_OK;
}
EXPORT(rpcrt4, int, UuidCompare, (const GUID* Uuid1, const GUID* Uuid2, RPC_STATUS* Status)) {
  if (Status) *Status = RPC_S_OK;
  return compare(or_nil(Uuid1), or_nil(Uuid2));
}
EXPORT(rpcrt4, int, UuidEqual, (const GUID* Uuid1, const GUID* Uuid2, RPC_STATUS* Status)) {
  return UuidCompare(Uuid1, Uuid2, Status) == 0;
}
EXPORT(rpcrt4, int, UuidIsNil, (const GUID* Uuid, RPC_STATUS* Status)) {
  return UuidCompare(Uuid, nullptr, Status) == 0;
}
// A checksum of the bytes as Fletcher's.
EXPORT(rpcrt4, USHORT, UuidHash, (const GUID* Uuid, RPC_STATUS* Status)) {
  const GUID uuid = or_nil(Uuid);
  uint8_t bytes[sizeof uuid];
  std::memcpy(bytes, &uuid, sizeof bytes);
  int16_t sum = 0, sums = 0;
  for (const uint8_t byte : bytes) sums = static_cast<int16_t>(sums + (sum += byte));
  int x = -sums % 255, y = (sums - sum) % 255;
  if (x < 0) x += 255;
  if (y < 0) y += 255;
  if (Status) *Status = RPC_S_OK;
  return static_cast<USHORT>(y * 256 + x);
}

}  // namespace mimic::win::rpcrt4
