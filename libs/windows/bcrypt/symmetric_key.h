// Encryption by symmetric keys, behind BCryptEncrypt and BCryptDecrypt.
#pragma once

#include "libs/windows/bcrypt/objects.h"

namespace mimic::win::bcrypt {

struct CipherCall {
  bool encrypt;
  const UCHAR* input;
  ULONG input_size;
  void* padding_info;
  UCHAR* iv;
  ULONG iv_size;
  UCHAR* output;
  ULONG output_size;
  ULONG* result;
  ULONG flags;
};
NTSTATUS run_symmetric(Key& key, const CipherCall& call);
NTSTATUS export_symmetric(const Key& key, std::u16string_view type, UCHAR* output, ULONG size,
                          ULONG* result);

}  // namespace mimic::win::bcrypt
