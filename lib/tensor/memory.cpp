#include "tensor/memory.hpp"

#include <array>
#include <bit>
#include <mutex>
#include <new>
#include <vector>

namespace downhill::memory {

struct Home {
  std::array<std::vector<Block*>, 256> waiting;  // by size class
  std::atomic<Block*> returned = nullptr;        // by other threads, each pointing to the next
  std::size_t from_system = 0;
  Home* next = nullptr;  // among homes without a thread

  // Puts what other threads returned into the lists.
  void collect() {
    Block* block = returned.exchange(nullptr, std::memory_order_acquire);
    while (block) {
      Block* next_block = block->next;
      waiting[block->size_class].push_back(block);
      block = next_block;
    }
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

// Arrays with static storage outlive the main thread's stay; their blocks are freed directly.
thread_local bool closed = false;

struct Resident {
  Home* home;

  Resident() {
    const std::lock_guard lock(empty_homes_mutex);
    home = empty_homes;
    if (home) {
      empty_homes = home->next;
    } else {
      home = new Home;
    }
  }
  ~Resident() {
    closed = true;
    home->collect();
    for (auto& list : home->waiting) {
      for (Block* block : list) free_block(block);
      list = {};
    }
    home->from_system = 0;
    const std::lock_guard lock(empty_homes_mutex);
    home->next = empty_homes;
    empty_homes = home;
  }
};
thread_local Resident resident;

}  // namespace

Block* take(std::size_t bytes) {
  const std::uint32_t size_class = class_for(bytes);
  Home* home = closed ? nullptr : resident.home;
  if (home) {
    auto& list = home->waiting[size_class];
    if (list.empty()) home->collect();
    if (!list.empty()) {
      Block* block = list.back();
      list.pop_back();
      block->owners.store(1, std::memory_order_relaxed);
      return block;
    }
    ++home->from_system;
  }
  void* room = ::operator new(head + bytes_of(size_class), alignment);
  return new (room) Block{{1}, size_class, home, nullptr};
}

void give_back(Block* block) {
  if (closed || !block->home) return free_block(block);
  Home& home = *block->home;
  if (&home == resident.home) return home.waiting[block->size_class].push_back(block);
  block->next = home.returned.load(std::memory_order_relaxed);
  while (!home.returned.compare_exchange_weak(block->next, block, std::memory_order_release,
                                              std::memory_order_relaxed)) {
  }
}

std::size_t blocks_from_system() { return closed ? 0 : resident.home->from_system; }

}  // namespace downhill::memory
