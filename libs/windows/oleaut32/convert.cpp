#include "libs/windows/oleaut32/convert.h"

#include <cmath>
#include <cstring>
#include <limits>

#include "libs/windows/core/text.h"

namespace mimic::win::oleaut32 {
namespace {

constexpr double kFirstDate = -657435, kLastDate = 2958466;  // years 100 to 9999, exclusive

template <class T>
T load(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
template <class T>
HRESULT store_whole(const Number& number, void* to) {
  const auto value = whole(number);
  if (!value || *value < std::numeric_limits<T>::min() || *value > std::numeric_limits<T>::max())
    return DISP_E_OVERFLOW;
  const auto narrow = static_cast<T>(*value);
  std::memcpy(to, &narrow, sizeof narrow);
  return S_OK;
}

HRESULT store_text(std::u16string_view text, void* to) {
  const BSTR string = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
  if (!string) return E_OUTOFMEMORY;
  std::memcpy(to, &string, sizeof string);
  return S_OK;
}

}  // namespace

HRESULT to_number(VARTYPE type, const void* from, Number* number) {
  switch (type) {
    case VT_EMPTY:
      *number = exact(0);
      return S_OK;
    case VT_I1:
      *number = exact(load<int8_t>(from));
      return S_OK;
    case VT_UI1:
      *number = exact(load<uint8_t>(from));
      return S_OK;
    case VT_I2:
    case VT_BOOL:
      *number = exact(load<int16_t>(from));
      return S_OK;
    case VT_UI2:
      *number = exact(load<uint16_t>(from));
      return S_OK;
    case VT_I4:
    case VT_INT:
      *number = exact(load<int32_t>(from));
      return S_OK;
    case VT_UI4:
    case VT_UINT:
      *number = exact(load<uint32_t>(from));
      return S_OK;
    case VT_I8:
      *number = exact(load<int64_t>(from));
      return S_OK;
    case VT_UI8:
      *number = exact(load<uint64_t>(from));
      return S_OK;
    case VT_R4:
      *number = inexact(load<float>(from), 7);
      return S_OK;
    case VT_R8:
    case VT_DATE:
      *number = inexact(load<double>(from));
      return S_OK;
    case VT_CY:
      *number = exact(load<int64_t>(from), 4);
      return S_OK;
    case VT_DECIMAL:
      *number = number_of(load<DECIMAL>(from));
      return S_OK;
    case VT_BSTR: {
      const BSTR string = load<BSTR>(from);
      const auto parsed = parse_number({string, SysStringLen(string)});
      if (!parsed) return DISP_E_TYPEMISMATCH;
      *number = *parsed;
      return S_OK;
    }
    default:
      return DISP_E_TYPEMISMATCH;
  }
}

HRESULT from_number(VARTYPE type, const Number& number, void* to) {
  switch (type) {
    case VT_I1:
      return store_whole<int8_t>(number, to);
    case VT_UI1:
      return store_whole<uint8_t>(number, to);
    case VT_I2:
      return store_whole<int16_t>(number, to);
    case VT_UI2:
      return store_whole<uint16_t>(number, to);
    case VT_I4:
    case VT_INT:
      return store_whole<int32_t>(number, to);
    case VT_UI4:
    case VT_UINT:
      return store_whole<uint32_t>(number, to);
    case VT_I8:
      return store_whole<int64_t>(number, to);
    case VT_UI8:
      return store_whole<uint64_t>(number, to);
    case VT_R4: {
      const double value = real_of(number);
      if (std::fabs(value) > std::numeric_limits<float>::max()) return DISP_E_OVERFLOW;
      const auto narrow = static_cast<float>(value);
      std::memcpy(to, &narrow, sizeof narrow);
      return S_OK;
    }
    case VT_R8: {
      const double value = real_of(number);
      std::memcpy(to, &value, sizeof value);
      return S_OK;
    }
    case VT_DATE: {
      const double value = real_of(number);
      if (!(value > kFirstDate && value < kLastDate)) return DISP_E_OVERFLOW;
      std::memcpy(to, &value, sizeof value);
      return S_OK;
    }
    case VT_BOOL: {
      const VARIANT_BOOL value =
          (number.is_real ? number.real != 0 : number.mantissa != 0) ? VARIANT_TRUE : VARIANT_FALSE;
      std::memcpy(to, &value, sizeof value);
      return S_OK;
    }
    case VT_CY:
      return to_currency(number, static_cast<CY*>(to));
    case VT_DECIMAL:
      return to_decimal(number, static_cast<DECIMAL*>(to));
    case VT_BSTR:
      return store_text(text_of(number), to);
    default:
      return DISP_E_TYPEMISMATCH;
  }
}

HRESULT convert(VARTYPE from_type, const void* from, VARTYPE to_type, void* to,
                const ConversionOptions& options) {
  if (from_type == VT_BSTR && to_type == VT_BSTR)
    return copy_bstr(load<BSTR>(from), static_cast<BSTR*>(to));
  if (to_type == VT_BSTR) {
    if (from_type == VT_EMPTY) return store_text(u"", to);
    if (from_type == VT_DATE) {
      const auto date = load<DATE>(from);
      return date > kFirstDate && date < kLastDate ? store_text(date_text(date), to) : E_INVALIDARG;
    }
    if (from_type == VT_BOOL && !options.numeric_booleans)
      return store_text(load<VARIANT_BOOL>(from) ? u"True" : u"False", to);
  }
  if (from_type == VT_BSTR) {
    const BSTR string = load<BSTR>(from);
    const std::u16string_view text(string, SysStringLen(string));
    if (to_type == VT_BOOL) {
      for (const auto& [word, value] :
           {std::pair(u"True", VARIANT_TRUE), std::pair(u"#TRUE#", VARIANT_TRUE),
            std::pair(u"False", VARIANT_FALSE), std::pair(u"#FALSE#", VARIANT_FALSE)}) {
        if (!equal_ignoring_case(text, word)) continue;
        std::memcpy(to, &value, sizeof value);
        return S_OK;
      }
    }
    if (to_type == VT_DATE) {
      if (const auto date = parse_date(text)) {
        std::memcpy(to, &*date, sizeof *date);
        return S_OK;
      }
    }
  }
  Number number;
  const HRESULT result = to_number(from_type, from, &number);
  return result < 0 ? result : from_number(to_type, number, to);
}

}  // namespace mimic::win::oleaut32
