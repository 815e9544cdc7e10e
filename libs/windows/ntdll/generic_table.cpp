// Generic tables: ordered sets of elements that the caller allocates and compares, as AVL trees.
#include <cstring>

#include "abi/windows/status.h"
#include "libs/windows/exports/export.h"

namespace mimic::win::ntdll {
namespace {

enum Comparison : int { kLess, kGreater, kEqual };

struct Links {  // RTL_BALANCED_LINKS
  Links* Parent;
  Links* LeftChild;
  Links* RightChild;
  CHAR Balance;  // height of the right minus height of the left
  UCHAR Reserved[3];
};
static_assert(sizeof(Links) == 32);

struct RTL_AVL_TABLE;
using CompareRoutine = Comparison(MS_ABI*)(RTL_AVL_TABLE*, void*, void*);
using AllocateRoutine = void*(MS_ABI*)(RTL_AVL_TABLE*, ULONG);
using FreeRoutine = void(MS_ABI*)(RTL_AVL_TABLE*, void*);

struct RTL_AVL_TABLE {
  Links BalancedRoot;  // its right child is the root of the tree
  void* OrderedPointer;
  ULONG WhichOrderedElement;
  ULONG NumberGenericTableElements;
  ULONG DepthOfTree;
  Links* RestartKey;
  ULONG DeleteCount;
  CompareRoutine Compare;
  AllocateRoutine Allocate;
  FreeRoutine Free;
  void* TableContext;
};
static_assert(sizeof(RTL_AVL_TABLE) == 0x68);

void* data_of(Links* node) { return node + 1; }

Links* leftmost(Links* node) {
  while (node && node->LeftChild) node = node->LeftChild;
  return node;
}

Links* successor(RTL_AVL_TABLE* table, Links* node) {
  if (node->RightChild) return leftmost(node->RightChild);
  while (node->Parent != &table->BalancedRoot && node->Parent->RightChild == node)
    node = node->Parent;
  return node->Parent == &table->BalancedRoot ? nullptr : node->Parent;
}

// The node equal to `key`, or the one it would hang on; *result tells which.
Links* search(RTL_AVL_TABLE* table, void* key, Comparison* result) {
  Links* node = table->BalancedRoot.RightChild;
  Links* last = nullptr;
  *result = kGreater;
  while (node) {
    last = node;
    *result = table->Compare(table, key, data_of(node));
    if (*result == kEqual) return node;
    node = *result == kLess ? node->LeftChild : node->RightChild;
  }
  return last;
}

Links*& slot_of(Links* node) {
  return node->Parent->LeftChild == node ? node->Parent->LeftChild : node->Parent->RightChild;
}

// Lets a child take its parent's place.
void rotate_up(Links* child) {
  Links* parent = child->Parent;
  slot_of(parent) = child;
  child->Parent = parent->Parent;
  parent->Parent = child;
  if (parent->LeftChild == child) {
    parent->LeftChild = child->RightChild;
    if (parent->LeftChild) parent->LeftChild->Parent = parent;
    child->RightChild = parent;
  } else {
    parent->RightChild = child->LeftChild;
    if (parent->RightChild) parent->RightChild->Parent = parent;
    child->LeftChild = parent;
  }
}

// Restores balance at a node that leans by two; returns the new top of its subtree and whether
// that subtree became lower.
Links* rebalance(Links* node, bool* lower) {
  const int side = node->Balance > 0 ? 1 : -1;
  Links* child = side > 0 ? node->RightChild : node->LeftChild;
  if (child->Balance == -side) {
    Links* grandchild = side > 0 ? child->LeftChild : child->RightChild;
    rotate_up(grandchild);
    rotate_up(grandchild);
    node->Balance = static_cast<CHAR>(grandchild->Balance == side ? -side : 0);
    child->Balance = static_cast<CHAR>(grandchild->Balance == -side ? side : 0);
    grandchild->Balance = 0;
    *lower = true;
    return grandchild;
  }
  rotate_up(child);
  *lower = child->Balance != 0;
  node->Balance = static_cast<CHAR>(child->Balance ? 0 : side);
  child->Balance = static_cast<CHAR>(child->Balance ? 0 : -side);
  return child;
}

void link(RTL_AVL_TABLE* table, Links* node, Links* parent, Comparison side) {
  *node = {};
  node->Parent = parent ? parent : &table->BalancedRoot;
  (parent && side == kLess ? parent->LeftChild : node->Parent->RightChild) = node;
  for (Links* at = node; at->Parent != &table->BalancedRoot;) {
    Links* above = at->Parent;
    above->Balance = static_cast<CHAR>(above->Balance + (above->RightChild == at ? 1 : -1));
    if (above->Balance == 0) break;
    if (above->Balance == 2 || above->Balance == -2) {
      bool lower;
      rebalance(above, &lower);
      break;
    }
    at = above;
  }
  ++table->NumberGenericTableElements;
  table->OrderedPointer = nullptr;
  table->WhichOrderedElement = 0;
}

void swap_with(Links* node, Links* next) {
  // `next` is the leftmost node of the right subtree: it takes node's place, node takes its.
  Links* const old_parent = next->Parent;
  Links* const old_right = next->RightChild;
  const CHAR balance = next->Balance;
  slot_of(node) = next;
  next->Parent = node->Parent;
  next->LeftChild = node->LeftChild;
  next->LeftChild->Parent = next;
  next->Balance = node->Balance;
  if (old_parent == node) {
    next->RightChild = node;
    node->Parent = next;
  } else {
    next->RightChild = node->RightChild;
    next->RightChild->Parent = next;
    old_parent->LeftChild = node;
    node->Parent = old_parent;
  }
  node->LeftChild = nullptr;
  node->RightChild = old_right;
  if (old_right) old_right->Parent = node;
  node->Balance = balance;
}

void unlink(RTL_AVL_TABLE* table, Links* node) {
  if (node->LeftChild && node->RightChild) swap_with(node, leftmost(node->RightChild));
  Links* child = node->LeftChild ? node->LeftChild : node->RightChild;
  Links* at = node->Parent;
  bool was_right = at->RightChild == node;
  slot_of(node) = child;
  if (child) child->Parent = at;
  while (at != &table->BalancedRoot) {
    at->Balance = static_cast<CHAR>(at->Balance + (was_right ? -1 : 1));
    if (at->Balance == 1 || at->Balance == -1) break;
    if (at->Balance != 0) {
      bool lower;
      at = rebalance(at, &lower);
      if (!lower) break;
    }
    was_right = at->Parent->RightChild == at;
    at = at->Parent;
  }
  --table->NumberGenericTableElements;
  ++table->DeleteCount;
  table->OrderedPointer = nullptr;
  table->WhichOrderedElement = 0;
}

}  // namespace

EXPORT(ntdll, void, RtlInitializeGenericTableAvl,
       (RTL_AVL_TABLE * Table, CompareRoutine Compare, AllocateRoutine Allocate, FreeRoutine Free,
        void* TableContext)) {
  std::memset(static_cast<void*>(Table), 0, sizeof *Table);
  Table->BalancedRoot.Parent = &Table->BalancedRoot;
  Table->Compare = Compare;
  Table->Allocate = Allocate;
  Table->Free = Free;
  Table->TableContext = TableContext;
}

EXPORT(ntdll, void*, RtlLookupElementGenericTableAvl, (RTL_AVL_TABLE * Table, void* Buffer)) {
  Comparison result;
  Links* node = search(Table, Buffer, &result);
  return node && result == kEqual ? data_of(node) : nullptr;
}

EXPORT(ntdll, void*, RtlLookupElementGenericTableFullAvl,
       (RTL_AVL_TABLE * Table, void* Buffer, void** NodeOrParent, int* SearchResult)) {
  // 0 empty tree, 1 found, 2 insert as left, 3 insert as right.
  Comparison result;
  Links* node = search(Table, Buffer, &result);
  *NodeOrParent = node;
  *SearchResult = !node ? 0 : result == kEqual ? 1 : result == kLess ? 2 : 3;
  return node && result == kEqual ? data_of(node) : nullptr;
}

EXPORT(ntdll, void*, RtlInsertElementGenericTableAvl,
       (RTL_AVL_TABLE * Table, void* Buffer, ULONG BufferSize, BOOLEAN* NewElement)) {
  Comparison result;
  Links* node = search(Table, Buffer, &result);
  const bool fresh = !node || result != kEqual;
  if (fresh) {
    auto* made =
        static_cast<Links*>(Table->Allocate(Table, BufferSize + static_cast<ULONG>(sizeof(Links))));
    if (!made) {
      if (NewElement) *NewElement = FALSE;
      return nullptr;
    }
    std::memcpy(made + 1, Buffer, BufferSize);
    link(Table, made, node, result);
    node = made;
  }
  if (NewElement) *NewElement = fresh;
  return data_of(node);
}

EXPORT(ntdll, BOOLEAN, RtlDeleteElementGenericTableAvl, (RTL_AVL_TABLE * Table, void* Buffer)) {
  Comparison result;
  Links* node = search(Table, Buffer, &result);
  if (!node || result != kEqual) return FALSE;
  if (Table->RestartKey == node) Table->RestartKey = nullptr;
  unlink(Table, node);
  Table->Free(Table, node);
  return TRUE;
}

EXPORT(ntdll, void*, RtlEnumerateGenericTableWithoutSplayingAvl,
       (RTL_AVL_TABLE * Table, void** RestartKey)) {
  auto* node = static_cast<Links*>(*RestartKey);
  node = node ? successor(Table, node) : leftmost(Table->BalancedRoot.RightChild);
  if (node) *RestartKey = node;
  return node ? data_of(node) : nullptr;
}
EXPORT(ntdll, void*, RtlEnumerateGenericTableAvl, (RTL_AVL_TABLE * Table, BOOLEAN Restart)) {
  if (Restart) Table->RestartKey = nullptr;
  void* key = Table->RestartKey;
  void* data = RtlEnumerateGenericTableWithoutSplayingAvl(Table, &key);
  Table->RestartKey = static_cast<Links*>(key);
  return data;
}
EXPORT(ntdll, void*, RtlGetElementGenericTableAvl, (RTL_AVL_TABLE * Table, ULONG I)) {
  if (I >= Table->NumberGenericTableElements) return nullptr;
  Links* node = leftmost(Table->BalancedRoot.RightChild);
  while (I--) node = successor(Table, node);
  return data_of(node);
}
EXPORT(ntdll, ULONG, RtlNumberGenericTableElementsAvl, (RTL_AVL_TABLE * Table)) {
  return Table->NumberGenericTableElements;
}
EXPORT(ntdll, BOOLEAN, RtlIsGenericTableEmptyAvl, (RTL_AVL_TABLE * Table)) {
  return Table->NumberGenericTableElements == 0;
}

}  // namespace mimic::win::ntdll
