// Memory for arrays. A block that is given back waits in a list of its size for the next array of
// about that size, so a training step that repeats the one before asks the system for nothing.
// Each thread has lists of its own, and a block goes back to the thread that took it, whoever lets
// go of it last: a thread that makes arrays for others to use up would need new ones forever.
// A block may have several owners: copies of an array share it until one of them is written to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#endif

namespace downhill::memory {

struct Home;  // the lists of one thread

struct Block {
  std::atomic<std::uint32_t> owners;
  std::uint32_t size_class;
  Home* home;
  Block* next;  // while it waits, or is on its way home
};

// Numbers start this many bytes behind the head: one cache line, so that they are aligned to it.
inline constexpr std::size_t head = 64;

// A block for this many bytes of numbers, with one owner; from the waiting ones where possible.
Block* take(std::size_t bytes);

// Called when the last owner lets go.
void give_back(Block* block);

// Whether nobody else can count owners now: the C library knows as long as there is one thread.
inline bool alone() {
#if __has_include(<sys/single_threaded.h>)
  return __libc_single_threaded;
#else
  return false;
#endif
}

// One owner more, one less. An atomic addition takes a processor as long as twenty plain ones, so
// it is left out where nobody else counts: with one thread, and by a last owner.
inline void share(Block* block) {
  if (alone()) {
    block->owners.store(block->owners.load(std::memory_order_relaxed) + 1,
                        std::memory_order_relaxed);
  } else {
    block->owners.fetch_add(1, std::memory_order_relaxed);
  }
}
inline void let_go(Block* block) {
  const std::uint32_t owners = block->owners.load(std::memory_order_acquire);
  if (owners == 1) return give_back(block);
  if (alone()) {
    block->owners.store(owners - 1, std::memory_order_relaxed);
  } else if (block->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    give_back(block);
  }
}

// How many blocks this thread has asked of the system so far.
std::size_t blocks_from_system();

}  // namespace downhill::memory
