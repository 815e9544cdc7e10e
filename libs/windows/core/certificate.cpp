#include "libs/windows/core/certificate.h"

#include <algorithm>
#include <cstring>

#include "libs/windows/core/base64.h"
#include "libs/windows/core/libcrypto.h"
#include "libs/windows/core/system_information.h"

namespace mimic::win {

namespace {

struct Functions {
  void* (*d2i_X509)(void**, const unsigned char**, long) =
      libcrypto_function<void*(void**, const unsigned char**, long)>("d2i_X509");
  void (*X509_free)(void*) = libcrypto_function<void(void*)>("X509_free");
  int (*X509_verify)(void*, void*) = libcrypto_function<int(void*, void*)>("X509_verify");
  void* (*d2i_PUBKEY)(void**, const unsigned char**, long) =
      libcrypto_function<void*(void**, const unsigned char**, long)>("d2i_PUBKEY");
  void (*EVP_PKEY_free)(void*) = libcrypto_function<void(void*)>("EVP_PKEY_free");
  bool complete() const {
    return d2i_X509 && X509_free && X509_verify && d2i_PUBKEY && EVP_PKEY_free;
  }
};
const Functions& functions() {
  static const Functions table;
  return table;
}

bool equal(ByteView a, ByteView b) { return std::ranges::equal(a, b); }

constexpr const char* kBundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                    "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
                                    "/etc/ssl/cert.pem"};

// SignedData of PKCS #7: its certificates, if it has any.
std::vector<CertificatePointer> certificates_of_message(ByteView bytes) {
  std::vector<CertificatePointer> found;
  const auto message = der::read(bytes, der::kSequence);
  if (!message) return found;
  der::Reader fields(message->content);
  const auto type = fields.next(der::kObjectIdentifier);
  const auto explicit_content = fields.next(der::constructed(0));
  if (!type || !explicit_content || der::oid_text(type->content) != "1.2.840.113549.1.7.2")
    return found;
  const auto signed_data = der::read(explicit_content->content, der::kSequence);
  if (!signed_data) return found;
  der::Reader parts(signed_data->content);
  parts.next(der::kInteger);
  parts.next(der::kSet);
  parts.next(der::kSequence);
  const auto certificates = parts.next(der::constructed(0));
  if (!certificates) return found;
  der::Reader each(certificates->content);
  while (const auto value = each.next())
    if (auto certificate = Certificate::parse(value->whole)) found.push_back(certificate);
  return found;
}

}  // namespace

std::optional<AlgorithmIdentifier> read_algorithm(const der::Value& value) {
  der::Reader fields(value.content);
  const auto oid = fields.next(der::kObjectIdentifier);
  if (value.tag != der::kSequence || !oid) return std::nullopt;
  return AlgorithmIdentifier{der::oid_text(oid->content), fields.rest()};
}

std::optional<BitString> read_bits(const der::Value& value) {
  if (value.content.empty() || value.content[0] > 7) return std::nullopt;
  return BitString{value.content.subspan(1), value.content[0]};
}

std::optional<std::vector<CertificateExtension>> read_extensions(ByteView content) {
  std::vector<CertificateExtension> extensions;
  der::Reader each(content);
  while (!each.empty()) {
    const auto extension = each.next(der::kSequence);
    if (!extension) return std::nullopt;
    der::Reader fields(extension->content);
    const auto oid = fields.next(der::kObjectIdentifier);
    const auto critical = fields.next(der::kBoolean);
    const auto value = fields.next(der::kOctetString);
    if (!oid || !value) return std::nullopt;
    extensions.push_back({der::oid_text(oid->content),
                          critical && !critical->content.empty() && critical->content[0] != 0,
                          value->content});
  }
  return extensions;
}

