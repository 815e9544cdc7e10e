#include "libs/windows/core/name_constraints.h"

#include <algorithm>
#include <cctype>

namespace mimic::win {

namespace {

using der::Value;

constexpr int kMail = 1, kDns = 2, kDirectory = 4, kUri = 6, kAddress = 7;
constexpr int number_of(uint8_t tag) { return tag & 0x1f; }

std::string lower_text(ByteView bytes) {
  std::string text;
  for (const uint8_t letter : bytes) text += static_cast<char>(std::tolower(letter));
  return text;
}

// Is `host` the domain, or one below it? ".domain" takes only those below.
bool is_inside(std::string_view host, std::string_view domain) {
  if (domain.empty() || host == domain) return true;
  if (domain[0] == '.') return host.ends_with(domain);
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

bool mail_matches(std::string_view address, std::string_view base) {
  if (base.find('@') != base.npos) return address == base;
  const size_t at = address.rfind('@');
  if (at == address.npos) return false;
  const std::string_view host = address.substr(at + 1);
  return base.starts_with('.') ? host.ends_with(base) : host == base || base.empty();
}

bool uri_matches(std::string_view uri, std::string_view base) {
  const size_t scheme = uri.find("://");
  if (scheme == uri.npos) return false;
  std::string_view host = uri.substr(scheme + 3);
  host = host.substr(0, host.find_first_of("/?#"));
  if (const size_t user = host.rfind('@'); user != host.npos) host.remove_prefix(user + 1);
  host = host.substr(0, host.rfind(':'));
  return base.starts_with('.') ? host.ends_with(base) : host == base;
}

bool address_matches(ByteView address, ByteView base) {
  if (base.size() != 2 * address.size()) return false;
  const ByteView mask = base.subspan(address.size());
  for (size_t i = 0; i < address.size(); ++i)
    if ((address[i] ^ base[i]) & mask[i]) return false;
  return true;
}

bool directory_matches(ByteView name, ByteView base) {
  const auto names = der::read(name, der::kSequence), bases = der::read(base, der::kSequence);
  return names && bases && names->content.size() >= bases->content.size() &&
         std::ranges::equal(names->content.first(bases->content.size()), bases->content);
}

// Nothing where names of this kind cannot be compared.
std::optional<bool> matches(const Value& name, const Value& base) {
  switch (number_of(name.tag)) {
    case kMail:
      return mail_matches(lower_text(name.content), lower_text(base.content));
    case kDns:
      return is_inside(lower_text(name.content), lower_text(base.content));
    case kDirectory:
      return directory_matches(name.content, base.content);
    case kUri:
      return uri_matches(lower_text(name.content), lower_text(base.content));
    case kAddress:
      return address_matches(name.content, base.content);
    default:
      return std::nullopt;
  }
}

// The names that constraints apply to: the alternative ones and the subject.
std::vector<Value> names_of(const Certificate& certificate) {
  std::vector<Value> names;
  if (const auto* alternative = certificate.extension("2.5.29.17"))
    names = general_names(alternative->value);
  const auto subject = der::read(certificate.subject, der::kSequence);
  if (subject && !subject->content.empty())
    names.push_back({der::constructed(kDirectory), certificate.subject, certificate.subject});
  return names;
}

}  // namespace

NameConstraint check_name_constraints(ByteView constraints, const Certificate& certificate) {
  const auto sequence = der::read(constraints, der::kSequence);
  if (!sequence) return NameConstraint::kInvalid;
  der::Reader lists(sequence->content);
  const auto bases_of = [&](uint8_t tag) {
    std::vector<Value> bases;
    const auto list = lists.next(tag);
    der::Reader trees(list ? list->content : ByteView());
    while (const auto tree = trees.next(der::kSequence))
      if (const auto base = der::Reader(tree->content).next()) bases.push_back(*base);
    return bases;
  };
  const std::vector<Value> permitted = bases_of(der::constructed(0)),
                           excluded = bases_of(der::constructed(1));
  for (const Value& name : names_of(certificate)) {
    for (const Value& base : excluded) {
      if (number_of(base.tag) != number_of(name.tag)) continue;
      const auto match = matches(name, base);
      if (!match) return NameConstraint::kNotSupported;
      if (*match) return NameConstraint::kExcluded;
    }
    bool constrained = false, allowed = false;
    for (const Value& base : permitted) {
      if (number_of(base.tag) != number_of(name.tag)) continue;
      const auto match = matches(name, base);
      if (!match) return NameConstraint::kNotSupported;
      constrained = true;
      allowed |= *match;
    }
    if (constrained && !allowed) return NameConstraint::kNotPermitted;
  }
  return NameConstraint::kMet;
}

}  // namespace mimic::win
