// Providers of algorithms, random numbers, and the properties of all objects.
#include <algorithm>
#include <cstring>
#include <string>

#include "abi/windows/security_status.h"
#include "libs/windows/bcrypt/objects.h"
#include "libs/windows/core/heap.h"
#include "libs/windows/core/random.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::bcrypt {

namespace {

constexpr ULONG BCRYPT_ALG_HANDLE_HMAC_FLAG = 8, BCRYPT_USE_SYSTEM_PREFERRED_RNG = 2;

constexpr struct {
  std::u16string_view name;
  Mode mode;
} kModes[] = {{u"ChainingModeN/A", Mode::kNone}, {u"ChainingModeCBC", Mode::kCbc},
              {u"ChainingModeECB", Mode::kEcb},  {u"ChainingModeCFB", Mode::kCfb},
              {u"ChainingModeGCM", Mode::kGcm},  {u"ChainingModeCCM", Mode::kCcm}};
constexpr struct {
  std::u16string_view name;
  unsigned bits;
} kCurves[] = {{u"nistP256", 256},  {u"nistP384", 384},  {u"nistP521", 521},
               {u"secP256r1", 256}, {u"secP384r1", 384}, {u"secP521r1", 521}};

// The interface that an algorithm belongs to (BCRYPT_…_INTERFACE); its operation is 1 << (this -
// 1).
DWORD interface_of(Kind kind) {
  switch (kind) {
    case Kind::kHash:
      return 2;
    case Kind::kRandom:
      return 6;
    case Kind::kRsa:
      return 3;
    case Kind::kAgreeCurve:
      return 4;
    case Kind::kSignCurve:
      return 5;
    case Kind::kDerive:
      return 7;
    default:
      return 1;
  }
}

struct Lengths {
  ULONG least, most, step;
};
Lengths key_lengths(const Algorithm& algorithm) {
  switch (algorithm.kind) {
    case Kind::kAes:
      return {128, 256, 64};
    case Kind::kTripleDes:
      return {algorithm.size * 8, algorithm.size * 8, 0};
    case Kind::kRc4:
      return {8, 512, 8};
    case Kind::kRsa:
      return {512, 16384, 64};
    case Kind::kDerive:
      return {0, 0x4000000, 8};
    default:
      return {algorithm.size, algorithm.size, 0};
  }
}

// What there is to say of an object, whichever it is.
struct Subject {
  const Algorithm* algorithm = nullptr;
  const Key* key = nullptr;
  Mode mode = Mode::kNone;
};

template <class T>
NTSTATUS give_value(const T& value, UCHAR* buffer, ULONG size, ULONG* written) {
  return give({reinterpret_cast<const uint8_t*>(&value), sizeof value}, buffer, size, written);
}
NTSTATUS give_text(std::u16string_view text, UCHAR* buffer, ULONG size, ULONG* written) {
  const std::u16string copy(text);
  return give({reinterpret_cast<const uint8_t*>(copy.c_str()), (copy.size() + 1) * sizeof(WCHAR)},
              buffer, size, written);
}

NTSTATUS property_of(const Subject& subject, std::u16string_view name, UCHAR* buffer, ULONG size,
                     ULONG* written) {
  const Algorithm& algorithm = *subject.algorithm;
  const auto number = [&](ULONG value) { return give_value(value, buffer, size, written); };
  const bool hash = algorithm.kind == Kind::kHash,
             block_cipher = algorithm.kind == Kind::kAes || algorithm.kind == Kind::kTripleDes,
             cipher = block_cipher || algorithm.kind == Kind::kRc4,
             pair = algorithm.kind == Kind::kRsa || algorithm.kind == Kind::kSignCurve ||
                    algorithm.kind == Kind::kAgreeCurve;
  if (name == u"AlgorithmName") return give_text(algorithm.name, buffer, size, written);
  if (name == u"ProviderHandle") return STATUS_NOT_SUPPORTED;
  if (name == u"PrimitiveType") return number(interface_of(algorithm.kind));
  if (name == u"ObjectLength" && !pair)
    return number(hash ? sizeof(Hash) : cipher ? sizeof(Key) : 0);
  if (name == u"HashDigestLength" && hash) return number(algorithm.size);
  if (name == u"HashBlockLength" && hash) return number(algorithm.block);
  if (name == u"BlockLength" && cipher) return number(algorithm.block);
  if (name == u"ChainingMode" && cipher) {
    for (const auto& mode : kModes)
      if (mode.mode == subject.mode) return give_text(mode.name, buffer, size, written);
  }
  if (name == u"KeyLengths" && !hash && algorithm.kind != Kind::kRandom)
    return give_value(key_lengths(algorithm), buffer, size, written);
  if (name == u"AuthTagLength" && algorithm.kind == Kind::kAes &&
      (subject.mode == Mode::kGcm || subject.mode == Mode::kCcm))
    return give_value(subject.mode == Mode::kGcm ? Lengths{12, 16, 1} : Lengths{4, 16, 2}, buffer,
                      size, written);
  if (name == u"PaddingSchemes" && algorithm.kind == Kind::kRsa) {
    constexpr ULONG kAll = 0x1f;
    return number(kAll);
  }
  if (!subject.key) return STATUS_NOT_SUPPORTED;
  const Key& key = *subject.key;
  if (name == u"KeyLength" || name == u"KeyStrength")
    return number(pair ? key.bits : static_cast<ULONG>(key.secret.size() * 8));
  if (name == u"PublicKeyLength" && pair) return number(key.bits);
  if (name == u"MessageBlockLength" && cipher) return number(key.message_block);
  if (name == u"IV" && block_cipher) return give(key.iv, buffer, size, written);
  if (name == u"SignatureLength" && pair)
    return number(algorithm.kind == Kind::kRsa ? (key.bits + 7) / 8 : (key.bits + 7) / 8 * 2);
  if (name == u"ECCCurveName" && pair)
    for (const auto& curve : kCurves)
      if (curve.bits == key.bits) return give_text(curve.name, buffer, size, written);
  return STATUS_NOT_SUPPORTED;
}

std::u16string_view text_of(const UCHAR* input, ULONG size) {
  std::u16string_view text(reinterpret_cast<const WCHAR*>(input), size / sizeof(WCHAR));
  return text.substr(0, text.find(u'\0'));
}

NTSTATUS set_mode(const Algorithm& algorithm, std::u16string_view name, Mode& mode) {
  for (const auto& each : kModes) {
    if (!equal_ignoring_case(each.name, name)) continue;
    const bool authenticated = each.mode == Mode::kGcm || each.mode == Mode::kCcm;
    if (algorithm.kind != Kind::kAes && (algorithm.kind != Kind::kTripleDes || authenticated))
      return STATUS_NOT_SUPPORTED;
    mode = each.mode;
    return STATUS_SUCCESS;
  }
  return STATUS_INVALID_PARAMETER;
}

bool set_curve(std::u16string_view name, unsigned& bits) {
  for (const auto& curve : kCurves) {
    if (!equal_ignoring_case(curve.name, name)) continue;
    bits = curve.bits;
    return true;
  }
  return false;
}

}  // namespace