CertificatePointer Certificate::parse(ByteView bytes) {
  const auto outer = der::read(bytes, der::kSequence);
  if (!outer) return nullptr;
  std::shared_ptr<Certificate> certificate(new Certificate);
  certificate->bytes.assign(outer->whole.begin(), outer->whole.end());
  return certificate->read() ? certificate : nullptr;
}

bool Certificate::read() {
  der::Reader outer(der::read(bytes, der::kSequence)->content);
  const auto body = outer.next(der::kSequence);
  const auto algorithm = outer.next(der::kSequence);
  const auto signature_bits = outer.next(der::kBitString);
  if (!body || !algorithm || !signature_bits) return false;
  to_be_signed = body->whole;
  const auto signing = read_algorithm(*algorithm);
  const auto bits = read_bits(*signature_bits);
  if (!signing || !bits) return false;
  signature_algorithm = *signing;
  signature = *bits;

  der::Reader fields(body->content);
  if (const auto explicit_version = fields.next(der::constructed(0))) {
    const auto value = der::read(explicit_version->content, der::kInteger);
    const auto number = value ? der::read_integer(*value) : std::nullopt;
    if (!number || *number < 0 || *number > 2) return false;
    version = static_cast<uint32_t>(*number);
  }
  const auto serial_number = fields.next(der::kInteger);
  if (!serial_number || !fields.next(der::kSequence)) return false;
  const auto issuer_name = fields.next(der::kSequence);
  const auto validity = fields.next(der::kSequence);
  const auto subject_name = fields.next(der::kSequence);
  const auto key_info = fields.next(der::kSequence);
  if (!issuer_name || !validity || !subject_name || !key_info) return false;
  serial = serial_number->content;
  issuer = issuer_name->whole;
  subject = subject_name->whole;

  der::Reader dates(validity->content);
  const auto from = dates.next(), until = dates.next();
  const auto from_time = from ? der::read_time(*from) : std::nullopt;
  const auto until_time = until ? der::read_time(*until) : std::nullopt;
  if (!from_time || !until_time) return false;
  not_before = *from_time;
  not_after = *until_time;

  public_key_info = key_info->whole;
  der::Reader key_fields(key_info->content);
  const auto key_type = key_fields.next(der::kSequence);
  const auto key_bits = key_fields.next(der::kBitString);
  const auto key_kind = key_type ? read_algorithm(*key_type) : std::nullopt;
  const auto key_value = key_bits ? read_bits(*key_bits) : std::nullopt;
  if (!key_kind || !key_value) return false;
  key_algorithm = *key_kind;
  key = *key_value;

  if (const auto id = fields.next(der::implicit(1))) issuer_id = read_bits(*id);
  if (const auto id = fields.next(der::implicit(2))) subject_id = read_bits(*id);
  if (const auto wrapped = fields.next(der::constructed(3))) {
    const auto list = der::read(wrapped->content, der::kSequence);
    auto all = list ? read_extensions(list->content) : std::nullopt;
    if (!all) return false;
    extensions = std::move(*all);
  }
  return true;
}

const CertificateExtension* Certificate::extension(std::string_view oid) const {
  const auto found = std::ranges::find(extensions, oid, &CertificateExtension::oid);
  return found == extensions.end() ? nullptr : &*found;
}

bool Certificate::is_self_issued() const { return equal(issuer, subject); }

bool Certificate::is_signed_by(const Certificate& signer) const {
  const Functions& crypto = functions();
  if (!crypto.complete()) return false;
  const unsigned char* at = bytes.data();
  void* certificate = crypto.d2i_X509(nullptr, &at, static_cast<long>(bytes.size()));
  if (!certificate) return false;
  at = signer.public_key_info.data();
  void* signing_key =
      crypto.d2i_PUBKEY(nullptr, &at, static_cast<long>(signer.public_key_info.size()));
  const bool good = signing_key && crypto.X509_verify(certificate, signing_key) == 1;
  if (signing_key) crypto.EVP_PKEY_free(signing_key);
  crypto.X509_free(certificate);
  return good;
}

