// Conversions between automation's types.
#pragma once

#include "libs/windows/oleaut32/number.h"

namespace mimic::win::oleaut32 {

struct ConversionOptions {
  LCID locale = 0x409;
  bool numeric_booleans = false;  // in text: -1 and 0 in place of True and False
};

// The value of a simple type as a number, from what lies at `from`. DISP_E_TYPEMISMATCH for what
// is none.
HRESULT to_number(VARTYPE type, const void* from, Number* number);
// Stores a number or text as a value of `type`; a string is made for VT_BSTR.
HRESULT from_number(VARTYPE type, const Number& number, void* to);
// Any simple type to any other.
HRESULT convert(VARTYPE from_type, const void* from, VARTYPE to_type, void* to,
                const ConversionOptions& options);

// Days since 1899-12-30 and back.
bool date_of(const SYSTEMTIME& time, DATE* date);
bool time_of(DATE date, SYSTEMTIME* time);
std::u16string date_text(DATE date);
std::optional<DATE> parse_date(std::u16string_view text);

}  // namespace mimic::win::oleaut32
