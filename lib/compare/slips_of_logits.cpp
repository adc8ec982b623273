// Softmax cross-entropy: what it hands to the logits, p - t.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "compare/slips.hpp"
#include "tensor/softmax_kernel.hpp"

namespace downhill {
namespace {

// What softmax cross-entropy hands to the logits, taken apart: weight * (p - t), with the weight
// of each row (1 / N times the upstream gradient), probabilities p and targets t.
struct Parts {
  Array p, t;
  std::vector<Real> weight;
};

Parts parts_of(const Moment& m, const Array& usual) {
  const Array &z = m.in[0], &target = m.in[1];
  const std::size_t classes = z.shape()[z.rank() - 1], rows = z.size() / classes;
  Parts parts{softmax(z, z.rank() - 1), Array::zeros(z.shape()), std::vector<Real>(rows)};
  Real* t = parts.t.writable();
  for (std::size_t i = 0; i < rows; ++i) {
    if (target.shape() == z.shape()) {
      std::copy_n(target.data() + i * classes, classes, t + i * classes);
    } else {
      t[i * classes + std::size_t(target[i])] = 1;
    }
    std::size_t best = 0;  // where p - t is largest, its weight is known best
    const auto off = [&](std::size_t k) {
      return parts.p[i * classes + k] - parts.t[i * classes + k];
    };
    for (std::size_t k = 1; k < classes; ++k)
      if (std::abs(off(k)) > std::abs(off(best))) best = k;
    parts.weight[i] = off(best) == 0 ? 0 : usual[i * classes + best] / off(best);
  }
  return parts;
}

// A gradient of the logits, element by element: rule(p, t, z) times the row's weight.
template <class Rule>
Change of_logits(Rule rule) {
  return [rule](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    const Parts parts = parts_of(m, usual);
    const std::size_t classes = usual.size() / parts.weight.size();
    Real* d = usual.writable();
    for (std::size_t i = 0; i < usual.size(); ++i)
      d[i] = parts.weight[i / classes] * rule(parts.p[i], parts.t[i], m.in[0][i]);
    return usual;
  };
}

// The same with probabilities that come from all logits in another way.
Change of_probabilities(Array (*probabilities)(const Array& z)) {
  return [probabilities](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    const Parts parts = parts_of(m, usual);
    const Array p = probabilities(m.in[0]);
    const std::size_t classes = usual.size() / parts.weight.size();
    Real* d = usual.writable();
    for (std::size_t i = 0; i < usual.size(); ++i)
      d[i] = parts.weight[i / classes] * (p[i] - parts.t[i]);
    return usual;
  };
}

Array over_columns(const Array& z) {
  if (z.rank() != 2) throw ShapeError("a mistake for matrices only");
  return softmax(z, 0);
}
Array over_everything(const Array& z) {
  if (z.rank() != 2) throw ShapeError("a mistake for matrices only");
  return softmax(z.reshaped(Shape{z.size()}), 0).reshaped(z.shape());
}

// The one at the label is taken from the class beside it.
Change label_beside(std::size_t by) {
  return [by](const Moment& m, Array usual) {
    if (m.slot != 0) return usual;
    const Parts parts = parts_of(m, usual);
    const std::size_t classes = usual.size() / parts.weight.size();
    Real* d = usual.writable();
    for (std::size_t i = 0; i < usual.size(); ++i) {
      const std::size_t row = i / classes, k = i % classes;
      d[i] = parts.weight[row] * (parts.p[i] - parts.t[row * classes + (k + by) % classes]);
    }
    return usual;
  };
}

void add_of(const RerunGraph& graph, std::uint32_t i, std::vector<Slip>& all) {
  const std::string where = line_of(graph, i);
  const auto put = [&](const char* kind, int rank, std::string sentence, Change change) {
    add_slip(all, kind, rank, std::move(sentence), {i}, std::move(change));
  };
  const std::uint32_t logits = graph.tape.inputs_of(graph.nodes()[i])[0];
  const std::string z = graph.call(logits), dz = gradient_of(graph, logits);
  put("softmax's Jacobian is missing", 19,
      fmt::format("{}: {} is -t / p, the gradient of the probabilities. Softmax's Jacobian is "
                  "missing, which makes it p - t.",
                  where, dz),
      of_logits([](Real p, Real t, Real) { return -t / p; }));
  put("softmax's Jacobian has only its diagonal", 22,
      fmt::format("{}: only the diagonal p (1 - p) of softmax's Jacobian is there; every "
                  "probability depends on every logit.",
                  where),
      of_logits([](Real p, Real t, Real) { return -t * (1 - p); }));
  put("softmax is left out", 20,
      fmt::format("{}: {} is computed from {} - t; it is softmax({}) - t.", where, dz, z, z),
      of_logits([](Real, Real t, Real z_) { return z_ - t; }));
  put("the target is not subtracted", 23,
      fmt::format("{}: {} is softmax({}) alone, the target is not subtracted.", where, dz, z),
      of_logits([](Real p, Real, Real) { return p; }));
  const auto formula = [&](const char* kind, const char* wrong, Change change) {
    put(kind, 31,
        fmt::format("{}: {} is {}; it is p - t, with p = softmax({}) and t 1 at the label.", where,
                    dz, wrong, z),
        std::move(change));
  };
  formula("softmax along the wrong axis", "p - t with a softmax along the columns",
          of_probabilities(over_columns));
  formula("softmax along the wrong axis", "p - t with one softmax of everything",
          of_probabilities(over_everything));
  formula("softmax is applied twice", "p - t with p a softmax of the softmax",
          of_probabilities(
              [](const Array& x) { return softmax(softmax(x, x.rank() - 1), x.rank() - 1); }));
  formula("softmax is not normalised", "e^z - t, and not divided by the sum of all e^z",
          of_logits([](Real, Real t, Real x) { return std::exp(x) - t; }));
  formula("only the label's class has a gradient", "p - 1 at the label and 0 elsewhere",
          of_logits([](Real p, Real t, Real) { return t * (p - 1); }));
  formula("only the label's class has a gradient", "-t, without the probabilities",
          of_logits([](Real, Real t, Real) { return -t; }));
  formula("softmax's Jacobian is there twice", "(p - t) * p * (1 - p)",
          of_logits([](Real p, Real t, Real) { return (p - t) * p * (1 - p); }));
  formula("the label is off by one", "p - t with t at the class before the label", label_beside(1));
  const Shape& shape = graph.nodes()[logits].value.shape();
  formula("the label is off by one", "p - t with t at the class behind the label",
          label_beside(shape[shape.rank() - 1] - 1));
}

}  // namespace

void add_slips_of_logits(const Rerun& run, std::vector<Slip>& all) {
  for (std::uint32_t i = 0; i <= run.output(); ++i) {
    const Operation* operation = run.graph().nodes()[i].operation;
    if (operation && operation->name() == "cross_entropy" && operation->differentiable(0))
      add_of(run.graph(), i, all);
  }
}

}  // namespace downhill
