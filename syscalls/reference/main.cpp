// Writes the reference page of the table: syscalls/linux-calls.md beside the build.
#include <cstdio>
#include <string>

#include "syscalls/linux/call.h"

namespace {

using namespace mimic::syscalls;

const char* type_text(Type type) {
  static constexpr const char* kTexts[] = {
#define MIMIC_TYPE(name, text, size) text,
      MIMIC_SYSCALL_TYPES(MIMIC_TYPE)
#undef MIMIC_TYPE
  };
  return kTexts[static_cast<size_t>(type)];
}

constexpr struct {
  Group group;
  const char* name;
} kGroups[] = {
    {Group::kFile, "file"},          {Group::kDesc, "desc"},     {Group::kProcess, "process"},
    {Group::kNetwork, "network"},    {Group::kSignal, "signal"}, {Group::kIpc, "ipc"},
    {Group::kMemory, "memory"},      {Group::kCreds, "creds"},   {Group::kClock, "clock"},
    {Group::kStat, "stat"},          {Group::kLstat, "lstat"},   {Group::kFstat, "fstat"},
    {Group::kStatLike, "%stat"},     {Group::kStatfs, "statfs"}, {Group::kFstatfs, "fstatfs"},
    {Group::kStatfsLike, "%statfs"}, {Group::kPure, "pure"}};

std::string count_text(const Call& call, const Argument& argument) {
  const char* name = argument.count == Count::kFixed || argument.count == Count::kInside
                         ? ""
                         : call.argument_names[argument.count_value];
  switch (argument.count) {
    case Count::kFixed:
      return argument.count_value == 1 ? "" : "[" + std::to_string(argument.count_value) + "]";
    case Count::kArgument:
      return std::string("[") + name + "]";
    case Count::kAtArgument:
      return std::string("[*") + name + "]";
    case Count::kBits:
      return std::string("[") + name + " bits]";
    case Count::kPages:
      return std::string("[pages of ") + name + "]";
    case Count::kInside:
      return "[as it says]";
  }
  return "";
}

std::string argument_text(const Call& call, unsigned index) {
  const Argument& argument = call.arguments[index];
  std::string text = call.argument_names[index];
  text += ": ";
  if (argument.pointer()) {
    constexpr const char* kDirections[] = {"", "in ", "out ", "in-out "};
    text += kDirections[static_cast<unsigned>(argument.direction)];
  }
  text += type_text(argument.type);
  switch (argument.shape) {
    case Shape::kArray:
    case Shape::kIovec:
    case Shape::kMmsghdr:
      text += count_text(call, argument);
      break;
    case Shape::kPointers:
      text += " *" + count_text(call, argument);
      break;
    case Shape::kRequest:
      text = std::string(call.argument_names[index]) + ": by request";
      break;
    default:
      break;
  }
  for (unsigned i = 0; i < call.variant_count; ++i)
    if (kTable.variants[call.first_variant + i].argument == index) {
      text += std::string(", by ") +
              call.argument_names[kTable.variants[call.first_variant + i].selector];
      break;
    }
  return text;
}

void write(std::FILE* out) {
  std::fputs(
      "# System calls of Linux x86-64\n\n"
      "All calls that mimic knows, generated from `syscalls/linux/table.cpp`. The classes are "
      "those "
      "of `-e trace=%class`.\n\n"
      "| number | call | arguments | result | classes |\n|---|---|---|---|---|\n",
      out);
  for (const Call& call : kTable.calls) {
    std::fprintf(out, "| %u | `%s` | ", call.number, call.name);
    for (unsigned i = 0; i < call.argument_count; ++i)
      std::fprintf(out, "%s%s", i ? "; " : "", argument_text(call, i).c_str());
    std::fprintf(out, " | %s | ", call.result == Type::kNone ? "–" : type_text(call.result));
    const char* separator = "";
    for (const auto& group : kGroups)
      if (in_group(call.groups, group.group)) {
        std::fprintf(out, "%s%s", separator, group.name);
        separator = ", ";
      }
    std::fputs(" |\n", out);
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  std::FILE* out = std::fopen(arguments[1], "we");
  if (!out) {
    std::perror(arguments[1]);
    return 1;
  }
  write(out);
  const bool failed = std::ferror(out) != 0;
  return std::fclose(out) || failed;
}
