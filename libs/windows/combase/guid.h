// GUIDs as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "abi/windows/types.h"

namespace mimic::win {

inline constexpr size_t kGuidLength = 36;  // without braces

// A random one (version 4).
GUID make_guid();
// "01234567-89AB-CDEF-0123-456789ABCDEF", in upper or lower case.
std::u16string guid_text(const GUID& guid, bool upper = true);
// The same form back; anything else is none.
std::optional<GUID> parse_guid(std::u16string_view text);
// With braces around it.
inline std::u16string braced_guid(const GUID& guid) { return u'{' + guid_text(guid) + u'}'; }
std::optional<GUID> parse_braced_guid(std::u16string_view text);

}  // namespace mimic::win
