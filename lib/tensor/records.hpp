// Records: room for small plain objects of any type, side by side, that all go at once. Clearing
// keeps the room.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace downhill {

class Records {
 public:
  template <class T>
  const T* keep(const T& record) {
    static_assert(std::is_trivially_destructible_v<T>, "clear() runs no destructors");
    static_assert(sizeof(T) <= chunk_size && alignof(T) <= alignof(std::max_align_t));
    return new (room(sizeof(T))) T(record);
  }

  void clear() { chunk_ = used_ = 0; }

 private:
  static constexpr std::size_t chunk_size = 1 << 14;

  void* room(std::size_t size) {
    constexpr std::size_t align = alignof(std::max_align_t);
    size = (size + align - 1) / align * align;
    if (used_ + size > chunk_size) {
      ++chunk_;
      used_ = 0;
    }
    if (chunk_ == chunks_.size())
      chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(chunk_size));
    used_ += size;
    return chunks_[chunk_].get() + used_ - size;
  }

  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunk_ = 0, used_ = 0;
};

}  // namespace downhill
