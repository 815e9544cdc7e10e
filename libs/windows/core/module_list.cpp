#include "libs/windows/core/module_list.h"

#include "abi/windows/teb.h"
#include "libs/windows/core/modules.h"

namespace mimic::win::module_list {
namespace {

constexpr ULONG LDRP_IMAGE_DLL = 4, LDRP_ENTRY_PROCESSED = 0x4000,
                LDRP_PROCESS_ATTACH_CALLED = 0x80000;

void append(LIST_ENTRY& list, LIST_ENTRY& entry) {
  entry.Flink = &list;
  entry.Blink = list.Blink;
  list.Blink->Flink = &entry;
  list.Blink = &entry;
}

void unlink(LIST_ENTRY& entry) {
  if (!entry.Flink) return;
  entry.Flink->Blink = entry.Blink;
  entry.Blink->Flink = entry.Flink;
  entry.Flink = entry.Blink = nullptr;
}

UNICODE_STRING unicode(std::u16string& text) {
  const auto bytes = static_cast<USHORT>(text.size() * 2);
  return {bytes, static_cast<USHORT>(bytes + 2), text.data()};
}

}  // namespace

PEB_LDR_DATA* loader_data() {
  static PEB_LDR_DATA data;
  if (!data.Initialized) {
    data.Length = sizeof data;
    data.Initialized = 1;
    for (LIST_ENTRY* list : {&data.InLoadOrderModuleList, &data.InMemoryOrderModuleList,
                             &data.InInitializationOrderModuleList})
      list->Flink = list->Blink = list;
  }
  return &data;
}

void add(Module& module) {
  auto* entry = new LDR_DATA_TABLE_ENTRY{};
  entry->DllBase = module.base;
  entry->SizeOfImage = static_cast<ULONG>(module.size);
  if (module.headers.entry_rva) entry->EntryPoint = module.base + module.headers.entry_rva;
  entry->FullDllName = unicode(module.path);
  entry->BaseDllName = unicode(module.base_name);
  entry->Flags = LDRP_ENTRY_PROCESSED | (module.headers.is_dll() ? LDRP_IMAGE_DLL : 0);
  entry->ObsoleteLoadCount = 0xffff;
  entry->TimeDateStamp = module.headers.time_stamp;
  entry->HashLinks.Flink = entry->HashLinks.Blink = &entry->HashLinks;
  module.ldr = entry;
  PEB_LDR_DATA* data = loader_data();
  append(data->InLoadOrderModuleList, entry->InLoadOrderLinks);
  append(data->InMemoryOrderModuleList, entry->InMemoryOrderLinks);
  if (module.builtin) note_initialised(module);
}

void note_initialised(Module& module) {
  if (!module.ldr || !module.headers.is_dll()) return;
  module.ldr->Flags |= LDRP_PROCESS_ATTACH_CALLED;
  append(loader_data()->InInitializationOrderModuleList, module.ldr->InInitializationOrderLinks);
}

void remove(Module& module) {
  if (!module.ldr) return;
  unlink(module.ldr->InLoadOrderLinks);
  unlink(module.ldr->InMemoryOrderLinks);
  unlink(module.ldr->InInitializationOrderLinks);
  delete module.ldr;
  module.ldr = nullptr;
}

}  // namespace mimic::win::module_list