std::optional<Certificate::BasicConstraints> Certificate::basic_constraints() const {
  const auto* found = extension("2.5.29.19");
  const auto sequence = found ? der::read(found->value, der::kSequence) : std::nullopt;
  if (!sequence) return std::nullopt;
  BasicConstraints constraints;
  der::Reader fields(sequence->content);
  if (const auto authority = fields.next(der::kBoolean))
    constraints.authority = !authority->content.empty() && authority->content[0] != 0;
  if (const auto length = fields.next(der::kInteger))
    constraints.path_length = der::read_integer(*length);
  return constraints;
}

std::optional<uint16_t> Certificate::key_usage() const {
  const auto* found = extension("2.5.29.15");
  const auto value = found ? der::read(found->value, der::kBitString) : std::nullopt;
  const auto bits = value ? read_bits(*value) : std::nullopt;
  if (!bits) return std::nullopt;
  uint16_t usage = 0;
  for (size_t i = 0; i < std::min<size_t>(2, bits->bytes.size()); ++i)
    usage |= static_cast<uint16_t>(bits->bytes[i] << (8 * i));
  return usage;
}

std::optional<std::vector<std::string>> Certificate::enhanced_key_usage() const {
  const auto* found = extension("2.5.29.37");
  const auto sequence = found ? der::read(found->value, der::kSequence) : std::nullopt;
  if (!sequence) return std::nullopt;
  std::vector<std::string> usages;
  der::Reader each(sequence->content);
  while (const auto usage = each.next(der::kObjectIdentifier))
    usages.push_back(der::oid_text(usage->content));
  return usages;
}

ByteView Certificate::subject_key_id() const {
  const auto* found = extension("2.5.29.14");
  const auto value = found ? der::read(found->value, der::kOctetString) : std::nullopt;
  return value ? value->content : ByteView();
}

ByteView Certificate::authority_key_id() const {
  const auto* found = extension("2.5.29.35");
  const auto sequence = found ? der::read(found->value, der::kSequence) : std::nullopt;
  const auto id = sequence ? der::read(sequence->content, der::implicit(0)) : std::nullopt;
  return id ? id->content : ByteView();
}

std::vector<der::Value> general_names(ByteView value) {
  std::vector<der::Value> names;
  const auto sequence = der::read(value, der::kSequence);
  der::Reader each(sequence ? sequence->content : ByteView());
  while (const auto name = each.next()) names.push_back(*name);
  return names;
}

std::vector<CertificatePointer> read_certificates(ByteView bytes) {
  std::vector<CertificatePointer> found;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ";
  bool is_text = false;
  for (size_t at = 0; (at = text.find(kBegin, at)) != text.npos;) {
    const size_t name = at + kBegin.size(), body = text.find("-----", name),
                 end = body == text.npos ? body : text.find(kEnd, body);
    if (end == text.npos) break;
    is_text = true;
    at = end;
    const std::string_view kind = text.substr(name, body - name);
    const auto decoded = decode_base64(text.substr(body + 5, end - body - 5));
    if (!decoded) continue;
    if (kind == "CERTIFICATE" || kind == "TRUSTED CERTIFICATE" || kind == "X509 CERTIFICATE") {
      if (auto certificate = Certificate::parse(*decoded)) found.push_back(certificate);
    } else if (kind == "PKCS7") {
      for (auto& certificate : certificates_of_message(*decoded)) found.push_back(certificate);
    }
  }
  if (is_text) return found;
  if (auto certificate = Certificate::parse(bytes)) return {certificate};
  return certificates_of_message(bytes);
}

const std::vector<CertificatePointer>& host_authorities() {
  static const std::vector<CertificatePointer> authorities = [] {
    for (const char* path : kBundles)
      if (const std::string text = read_host_file(path); !text.empty())
        return read_certificates(der::view(text));
    return std::vector<CertificatePointer>();
  }();
  return authorities;
}

}  // namespace mimic::win
