#include "cli/import_status.h"

#include <dirent.h>
#include <strings.h>

#include "libs/windows/core/module_search.h"
#include "libs/windows/core/text.h"
#include "libs/windows/exports/builtin.h"

namespace mimic {
namespace {

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return result;
}

class BuiltinSource : public ImportSource {
 public:
  explicit BuiltinSource(const win::BuiltinModule& module)
      : module_(module), image_(module.image(), module.image_size) {
    if (auto headers = pe::parse_headers(image_, image_.size(), module.name.get())) {
      headers_ = std::move(*headers);
      view_.emplace(headers_, image_, pe::View::Layout::kMapped, module.name.get());
      if (auto exports = pe::Exports::parse(*view_)) exports_ = *exports;
    }
  }

  std::string description() const override { return "builtin"; }

  ImportStatus status(const pe::ImportedSymbol& symbol) const override {
    return status(symbol, kMaxForwarders);
  }

 private:
  static constexpr int kMaxForwarders = 8;

  ImportStatus status(const pe::ImportedSymbol& symbol, int forwarders) const {
    const win::BuiltinExport* entry = nullptr;
    if (!symbol.name.empty()) {
      entry = module_.find(symbol.name);
    } else {
      for (const win::BuiltinExport& candidate : module_.exports()) {
        if (candidate.ordinal == symbol.ordinal) entry = &candidate;
      }
    }
    if (!entry) return {};
    if (!entry->partial.get().empty()) {
      return {ImportSupport::kPartial, std::string(entry->partial.get())};
    }
    // A forwarder is as good as what it leads to.
    const auto target = exports_ ? exports_->find(entry->name.get()) : std::nullopt;
    if (!target || target->forwarder.empty()) return {ImportSupport::kFull, {}};
    const std::string_view forwarder = target->forwarder;
    const size_t dot = forwarder.rfind('.');
    const auto* module = win::find_builtin(lower_case(forwarder.substr(0, dot)));
    if (!module || forwarders == 0) {
      return {ImportSupport::kMissing, "forwards to " + std::string(forwarder)};
    }
    pe::ImportedSymbol next;
    next.name = forwarder.substr(dot + 1);
    return BuiltinSource(*module).status(next, forwarders - 1);
  }

  const win::BuiltinModule& module_;
  Bytes image_;
  pe::Headers headers_;
  std::optional<pe::View> view_;
  std::optional<pe::Exports> exports_;
};

class FileSource : public ImportSource {
 public:
  FileSource(std::string path, MappedFile file, pe::Headers headers)
      : path_(std::move(path)),
        file_(std::move(file)),
        headers_(std::move(headers)),
        view_(headers_, file_.bytes(), pe::View::Layout::kFile, path_),
        exports_(pe::Exports::parse(view_)) {}

  std::string description() const override { return path_; }

  ImportStatus status(const pe::ImportedSymbol& symbol) const override {
    if (!exports_) return {ImportSupport::kMissing, exports_.error().message};
    const auto found = symbol.name.empty() ? exports_->find(uint32_t{symbol.ordinal})
                                           : exports_->find(symbol.name, symbol.hint);
    if (!found) return {};
    return {ImportSupport::kFull, {}};
  }

 private:
  std::string path_;
  MappedFile file_;
  pe::Headers headers_;
  pe::View view_;
  Result<pe::Exports> exports_;
};

std::unique_ptr<ImportSource> find_file(const std::string& folder, const std::string& name) {
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
  if (!entries) return nullptr;
  while (const dirent* entry = ::readdir(entries.get())) {
    if (::strcasecmp(entry->d_name, name.c_str()) != 0) continue;
    const std::string path = (folder == "." ? "" : folder + "/") + entry->d_name;
    auto file = MappedFile::open(path);
    if (!file) continue;
    auto headers = pe::parse_headers(file->bytes(), file->bytes().size(), path);
    if (!headers) continue;
    return std::make_unique<FileSource>(path, std::move(*file), std::move(*headers));
  }
  return nullptr;
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

ImportSources::ImportSources(const std::string& program_path) : folder_(folder_of(program_path)) {}
ImportSources::~ImportSources() = default;

const ImportSource* ImportSources::find(std::string_view name) {
  if (const auto known = found_.find(name); known != found_.end()) return known->second.get();
  const std::string key = win::module_key(win::to_utf16(name));
  const size_t dot = key.rfind('.');
  const bool is_library = key.ends_with(".dll") || key.ends_with(".drv");
  const win::BuiltinModule* builtin = is_library ? win::find_builtin(key.substr(0, dot)) : nullptr;

  std::unique_ptr<ImportSource> source;
  if (!builtin || win::is_replaceable(key)) source = find_file(folder_, key);
  if (!source && builtin) source = std::make_unique<BuiltinSource>(*builtin);
  return found_.emplace(std::string(name), std::move(source)).first->second.get();
}

}  // namespace mimic
