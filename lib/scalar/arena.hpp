// Arena: a growing row of plain records that never moves, and keeps its memory when cleared.
//
// Address space for a billion records is set aside at the start, which costs nothing: the system
// puts memory under an address when it is first written to. So there is nothing to copy when the
// row grows; and since no call stands between two recorded operations, the compiler keeps in
// registers what one of them leaves to the next. std::vector does the same work in three times
// the time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace downhill {

namespace space {
// Sets aside room for `records`, or, where the system allows less, for a part of them: then
// `records` says how many.
void* reserve(std::uint32_t& records, std::size_t bytes_each);
void release(void* begin, std::size_t bytes);
[[noreturn]] void full(std::size_t records);
}  // namespace space

template <class T>
class Arena {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Arena() : records_(static_cast<T*>(space::reserve(capacity_, sizeof(T)))) {}
  ~Arena() { space::release(records_, std::size_t(capacity_) * sizeof(T)); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  T& push() { return *push(1); }
  T* push(std::size_t count) {  // that many, to be filled by the caller
    T* first = room(count);
    size_ += std::uint32_t(count);
    return first;
  }
  T* room(std::size_t count) {  // where that many could be pushed
    if (capacity_ - size_ < count) [[unlikely]]
      space::full(capacity_);
    return records_ + size_;
  }
  void clear() { size_ = 0; }
  std::uint32_t size() const { return size_; }
  T* data() { return records_; }
  const T* data() const { return records_; }
  T& operator[](std::size_t index) { return records_[index]; }
  const T& operator[](std::size_t index) const { return records_[index]; }
  const T* begin() const { return records_; }
  const T* end() const { return records_ + size_; }

 private:
  std::uint32_t size_ = 0, capacity_ = 1 << 30;  // fewer, where the system allows less
  T* records_;
};

}  // namespace downhill
