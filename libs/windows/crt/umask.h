// _umask: the permissions that new files do not get.
#pragma once

namespace mimic::win::crt {

extern int umask_bits;  // kS_IREAD | kS_IWRITE

}  // namespace mimic::win::crt
