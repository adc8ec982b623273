// NumberList: the numbers of a Value, row by row, with what is needed of a std::vector. A single
// number stands in the object itself: a trace of 100,000 operations holds a million values, nearly
// all of them single numbers, and each would need memory of its own.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "ops/real.hpp"

namespace downhill {

class NumberList {
 public:
  NumberList() = default;
  NumberList(Real number) : kept_(number) {}                            // implicit, as in Value
  NumberList(std::vector<Real> numbers) : kept_(std::move(numbers)) {}  // implicit
  NumberList(std::initializer_list<Real> numbers) : kept_(std::vector<Real>(numbers)) {}
  explicit NumberList(std::span<const Real> numbers) {
    if (numbers.size() == 1) {
      kept_ = numbers[0];
    } else {
      kept_ = std::vector<Real>(numbers.begin(), numbers.end());
    }
  }

  std::size_t size() const { return one() ? 1 : many().size(); }
  bool empty() const { return size() == 0; }
  const Real* data() const { return one() ? one() : many().data(); }
  Real* data() { return const_cast<Real*>(std::as_const(*this).data()); }

  const Real* begin() const { return data(); }
  const Real* end() const { return data() + size(); }
  Real* begin() { return data(); }
  Real* end() { return data() + size(); }
  const Real& operator[](std::size_t i) const { return data()[i]; }
  Real& operator[](std::size_t i) { return data()[i]; }
  Real front() const { return *data(); }
  std::vector<Real> as_vector() const { return {begin(), end()}; }

  void push_back(Real number) {
    if (empty()) {
      kept_ = number;
    } else {
      if (const Real* first = one()) kept_ = std::vector<Real>{*first};
      std::get<std::vector<Real>>(kept_).push_back(number);
    }
  }

  friend bool operator==(const NumberList& a, const NumberList& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  const Real* one() const { return std::get_if<Real>(&kept_); }
  const std::vector<Real>& many() const { return *std::get_if<std::vector<Real>>(&kept_); }

  std::variant<std::vector<Real>, Real> kept_;
};

}  // namespace downhill
