// Sound devices, of which there are none, and what plays on them.
#include "libs/windows/exports/export.h"

namespace mimic::win::winmm {
namespace {

constexpr UINT MMSYSERR_BADDEVICEID = 2, MMSYSERR_NODRIVER = 6;
constexpr DWORD MCIERR_DEVICE_NOT_INSTALLED = 306;

}  // namespace

EXPORT(winmm, UINT, waveOutGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, waveInGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, midiOutGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, midiInGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, mixerGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, auxGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, joyGetNumDevs, ()) { return 0; }
EXPORT(winmm, UINT, waveOutOpen,
       (HANDLE * phwo, UINT uDeviceID, LPCVOID pwfx, DWORD_PTR dwCallback, DWORD_PTR dwInstance,
        DWORD fdwOpen)) {
  return MMSYSERR_BADDEVICEID;
}
EXPORT(winmm, UINT, waveOutGetDevCapsW, (UINT_PTR uDeviceID, PVOID pwoc, UINT cbwoc)) {
  return MMSYSERR_BADDEVICEID;
}
EXPORT(winmm, UINT, joyGetPosEx, (UINT uJoyID, PVOID pji)) { return MMSYSERR_NODRIVER; }
EXPORT(winmm, BOOL, PlaySoundW, (LPCWSTR pszSound, HMODULE hmod, DWORD fdwSound)) {
  return !pszSound;  // stopping what plays succeeds
}
EXPORT(winmm, BOOL, PlaySoundA, (LPCSTR pszSound, HMODULE hmod, DWORD fdwSound)) {
  return !pszSound;
}
EXPORT(winmm, BOOL, sndPlaySoundW, (LPCWSTR pszSound, UINT fuSound)) { return !pszSound; }
EXPORT(winmm, BOOL, sndPlaySoundA, (LPCSTR pszSound, UINT fuSound)) { return !pszSound; }
EXPORT(winmm, DWORD, mciSendStringW,
       (LPCWSTR lpszCommand, LPWSTR lpszReturnString, UINT cchReturn, HANDLE hwndCallback)) {
  if (lpszReturnString && cchReturn) *lpszReturnString = 0;
  return MCIERR_DEVICE_NOT_INSTALLED;
}
EXPORT(winmm, DWORD, mciSendStringA,
       (LPCSTR lpszCommand, LPSTR lpszReturnString, UINT cchReturn, HANDLE hwndCallback)) {
  if (lpszReturnString && cchReturn) *lpszReturnString = 0;
  return MCIERR_DEVICE_NOT_INSTALLED;
}
EXPORT(winmm, DWORD, mciSendCommandW,
       (UINT IDDevice, UINT uMsg, DWORD_PTR fdwCommand, DWORD_PTR dwParam)) {
  return MCIERR_DEVICE_NOT_INSTALLED;
}

}  // namespace mimic::win::winmm
