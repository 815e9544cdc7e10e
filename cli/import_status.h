// Which imports of a program mimic can satisfy, and how well.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "loader/base/file.h"
#include "loader/pe/image.h"

namespace mimic {

enum class ImportSupport { kFull, kPartial, kMissing };

struct ImportStatus {
  ImportSupport support = ImportSupport::kMissing;
  std::string reason;  // what is missing; empty where there is nothing to add
};

// A DLL that imports lead to: one of mimic's own, or a file beside the program.
class ImportSource {
 public:
  virtual ~ImportSource() = default;
  // One line: "builtin", or the path of the file.
  virtual std::string description() const = 0;
  virtual ImportStatus status(const pe::ImportedSymbol& symbol) const = 0;
};

class ImportSources {
 public:
  // `program_path`: DLLs are looked for in its folder.
  explicit ImportSources(const std::string& program_path);
  ~ImportSources();

  // The DLL of this name as written in an import directory, API sets followed; null where there is
  // none. Owned by this object.
  const ImportSource* find(std::string_view name);

 private:
  std::string folder_;
  std::map<std::string, std::unique_ptr<ImportSource>, std::less<>> found_;
};

}  // namespace mimic
