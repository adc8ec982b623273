// Backward over arrays: the gradient of one result with respect to everything it came from.
//
//     TensorGradients g = backward(loss);
//     g[w]                                  // d loss / d w, an Array of w's shape
//
// Gradients live apart from the tape. Asking twice gives the same answer, and nothing has to be
// set to zero in between. Reverse mode as in Griewank and Walther 2008, chapter 3.
#pragma once

#include "tensor/tape.hpp"

namespace downhill {

class TensorGradients {
 public:
  // The gradient of x. UsageError if none was computed: x is not on the way to the output, was
  // recorded after it, is a constant or data, or reaches it only through detach.
  const Array& operator[](Tensor x) const;

  bool computed(Tensor x) const;  // whether x has a gradient
  Tensor output() const { return output_; }

  ~TensorGradients();
  TensorGradients(TensorGradients&&) = default;
  TensorGradients& operator=(TensorGradients&&) = default;

 private:
  friend TensorGradients backward(Tensor, Array, class BackwardObserver*);
  explicit TensorGradients(Tensor output);

  Tensor output_;
  std::vector<Array> values_;  // one per node up to the output; not given: not computed
  std::shared_ptr<std::vector<std::vector<Array>>> pool_;
};

// One step of backward: node `consumer` hands `amount` to its input number `slot`, node `input`,
// whose gradient then is `total`. A first contribution is written dx = …, a later one dx += ….
struct Contribution {
  std::uint32_t consumer;
  std::uint32_t slot;
  std::uint32_t input;
  bool first;
  const Array& amount;
  const Array& total;
};

// Is told of every contribution, in the order they are made.
class BackwardObserver {
 public:
  virtual void contributes(const Contribution& step) = 0;

 protected:
  ~BackwardObserver() = default;
};

// The gradients of y, starting from dy = upstream, an array of y's shape. Without upstream y must
// be one number, and the start is 1.
TensorGradients backward(Tensor y, Array upstream = {}, BackwardObserver* observer = nullptr);

}  // namespace downhill