EXPORT(bcrypt, NTSTATUS, BCryptGenRandom,
       (HANDLE hAlgorithm, UCHAR* pbBuffer, ULONG cbBuffer, ULONG dwFlags)) {
  if (!hAlgorithm) {
    if (!(dwFlags & BCRYPT_USE_SYSTEM_PREFERRED_RNG)) return STATUS_INVALID_HANDLE;
  } else {
    Provider provider;
    if (!provider_of(hAlgorithm, provider) || provider.algorithm->kind != Kind::kRandom)
      return STATUS_INVALID_HANDLE;
  }
  if (!pbBuffer) return STATUS_INVALID_PARAMETER;
  return fill_random(pbBuffer, cbBuffer) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

EXPORT(bcrypt, NTSTATUS, BCryptOpenAlgorithmProvider,
       (HANDLE * phAlgorithm, LPCWSTR pszAlgId, LPCWSTR pszImplementation, ULONG dwFlags)) {
  if (!phAlgorithm || !pszAlgId) return STATUS_INVALID_PARAMETER;
  const Algorithm* algorithm = find_algorithm(view_of(pszAlgId));
  if (!algorithm) return STATUS_NOT_FOUND;
  const bool hmac = dwFlags & BCRYPT_ALG_HANDLE_HMAC_FLAG;
  if (hmac && algorithm->kind != Kind::kHash) return STATUS_INVALID_PARAMETER;
  auto* provider = new Provider;
  provider->algorithm = algorithm;
  provider->hmac = hmac;
  if (algorithm->kind == Kind::kRc4) provider->mode = Mode::kNone;
  *phAlgorithm = provider;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptCloseAlgorithmProvider, (HANDLE hAlgorithm, ULONG dwFlags)) {
  auto* provider = object_at<Provider>(hAlgorithm, kProviderMark);
  if (!provider) return STATUS_INVALID_HANDLE;
  provider->mark = 0;
  delete provider;
  return STATUS_SUCCESS;
}

EXPORT(bcrypt, NTSTATUS, BCryptGetProperty,
       (HANDLE hObject, LPCWSTR pszProperty, UCHAR* pbOutput, ULONG cbOutput, ULONG* pcbResult,
        ULONG dwFlags)) {
  if (!pszProperty || !pcbResult) return STATUS_INVALID_PARAMETER;
  Subject subject;
  Provider provider;
  if (provider_of(hObject, provider)) {
    subject.algorithm = provider.algorithm;
    subject.mode = provider.mode;
  } else if (const auto* hash = object_at<Hash>(hObject, kHashMark)) {
    subject.algorithm = hash->algorithm;
  } else if (const auto* key = object_at<Key>(hObject, kKeyMark)) {
    subject = {key->algorithm, key, key->mode};
  } else {
    return STATUS_INVALID_HANDLE;
  }
  return property_of(subject, view_of(pszProperty), pbOutput, cbOutput, pcbResult);
}

EXPORT(bcrypt, NTSTATUS, BCryptSetProperty,
       (HANDLE hObject, LPCWSTR pszProperty, const UCHAR* pbInput, ULONG cbInput, ULONG dwFlags)) {
  auto* provider = object_at<Provider>(hObject, kProviderMark);
  auto* key = object_at<Key>(hObject, kKeyMark);
  if (!provider && !key) return STATUS_INVALID_HANDLE;
  if (!pszProperty || !pbInput) return STATUS_INVALID_PARAMETER;
  const auto name = view_of(pszProperty);
  const Algorithm& algorithm = provider ? *provider->algorithm : *key->algorithm;
  if (name == u"ChainingMode")
    return set_mode(algorithm, text_of(pbInput, cbInput), provider ? provider->mode : key->mode);
  if (name == u"ECCCurveName" && !algorithm.size &&
      (algorithm.kind == Kind::kSignCurve || algorithm.kind == Kind::kAgreeCurve))
    return set_curve(text_of(pbInput, cbInput), provider ? provider->curve : key->bits)
               ? STATUS_SUCCESS
               : STATUS_NOT_FOUND;
  if (!key) return STATUS_NOT_SUPPORTED;
  ULONG number = 0;
  std::memcpy(&number, pbInput, std::min<size_t>(cbInput, sizeof number));
  if (name == u"MessageBlockLength" && key->mode == Mode::kCfb) {
    if (number != 1 && number != algorithm.block) return STATUS_INVALID_PARAMETER;
    key->message_block = number;
    return STATUS_SUCCESS;
  }
  if (name == u"IV" && cbInput == algorithm.block) {
    key->iv.assign(pbInput, pbInput + cbInput);
    return STATUS_SUCCESS;
  }
  if (name == u"KeyLength" && algorithm.kind == Kind::kRsa && !key->pair) {
    key->bits = number;
    return STATUS_SUCCESS;
  }
  return STATUS_NOT_SUPPORTED;
}

EXPORT(bcrypt, void, BCryptFreeBuffer, (void* pvBuffer)) { heap_free(pvBuffer); }

EXPORT(bcrypt, NTSTATUS, BCryptGetFipsAlgorithmMode, (BOOLEAN * pfEnabled)) {
  *pfEnabled = FALSE;
  return STATUS_SUCCESS;
}

}  // namespace mimic::win::bcrypt
