// CryptDecodeObject: extensions of certificates.
#include <algorithm>
#include <string>

#include "libs/windows/core/text.h"
#include "libs/windows/crypt32/decoders.h"
#include "libs/windows/crypt32/string_types.h"

namespace mimic::win::crypt32 {

namespace {

// GeneralName: the number of a choice is one less than Windows's.
bool put_general_name(const Value& name, CERT_ALT_NAME_ENTRY& slot, Structure& structure) {
  enum { kOther, kMail, kDns, kX400, kDirectory, kEdi, kUri, kAddress, kRegistered };
  const int kind = name.tag & 0x1f;
  if (!(name.tag & 0x80) || kind > kRegistered) return false;
  slot.dwAltNameChoice = static_cast<DWORD>(kind + 1);
  switch (kind) {
    case kOther: {
      Reader fields(name.content);
      const auto oid = fields.next(der::kObjectIdentifier);
      const auto value = fields.next(der::constructed(0));
      if (!oid || !value) return false;
      auto* other = structure.make_at<CERT_OTHER_NAME>(slot.pOtherName, 1);
      structure.put(other->pszObjId, der::oid_text(oid->content));
      structure.put(other->Value, value->content);
      return true;
    }
    case kMail:
    case kDns:
    case kUri: {
      const auto text = der::read_text({der::kIa5String, name.content, name.whole});
      structure.put(slot.pwszName, *text);
      return true;
    }
    case kRegistered:
      structure.put(slot.pszRegisteredID, der::oid_text(name.content));
      return true;
    case kAddress:
    case kDirectory:
      structure.put(slot.IPAddress, name.content);
      return true;
    default:
      structure.put(slot.IPAddress, name.whole);
      return true;
  }
}

bool put_general_names(ByteView content, CERT_ALT_NAME_INFO& slot, Structure& structure) {
  const auto names = values_of(content, 0);
  if (!names) return false;
  slot.cAltEntry = static_cast<DWORD>(names->size());
  if (names->empty()) return true;
  auto* at = structure.make_at<CERT_ALT_NAME_ENTRY>(slot.rgAltEntry, names->size());
  return std::ranges::all_of(
      *names, [&](const Value& name) { return put_general_name(name, *at++, structure); });
}

}  // namespace

bool decode_alternative_names(ByteView encoded, Structure& structure) {
  const auto list = der::read(encoded, der::kSequence);
  return list && put_general_names(list->content, *structure.make<CERT_ALT_NAME_INFO>(), structure);
}

bool decode_basic_constraints(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  auto* info = structure.make<CERT_BASIC_CONSTRAINTS2_INFO>();
  Reader fields(sequence->content);
  if (const auto authority = fields.next(der::kBoolean))
    info->fCA = !authority->content.empty() && authority->content[0] != 0;
  if (const auto length = fields.next(der::kInteger)) {
    info->fPathLenConstraint = TRUE;
    info->dwPathLenConstraint = static_cast<DWORD>(der::read_integer(*length).value_or(0));
  }
  return true;
}

namespace {

template <class Info, bool with_names>
bool decode_authority(ByteView encoded, Structure& structure) {
  const auto sequence = der::read(encoded, der::kSequence);
  if (!sequence) return false;
  auto* info = structure.make<Info>();
  Reader fields(sequence->content);
  if (const auto id = fields.next(der::implicit(0))) structure.put(info->KeyId, id->content);
  const auto issuer = fields.next(der::constructed(1));
  const auto serial = fields.next(der::implicit(2));
  if constexpr (with_names) {
    if (issuer && !put_general_names(issuer->content, info->AuthorityCertIssuer, structure))
      return false;
    if (serial) structure.put_reversed(info->AuthorityCertSerialNumber, serial->content);
  } else {
    if (issuer)
      if (const auto name = der::read(issuer->content, der::constructed(4)))
        structure.put(info->CertIssuer, name->content);
    if (serial) structure.put_reversed(info->CertSerialNumber, serial->content);
  }
  return true;
}

}  // namespace

bool decode_access(ByteView encoded, Structure& structure) {
  const auto list = members(encoded, der::kSequence);
  auto* info = structure.make<CERT_AUTHORITY_INFO_ACCESS>();
  if (!list) return false;
  info->cAccDescr = static_cast<DWORD>(list->size());
  auto* at = structure.make_at<CERT_ACCESS_DESCRIPTION>(info->rgAccDescr, list->size());
  for (const Value& each : *list) {
    Reader fields(each.content);
    const auto oid = fields.next(der::kObjectIdentifier);
    const auto name = fields.next();
    if (!oid || !name || !put_general_name(*name, at->AccessLocation, structure)) return false;
    structure.put(at++->pszAccessMethod, der::oid_text(oid->content));
  }
  return true;
}

bool decode_points(ByteView encoded, Structure& structure) {
  constexpr DWORD CRL_DIST_POINT_FULL_NAME = 1, CRL_DIST_POINT_ISSUER_RDN_NAME = 2;
  const auto list = members(encoded, der::kSequence);
  auto* info = structure.make<CRL_DIST_POINTS_INFO>();
  if (!list) return false;
  info->cDistPoint = static_cast<DWORD>(list->size());
  auto* at = structure.make_at<CRL_DIST_POINT>(info->rgDistPoint, list->size());
  for (const Value& each : *list) {
    Reader fields(each.content);
    if (const auto name = fields.next(der::constructed(0))) {
      at->DistPointName.dwDistPointNameChoice = CRL_DIST_POINT_ISSUER_RDN_NAME;
      if (const auto full = der::read(name->content, der::constructed(0))) {
        at->DistPointName.dwDistPointNameChoice = CRL_DIST_POINT_FULL_NAME;
        if (!put_general_names(full->content, at->DistPointName.FullName, structure)) return false;
      }
    }
    if (const auto reasons = fields.next(der::implicit(1)))
      if (const auto bits = read_bits(*reasons)) structure.put(at->ReasonFlags, *bits);
    if (const auto issuer = fields.next(der::constructed(2)))
      if (!put_general_names(issuer->content, at->CRLIssuer, structure)) return false;
    ++at;
  }
  return true;
}

bool decode_usage(ByteView encoded, Structure& structure) {
  const auto list = members(encoded, der::kObjectIdentifier);
  auto* info = structure.make<CTL_USAGE>();
  if (!list) return false;
  info->cUsageIdentifier = static_cast<DWORD>(list->size());
  auto* at = structure.make_at<LPSTR>(info->rgpszUsageIdentifier, list->size());
  for (const Value& each : *list) structure.put(*at++, der::oid_text(each.content));
  return true;
}

bool decode_policies(ByteView encoded, Structure& structure) {
  const auto list = members(encoded, der::kSequence);
  auto* info = structure.make<CERT_POLICIES_INFO>();
  if (!list) return false;
  info->cPolicyInfo = static_cast<DWORD>(list->size());
  auto* at = structure.make_at<CERT_POLICY_INFO>(info->rgPolicyInfo, list->size());
  for (const Value& each : *list) {
    Reader fields(each.content);
    const auto oid = fields.next(der::kObjectIdentifier);
    if (!oid) return false;
    structure.put(at->pszPolicyIdentifier, der::oid_text(oid->content));
    const auto qualifiers =
        fields.empty() ? std::vector<Value>()
                       : members(fields.rest(), der::kSequence).value_or(std::vector<Value>());
    at->cPolicyQualifier = static_cast<DWORD>(qualifiers.size());
    if (!qualifiers.empty()) {
      auto* qualifier =
          structure.make_at<CERT_POLICY_QUALIFIER_INFO>(at->rgPolicyQualifier, qualifiers.size());
      for (const Value& one : qualifiers) {
        Reader parts(one.content);
        const auto id = parts.next(der::kObjectIdentifier);
        if (!id) return false;
        structure.put(qualifier->pszPolicyQualifierId, der::oid_text(id->content));
        structure.put(qualifier++->Qualifier, parts.rest());
      }
    }
    ++at;
  }
  return true;
}

bool decode_authority_key(ByteView encoded, Structure& structure) {
  return decode_authority<CERT_AUTHORITY_KEY_ID_INFO, false>(encoded, structure);
}
bool decode_authority_key2(ByteView encoded, Structure& structure) {
  return decode_authority<CERT_AUTHORITY_KEY_ID2_INFO, true>(encoded, structure);
}

}  // namespace mimic::win::crypt32
