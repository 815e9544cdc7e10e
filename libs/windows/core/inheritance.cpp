#include "libs/windows/core/inheritance.h"

#include "libs/windows/core/console.h"
#include "libs/windows/core/open_file.h"
#include "libs/windows/core/pipe.h"
#include "libs/windows/core/process.h"
#include "libs/windows/core/section.h"
#include "libs/windows/core/socket.h"
#include "libs/windows/core/sync_object.h"
#include "libs/windows/core/synchronization.h"

namespace mimic::win {

std::optional<InheritedHandle> describe_handle(HANDLE value, const HandleEntry& entry) {
  if (SyncObject::is(entry.object->type()) && !static_cast<SyncObject&>(*entry.object).share())
    return std::nullopt;
  InheritedHandle handle = {};
  handle.value = reinterpret_cast<uint64_t>(value);
  handle.descriptor = entry.object->descriptor();
  if (handle.descriptor < 0) return std::nullopt;
  handle.access = entry.access;
  handle.type = entry.object->type();
  if (IoObject::is(handle.type))
    handle.synchronous = static_cast<const IoObject*>(entry.object.get())->synchronous();
  if (handle.type == ObjectType::kPipe)
    handle.extra = static_cast<const Pipe*>(entry.object.get())->mode();
  if (handle.type == ObjectType::kConsole)
    handle.extra = static_cast<const Console*>(entry.object.get())->is_input();
  if (handle.type == ObjectType::kSection)
    describe_section(static_cast<const Section&>(*entry.object), &handle.extra, &handle.process);
  if (File::is(handle.type))
    handle.extra = static_cast<uint16_t>(static_cast<const File*>(entry.object.get())->share());
  if (handle.type == ObjectType::kProcess)
    handle.process = static_cast<const Process*>(entry.object.get())->id();
  return handle;
}

Ref<Object> adopt_object(const InheritedHandle& handle) {
  switch (handle.type) {
    case ObjectType::kPipe:
      return make_object<Pipe>(handle.descriptor, handle.extra, handle.synchronous);
    case ObjectType::kSocket:
      return Socket::adopt(handle.descriptor, handle.synchronous);
    case ObjectType::kProcess:
      return make_object<Process>(handle.process, handle.descriptor);
    case ObjectType::kSection:
      return adopt_section(handle.descriptor, handle.extra, handle.process);
    case ObjectType::kEvent:
    case ObjectType::kMutant:
    case ObjectType::kSemaphore:
    case ObjectType::kTimer:
    case ObjectType::kKeyedEvent:
      return adopt_shared(handle.descriptor);
    case ObjectType::kConsole:
      return make_object<Console>(handle.descriptor, handle.extra != 0);
    case ObjectType::kFile:
    case ObjectType::kDirectory: {
      auto opened =
          adopt_descriptor(handle.descriptor, handle.synchronous, handle.access, handle.extra);
      return opened ? opened->object : Ref<IoObject>();
    }
    default:
      return {};
  }
}

}  // namespace mimic::win
