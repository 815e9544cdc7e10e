// The loader's lists in the PEB, which programs walk: an LDR_DATA_TABLE_ENTRY for each module.
#pragma once

namespace mimic::win {

struct Module;
struct PEB_LDR_DATA;

namespace module_list {

PEB_LDR_DATA* loader_data();
// All under the loader lock.
void add(Module& module);
void note_initialised(Module& module);
void remove(Module& module);

}  // namespace module_list
}  // namespace mimic::win
