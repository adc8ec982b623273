#include "tensor/losses.hpp"

#include <fmt/format.h>

#include "tensor/arithmetic.hpp"
#include "tensor/broadcasting.hpp"
#include "tensor/fold.hpp"
#include "tensor/loss_rules.hpp"

namespace downhill {
namespace {

void check_shapes(std::string_view loss, const Shape& p, const Shape& t) {
  if (p == t || t.rank() == 0) return;
  throw ShapeError(fmt::format(
      "{}: shapes {} and {} differ, and a loss does not broadcast: it would compare numbers that "
      "do not belong together.\n     {}",
      loss, text(p), text(t),
      p.size() == t.size() ? fmt::format("Reshape the second to {}.", text(p))
                           : "Give one target for each prediction."));
}

// p [n, m], t [n, m] -> y [], or [n, m] without reduction: the rule, then its mean or sum.
template <class Rule>
class Loss final : public Operation {
 public:
  Loss(const Rule& rule, Reduction reduction) : rule_(rule), reduction_(reduction) {}

  std::string_view name() const override { return Rule::name; }

  Array forward(const Inputs& in) const override {
    check_shapes(name(), in[0].shape(), in[1].shape());
    const Array each =
        map(in[0], in[1], [rule = rule_](Real p, Real t) -> Real { return rule.value(p, t); });
    if (reduction_ == Reduction::none) return each;
    return sum(each, Axes().of(name(), each.shape()))[0] / divisor(in[0].shape());
  }

  Array contribution(std::size_t slot, const Inputs& in, const Array&,
                     const Array& dy) const override {
    const Array slope = map(in[0], in[1], [rule = rule_, slot](Real p, Real t) -> Real {
      return slot == 0 ? Real(rule.slope_p(p, t)) : Real(rule.slope_t(p, t));
    });
    const Real n = divisor(in[0].shape());
    return sum_to(numbers::times_over(slope, dy, n), in[slot].shape());
  }

  std::string spell_value(const Words& w) const override {
    const ops::Symbol each = rule_.value(w[0], w[1]);
    if (reduction_ == Reduction::none) return each.text();
    if (reduction_ == Reduction::mean && !by_samples) return ops::call("mean", each).text();
    return (ops::call("sum", each) / double(divisor(w.shapes[0]))).text();
  }

  std::string spell_contribution(std::size_t slot, const Words& w) const override {
    const ops::Symbol slope = slot == 0 ? rule_.slope_p(w[0], w[1]) : rule_.slope_t(w[0], w[1]);
    return spell_sum_to((w.dy * slope / double(divisor(w.shapes[0]))).text(), w.shapes[0],
                        w.shapes[slot]);
  }

 private:
  static constexpr bool by_samples = std::is_same_v<Rule, losses::KullbackLeibler>;

  Real divisor(const Shape& p) const {
    if (reduction_ != Reduction::mean) return 1;
    if (by_samples) return p.rank() == 0 ? Real(1) : Real(p[0]);
    return Real(p.size());
  }

  Rule rule_;
  Reduction reduction_;
};

template <class Rule>
Tensor lose(const Rule& rule, const TensorAt& p, const Operand& t, Reduction reduction) {
  return record(Loss<Rule>(rule, reduction), p, {p.tensor, t.beside(p)});
}

}  // namespace

Tensor mse(TensorAt p, Operand t, Reduction r) { return lose(losses::SquaredError{}, p, t, r); }
Tensor l1(TensorAt p, Operand t, Reduction r) { return lose(losses::AbsoluteError{}, p, t, r); }

Tensor huber(TensorAt p, Operand t, Real delta, Reduction r) {
  if (!(delta > 0))
    throw UsageError(fmt::format("huber: delta is {}; it must be a distance above 0", delta));
  return lose(losses::Huber{delta}, p, t, r);
}

Tensor bce(TensorAt p, Operand t, Reduction r) {
  const Array values = p.tensor.value();
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] < 0 || values[i] > 1)
      throw UsageError(
          fmt::format("bce: number {} of the prediction is {}, which is not a probability.\n"
                      "     For logits, use bce_with_logits.",
                      i, values[i]));
  return lose(losses::BinaryCrossEntropy{}, p, t, r);
}

Tensor bce_with_logits(TensorAt z, Operand t, Reduction r) {
  return lose(losses::LogitCrossEntropy{}, z, t, r);
}
Tensor hinge(TensorAt z, Operand t, Reduction r) { return lose(losses::Hinge{}, z, t, r); }
Tensor kl_div(TensorAt log_q, Operand p, Reduction r) {
  return lose(losses::KullbackLeibler{}, log_q, p, r);
}

}  // namespace downhill
