// Operation: one kind of step on a tape of arrays, as a record that keeps forward, backward and
// its words beside each other. A record may have attributes (an axis, a stride); the arrays that
// it works on, masks and indices too, are its inputs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ops/symbol.hpp"
#include "tensor/array.hpp"

namespace downhill {

class Operation;

// What a node is. An input is data, a parameter is what training adjusts, a constant is a literal
// of a formula and has no gradient.
enum class TensorKind : std::uint8_t { input, parameter, constant, operation };

struct TensorNode {
  Array value;
  const Operation* operation = nullptr;  // nullptr for a leaf
  std::uint32_t first_input = 0;         // its inputs: TensorTape::inputs_of(node)
  std::uint32_t input_count = 0;
  std::uint32_t place = 0;  // the source line: TensorTape::file_of, line_of
  std::uint32_t name = 0;   // TensorTape::name_of
  std::uint32_t kept = 0;   // TensorTape::kept_by
  TensorKind kind = TensorKind::constant;
  bool wants_gradient = false;  // false: backward spends nothing on it
};

// The arrays that an operation works on: in[0], in[1], …
class Inputs {
 public:
  Inputs(const TensorNode* nodes, std::span<const std::uint32_t> ids, const Array* kept = nullptr,
         std::vector<Array>* room = nullptr)
      : nodes_(nodes), ids_(ids), kept_(kept), room_(room) {}
  const Array& operator[](std::size_t slot) const { return nodes_[ids_[slot]].value; }
  std::size_t size() const { return ids_.size(); }

  // An array that forward computed on its way and contribution needs again is kept on a tape. Where
  // an operation is only tried out, there is no room: then contribution gets nullptr, and computes
  // it again.
  void keep(Array array) const {
    if (room_) room_->push_back(std::move(array));
  }
  const Array* kept() const { return kept_; }

 private:
  const TensorNode* nodes_;
  std::span<const std::uint32_t> ids_;
  const Array* kept_;
  std::vector<Array>* room_;
};

// What an operation is spelled with: the names of its inputs (a literal is a name, too), of its
// result and of the result's gradient; and the shapes behind the names.
struct Words {
  std::vector<ops::Symbol> inputs;
  std::vector<Shape> shapes;
  ops::Symbol y, dy;
  Shape y_shape;

  const ops::Symbol& operator[](std::size_t slot) const { return inputs[slot]; }
};

class Operation {
 public:
  virtual std::string_view name() const = 0;

  // The result. Throws ShapeError for inputs that do not fit.
  virtual Array forward(const Inputs& in) const = 0;

  // Whether backward passes through to this input; false for masks and indices.
  virtual bool differentiable(std::size_t /*slot*/) const { return true; }

  // What input `slot` receives, in that input's shape: the gradient dy of the result y times the
  // local slope, summed over whatever the input was repeated along.
  virtual Array contribution(std::size_t slot, const Inputs& in, const Array& y,
                             const Array& dy) const = 0;

  // The same two in NumPy's words: one expression each. Functions that NumPy lacks are called by
  // our name; python_helpers() has their definitions.
  virtual std::string spell_value(const Words& words) const = 0;
  virtual std::string spell_contribution(std::size_t slot, const Words& words) const = 0;

 protected:
  ~Operation() = default;  // lives in a tape's memory and is never deleted by itself
};

}  // namespace downhill
