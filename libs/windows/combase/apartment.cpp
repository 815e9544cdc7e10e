#include "libs/windows/combase/apartment.h"

#include <atomic>

#include "abi/windows/teb.h"
#include "libs/windows/combase/com.h"
#include "libs/windows/combase/guid.h"
#include "libs/windows/exports/export.h"

namespace mimic::win {
namespace {

enum class Model : uint8_t { kNone, kSingle, kMultiple };

struct ThreadState {
  unsigned initialised = 0;
  Model model = Model::kNone;
};
constinit thread_local ThreadState t_state;

constinit std::atomic<int> g_multithreaded{0};     // threads and CoIncrementMTAUsage
constinit std::atomic<DWORD> g_main_apartment{0};  // the thread that made the first single one

constexpr DWORD COINIT_APARTMENTTHREADED = 2;

HRESULT enter(Model model) {
  ThreadState& state = t_state;
  if (state.initialised) {
    if (state.model != model) return RPC_E_CHANGED_MODE;
    ++state.initialised;
    return S_FALSE;
  }
  state = {1, model};
  if (model == Model::kMultiple) {
    ++g_multithreaded;
  } else {
    DWORD none = 0;
    g_main_apartment.compare_exchange_strong(
        none, static_cast<DWORD>(current_teb()->ClientId.UniqueThread));
  }
  return S_OK;
}

void leave() {
  ThreadState& state = t_state;
  if (!state.initialised || --state.initialised) return;
  if (state.model == Model::kMultiple) {
    --g_multithreaded;
  } else {
    DWORD self = static_cast<DWORD>(current_teb()->ClientId.UniqueThread);
    g_main_apartment.compare_exchange_strong(self, 0);
  }
  state.model = Model::kNone;
}

}  // namespace

bool is_com_usable() { return t_state.initialised || g_multithreaded; }

namespace combase {

EXPORT(combase, HRESULT, CoInitializeEx, (PVOID pvReserved, DWORD dwCoInit)) {
  if (pvReserved || dwCoInit & ~0xFu) return E_INVALIDARG;
  return enter(dwCoInit & COINIT_APARTMENTTHREADED ? Model::kSingle : Model::kMultiple);
}
EXPORT(combase, HRESULT, CoInitialize, (PVOID pvReserved)) {
  return CoInitializeEx(pvReserved, COINIT_APARTMENTTHREADED);
}
EXPORT(combase, void, CoUninitialize, ()) { leave(); }

EXPORT(combase, HRESULT, CoIncrementMTAUsage, (PVOID * pCookie)) {
  if (!pCookie) return E_INVALIDARG;
  ++g_multithreaded;
  *pCookie = &g_multithreaded;
  return S_OK;
}
EXPORT(combase, HRESULT, CoDecrementMTAUsage, (PVOID Cookie)) {
  if (Cookie != &g_multithreaded) return E_INVALIDARG;
  --g_multithreaded;
  return S_OK;
}

EXPORT(combase, HRESULT, CoGetApartmentType, (int* pAptType, int* pAptQualifier)) {
  enum { kCurrent = -1, kSingle = 0, kMultiple = 1, kMainSingle = 3 };
  enum { kNoQualifier = 0, kImplicitMultiple = 1 };
  if (!pAptType || !pAptQualifier) return E_INVALIDARG;
  *pAptQualifier = kNoQualifier;
  switch (t_state.model) {
    case Model::kSingle:
      *pAptType = g_main_apartment == current_teb()->ClientId.UniqueThread ? kMainSingle : kSingle;
      return S_OK;
    case Model::kMultiple:
      *pAptType = kMultiple;
      return S_OK;
    case Model::kNone:
      break;
  }
  if (!g_multithreaded) {
    *pAptType = kCurrent;
    return CO_E_NOTINITIALIZED;
  }
  *pAptType = kMultiple;
  *pAptQualifier = kImplicitMultiple;
  return S_OK;
}

EXPORT(combase, HRESULT, CoGetCurrentLogicalThreadId, (GUID * pguid)) {
  if (!pguid) return E_INVALIDARG;
  static constinit thread_local GUID t_id = {};
  if (t_id == GUID_NULL) t_id = make_guid();
  *pguid = t_id;
  return S_OK;
}
EXPORT(combase, DWORD, CoGetCurrentProcess, ()) {
  return static_cast<DWORD>(current_teb()->ClientId.UniqueThread);
}
EXPORT(combase, HRESULT, CoGetCallerTID, (DWORD * lpdwTID)) {
  if (!lpdwTID) return E_INVALIDARG;
  *lpdwTID = 0;
  return S_FALSE;
}
// No context but an apartment's own: the token names the thread's.
EXPORT(combase, HRESULT, CoGetContextToken, (ULONG_PTR * pToken)) {
  if (!pToken) return E_POINTER;
  if (!is_com_usable()) return CO_E_NOTINITIALIZED;
  *pToken = reinterpret_cast<ULONG_PTR>(&t_state);
  return S_OK;
}

// The Windows Runtime initialises the same apartments: single-threaded 0, multithreaded 1.
EXPORT(combase, HRESULT, RoInitialize, (int initType)) {
  if (initType != 0 && initType != 1) return E_INVALIDARG;
  return enter(initType == 0 ? Model::kSingle : Model::kMultiple);
}
EXPORT(combase, void, RoUninitialize, ()) { leave(); }

}  // namespace combase
}  // namespace mimic::win
