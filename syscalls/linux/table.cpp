// THE table of Linux x86-64 system calls, put together from descriptions.h and variants.h, and
// looked up.
#include "syscalls/linux/builder.h"
#include "syscalls/linux/descriptions.h"
#include "syscalls/linux/variants.h"

namespace mimic::syscalls {

// Never defined: what the compiler names when a description is wrong.
void a_call_is_missing_or_out_of_order();
void a_variant_is_out_of_order();

namespace {

using descriptions::kDescriptions;
using variants::kVariantCount;
using variants::kVariantList;

// Adds to each call where its variants are; checks order and place of every entry.
consteval Table assemble() {
  Table table{};
  size_t variant = 0;
  for (size_t i = 0; i < kCallCount; ++i) {
    Call call = kDescriptions[i];
    if (call.number != (i < kLegacyCount ? i : i - kLegacyCount + kCommonFirst))
      a_call_is_missing_or_out_of_order();
    call.first_variant = static_cast<uint16_t>(variant);
    for (; variant < kVariantCount && kVariantList[variant].number == call.number; ++variant)
      table.variants[variant] = kVariantList[variant];
    call.variant_count = static_cast<uint8_t>(variant - call.first_variant);
    table.calls[i] = call;
  }
  if (variant != kVariantCount) a_variant_is_out_of_order();
  return table;
}

}  // namespace

static_assert(sizeof kDescriptions / sizeof *kDescriptions == kCallCount);
constinit const Table kTable = assemble();

const Call* find(const char* name, size_t length) {
  for (const Call& call : kTable.calls) {
    size_t i = 0;
    while (i < length && i < sizeof call.name && call.name[i] && call.name[i] == name[i]) ++i;
    if (i == length && (i == sizeof call.name || !call.name[i])) return &call;
  }
  return nullptr;
}

Argument resolve(const Call& call, const uint64_t* args, unsigned index) {
  const Variant* variant = kTable.variants + call.first_variant;
  for (const Variant* last = variant + call.variant_count; variant != last; ++variant)
    if ((args[variant->selector] & variant->mask) == variant->value) {
      if (variant->argument == index) return variant->type;
      if (variant->type.type == Type::kEnd && variant->argument < index && index < kArguments)
        return {};
    }
  if (index >= kArguments) return {.type = call.result};
  return call.arguments[index];
}

}  // namespace mimic::syscalls
