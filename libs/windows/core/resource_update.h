// Changing the resources of an image file: BeginUpdateResource … EndUpdateResource.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "abi/windows/status.h"
#include "loader/pe/resources.h"

namespace mimic::win {

// In the order a resource directory has them: names (upper case), then numbers.
struct ResourceKey {
  std::u16string text;  // empty: by number
  uint16_t id = 0;

  bool operator<(const ResourceKey& other) const {
    if (text.empty() != other.text.empty()) return !text.empty();
    return text.empty() ? id < other.id : text < other.text;
  }
};

struct ResourceData {
  std::vector<uint8_t> bytes;
  uint32_t code_page = 0;
};

using ResourceTree = std::map<ResourceKey, std::map<ResourceKey, std::map<uint16_t, ResourceData>>>;

// What is to be written; owned by whoever began the update.
class ResourceUpdate {
 public:
  // Reads the image and, unless `discard`, its resources. Fails with the status of the file or
  // STATUS_INVALID_IMAGE_FORMAT.
  static Expected<ResourceUpdate*> begin(const std::string& host_path, bool discard);
  void set(const ResourceKey& type, const ResourceKey& name, uint16_t language,
           std::vector<uint8_t> bytes);
  // False if there was nothing of that name.
  bool remove(const ResourceKey& type, const ResourceKey& name, uint16_t language);
  // Writes the image anew, in place of the file.
  NTSTATUS write();

 private:
  std::string path_;
  std::vector<uint8_t> file_;
  pe::Headers headers_;
  ResourceTree tree_;
};

}  // namespace mimic::win
