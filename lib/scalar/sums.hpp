// Sums: one sum of contributions per node, in memory that goes back to its tape when the
// gradients are gone, so that the next backward allocates nothing.
//
// A sum starts from -0.0. Adding any number but -0.0 to it leaves something else, so only a sum
// that still is -0.0 may have received nothing.
#pragma once

#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "ops/real.hpp"

namespace downhill {

class Sums {
 public:
  using Memory = std::vector<std::vector<Real>>;  // free vectors
  using Pool = std::shared_ptr<Memory>;           // shared, since gradients may outlive their tape

  Sums(Pool pool, std::size_t size) : pool_(std::move(pool)) {
    if (!pool_->empty()) {
      sums_ = std::move(pool_->back());
      pool_->pop_back();
    }
    sums_.assign(size, Real(-0.0));
  }
  ~Sums() {
    if (pool_) pool_->push_back(std::move(sums_));
  }
  Sums(Sums&&) = default;
  Sums& operator=(Sums&& other) {  // the old memory goes back with other
    std::swap(pool_, other.pool_);
    std::swap(sums_, other.sums_);
    return *this;
  }

  Real* data() { return sums_.data(); }
  Real operator[](std::size_t i) const { return sums_[i] + 0; }  // + 0 makes -0 a plain 0
  bool untouched(std::size_t i) const { return sums_[i] == 0 && std::signbit(sums_[i]); }

 private:
  Pool pool_;
  std::vector<Real> sums_;
};

}  // namespace downhill
