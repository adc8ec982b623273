// A sum of products, y = b + w0 * x0 + w1 * x1 + …, as one node of many inputs: what a neuron is
// before its activation. dot.hpp records it.
//
// Its operands are b w0 x0 w1 x1 …, as written; the place among them is the input's slot in traces
// and drawings. Where w0, w1, … lie at equal distances on the tape, and x0, x1, … too, they are
// kept as two rows: five numbers, however long. So lie the weights of a neuron, which were recorded
// one after another, and the outputs of a layer before it. All others are listed one by one.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "ops/real.hpp"
#include "scalar/node.hpp"

namespace downhill {

// Nodes at equal distances: first, first + step, first + 2 step, …
struct Row {
  std::uint32_t first, step;  // modulo 2^32, so that a row may also run backward

  std::uint32_t operator[](std::size_t k) const { return first + std::uint32_t(k) * step; }
  // The same among nodes, or sums: numbers[row[k]] is begin(numbers)[k * distance()].
  std::ptrdiff_t distance() const { return std::int32_t(step); }
};

struct Rows {
  Row w, x;
  std::uint32_t b;                        // if there is one, or else 0
  static constexpr std::size_t kept = 5;  // as so many numbers
};

// The operands of one sum. Without a b their number is even.
class Operands {
 public:
  Operands(const Node& sum, const std::uint32_t* kept)
      : kept_(kept + sum.a()), size_(sum.b()), in_rows_(sum.kind() == sum_of_rows) {}

  std::size_t size() const { return size_; }
  std::size_t first_pair() const { return size_ % 2; }  // the slot of w0: 1 behind a b, or 0
  std::uint32_t operator[](std::size_t slot) const {
    if (!in_rows_) return kept_[slot];
    if (slot < first_pair()) return rows().b;
    slot -= first_pair();
    return (slot % 2 == 0 ? rows().w : rows().x)[slot / 2];
  }

  // Calls f(w, x) for each product, from left to right, with the indices of its factors.
  template <class F>
  [[gnu::always_inline]] void for_each_product(F f) const {
    const std::size_t n = size_ / 2;
    if (in_rows_) {
      const auto [row_w, row_x, b] = rows();
      std::ptrdiff_t w = row_w.first, x = row_x.first;
      for (std::size_t k = 0; k < n; ++k, w += row_w.distance(), x += row_x.distance())
        f(std::size_t(w), std::size_t(x));
    } else {
      const std::uint32_t* pair = kept_ + first_pair();
      for (std::size_t k = 0; k < n; ++k, pair += 2) f(pair[0], pair[1]);
    }
  }

  friend bool operator==(const Operands& one, const Operands& other) {
    return std::ranges::equal(one.kept(), other.kept());
  }

 private:
  Rows rows() const { return {{kept_[0], kept_[1]}, {kept_[2], kept_[3]}, kept_[4]}; }
  std::span<const std::uint32_t> kept() const { return {kept_, in_rows_ ? Rows::kept : size_}; }
  const std::uint32_t* kept_;
  std::uint32_t size_;
  bool in_rows_;
};

// Where a sum without a b starts: at the number that adds nothing, not even its sign.
inline constexpr Real nothing_added = Real(-0.0);

// The value, added up from left to right. value_at(i) is the value of node i.
inline Real sum_of(const Operands& operands, auto value_at) {
  Real sum = operands.first_pair() == 1 ? value_at(operands[0]) : nothing_added;
  operands.for_each_product(
      [&](std::size_t w, std::size_t x) { sum += value_at(w) * value_at(x); });
  return sum;
}

// Backward: b receives dy; in each product, one factor receives dy times the other.
// Where dy is 0 (half of the neurons behind a relu) all of them receive 0, which changes no sum;
// but 0 * inf is nan, and must not be left out. y itself tells: with an inf or nan in it, it is
// one.
[[gnu::always_inline]] inline void hand_back(const Operands& operands, Real y, Real dy,
                                             const Node* nodes, Real* sums) {
  if (dy == 0 && std::isfinite(y)) return;
  if (operands.first_pair() == 1) sums[operands[0]] += dy;
  operands.for_each_product([=](std::size_t w, std::size_t x) {
    const Real to_w = dy * nodes[x].value, to_x = dy * nodes[w].value;
    sums[w] += to_w;
    sums[x] += to_x;
  });
}

}  // namespace downhill
