// Arena: a growing row of plain records that keeps its memory when cleared. std::vector does the
// same work, but its push_back is not inlined, and recording a node costs three times as much.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>

namespace downhill {

template <class T>
class Arena {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  T& push() { return *push(1); }
  T* push(std::size_t count) {  // room for that many, to be filled by the caller
    if (capacity_ - size_ < count) [[unlikely]]
      grow(count);
    T* first = records_.get() + size_;
    size_ += count;
    return first;
  }
  void clear() { size_ = 0; }
  std::size_t size() const { return size_; }
  T* data() { return records_.get(); }
  const T* data() const { return records_.get(); }
  T& operator[](std::size_t index) { return records_[index]; }
  const T& operator[](std::size_t index) const { return records_[index]; }
  const T* begin() const { return records_.get(); }
  const T* end() const { return records_.get() + size_; }

 private:
  [[gnu::noinline]] void grow(std::size_t count);
  std::unique_ptr<T[]> records_;
  std::size_t size_ = 0, capacity_ = 0;
};

template <class T>
void Arena<T>::grow(std::size_t count) {
  const std::size_t more = std::max({std::size_t(1024), 2 * capacity_, size_ + count});
  auto larger = std::make_unique_for_overwrite<T[]>(more);
  std::copy(begin(), end(), larger.get());
  records_ = std::move(larger);
  capacity_ = more;
}

}  // namespace downhill
