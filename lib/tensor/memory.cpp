#include "tensor/memory.hpp"

#include <array>
#include <bit>
#include <new>
#include <vector>

namespace downhill::memory {
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

struct Waiting {
  std::array<std::vector<Block*>, 256> blocks;
  std::size_t from_system = 0;
  ~Waiting();
};

// Arrays with static storage outlive the lists of the main thread; their blocks go home directly.
thread_local bool closed = false;
thread_local Waiting waiting;

void free_block(Block* block) { ::operator delete(static_cast<void*>(block), alignment); }

Waiting::~Waiting() {
  closed = true;
  for (const auto& list : blocks)
    for (Block* block : list) free_block(block);
}

}  // namespace

Block* take(std::size_t bytes) {
  const std::uint32_t size_class = class_for(bytes);
  if (!closed) {
    auto& list = waiting.blocks[size_class];
    if (!list.empty()) {
      Block* block = list.back();
      list.pop_back();
      block->owners.store(1, std::memory_order_relaxed);
      return block;
    }
    ++waiting.from_system;
  }
  return new (::operator new(head + bytes_of(size_class), alignment)) Block{{1}, size_class};
}

void give_back(Block* block) {
  if (closed) return free_block(block);
  waiting.blocks[block->size_class].push_back(block);
}

std::size_t blocks_from_system() { return closed ? 0 : waiting.from_system; }

}  // namespace downhill::memory
