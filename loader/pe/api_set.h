// API sets: names of groups of functions that Windows resolves to the DLL that has them.
#pragma once

#include <optional>
#include <string_view>

namespace mimic::pe {

// Whether `name` is that of an API set (api-ms-…, ext-ms-…), in any case, with or without ".dll".
bool is_api_set(std::string_view name);

// The DLL (lower case, without ".dll") that implements the API set `name` on Windows 10 22H2, found
// by the longest known prefix; versions (-l1-2-3) are ignored unless a level has its own host.
// nullopt for an API set that is not known, and for what is not one.
std::optional<std::string_view> api_set_host(std::string_view name);

}  // namespace mimic::pe
