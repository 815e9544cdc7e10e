#include "libs/windows/core/certificate_chain.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "libs/windows/core/name_constraints.h"

namespace mimic::win {

namespace {

constexpr size_t kMaxChains = 32, kMaxLength = 16;
constexpr std::string_view kAnyUsage = "2.5.29.37.0";

// Extensions that are understood, so that they may be critical.
constexpr std::string_view kKnownExtensions[] = {
    "2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.18",         "2.5.29.19",
    "2.5.29.30", "2.5.29.31", "2.5.29.32", "2.5.29.33",         "2.5.29.35",
    "2.5.29.36", "2.5.29.37", "2.5.29.54", "1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.1.11"};

// Signatures by digests that are broken.
constexpr std::string_view kWeakSignatures[] = {"1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3",
                                                "1.2.840.113549.1.1.4", "1.3.14.3.2.3"};

bool contains(const std::vector<CertificatePointer>& list, const Certificate& certificate) {
  return std::ranges::any_of(list, [&](const auto& each) { return *each == certificate; });
}

class Builder {
 public:
  explicit Builder(const ChainRequest& request) : request_(request) {}

  std::vector<CertificateChain> build() {
    CertificateChain start;
    start.links.push_back({request_.certificate});
    extend(std::move(start));
    for (CertificateChain& chain : chains_) judge(chain);
    std::ranges::stable_sort(chains_, {}, quality);
    return std::move(chains_);
  }

 private:
  struct Candidate {
    CertificatePointer certificate;
    bool by_key = false, signature = false;
  };

  // The lower the better: whether it leads to a root that is trusted counts most.
  using Quality = std::tuple<int, int, int, int, size_t>;
  static Quality quality(const CertificateChain& chain) {
    constexpr uint32_t kGrave = CERT_TRUST_IS_PARTIAL_CHAIN | CERT_TRUST_IS_UNTRUSTED_ROOT |
                                CERT_TRUST_IS_NOT_SIGNATURE_VALID;
    return Quality(std::popcount(chain.error & CERT_TRUST_IS_NOT_SIGNATURE_VALID),
                   std::popcount(chain.error & CERT_TRUST_IS_PARTIAL_CHAIN),
                   std::popcount(chain.error & kGrave), std::popcount(chain.error),
                   chain.links.size());
  }

  std::vector<Candidate> issuers_of(const Certificate& certificate, const CertificateChain& chain) {
    std::vector<Candidate> good, bad;
    const ByteView key_id = certificate.authority_key_id();
    const auto consider = [&](const CertificatePointer& issuer) {
      if (!std::ranges::equal(issuer->subject, certificate.issuer)) return;
      const auto same = [&](const auto& other) { return *other.certificate == *issuer; };
      if (std::ranges::any_of(chain.links, same) || std::ranges::any_of(good, same) ||
          std::ranges::any_of(bad, same))
        return;
      const ByteView subject_id = issuer->subject_key_id();
      const bool both = !key_id.empty() && !subject_id.empty();
      const bool by_key = both && std::ranges::equal(key_id, subject_id);
      const bool signature = certificate.is_signed_by(*issuer);
      if (both && !by_key && !signature) return;
      (signature ? good : bad).push_back({issuer, by_key, signature});
    };
    for (const auto& root : request_.roots) consider(root);
    for (const auto& issuer : request_.issuers) consider(issuer);
    return good.empty() ? bad : good;
  }

  void extend(CertificateChain chain) {
    if (chains_.size() >= kMaxChains) return;
    ChainLink& last = chain.links.back();
    const Certificate& certificate = *last.certificate;
    if (certificate.is_self_issued() && certificate.is_signed_by(certificate)) {
      last.info |= CERT_TRUST_IS_SELF_SIGNED |
                   (certificate.subject_key_id().empty() ? CERT_TRUST_HAS_NAME_MATCH_ISSUER
                                                         : CERT_TRUST_HAS_KEY_MATCH_ISSUER);
      if (!contains(request_.roots, certificate)) last.error |= CERT_TRUST_IS_UNTRUSTED_ROOT;
      chains_.push_back(std::move(chain));
      return;
    }
    const auto issuers =
        chain.links.size() < kMaxLength ? issuers_of(certificate, chain) : std::vector<Candidate>();
    if (issuers.empty()) {
      chain.error |= CERT_TRUST_IS_PARTIAL_CHAIN;
      chains_.push_back(std::move(chain));
      return;
    }
    for (const Candidate& issuer : issuers) {
      CertificateChain longer = chain;
      ChainLink& link = longer.links.back();
      link.info |=
          issuer.by_key ? CERT_TRUST_HAS_KEY_MATCH_ISSUER : CERT_TRUST_HAS_NAME_MATCH_ISSUER;
      if (!issuer.signature) link.error |= CERT_TRUST_IS_NOT_SIGNATURE_VALID;
      longer.links.push_back({issuer.certificate});
      extend(std::move(longer));
    }
  }

