// Build-time generator: linked with all objects of the Windows libraries, it reads the records
// that EXPORT and its kin left in the section `mimic_exports` and writes
//   1. assembly with one PE image per DLL (headers, thunks, export directory) and the description
//      of every export (exports/builtin.h);
//   2. the reference page of all functions, in Markdown.
//
//   mimic-generate-exports IMAGES.S REFERENCE.md
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "libs/windows/exports/builtin.h"
#include "libs/windows/exports/export.h"

extern "C" const mimic::win::ExportRecord __start_mimic_exports[];
extern "C" const mimic::win::ExportRecord __stop_mimic_exports[];
// What builtin.cpp refers to; the generator itself has no images.
extern "C" const mimic::win::BuiltinModule mimic_builtin_modules[1] = {};
extern "C" const uint32_t mimic_builtin_module_count = 0;

namespace {

using mimic::win::ExportKind;
using mimic::win::ExportRecord;

struct Export {
  std::string name;
  const ExportRecord* record = nullptr;          // how it is declared in this DLL
  const ExportRecord* implementation = nullptr;  // the function record, for thunks and formats
  uint32_t ordinal = 0;

  bool has_thunk() const { return implementation && implementation->kind == ExportKind::kFunction; }
};
struct Dll : std::map<std::string, Export> {  // sorted by name, as the export directory has to be
  bool has_entry = false;
};
using Dlls = std::map<std::string, Dll>;

int g_failures = 0;

void complain(const char* format, const std::string& what) {
  std::fprintf(stderr, format, what.c_str());
  std::fputc('\n', stderr);
  ++g_failures;
}

Dlls collect() {
  Dlls dlls;
  std::vector<const ExportRecord*> mirrors, ordinals;
  for (const ExportRecord* record = __start_mimic_exports; record != __stop_mimic_exports;
       ++record) {
    if (record->kind == ExportKind::kMirror) {
      mirrors.push_back(record);
      dlls[record->dll];
    } else if (record->kind == ExportKind::kOrdinal) {
      ordinals.push_back(record);
    } else if (record->kind == ExportKind::kEntry) {
      dlls[record->dll].has_entry = true;
    } else {
      Export& entry = dlls[record->dll][record->name];
      if (entry.record)
        complain("declared twice: %s", std::string(record->dll) + "." + record->name);
      entry.name = record->name;
      entry.record = record;
      if (record->kind == ExportKind::kFunction || record->kind == ExportKind::kData)
        entry.implementation = record;
    }
  }
  for (auto& [dll_name, dll] : dlls) {
    for (auto& [name, entry] : dll) {
      if (entry.record->kind != ExportKind::kAlso) continue;
      // Follow to where the implementation is declared; a chain of ALSO is allowed.
      const ExportRecord* at = entry.record;
      for (int hops = 0; at && at->kind == ExportKind::kAlso && hops < 8; ++hops) {
        const std::string target = at->text;
        const size_t dot = target.find('.');
        const auto other = dlls.find(target.substr(0, dot));
        if (other == dlls.end()) {
          at = nullptr;
          break;
        }
        const auto found = other->second.find(target.substr(dot + 1));
        at = found == other->second.end() ? nullptr : found->second.record;
      }
      if (!at || at->kind == ExportKind::kAlso)
        complain("ALSO without an implementation: %s",
                 dll_name + "." + name + " = " + entry.record->text);
      else if (at->kind == ExportKind::kForward)
        entry.record = at;
      else
        entry.implementation = at;
    }
  }
  for (const ExportRecord* mirror : mirrors) {
    for (const auto& [name, entry] : dlls[mirror->text]) dlls[mirror->dll].try_emplace(name, entry);
  }
  for (const ExportRecord* record : ordinals) {
    Dll& dll = dlls[record->dll];
    const auto found = dll.find(record->name);
    if (found == dll.end())
      complain("ORDINAL of nothing: %s", std::string(record->dll) + "." + record->name);
    else
      found->second.ordinal = record->number;
  }
  for (auto& [dll_name, dll] : dlls) {
    uint32_t next = 1;
    for (const auto& [name, entry] : dll) next = std::max(next, entry.ordinal + 1);
    for (auto& [name, entry] : dll) {
      if (!entry.ordinal) entry.ordinal = next++;
    }
  }
  return dlls;
}

std::string symbol_of(const ExportRecord& record) {
  return std::string(record.dll) + "." + record.name;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

// Strings shared between descriptions, each emitted once.
class Strings {
 public:
  std::string label(const char* text) {
    if (!text || !*text) return {};
    const auto [at, added] = labels_.try_emplace(text, labels_.size());
    return ".Ls" + std::to_string(at->second);
  }
  void emit(FILE* out) const {
    for (const auto& [text, number] : labels_)
      std::fprintf(out, ".Ls%zu: .asciz %s\n", number, quoted(text).c_str());
  }

 private:
  std::map<std::string, size_t> labels_;
};

std::string relative(const std::string& label) { return label.empty() ? "0" : label + " - ."; }

// Offsets and values as Microsoft's "PE Format" gives them.
void emit_headers(FILE* out, const std::string& dll, bool has_entry) {
  const char* d = dll.c_str();
  const std::string entry = has_entry ? ".Lentry." + dll + " - .Limage." + dll : "0";
  std::fprintf(out,
               ".balign 65536\n.Limage.%s:\n"
               ".ascii \"MZ\"\n.skip 0x3a\n.long 0x80\n.skip 0x40\n"
               ".ascii \"PE\\0\\0\"\n.short 0x8664, 2\n.long 0, 0, 0\n.short 240, 0x2022\n"
               ".short 0x20b\n.byte 14, 0\n"  // PE32+, linker version
               ".long .Ltext_end.%s - .Ltext.%s\n.long .Lend.%s - .Lrdata.%s\n.long 0\n"
               ".long %s\n.long 0x1000\n"         // entry point, base of code
               ".quad 0\n.long 0x1000, 0x200\n",  // image base is where it is mapped
               d, d, d, d, d, entry.c_str());
  std::fprintf(out,
               ".short 10, 0, 10, 0, 10, 0\n.long 0\n"  // versions: 10.0
               ".long .Lend.%s - .Limage.%s\n.long 0x400, 0\n"
               ".short 3, 0x0160\n.quad 0x40000, 0x1000, 0x100000, 0x1000\n.long 0, 16\n"
               ".long .Lexports.%s - .Limage.%s, .Lexports_end.%s - .Lexports.%s\n.skip 15 * 8\n",
               d, d, d, d, d, d);
  std::fprintf(out,
               ".ascii \".text\\0\\0\\0\"\n.long .Ltext_end.%s - .Ltext.%s, 0x1000, .Lrdata.%s - "
               ".Ltext.%s, 0x1000, 0, 0\n.short 0, 0\n.long 0x60000020\n"
               ".ascii \".rdata\\0\\0\"\n.long .Lend.%s - .Lrdata.%s, .Lrdata.%s - .Limage.%s, "
               ".Lend.%s - .Lrdata.%s, .Lrdata.%s - .Limage.%s, 0, 0\n.short 0, 0\n"
               ".long 0x40000040\n.balign 4096\n",
               d, d, d, d, d, d, d, d, d, d, d, d);
}

void emit_image(FILE* out, const std::string& dll_name, const Dll& dll) {
  const char* d = dll_name.c_str();
  emit_headers(out, dll_name, dll.has_entry);
  std::fprintf(out, ".Ltext.%s:\n", d);
  size_t index = 0;
  for (const auto& [name, entry] : dll) {
    if (entry.has_thunk())
      std::fprintf(out, ".Lt.%s.%zu: .byte 0xe9\n.long %s - . - 4\n.balign %zu, 0xcc\n", d, index,
                   symbol_of(*entry.implementation).c_str(), mimic::win::kThunkSize);
    ++index;
  }
  if (dll.has_entry) std::fprintf(out, ".Lentry.%s: .byte 0xe9\n.long %s.DllMain - . - 4\n", d, d);
  std::fprintf(out, ".Ltext_end.%s:\n.balign 4096\n.Lrdata.%s:\n.Lexports.%s:\n", d, d, d);

  std::map<uint32_t, std::pair<const Export*, size_t>> by_ordinal;
  index = 0;
  for (const auto& [name, entry] : dll) by_ordinal[entry.ordinal] = {&entry, index++};
  const uint32_t base = by_ordinal.empty() ? 1 : by_ordinal.begin()->first;
  const uint32_t count = by_ordinal.empty() ? 0 : by_ordinal.rbegin()->first - base + 1;
  std::fprintf(out,
               ".long 0, 0, 0, .Lname.%s - .Limage.%s, %u, %u, %zu, .Lfunctions.%s - .Limage.%s, "
               ".Lnames.%s - .Limage.%s, .Lordinals.%s - .Limage.%s\n.Lfunctions.%s:\n",
               d, d, base, count, dll.size(), d, d, d, d, d, d, d);
  uint32_t next = base;
  for (const auto& [ordinal, at] : by_ordinal) {
    const auto& [entry, number] = at;
    if (ordinal > next) std::fprintf(out, ".skip %u * 4\n", ordinal - next);
    next = ordinal + 1;
    if (entry->has_thunk())
      std::fprintf(out, ".long .Lt.%s.%zu - .Limage.%s\n", d, number, d);
    else if (entry->implementation)  // a variable of the host, outside the image
      std::fprintf(out, ".long %s - .Limage.%s\n", symbol_of(*entry->implementation).c_str(), d);
    else
      std::fprintf(out, ".long .Lf.%s.%zu - .Limage.%s\n", d, number, d);
  }
  std::fprintf(out, ".Lnames.%s:\n", d);
  for (size_t i = 0; i < dll.size(); ++i)
    std::fprintf(out, ".long .Ln.%s.%zu - .Limage.%s\n", d, i, d);
  std::fprintf(out, ".Lordinals.%s:\n", d);
  for (const auto& [name, entry] : dll) std::fprintf(out, ".short %u\n", entry.ordinal - base);
  std::fprintf(out, ".Lname.%s: .asciz \"%s.dll\"\n", d, d);
  index = 0;
  for (const auto& [name, entry] : dll) {
    std::fprintf(out, ".Ln.%s.%zu: .asciz %s\n", d, index, quoted(name).c_str());
    if (!entry.implementation)
      std::fprintf(out, ".Lf.%s.%zu: .asciz %s\n", d, index, quoted(entry.record->text).c_str());
    ++index;
  }
  std::fprintf(out, ".Lexports_end.%s:\n.balign 4096\n.Lend.%s:\n", d, d);
}

void emit_descriptions(FILE* out, const Dlls& dlls) {
  Strings strings;
  std::fprintf(out,
               ".section .rodata.mimic_builtin,\"a\"\n.balign 8\n.globl mimic_builtin_modules\n"
               "mimic_builtin_modules:\n");
  for (const auto& [dll_name, dll] : dlls) {
    const char* d = dll_name.c_str();
    std::fprintf(out,
                 ".long %s\n.long .Limage.%s - .\n.long .Lend.%s - .Limage.%s\n.long "
                 ".Ldescription.%s - .\n.long %zu\n",
                 relative(strings.label(d)).c_str(), d, d, d, d, dll.size());
  }
  for (const auto& [dll_name, dll] : dlls) {
    const char* d = dll_name.c_str();
    std::fprintf(out, ".Ldescription.%s:\n", d);
    size_t index = 0;
    for (const auto& [name, entry] : dll) {
      const ExportRecord* record = entry.implementation ? entry.implementation : entry.record;
      const bool thunk = entry.has_thunk();
      // The names are those of the image: together, so that looking them up touches few pages.
      std::fprintf(out, ".long .Ln.%s.%zu - .\n", d, index);
      for (const char* text : {thunk ? record->text : nullptr, thunk ? record->result : nullptr,
                               thunk ? record->classes : nullptr, record->partial})
        std::fprintf(out, ".long %s\n", relative(strings.label(text)).c_str());
      if (thunk)
        std::fprintf(out, ".long .Lt.%s.%zu - .Limage.%s, 0\n", d, index, d);
      else if (entry.implementation)
        std::fprintf(out, ".long 0\n.long %s - .\n", symbol_of(*entry.implementation).c_str());
      else
        std::fprintf(out, ".long 0, 0\n");
      std::fprintf(out, ".long %u\n", entry.ordinal);
      ++index;
    }
  }
  std::fprintf(out, ".globl mimic_builtin_module_count\nmimic_builtin_module_count: .long %zu\n",
               dlls.size());
  strings.emit(out);
}

void write_reference(FILE* out, const Dlls& dlls) {
  size_t total = 0;
  for (const auto& [name, dll] : dlls) total += dll.size();
  std::fprintf(
      out,
      "# Windows functions\n\nGenerated from the declarations beside the implementations: %zu "
      "exports of %zu "
      "DLLs. A function that is not listed is missing: a program that calls it ends with one line "
      "that names it.\n",
      total, dlls.size());
  for (const auto& [dll_name, dll] : dlls) {
    std::fprintf(out, "\n## %s.dll\n\n| function | status |\n|---|---|\n", dll_name.c_str());
    for (const auto& [name, entry] : dll) {
      if (!entry.implementation) {
        std::fprintf(out, "| `%s` | forwards to `%s` |\n", name.c_str(), entry.record->text);
      } else if (entry.implementation->kind == ExportKind::kData) {
        std::fprintf(out, "| `%s %s` | data |\n", entry.implementation->result, name.c_str());
      } else {
        std::string parameters;
        for (const char* c = entry.implementation->text; *c; ++c) {
          if (*c == '|') parameters += '\\';
          parameters += *c;
        }
        std::fprintf(out, "| `%s %s%s` | %s%s |\n", entry.implementation->result, name.c_str(),
                     parameters.c_str(), entry.implementation->partial ? "partial: " : "full",
                     entry.implementation->partial ? entry.implementation->partial : "");
      }
    }
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count != 3) {
    std::fprintf(stderr, "usage: mimic-generate-exports IMAGES.S REFERENCE.md\n");
    return 2;
  }
  const Dlls dlls = collect();
  FILE* images = std::fopen(arguments[1], "w");
  FILE* reference = std::fopen(arguments[2], "w");
  if (!images || !reference) {
    std::perror("mimic-generate-exports");
    return 1;
  }
  std::fprintf(images,
               "# Generated by mimic-generate-exports. Builtin DLLs as PE images.\n"
               ".section .mimic_images,\"ax\"\n");
  for (const auto& [name, dll] : dlls) emit_image(images, name, dll);
  emit_descriptions(images, dlls);
  std::fprintf(images, ".section .note.GNU-stack,\"\",@progbits\n");
  write_reference(reference, dlls);
  return std::fclose(images) != 0 || std::fclose(reference) != 0 || g_failures != 0 ? 1 : 0;
}
