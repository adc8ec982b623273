#include "expr/array_functions_masks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tensor/broadcasting.hpp"

namespace downhill::expr {
namespace {

struct Sign {
  std::string_view sign, name;  // as written, and as NumPy calls it
  bool (*holds)(Real a, Real b);
};
constexpr Sign comparisons[] = {
    {"<", "less", [](Real a, Real b) { return a < b; }},
    {"<=", "less_equal", [](Real a, Real b) { return a <= b; }},
    {">", "greater", [](Real a, Real b) { return a > b; }},
    {">=", "greater_equal", [](Real a, Real b) { return a >= b; }},
    {"==", "equal", [](Real a, Real b) { return a == b; }},
    {"!=", "not_equal", [](Real a, Real b) { return a != b; }},
    {"&", "logical_and", [](Real a, Real b) { return a != 0 && b != 0; }},
};

const Sign* find(std::string_view text) {
  const auto found =
      std::find_if(std::begin(comparisons), std::end(comparisons),
                   [&](const Sign& one) { return one.sign == text || one.name == text; });
  return found == std::end(comparisons) ? nullptr : found;
}

// a, b -> 1 or 0, the two broadcast
class Mask final : public Operation {
 public:
  explicit Mask(const Sign& sign) : sign_(&sign) {}
  std::string_view name() const override { return sign_->name; }
  bool differentiable(std::size_t) const override { return false; }
  Array forward(const Inputs& in) const override {
    return map(in[0], in[1], broadcast(sign_->sign, in[0].shape(), in[1].shape()),
               [holds = sign_->holds](Real a, Real b) { return Real(holds(a, b)); });
  }
  Array contribution(std::size_t, const Inputs&, const Array&, const Array&) const override {
    return {};
  }
  // Python's own & is for whole numbers, and a mask may be given as 1.0 and 0.0.
  std::string spell_value(const Words& w) const override {
    if (sign_->sign == "&") return fmt::format("logical_and({}, {})", w[0].text(), w[1].text());
    return fmt::format("{} {} {}", w[0].within(ops::Symbol::sum), sign_->sign,
                       w[1].within(ops::Symbol::sum));
  }
  std::string spell_contribution(std::size_t, const Words&) const override { return ""; }

 private:
  const Sign* sign_;
};

}  // namespace

bool is_mask_sign(std::string_view sign) {
  return std::any_of(std::begin(comparisons), std::end(comparisons),
                     [&](const Sign& one) { return one.sign == sign; });
}

Tensor compared(std::string_view sign, TensorAt a, Operand b) {
  return record(Mask(*find(sign)), a, {a.tensor, b.beside(a)});
}

bool is_mask(Tensor x) {
  constexpr auto moves = std::to_array<std::string_view>(
      {"identity", "detach", "reshape", "squeeze", "expand_dims", "transpose", "broadcast_to",
       "slice", "gather", "take_along_axis", "concatenate", "stack", "max", "min"});
  const TensorTape& tape = x.tape();
  for (std::uint32_t i = x.index();;) {
    const TensorNode& node = tape.nodes()[i];
    if (!node.operation) return false;
    if (find(node.operation->name())) return true;
    if (std::find(moves.begin(), moves.end(), node.operation->name()) == moves.end()) return false;
    i = tape.inputs_of(node)[0];
  }
}

}  // namespace downhill::expr