  void judge(CertificateChain& chain) const {
    for (size_t i = 0; i < chain.links.size(); ++i) {
      ChainLink& link = chain.links[i];
      const Certificate& certificate = *link.certificate;
      const bool root = link.info & CERT_TRUST_IS_SELF_SIGNED;
      if (request_.time < certificate.not_before || request_.time > certificate.not_after)
        link.error |= CERT_TRUST_IS_NOT_TIME_VALID;
      if (contains(request_.distrusted, certificate)) link.error |= CERT_TRUST_IS_EXPLICIT_DISTRUST;
      for (const CertificateExtension& extension : certificate.extensions)
        if (extension.critical &&
            std::ranges::find(kKnownExtensions, extension.oid) == std::end(kKnownExtensions))
          link.error |= CERT_TRUST_HAS_NOT_SUPPORTED_CRITICAL_EXT | CERT_TRUST_INVALID_EXTENSION;
      if (!root && std::ranges::find(kWeakSignatures, certificate.signature_algorithm.oid) !=
                       std::end(kWeakSignatures))
        link.error |= CERT_TRUST_HAS_WEAK_SIGNATURE | CERT_TRUST_IS_NOT_SIGNATURE_VALID;
      if (i > 0) link.error |= authority_errors(chain, i);
      if (certificate.extension("2.5.29.30")) constrain_names(chain, i);
      if (is_to_be_checked(i, root))
        link.error |= CERT_TRUST_REVOCATION_STATUS_UNKNOWN | CERT_TRUST_IS_OFFLINE_REVOCATION;
      if (root || i + 1 < chain.links.size()) link.info |= CERT_TRUST_HAS_PREFERRED_ISSUER;
    }
    check_usage(chain);
    for (const ChainLink& link : chain.links) chain.error |= link.error;
    chain.info |= CERT_TRUST_HAS_PREFERRED_ISSUER;
  }

  bool is_to_be_checked(size_t index, bool root) const {
    return request_.revocation == RevocationCheck::kAll ||
           (request_.revocation == RevocationCheck::kEnd && index == 0) ||
           (request_.revocation == RevocationCheck::kAllButRoot && !root);
  }

  // May this one issue what is below it?
  static uint32_t authority_errors(const CertificateChain& chain, size_t index) {
    constexpr uint16_t kCertificateSign = 0x04;
    constexpr uint32_t kVersion3 = 2;
    const ChainLink& link = chain.links[index];
    uint32_t errors = 0;
    const auto usage = link.certificate->key_usage();
    if (usage && !(*usage & kCertificateSign)) errors |= CERT_TRUST_IS_NOT_VALID_FOR_USAGE;
    const auto constraints = link.certificate->basic_constraints();
    if (!constraints) {  // as certificates had none before version 3, roots may go without
      const bool old_root =
          (link.info & CERT_TRUST_IS_SELF_SIGNED) || link.certificate->version < kVersion3;
      return old_root ? errors : errors | CERT_TRUST_INVALID_BASIC_CONSTRAINTS;
    }
    if (!constraints->authority) errors |= CERT_TRUST_INVALID_BASIC_CONSTRAINTS;
    int64_t between = 0;
    for (size_t i = 1; i < index; ++i) between += !chain.links[i].certificate->is_self_issued();
    if (constraints->path_length && between > *constraints->path_length)
      errors |= CERT_TRUST_INVALID_BASIC_CONSTRAINTS;
    return errors;
  }

  static void constrain_names(CertificateChain& chain, size_t index) {
    const ByteView constraints = chain.links[index].certificate->extension("2.5.29.30")->value;
    for (size_t i = 0; i < index; ++i) {
      ChainLink& below = chain.links[i];
      if (i > 0 && below.certificate->is_self_issued()) continue;
      switch (check_name_constraints(constraints, *below.certificate)) {
        case NameConstraint::kMet:
          below.info |= CERT_TRUST_HAS_VALID_NAME_CONSTRAINTS;
          break;
        case NameConstraint::kNotPermitted:
          below.error |= CERT_TRUST_HAS_NOT_PERMITTED_NAME_CONSTRAINT;
          break;
        case NameConstraint::kExcluded:
          below.error |= CERT_TRUST_HAS_EXCLUDED_NAME_CONSTRAINT;
          break;
        case NameConstraint::kNotSupported:
          below.error |= CERT_TRUST_HAS_NOT_SUPPORTED_NAME_CONSTRAINT;
          break;
        case NameConstraint::kInvalid:
          chain.links[index].error |= CERT_TRUST_INVALID_NAME_CONSTRAINTS;
          return;
      }
    }
  }

  // A chain is good for what all of its certificates allow.
  void check_usage(CertificateChain& chain) const {
    size_t met = 0;
    for (const std::string& usage : request_.usages) {
      const auto allows = [&](const ChainLink& link) {
        const auto allowed = link.certificate->enhanced_key_usage();
        return !allowed || std::ranges::find(*allowed, usage) != allowed->end() ||
               std::ranges::find(*allowed, kAnyUsage) != allowed->end();
      };
      met += std::ranges::all_of(chain.links, allows);
    }
    const bool good = request_.usages.empty() ||
                      (request_.any_usage_will_do ? met > 0 : met == request_.usages.size());
    if (!good) chain.links.front().error |= CERT_TRUST_IS_NOT_VALID_FOR_USAGE;
  }

  const ChainRequest& request_;
  std::vector<CertificateChain> chains_;
};

}  // namespace

std::vector<CertificateChain> build_chains(const ChainRequest& request) {
  return Builder(request).build();
}

}  // namespace mimic::win
