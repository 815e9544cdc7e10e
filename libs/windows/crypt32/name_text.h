// Distinguished names as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/windows/core/certificate.h"
#include "libs/windows/crypt32/types.h"

namespace mimic::win::crypt32 {

// `style` is CERT_SIMPLE_NAME_STR and so on with its flags.
std::u16string name_text(ByteView name, DWORD style);
// The values of an attribute in a name.
std::vector<std::u16string> attribute_texts(ByteView name, std::string_view oid);
// The encoded name that a text stands for; nothing where it is badly spelled.
std::optional<ByteVector> encode_name_text(std::u16string_view text, DWORD style);

}  // namespace mimic::win::crypt32
