// Modules: layers as parameters and a forward pass. A module holds no numbers. It says which
// parameters it has, and records its forward pass on a tape, given Tensors for them; so one module
// serves any number of tapes at once (batch/tensor_batch.hpp), and the numbers stay in one place:
//
//     Mlp network({64, 32, 10});                        // w1 [64, 32], b1 [32], w2 [32, 10], b2
//     [10] Parameters w(network, seed);                      // their initial values TensorTape
//     tape; Tensor logits = network.forward(tape.data("x", images), w.on(tape));
//
// Larger networks are put together from modules in the same way:
//
//     Parameters w(embedding, seed);
//     w.add(attention, seed);
//     …
//     std::span<const Tensor> rest = all;
//     x = embedding.forward(x, take_parameters(rest, embedding));
//     x = attention.forward(x, take_parameters(rest, attention));
//
// Rows are samples: x is [N, in], and a layer is x @ w + b. Parameters' names are Python
// identifiers, so they stand in traces as they are. Each layer is a block of the tape, and drawn as
// one where there is much to draw. The source line of what a module records is that of its caller.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/operators.hpp"
#include "train/initial.hpp"
#include "train/weights.hpp"

namespace downhill {

struct PlannedParameter {
  std::string name;
  Shape shape;
  Initial initial;
};

class Module {
 public:
  virtual ~Module() = default;
  virtual std::string_view kind() const = 0;  // "Linear", for messages

  // Its parameters, in the order in which forward takes them.
  const std::vector<PlannedParameter>& plan() const { return plan_; }

  // Records the module's result for x. UsageError for another number of parameters than planned,
  // ShapeError if x does not fit.
  Tensor forward(TensorAt x, std::span<const Tensor> parameters) const;

 protected:
  explicit Module(std::vector<PlannedParameter> plan) : plan_(std::move(plan)) {}
  Module(const Module&) = default;
  Module& operator=(const Module&) = default;
  virtual Tensor record(TensorAt x, std::span<const Tensor> p) const = 0;

 private:
  std::vector<PlannedParameter> plan_;
};

// The numbers of a model: names and arrays, side by side in order.
class Parameters {
 public:
  Parameters() = default;
  Parameters(const Module& module, std::uint64_t seed) { add(module, seed); }

  // Appends a module's parameters. Each is drawn from a stream of its own, which depends on the
  // seed and its name alone. UsageError for a name that is there already.
  void add(const Module& module, std::uint64_t seed);

  // All of them as parameters of this tape.
  std::vector<Tensor> on(TensorTape& tape, Place place = Place::here()) const;

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Array>& values() const { return values_; }
  const Array& operator[](std::string_view name) const;  // UsageError if there is none
  void set(std::string_view name, Array value);          // of the same shape, or ShapeError
  std::size_t count() const;                             // numbers in all of them

  // Where the numbers are, for optimizers and for save_weights and load_weights. Valid until a
  // copy is made, a tape is given them, or one is set.
  std::vector<std::span<Real>> spans();
  std::vector<NamedValues> named();

 private:
  std::size_t index(std::string_view name) const;
  std::vector<std::string> names_;
  std::vector<Array> values_;
};

// Cuts this module's share off the front of a larger model's parameters.
std::span<const Tensor> take_parameters(std::span<const Tensor>& rest, const Module& module);

// What is recorded while it lives is one block of the tape.
class BlockScope {
 public:
  BlockScope(TensorTape& tape, std::string_view name) : tape_(tape) { tape.begin_block(name); }
  ~BlockScope() { tape_.end_block(); }
  BlockScope(const BlockScope&) = delete;
  BlockScope& operator=(const BlockScope&) = delete;

 private:
  TensorTape& tape_;
};

}  // namespace downhill
