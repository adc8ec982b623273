// Array: numbers in row-major order (the last axis runs fastest), and their shape.
//
//     Array x({2, 3}, {1, 2, 3, 4, 5, 6});
//     x[4]                                    // 5: numbers are counted in memory order
//
// An Array is a value: a copy never changes because the original does. Copies share their memory
// until one is written to, so handing arrays on costs nothing; writing is always spelled out, as
// writable() or set().
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ops/real.hpp"
#include "tensor/memory.hpp"
#include "tensor/shape.hpp"

namespace downhill {

class Array {
 public:
  Array() = default;  // no numbers and no meaning yet: given() is false
  Array(Real number);
  Array(const Shape& shape, std::initializer_list<Real> numbers);
  Array(const Shape& shape, std::span<const Real> numbers);

  // Whoever asks for it writes every number.
  static Array unwritten(const Shape& shape) {
    return {shape, memory::take(shape.size() * sizeof(Real))};
  }
  static Array filled(const Shape& shape, Real number);
  static Array zeros(const Shape& shape) { return filled(shape, 0); }
  static Array vector(std::initializer_list<Real> numbers);                      // [n]
  static Array matrix(std::initializer_list<std::initializer_list<Real>> rows);  // [n, m]

  Array(const Array& other) : shape_(other.shape_), block_(other.block_) {
    if (block_) memory::share(block_);
  }
  Array(Array&& other) noexcept
      : shape_(other.shape_), block_(std::exchange(other.block_, nullptr)) {}
  Array& operator=(const Array& other) { return *this = Array(other); }
  Array& operator=(Array&& other) noexcept {
    shape_ = other.shape_;
    memory::Block* const old = std::exchange(block_, std::exchange(other.block_, nullptr));
    if (old) memory::let_go(old);
    return *this;
  }
  ~Array() {
    if (block_) memory::let_go(block_);
  }

  bool given() const { return block_ != nullptr; }
  const Shape& shape() const { return shape_; }
  std::size_t rank() const { return shape_.rank(); }
  std::size_t size() const { return shape_.size(); }

  const Real* data() const { return numbers(); }
  std::span<const Real> values() const { return {numbers(), size()}; }
  Real operator[](std::size_t index) const { return values()[index]; }
  Real number() const;  // of an array with exactly one

  // The numbers for writing: this array's own from now on.
  Real* writable();
  void set(std::size_t index, Real number) { std::span(writable(), size())[index] = number; }

  // The same numbers under another shape of the same size; nothing is copied.
  Array reshaped(const Shape& shape) const& { return Array(*this).reshaped(shape); }
  Array reshaped(const Shape& shape) &&;

  // The same shape and the same numbers, bit by bit except that 0 == -0 and nan != nan.
  friend bool operator==(const Array& a, const Array& b);

 private:
  Array(const Shape& shape, memory::Block* block) : shape_(shape), block_(block) {}
  Real* numbers() const {
    return reinterpret_cast<Real*>(reinterpret_cast<std::byte*>(block_) + memory::head);
  }

  Shape shape_;
  memory::Block* block_ = nullptr;
};

// "[2, 3]  1 2 3 / 4 5 6", whole: for messages and tests. (Traces shorten what is large.)
std::string text(const Array& array);

}  // namespace downhill
