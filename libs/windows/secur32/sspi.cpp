// SSPI without security packages: every call says so.
#include "libs/windows/exports/export.h"
#include "libs/windows/kernel32/result.h"

namespace mimic::win::secur32 {

using SECURITY_STATUS = LONG;

namespace {

constexpr SECURITY_STATUS SEC_E_OK = 0,
                          SEC_E_INVALID_HANDLE = static_cast<SECURITY_STATUS>(0x80090301),
                          SEC_E_SECPKG_NOT_FOUND = static_cast<SECURITY_STATUS>(0x80090305);

}  // namespace

EXPORT(secur32, SECURITY_STATUS, AcquireCredentialsHandleW,
       (LPCWSTR pszPrincipal, LPCWSTR pszPackage, ULONG fCredentialUse, PVOID pvLogonId,
        PVOID pAuthData, PVOID pGetKeyFn, PVOID pvGetKeyArgument, PVOID phCredential,
        LARGE_INTEGER* ptsExpiry)) {
  return SEC_E_SECPKG_NOT_FOUND;
}
EXPORT(secur32, SECURITY_STATUS, AcquireCredentialsHandleA,
       (LPCSTR pszPrincipal, LPCSTR pszPackage, ULONG fCredentialUse, PVOID pvLogonId,
        PVOID pAuthData, PVOID pGetKeyFn, PVOID pvGetKeyArgument, PVOID phCredential,
        LARGE_INTEGER* ptsExpiry)) {
  return SEC_E_SECPKG_NOT_FOUND;
}
EXPORT(secur32, SECURITY_STATUS, FreeCredentialsHandle, (PVOID phCredential)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, InitializeSecurityContextW,
       (PVOID phCredential, PVOID phContext, LPCWSTR pszTargetName, ULONG fContextReq,
        ULONG Reserved1, ULONG TargetDataRep, PVOID pInput, ULONG Reserved2, PVOID phNewContext,
        PVOID pOutput, ULONG* pfContextAttr, LARGE_INTEGER* ptsExpiry)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, InitializeSecurityContextA,
       (PVOID phCredential, PVOID phContext, LPCSTR pszTargetName, ULONG fContextReq,
        ULONG Reserved1, ULONG TargetDataRep, PVOID pInput, ULONG Reserved2, PVOID phNewContext,
        PVOID pOutput, ULONG* pfContextAttr, LARGE_INTEGER* ptsExpiry)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, AcceptSecurityContext,
       (PVOID phCredential, PVOID phContext, PVOID pInput, ULONG fContextReq, ULONG TargetDataRep,
        PVOID phNewContext, PVOID pOutput, ULONG* pfContextAttr, LARGE_INTEGER* ptsExpiry)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, CompleteAuthToken, (PVOID phContext, PVOID pToken)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, DeleteSecurityContext, (PVOID phContext)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, ApplyControlToken, (PVOID phContext, PVOID pInput)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, QueryContextAttributesW,
       (PVOID phContext, ULONG ulAttribute, PVOID pBuffer)) {
  return SEC_E_INVALID_HANDLE;
}
ALSO(secur32, QueryContextAttributesA, "secur32.QueryContextAttributesW");
EXPORT(secur32, SECURITY_STATUS, QuerySecurityContextToken, (PVOID phContext, HANDLE* Token)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, ImpersonateSecurityContext, (PVOID phContext)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, RevertSecurityContext, (PVOID phContext)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, MakeSignature,
       (PVOID phContext, ULONG fQOP, PVOID pMessage, ULONG MessageSeqNo)) {
  return SEC_E_INVALID_HANDLE;
}
EXPORT(secur32, SECURITY_STATUS, VerifySignature,
       (PVOID phContext, PVOID pMessage, ULONG MessageSeqNo, ULONG* pfQOP)) {
  return SEC_E_INVALID_HANDLE;
}
ALSO(secur32, EncryptMessage, "secur32.MakeSignature");
ALSO(secur32, DecryptMessage, "secur32.VerifySignature");
EXPORT(secur32, SECURITY_STATUS, FreeContextBuffer, (PVOID pvContextBuffer)) { return SEC_E_OK; }
EXPORT(secur32, SECURITY_STATUS, EnumerateSecurityPackagesW,
       (ULONG * pcPackages, PVOID* ppPackageInfo)) {
  *pcPackages = 0;
  *ppPackageInfo = nullptr;
  return SEC_E_OK;
}
ALSO(secur32, EnumerateSecurityPackagesA, "secur32.EnumerateSecurityPackagesW");
EXPORT(secur32, SECURITY_STATUS, QuerySecurityPackageInfoW,
       (LPCWSTR pszPackageName, PVOID* ppPackageInfo)) {
  return SEC_E_SECPKG_NOT_FOUND;
}
EXPORT(secur32, SECURITY_STATUS, QuerySecurityPackageInfoA,
       (LPCSTR pszPackageName, PVOID* ppPackageInfo)) {
  return SEC_E_SECPKG_NOT_FOUND;
}

namespace {

// SECURITY_FUNCTION_TABLE of version 1, in the order of its members.
struct FunctionTable {
  ULONG dwVersion;
  const void* functions[27];
};

template <bool wide>
FunctionTable* function_table() {
  const auto pick = [](auto* w, auto* a) {
    return wide ? reinterpret_cast<const void*>(w) : reinterpret_cast<const void*>(a);
  };
  const auto one = [](auto* function) { return reinterpret_cast<const void*>(function); };
  static FunctionTable table = {1,
                                {one(EnumerateSecurityPackagesW),
                                 nullptr,
                                 pick(AcquireCredentialsHandleW, AcquireCredentialsHandleA),
                                 one(FreeCredentialsHandle),
                                 nullptr,
                                 pick(InitializeSecurityContextW, InitializeSecurityContextA),
                                 one(AcceptSecurityContext),
                                 one(CompleteAuthToken),
                                 one(DeleteSecurityContext),
                                 one(ApplyControlToken),
                                 one(QueryContextAttributesW),
                                 one(ImpersonateSecurityContext),
                                 one(RevertSecurityContext),
                                 one(MakeSignature),
                                 one(VerifySignature),
                                 one(FreeContextBuffer),
                                 pick(QuerySecurityPackageInfoW, QuerySecurityPackageInfoA),
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 one(QuerySecurityContextToken),
                                 one(MakeSignature),
                                 one(VerifySignature)}};
  return &table;
}

}  // namespace

EXPORT(secur32, void*, InitSecurityInterfaceW, ()) { return function_table<true>(); }
EXPORT(secur32, void*, InitSecurityInterfaceA, ()) { return function_table<false>(); }

EXPORT(secur32, BOOLEAN, TranslateNameW,
       (LPCWSTR lpAccountName, ULONG AccountNameFormat, ULONG DesiredNameFormat,
        LPWSTR lpTranslatedName, ULONG* nSize)) {
  kernel32::fail_with(ERROR_NONE_MAPPED);
  return FALSE;
}
EXPORT(secur32, BOOLEAN, TranslateNameA,
       (LPCSTR lpAccountName, ULONG AccountNameFormat, ULONG DesiredNameFormat,
        LPSTR lpTranslatedName, ULONG* nSize)) {
  kernel32::fail_with(ERROR_NONE_MAPPED);
  return FALSE;
}

MIRROR(sspicli, "secur32");

}  // namespace mimic::win::secur32
