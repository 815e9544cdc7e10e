#include "libs/windows/crt/os_error.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "libs/windows/crt/error.h"
#include "libs/windows/crt/os_files.h"

namespace mimic::win::crt {

constinit thread_local ULONG crt_doserrno = 0;

namespace {

struct Equivalent {
  uint16_t error;
  uint8_t number;
};

// As _dosmaperr is documented, by error.
constexpr Equivalent kEquivalents[] = {
    {1, kEINVAL},      {2, kENOENT},   {3, kENOENT},   {4, kEMFILE},    {5, kEACCES},
    {6, kEBADF},       {7, kENOMEM},   {8, kENOMEM},   {9, kENOMEM},    {10, kE2BIG},
    {11, kENOEXEC},    {12, kEINVAL},  {13, kEINVAL},  {15, kENOENT},   {16, kEACCES},
    {17, kEXDEV},      {18, kENOENT},  {33, kEACCES},  {53, kENOENT},   {65, kEACCES},
    {67, kENOENT},     {80, kEEXIST},  {82, kEACCES},  {83, kEACCES},   {87, kEINVAL},
    {89, kEAGAIN},     {108, kEACCES}, {109, kEPIPE},  {112, kENOSPC},  {114, kEBADF},
    {128, kECHILD},    {129, kECHILD}, {130, kEBADF},  {131, kEINVAL},  {132, kEACCES},
    {145, kENOTEMPTY}, {158, kEACCES}, {161, kENOENT}, {164, kEAGAIN},  {167, kEACCES},
    {183, kEEXIST},    {206, kENOENT}, {215, kEAGAIN}, {1113, kEILSEQ}, {1816, kENOMEM},
};

}  // namespace

int errno_of(DWORD error) {
  const auto* const found =
      std::lower_bound(std::begin(kEquivalents), std::end(kEquivalents), error,
                       [](const Equivalent& one, DWORD wanted) { return one.error < wanted; });
  if (found != std::end(kEquivalents) && found->error == error) return found->number;
  if (error >= 19 && error <= 36) return kEACCES;     // write protection to sharing buffers
  if (error >= 188 && error <= 202) return kENOEXEC;  // what makes an image unfit to run
  return kEINVAL;
}

int set_os_error(DWORD error) {
  crt_doserrno = error;
  return crt_errno = errno_of(error);
}

int set_last_error() { return set_os_error(kernel32::GetLastError()); }

}  // namespace mimic::win::crt
