// RtlGenRandom and ProcessPrng.
#include "libs/windows/core/random.h"

#include "libs/windows/exports/export.h"

namespace mimic::win::cryptbase {

EXPORT(cryptbase, BOOLEAN, SystemFunction036, (PVOID RandomBuffer, ULONG RandomBufferLength)) {
  return fill_random(RandomBuffer, RandomBufferLength);
}

}  // namespace mimic::win::cryptbase

namespace mimic::win::advapi32 {

ALSO(advapi32, SystemFunction036, "cryptbase.SystemFunction036");

}  // namespace mimic::win::advapi32

namespace mimic::win::bcryptprimitives {

EXPORT(bcryptprimitives, BOOL, ProcessPrng, (BYTE * pbData, SIZE_T cbData)) {
  return fill_random(pbData, cbData);
}

}  // namespace mimic::win::bcryptprimitives
