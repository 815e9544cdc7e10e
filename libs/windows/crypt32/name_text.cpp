#include "libs/windows/crypt32/name_text.h"

#include <algorithm>

#include "libs/windows/core/text.h"

namespace mimic::win::crypt32 {

namespace {

constexpr DWORD CERT_SIMPLE_NAME_STR = 1, CERT_OID_NAME_STR = 2, kKind = 0xff,
                CERT_NAME_STR_REVERSE_FLAG = 0x02000000, CERT_NAME_STR_COMMA_FLAG = 0x04000000,
                CERT_NAME_STR_CRLF_FLAG = 0x08000000, CERT_NAME_STR_NO_QUOTING_FLAG = 0x10000000,
                CERT_NAME_STR_NO_PLUS_FLAG = 0x20000000, CERT_NAME_STR_SEMICOLON_FLAG = 0x40000000;

// The first of several with one identifier is what it is written as; all are read.
constexpr struct Key {
  std::string_view oid;
  std::u16string_view key;
} kKeys[] = {
    {"2.5.4.3", u"CN"},
    {"2.5.4.7", u"L"},
    {"2.5.4.10", u"O"},
    {"2.5.4.11", u"OU"},
    {"1.2.840.113549.1.9.1", u"E"},
    {"1.2.840.113549.1.9.1", u"Email"},
    {"2.5.4.6", u"C"},
    {"2.5.4.8", u"S"},
    {"2.5.4.8", u"ST"},
    {"2.5.4.9", u"STREET"},
    {"2.5.4.12", u"T"},
    {"2.5.4.12", u"Title"},
    {"2.5.4.42", u"G"},
    {"2.5.4.42", u"GivenName"},
    {"2.5.4.43", u"I"},
    {"2.5.4.43", u"Initials"},
    {"2.5.4.4", u"SN"},
    {"0.9.2342.19200300.100.1.25", u"DC"},
    {"2.5.4.13", u"Description"},
    {"2.5.4.5", u"SERIALNUMBER"},
    {"2.5.4.16", u"PostalAddress"},
    {"2.5.4.17", u"PostalCode"},
    {"2.5.4.18", u"POBox"},
    {"2.5.4.20", u"Phone"},
    {"2.5.4.46", u"dnQualifier"},
};

struct Attribute {
  std::string oid;
  std::u16string text;
};
// What is no string is written in hexadecimal digits.
std::u16string value_text(const der::Value& value) {
  if (const auto text = der::read_text(value)) return *text;
  std::u16string digits = u"#";
  for (const uint8_t byte : value.whole)
    for (const int digit : {byte >> 4, byte & 15}) digits += u"0123456789abcdef"[digit];
  return digits;
}

std::vector<std::vector<Attribute>> read_name(ByteView name) {
  std::vector<std::vector<Attribute>> sets;
  const auto sequence = der::read(name, der::kSequence);
  der::Reader each(sequence ? sequence->content : ByteView());
  while (const auto set = each.next(der::kSet)) {
    auto& attributes = sets.emplace_back();
    der::Reader members(set->content);
    while (const auto attribute = members.next(der::kSequence)) {
      der::Reader fields(attribute->content);
      const auto oid = fields.next(der::kObjectIdentifier);
      const auto value = fields.next();
      if (oid && value) attributes.push_back({der::oid_text(oid->content), value_text(*value)});
    }
  }
  return sets;
}

std::u16string quoted(const std::u16string& text, DWORD style) {
  constexpr std::u16string_view kSpecial = u",+=\"\n<>#;";
  const bool needed = text.empty() || text.find_first_of(kSpecial) != text.npos ||
                      text.front() == u' ' || text.back() == u' ';
  if (!needed || (style & CERT_NAME_STR_NO_QUOTING_FLAG)) return text;
  std::u16string result = u"\"";
  for (const char16_t unit : text) {
    if (unit == u'"') result += unit;
    result += unit;
  }
  return result + u'"';
}

std::u16string key_of(const std::string& oid, DWORD style) {
  if ((style & kKind) == CERT_SIMPLE_NAME_STR) return {};
  if ((style & kKind) == CERT_OID_NAME_STR) return to_utf16(oid) + u'=';
  const auto* found = std::ranges::find(kKeys, oid, &Key::oid);
  return found == std::end(kKeys) ? u"OID." + to_utf16(oid) + u'='
                                  : std::u16string(found->key) + u'=';
}

bool is_printable(std::u16string_view text) {
  constexpr std::u16string_view kAllowed =
      u"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?";
  return text.find_first_not_of(kAllowed) == text.npos;
}

std::optional<std::string> oid_of(std::u16string_view key) {
  for (const Key& each : kKeys)
    if (equal_ignoring_case(each.key, key)) return std::string(each.oid);
  if (key.size() > 4 && equal_ignoring_case(key.substr(0, 4), u"OID.")) key.remove_prefix(4);
  std::string oid = to_utf8(key);
  return der::oid_content(oid).empty() ? std::nullopt : std::optional(oid);
}

ByteVector encode_attribute(const std::string& oid, std::u16string_view text) {
  constexpr std::string_view kMail = "1.2.840.113549.1.9.1", kDomain = "0.9.2342.19200300.100.1.25";
  uint8_t tag = is_printable(text) ? der::kPrintableString : der::kUtf8String;
  if (oid == kMail || oid == kDomain) tag = der::kIa5String;
  const std::string bytes = to_utf8(text);
  return der::write(der::kSet, der::write(der::kSequence, {der::write_oid(oid),
                                                           der::write(tag, der::view(bytes))}));
}

std::u16string_view trim(std::u16string_view text) {
  constexpr std::u16string_view kSpace = u" \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

std::u16string name_text(ByteView name, DWORD style) {
  std::u16string_view between = u", ", inside = u" + ";
  if (style & CERT_NAME_STR_SEMICOLON_FLAG) between = u"; ";
  if (style & CERT_NAME_STR_CRLF_FLAG) between = u"\r\n";
  if (style & CERT_NAME_STR_NO_PLUS_FLAG) inside = u" ";
  auto sets = read_name(name);
  if (style & CERT_NAME_STR_REVERSE_FLAG) std::ranges::reverse(sets);
  std::u16string text;
  for (const auto& attributes : sets)
    for (const Attribute& attribute : attributes) {
      if (!text.empty()) text += &attribute == &attributes.front() ? between : inside;
      text += key_of(attribute.oid, style) + quoted(attribute.text, style);
    }
  return text;
}

std::vector<std::u16string> attribute_texts(ByteView name, std::string_view oid) {
  std::vector<std::u16string> texts;
  for (auto& attributes : read_name(name))
    for (Attribute& attribute : attributes)
      if (attribute.oid == oid) texts.push_back(std::move(attribute.text));
  return texts;
}

std::optional<ByteVector> encode_name_text(std::u16string_view text, DWORD style) {
  std::u16string_view separators = u",;+";
  if (style & CERT_NAME_STR_SEMICOLON_FLAG) separators = u";+";
  if (style & CERT_NAME_STR_COMMA_FLAG) separators = u",+";
  if (style & CERT_NAME_STR_CRLF_FLAG) separators = u"\r\n+";
  std::vector<ByteVector> sets;
  size_t at = 0;
  while (!trim(text.substr(at)).empty()) {
    const size_t equals = text.find(u'=', at);
    if (equals == text.npos) return std::nullopt;
    const auto oid = oid_of(trim(text.substr(at, equals - at)));
    if (!oid) return std::nullopt;
    at = text.find_first_not_of(u' ', equals + 1);
    std::u16string value;
    if (at != text.npos && text[at] == u'"' && !(style & CERT_NAME_STR_NO_QUOTING_FLAG)) {
      bool closed = false;
      for (++at; at < text.size() && !closed; ++at) {
        const bool quote = text[at] == u'"',
                   doubled = quote && text.substr(at + 1).starts_with(u'"');
        closed = quote && !doubled;
        if (!closed) value += text[at];
        at += doubled;
      }
      if (!closed) return std::nullopt;
      const size_t end = std::min(text.find_first_of(separators, at), text.size());
      if (!trim(text.substr(at, end - at)).empty()) return std::nullopt;
      at = end;
    } else {
      const size_t begin = std::min(at, text.size());
      at = std::min(text.find_first_of(separators, begin), text.size());
      value = trim(text.substr(begin, at - begin));
      if (value.empty()) return std::nullopt;
    }
    sets.push_back(encode_attribute(*oid, value));
    at = std::min(at + 1, text.size());
  }
  if (style & CERT_NAME_STR_REVERSE_FLAG) std::ranges::reverse(sets);
  ByteVector content;
  for (const ByteVector& set : sets) content.insert(content.end(), set.begin(), set.end());
  return der::write(der::kSequence, content);
}

}  // namespace mimic::win::crypt32
