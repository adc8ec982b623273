#include "tensor/memory.hpp"

#include <array>
#include <bit>
#include <mutex>
#include <new>
#include <utility>

namespace downhill::memory {

struct Home {
  std::array<Block*, 256> waiting = {};    // by size class, each pointing to the next
  std::atomic<Block*> returned = nullptr;  // by other threads, in the same way
  std::size_t from_system = 0;
  Home* next = nullptr;  // among homes without a thread

  void keep(Block* block) {
    block->next = waiting[block->size_class];
    waiting[block->size_class] = block;
  }
  // Puts what other threads returned into the lists.
  void collect() {
    Block* block = returned.exchange(nullptr, std::memory_order_acquire);
    while (block) keep(std::exchange(block, block->next));
  }
};

namespace {

constexpr std::align_val_t alignment{head};

// Four size classes between a power of two and the next, so that at most a quarter is unused.
// Class 4k + q holds (4 + q) * 2^k units of 64 bytes, divided by 4.
std::uint32_t class_for(std::size_t bytes) {
  const std::size_t quarters = bytes <= head ? 4 : (bytes + 15) / 16;  // of 64 bytes
  const auto octave = std::uint32_t(std::bit_width(quarters) - 3);  // quarters / 2^octave: 4 … 7
  const std::size_t step = std::size_t{1} << octave;
  return std::uint32_t(4 * octave + ((quarters + step - 1) >> octave) - 4);
}

std::size_t bytes_of(std::uint32_t size_class) {
  return 16 * (4 + std::size_t(size_class % 4)) << (size_class / 4);
}

void free_block(Block* block) { ::operator delete(static_cast<void*>(block), alignment); }

// Homes outlive their threads, since blocks may still be out; the next new thread moves in.
std::mutex empty_homes_mutex;
Home* empty_homes = nullptr;

// Where this thread lives; nullptr before it has taken anything, and after it has moved out.
// (Arrays with static storage outlive the main thread's stay; their blocks are freed directly.)
thread_local constinit Home* here = nullptr;
thread_local constinit bool moved_out = false;

struct Resident {
  Resident() {
    const std::lock_guard lock(empty_homes_mutex);
    here = empty_homes;
    if (here) {
      empty_homes = here->next;
    } else {
      here = new Home;
    }
  }
  ~Resident() {
    Home* home = std::exchange(here, nullptr);
    moved_out = true;
    home->collect();
    for (Block*& first : home->waiting)
      while (first) free_block(std::exchange(first, first->next));
    home->from_system = 0;
    const std::lock_guard lock(empty_homes_mutex);
    home->next = empty_homes;
    empty_homes = home;
  }
};

// A home for a thread that has none yet.
void move_in() { static thread_local Resident resident; }

}  // namespace

Block* take(std::size_t bytes) {
  const std::uint32_t size_class = class_for(bytes);
  if (!here && !moved_out) move_in();
  if (here) {
    Block*& first = here->waiting[size_class];
    if (!first) here->collect();
    if (first) {
      Block* block = std::exchange(first, first->next);
      block->owners.store(1, std::memory_order_relaxed);
      return block;
    }
    ++here->from_system;
  }
  void* room = ::operator new(head + bytes_of(size_class), alignment);
  return new (room) Block{{1}, size_class, here, nullptr};
}

void give_back(Block* block) {
  if (moved_out || !block->home) return free_block(block);
  Home& home = *block->home;
  if (&home == here) return home.keep(block);
  block->next = home.returned.load(std::memory_order_relaxed);
  while (!home.returned.compare_exchange_weak(block->next, block, std::memory_order_release,
                                              std::memory_order_relaxed)) {
  }
}

std::size_t blocks_from_system() { return here ? here->from_system : 0; }

}  // namespace downhill::memory
