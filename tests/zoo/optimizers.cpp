#include <cmath>

#include "zoo.hpp"

namespace zoo {
namespace {

constexpr int steps = 3;
constexpr const char* formula = "loss = square(x - 1) + 2 * square(y) * x";

// Three steps of an optimizer by hand, on both parameters; the last gradients and the end.
template <class T>
Answers run(const std::string& optimizer, const std::string& slip) {
  const auto is = [&](const char* name) { return slip == name; };
  T p[2] = {T(3), T(-1.5)}, m[2] = {}, v[2] = {}, kept[2] = {};
  T beta1 = T(0.9), beta2 = T(0.999);
  const T eps = is("epsilon inside") || optimizer == "large epsilon" ? T(1e-3) : T(1e-3);
  if (is("betas swapped")) std::swap(beta1, beta2);
  const T rate = is("rate doubled") ? T(0.2) : T(0.1);
  const bool adamw = optimizer == "adamw", adam = optimizer == "adam" || adamw;
  Answers answers;
  for (int t = 1; t <= steps; ++t) {
    T g[2] = {2 * (p[0] - 1) + 2 * p[1] * p[1], 4 * p[1] * p[0]};
    if (is("another order")) g[0] = 2 * p[1] * p[1] - 2 * (1 - p[0]), g[1] = p[0] * (p[1] * 4);
    for (int k = 0; k < 2; ++k) {
      if (is("not zeroed")) g[k] = kept[k] += g[k];
      answers.push_back({k == 0 ? "dx" : "dy", {}, {g[k]}});
    }
    if (is("memory reset")) m[0] = m[1] = v[0] = v[1] = 0;
    T norm = std::sqrt(g[0] * g[0] + g[1] * g[1]);
    for (int k = 0; k < 2; ++k) {
      T w = p[k], d = g[k];
      if (optimizer == "clipped sgd") {
        if (is("by value"))
          d = d > 2 ? 2 : d < -2 ? -2 : d;
        else if (!is("not clipped") && norm > 2)
          d *= 2 / (norm + T(1e-6));
      }
      const T decay = is("no decay") ? 0 : is("decay doubled") ? T(0.2) : T(0.1);
      const bool as_l2 = adamw && is("AdamW as Adam + L2");
      const bool decoupled = (adamw && !as_l2) || is("L2 as decay");
      const bool l2 = as_l2 || (!decoupled && (optimizer == "adam" || optimizer == "sgd with L2"));
      if (l2) d += decay * w;
      if (decoupled && !is("decay after the step"))
        w = is("decay without rate") ? w * (1 - decay) : w * (1 - rate * decay);
      T step = rate * d;
      if (adam) {
        m[k] = beta1 * m[k] + (is("m not a mean") ? 1 : 1 - beta1) * d;
        const T b = is("v with beta1") ? beta1 : beta2;
        v[k] = b * v[k] + (1 - b) * d * d;
        const T at = T(is("t from 0") ? t - 1 : is("t from 2") ? t + 1 : is("t stands") ? 1 : t);
        T mh = m[k] / (1 - std::pow(beta1, at)), vh = v[k] / (1 - std::pow(beta2, at));
        if (is("no correction") || is("no correction of m")) mh = m[k];
        if (is("no correction") || is("no correction of v")) vh = v[k];
        if (is("hats kept")) m[k] = mh, v[k] = vh;
        step = rate * mh / (std::sqrt(vh) + eps);
        if (is("no epsilon")) step = rate * mh / std::sqrt(vh);
        if (is("epsilon inside")) step = rate * mh / std::sqrt(vh + eps);
        if (is("no root")) step = rate * mh / (vh + eps);
        if (is("another order")) step = mh * rate * (1 / (eps + std::sqrt(vh)));
      } else if (optimizer == "momentum") {
        m[k] = T(0.9) * m[k] + (is("dampened") ? T(0.1) : 1) * d;
        step = rate * (is("no momentum") ? d : m[k]);
      } else if (optimizer == "rmsprop") {
        v[k] = T(0.99) * v[k] + T(0.01) * d * d;
        step = rate * (d / (std::sqrt(v[k]) + eps));
        if (is("epsilon inside")) step = rate * (d / std::sqrt(v[k] + eps));
        if (is("no root")) step = rate * (d / (v[k] + eps));
      } else if (optimizer == "adagrad") {
        v[k] += d * d;
        step = rate * d / (std::sqrt(v[k]) + eps);
        if (is("epsilon inside")) step = rate * d / std::sqrt(v[k] + eps);
      }
      if (is("rate twice")) step *= rate;
      w = is("uphill") ? w + step : w - step;
      if (decoupled && is("decay after the step")) w *= 1 - rate * decay;
      p[k] = w;
    }
    answers.push_back({"x", {}, {p[0]}});
    answers.push_back({"y", {}, {p[1]}});
  }
  return answers;
}

}  // namespace

void add_optimizers(std::vector<Case>& cases) {
  const auto graph = [&](const std::string& name, std::vector<std::string> arguments,
                         const std::vector<std::pair<const char*, const char*>>& slips) {
    std::vector<std::string> all = {"descend", formula,   "x=3", "y=-1.5",   "--rate",
                                    "0.1",     "--steps", "3",   "--format", "trace"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const std::string reference = told_by(all), title = "three steps of " + name;
    for (const auto& [slip, expected] : slips)
      cases.push_back({title, slip, expected, reference, run<double>(name, slip)});
    const auto silent = [&](const char* how, Answers answers, int digits) {
      cases.push_back({title, how, "", reference, std::move(answers), digits});
    };
    silent("as it should be", run<double>(name, ""), 17);
    silent("another order", run<double>(name, "another order"), 17);
    silent("float32", run<float>(name, ""), 17);
    silent("float32, 7 digits", run<float>(name, ""), 7);
    silent("5 digits", run<double>(name, ""), 5);
  };
  const char* zeroed = "gradients of earlier steps were not zeroed";
  const std::vector<std::string> eps = {"--epsilon", "1e-3"};
  const auto with = [&](std::vector<std::string> more, bool epsilon = true) {
    if (epsilon) more.insert(more.end(), eps.begin(), eps.end());
    return more;
  };
  graph("sgd", {"--optimizer", "sgd"},
        {{"not zeroed", zeroed},
         {"uphill", "uphill instead of downhill"},
         {"rate doubled", "the learning rate"}});
  graph("sgd with L2", {"--optimizer", "sgd", "--weight-decay", "0.1"},
        {{"no decay", "the L2 term is missing"},
         {"decay doubled", "the L2 term is doubled"},
         {"not zeroed", zeroed}});
  graph("clipped sgd", {"--optimizer", "sgd", "--clip-norm", "2"},
        {{"by value", "clipped by value"}, {"not clipped", "clipping is missing"}});
  graph("momentum", {"--optimizer", "sgd", "--momentum", "0.9"},
        {{"not zeroed", zeroed},
         {"no momentum", "the momentum is missing"},
         {"dampened", "the momentum is dampened"},
         {"memory reset", "the momentum is missing"},
         {"uphill", "uphill instead of downhill"}});
  graph("adam", with({"--optimizer", "adam", "--weight-decay", "0.1"}),
        {{"no correction", "Adam without bias correction"},
         {"no correction of m", "Adam without bias correction"},
         {"no correction of v", "Adam without bias correction"},
         {"t from 2", "the step counter is off by one"},
         {"t from 0", "the step counter is off by one"},
         {"t stands", "the step counter stands still"},
         {"betas swapped", "the betas are swapped"},
         {"epsilon inside", "epsilon is inside the root"},
         {"no root", "the root is missing"},
         {"v with beta1", "beta1 stands for beta2"},
         {"hats kept", "the corrected moment is kept"},
         {"no epsilon", "epsilon is missing"},
         {"rate twice", "the learning rate is there twice"},
         {"no decay", "the L2 term is missing"},
         {"decay doubled", "the L2 term is doubled"},
         {"L2 as decay", "L2 as decoupled decay"},
         {"m not a mean", "the moment is not a mean"},
         {"memory reset", "the optimizer's memory is reset"},
         {"not zeroed", zeroed}});
  graph("adamw", with({"--optimizer", "adamw", "--weight-decay", "0.1"}),
        {{"no correction", "Adam without bias correction"},
         {"t from 2", "the step counter is off by one"},
         {"betas swapped", "the betas are swapped"},
         {"epsilon inside", "epsilon is inside the root"},
         {"AdamW as Adam + L2", "AdamW's decay as L2"},
         {"decay after the step", "the decay comes after the step"},
         {"decay without rate", "the decay is not scaled by the rate"},
         {"no decay", "the weight decay is missing"},
         {"decay doubled", "the weight decay is doubled"},
         {"uphill", "uphill instead of downhill"},
         {"not zeroed", zeroed}});
  graph("rmsprop", with({"--optimizer", "rmsprop"}),
        {{"epsilon inside", "epsilon is inside the root"},
         {"no root", "the root is missing"},
         {"not zeroed", zeroed}});
  graph("adagrad", with({"--optimizer", "adagrad"}),
        {{"epsilon inside", "epsilon is inside the root"}, {"not zeroed", zeroed}});
}

}  // namespace zoo
