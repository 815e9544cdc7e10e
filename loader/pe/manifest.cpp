#include "loader/pe/manifest.h"

#include "loader/pe/resources.h"

namespace mimic::pe {
namespace {

constexpr size_t kMaxSize = 1 << 20;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

// Every setting is ASCII, so other characters of UTF-16 only have to stay apart from markup.
std::string to_ascii(Bytes text, bool big_endian) {
  std::string result;
  for (size_t i = 2; i + 1 < text.size(); i += 2) {
    const uint8_t low = text.data()[i + (big_endian ? 1 : 0)];
    const uint8_t high = text.data()[i + (big_endian ? 0 : 1)];
    result += high == 0 && low < 0x80 ? static_cast<char>(low) : '?';
  }
  return result;
}

std::string_view local_name(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The value of `attribute` in the inside of a tag, `name a="1" b='2'`.
std::string_view attribute(std::string_view tag, std::string_view attribute) {
  size_t at = 0;
  while (at < tag.size() && !is_space(tag[at])) ++at;
  while (at < tag.size()) {
    while (at < tag.size() && is_space(tag[at])) ++at;
    const size_t equals = tag.find('=', at);
    if (equals == std::string_view::npos) return {};
    const std::string_view name = trimmed(tag.substr(at, equals - at));
    const size_t quote = tag.find_first_of("\"'", equals + 1);
    if (quote == std::string_view::npos) return {};
    const size_t end = tag.find(tag[quote], quote + 1);
    if (end == std::string_view::npos) return {};
    if (local_name(name) == attribute) return tag.substr(quote + 1, end - quote - 1);
    at = end + 1;
  }
  return {};
}

// Where the tag whose '<' is at `open` ends: at its '>', those in quotes left out.
size_t tag_end(std::string_view text, size_t open) {
  char quote = 0;
  for (size_t i = open + 1; i < text.size(); ++i) {
    const char c = text[i];
    if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return i;
    }
  }
  return std::string_view::npos;
}

void take_element(std::string_view tag, std::string_view content, bool in_dependency,
                  Manifest& manifest) {
  size_t length = 0;
  while (length < tag.size() && !is_space(tag[length]) && tag[length] != '/') ++length;
  const std::string_view name = local_name(tag.substr(0, length));
  if (name == "activeCodePage") {
    manifest.active_code_page = content;
  } else if (name == "longPathAware") {
    manifest.long_path_aware = equal_ignoring_case(content, "true");
  } else if (name == "requestedExecutionLevel") {
    manifest.requested_execution_level = attribute(tag, "level");
    manifest.ui_access = equal_ignoring_case(attribute(tag, "uiAccess"), "true");
  } else if (name == "dpiAwareness" || (name == "dpiAware" && manifest.dpi_awareness.empty())) {
    manifest.dpi_awareness = content;
  } else if (name == "supportedOS") {
    manifest.supported_os.emplace_back(attribute(tag, "Id"));
  } else if (name == "assemblyIdentity" && in_dependency) {
    manifest.dependencies.emplace_back(attribute(tag, "name"));
  }
}

}  // namespace

bool Manifest::wants_utf8() const { return equal_ignoring_case(active_code_page, "utf-8"); }

std::optional<Bytes> find_manifest(const View& view) {
  const Resources resources(view);
  if (resources.empty()) return std::nullopt;
  // CREATEPROCESS_MANIFEST_RESOURCE_ID, ISOLATIONAWARE_…, ISOLATIONAWARE_NOSTATICIMPORT_….
  for (const uint16_t id : {uint16_t{1}, uint16_t{2}, uint16_t{3}}) {
    if (const auto found = resources.find(kManifest, id)) return resources.data(*found);
  }
  return std::nullopt;
}

Manifest parse_manifest(Bytes bytes) {
  Manifest manifest;
  const uint8_t* data = bytes.data();
  std::string converted;
  std::string_view text(reinterpret_cast<const char*>(data), std::min(bytes.size(), kMaxSize));
  if (bytes.size() >= 2 &&
      ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff))) {
    converted = to_ascii(*bytes.slice(0, std::min(bytes.size(), kMaxSize)), data[0] == 0xfe);
    text = converted;
  }
  bool in_dependency = false;
  for (size_t open = text.find('<'); open != std::string_view::npos; open = text.find('<', open)) {
    if (text.substr(open).starts_with("<!--")) {
      open = text.find("-->", open + 4);
      if (open == std::string_view::npos) break;
      continue;
    }
    const size_t close = tag_end(text, open);
    if (close == std::string_view::npos) break;
    const std::string_view tag = text.substr(open + 1, close - open - 1);
    const bool is_end = tag.starts_with('/');
    if (local_name(tag.substr(is_end)).starts_with("dependency")) in_dependency = !is_end;
    if (!is_end && !tag.starts_with('?') && !tag.starts_with('!')) {
      const size_t next = text.find('<', close);
      const size_t end = next == std::string_view::npos ? text.size() : next;
      take_element(tag, tag.ends_with('/') ? "" : trimmed(text.substr(close + 1, end - close - 1)),
                   in_dependency, manifest);
    }
    open = close;
  }
  return manifest;
}

std::optional<Manifest> read_manifest(const View& view) {
  const auto text = find_manifest(view);
  if (!text) return std::nullopt;
  return parse_manifest(*text);
}

}  // namespace mimic::pe
