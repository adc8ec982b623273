// Losses as one operation, p the prediction and t the target: formulas that people take for their
// slope along p. (Cross-entropy is in slips_of_softmax.cpp.)
#include <fmt/format.h>

#include <cmath>

#include "compare/slips.hpp"
#include "ops/functions.hpp"

namespace downhill {
namespace {

struct LossSlope {
  std::string_view loss;
  const char* kind;
  const char* formula;  // {p} {t}: the names in the graph
  const char* right;
  // right: the slope as it should be, which knows a loss's settings (Huber's delta).
  Real (*slope)(Real p, Real t, Real right);
};

constexpr const char no_sign_[] = "the sign is lost";
constexpr const char another_[] = "the slope of another loss";
constexpr const char value_of_loss_[] = "the value stands where the slope belongs";
constexpr const char target_[] = "the target is not subtracted";
constexpr const char part_of_loss_[] = "a part of the slope is left out";
constexpr const char margin_[] = "the margin is wrong";

Real sign(Real x) { return Real((x > 0) - (x < 0)); }

constexpr LossSlope wrong_loss_slopes[] = {
    {"mse", "the factor of the power is left out", "{p} - {t}", "2 * ({p} - {t})",
     [](Real p, Real t, Real) { return p - t; }},
    {"mse", value_of_loss_, "square({p} - {t})", "2 * ({p} - {t})",
     [](Real p, Real t, Real) { return (p - t) * (p - t); }},
    {"mse", no_sign_, "2 * abs({p} - {t})", "2 * ({p} - {t})",
     [](Real p, Real t, Real) { return 2 * std::abs(p - t); }},
    {"mse", another_, "the sign of {p} - {t}, that of the absolute error", "2 * ({p} - {t})",
     [](Real p, Real t, Real) { return sign(p - t); }},
    {"mse", target_, "2 * {p}", "2 * ({p} - {t})", [](Real p, Real, Real) { return 2 * p; }},
    {"l1", another_, "{p} - {t}, half that of the squared error", "the sign of {p} - {t}",
     [](Real p, Real t, Real) { return p - t; }},
    {"l1", another_, "2 * ({p} - {t}), that of the squared error", "the sign of {p} - {t}",
     [](Real p, Real t, Real) { return 2 * (p - t); }},
    {"l1", no_sign_, "1 everywhere", "the sign of {p} - {t}",
     [](Real, Real, Real) { return Real(1); }},
    {"l1", value_of_loss_, "abs({p} - {t})", "the sign of {p} - {t}",
     [](Real p, Real t, Real) { return std::abs(p - t); }},
    {"huber", "large errors are not clipped", "{p} - {t} everywhere",
     "{p} - {t}, clipped at the size delta", [](Real p, Real t, Real) { return p - t; }},
    {"huber", another_, "the sign of {p} - {t}, that of the absolute error",
     "{p} - {t}, clipped at the size delta", [](Real p, Real t, Real) { return sign(p - t); }},
    {"huber", "a factor 2 too many", "2 * ({p} - {t}) for small errors",
     "{p} - {t}, clipped at the size delta",
     [](Real p, Real t, Real right) { return right == p - t ? 2 * right : right; }},
    {"huber", no_sign_, "positive for large errors of either sign",
     "{p} - {t}, clipped at the size delta",
     [](Real p, Real t, Real right) { return right == p - t ? right : std::abs(right); }},
    {"hinge", margin_, "-{t} everywhere, without the condition {p} * {t} < 1",
     "-{t} where {p} * {t} < 1, and else 0", [](Real, Real t, Real) { return -t; }},
    {"hinge", margin_, "-{t} where {p} * {t} > 1, the wrong side",
     "-{t} where {p} * {t} < 1, and else 0", [](Real, Real t, Real r) { return r == 0 ? -t : 0; }},
    {"hinge", margin_, "-{t} where {p} * {t} < 0, without the margin 1",
     "-{t} where {p} * {t} < 1, and else 0",
     [](Real p, Real t, Real) { return p * t < 0 ? -t : 0; }},
    {"hinge", part_of_loss_, "-1 where {p} * {t} < 1, without {t}", "-{t} there",
     [](Real, Real, Real right) { return right == 0 ? Real(0) : Real(-1); }},
    {"bce", part_of_loss_, "{p} - {t}, which is the slope along the logits in front of a sigmoid",
     "({p} - {t}) / ({p} * (1 - {p}))", [](Real p, Real t, Real) { return p - t; }},
    {"bce", part_of_loss_, "-{t} / {p}, without the part of 1 - {t}",
     "({p} - {t}) / ({p} * (1 - {p}))", [](Real p, Real t, Real) { return -t / p; }},
    {"bce", "the sign is flipped", "-{t} / {p} - (1 - {t}) / (1 - {p})",
     "-{t} / {p} + (1 - {t}) / (1 - {p})",
     [](Real p, Real t, Real) { return -t / p - (1 - t) / (1 - p); }},
    {"bce", part_of_loss_, "({p} - {t}) / {p}", "({p} - {t}) / ({p} * (1 - {p}))",
     [](Real p, Real t, Real) { return (p - t) / p; }},
    {"bce_with_logits", "sigmoid is left out", "{p} - {t}", "sigmoid({p}) - {t}",
     [](Real p, Real t, Real) { return p - t; }},
    {"bce_with_logits", target_, "sigmoid({p})", "sigmoid({p}) - {t}",
     [](Real p, Real, Real) { return ops::sigmoid(p); }},
    {"bce_with_logits", "the slope of sigmoid is there twice",
     "(s - {t}) * s * (1 - s) with s = sigmoid({p})", "sigmoid({p}) - {t}",
     [](Real p, Real t, Real) {
       const Real s = ops::sigmoid(p);
       return (s - t) * s * (1 - s);
     }},
    {"bce_with_logits", "the slope of sigmoid is missing",
     "(s - {t}) / (s * (1 - s)) with s = sigmoid({p}), that of the probabilities",
     "sigmoid({p}) - {t}",
     [](Real p, Real t, Real) {
       const Real s = ops::sigmoid(p);
       return (s - t) / (s * (1 - s));
     }},
    {"bce_with_logits", part_of_loss_, "-{t} * (1 - sigmoid({p})), without the part of 1 - {t}",
     "sigmoid({p}) - {t}", [](Real p, Real t, Real) { return -t * (1 - ops::sigmoid(p)); }},
    {"kl_div", "divided by the probability once more", "-{t} / exp({p})",
     "-{t}: the first input is a logarithm already",
     [](Real p, Real t, Real) { return -t / std::exp(p); }},
    {"kl_div", part_of_loss_, "-1 everywhere", "-{t}", [](Real, Real, Real) { return Real(-1); }},
    {"kl_div", "this is the slope along the logits", "exp({p}) - {t}", "-{t}",
     [](Real p, Real t, Real) { return std::exp(p) - t; }},
    {"nll", "divided by the probability once more", "-1 / exp({p}) at the label",
     "-1 there: the first input is a logarithm already",
     [](Real p, Real, Real right) { return right / std::exp(p); }},
    {"nll", "every class has a gradient", "-1 everywhere", "-1 at the label, and else 0",
     [](Real, Real, Real) { return Real(-1); }},
    {"nll", "this is the slope along the logits", "exp({p}) minus 1 at the label",
     "-1 at the label, and else 0", [](Real p, Real, Real right) { return std::exp(p) + right; }},
};

// A prediction at which the slope of every loss is known, and the slope there.
std::pair<Real, Real> known_slope(std::string_view loss, Real t) {
  if (loss == "mse") return {t + 1, 2};
  if (loss == "l1") return {t + 1, 1};
  if (loss == "huber") return {t + Real(0.0009765625), t + Real(0.0009765625) - t};
  if (loss == "hinge") return {0, -t};
  if (loss == "bce") return {Real(0.25), (Real(0.25) - t) / Real(0.1875)};
  if (loss == "kl_div") return {0, -t};
  return {2, ops::sigmoid(Real(2)) - t};
}

// How much each number counts: the gradient of the loss, divided by what it is averaged over.
Array weights_of(const Moment& m, const Array& usual) {
  Array weights = usual;
  Real* w = weights.writable();
  const std::string_view loss = m.node.operation->name();
  if (loss == "nll") {  // -1 at the label, so that is where the weight is seen
    const std::size_t classes = usual.shape()[usual.rank() - 1];
    for (std::size_t begin = 0; begin < usual.size(); begin += classes) {
      Real seen = 0;
      for (std::size_t i = begin; i < begin + classes; ++i) seen -= usual[i];
      std::fill(w + begin, w + begin + classes, seen);
    }
    return weights;
  }
  std::vector<TensorNode> nodes(2);
  const std::uint32_t ids[] = {0, 1};
  nodes[0].value = m.in[0], nodes[1].value = m.in[1];
  Real* p = nodes[0].value.writable();
  for (std::size_t i = 0; i < usual.size(); ++i) p[i] = known_slope(loss, m.in[1][i]).first;
  const Array there = m.node.operation->contribution(0, Inputs(nodes.data(), ids), m.y, m.dy);
  Real last = 0;  // where a target hides its weight, that of another number is taken
  for (std::size_t i = 0; i < usual.size(); ++i) {
    const Real slope = known_slope(loss, m.in[1][i]).second;
    w[i] = slope == 0 ? last : there[i] / slope;
    last = w[i];
  }
  return weights;
}

}  // namespace

void add_slips_of_loss_slopes(const Rerun& run, std::vector<Slip>& all) {
  const RerunGraph& graph = run.graph();
  for (std::uint32_t i = 0; i <= run.output(); ++i) {
    const TensorNode& node = graph.nodes()[i];
    if (!node.operation) continue;
    for (const LossSlope& wrong : wrong_loss_slopes) {
      if (wrong.loss != node.operation->name()) continue;
      const auto inputs = graph.tape.inputs_of(node);
      const auto with_names = [&](const char* words) {
        return fmt::format(fmt::runtime(words), fmt::arg("p", graph.call(inputs[0])),
                           fmt::arg("t", graph.call(inputs[1])));
      };
      Slip& mistake = all.emplace_back();
      mistake.kind = wrong.kind, mistake.rank = 23, mistake.nodes = {i};
      mistake.words = wrong.formula;
      mistake.sentence = fmt::format("{}: {}. The slope along {} is {} here; it is {}.",
                                     line_of(graph, i), wrong.kind, graph.call(inputs[0]),
                                     with_names(wrong.formula), with_names(wrong.right));
      mistake.contribution = [&wrong](const Moment& m, Array usual) {
        if (m.in[0].shape() != m.in[1].shape() && wrong.loss != "nll")
          throw ShapeError("a mistake for equal shapes only");
        const Array weights = weights_of(m, usual);
        const bool target_side = m.slot == 1;
        Real* d = usual.writable();
        for (std::size_t k = 0; k < weights.size(); ++k) {
          // The target's gradient is the prediction's with the other sign, where it has one.
          const Real w = target_side ? -weights[k] : weights[k];
          const Real t = wrong.loss == "nll" ? 0 : m.in[1][k];
          const Real right = w == 0 ? 0 : d[k] / w;
          d[k] = w * wrong.slope(m.in[0][k], t, right);
        }
        return usual;
      };
    }
  }
}

}  // namespace downhill
