// Sums: one sum of contributions per node, all starting from 0, in memory that goes back to its
// tape when the gradients are gone, so that the next backward allocates nothing.
#pragma once

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
    sums_.assign(size, 0);
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
  Real operator[](std::size_t i) const { return sums_[i]; }
  void restart() { sums_.assign(sums_.size(), 0); }

 private:
  Pool pool_;
  std::vector<Real> sums_;
};

}  // namespace downhill
