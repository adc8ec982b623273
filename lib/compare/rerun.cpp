// The run: forward, backward and update of every step, with or without a mistake.
#include "compare/rerun.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "check/finite_differences.hpp"
#include "expr/evaluate_arrays.hpp"
#include "expr/names.hpp"
#include "expr/parse.hpp"
#include "ops/pattern.hpp"

namespace downhill {
namespace {

using Nodes = std::vector<TensorNode>;
using Env = std::map<std::string, Array, std::less<>>;  // the newest value of each name

// Rounds every number up or down by up to one unit, at random but always alike.
struct Noise {
  Real unit = 0;
  std::uint64_t state = 0;

  Array operator()(Array array) {
    if (unit == 0 || !array.given()) return array;
    Real* x = array.writable();
    for (std::size_t i = 0; i < array.size(); ++i) x[i] = moved(x[i]);
    return array;
  }

  // A number that is written out: few digits of 0.999 are lost, but many of 1 - 0.999. Whole
  // numbers and simple fractions lose none.
  Real literal(Real x) {
    const Real fine = x * 4096;
    return unit == 0 || std::floor(fine) == fine ? x : moved(x);
  }

  Real moved(Real x) {
    state = state * 6364136223846793005u + 1442695040888963407u;  // Knuth 1997, 3.3.4, line 26
    return x * (1 + unit * ((state >> 63) != 0 ? 1 : -1));
  }
};

Array added(const Array& a, const Array& b) {
  if (a.shape() != b.shape()) throw ShapeError("contributions of different shapes");
  Array sum = a;
  Real* x = sum.writable();
  for (std::size_t i = 0; i < sum.size(); ++i) x[i] += b[i];
  return sum;
}

// Plays a mistake on one graph with its present values.
class Player {
 public:
  Player(const RerunGraph& graph, const Slip& mistake, Noise& noise)
      : graph_(graph), mistake_(mistake), noise_(noise), at_(graph.nodes().size()) {
    for (const std::uint32_t node : mistake.nodes)
      if (node < at_.size()) at_[node] = true;
  }

  void forward(Nodes& nodes) const {
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      const Operation* operation = nodes[i].operation;
      if (nodes[i].kind == TensorKind::constant && nodes[i].value.size() == 1)
        nodes[i].value = Array::filled(nodes[i].value.shape(), noise_.literal(nodes[i].value[0]));
      if (!operation) continue;
      const Inputs in(nodes.data(), graph_.tape.inputs_of(nodes[i]));
      nodes[i].value = operation->forward(in);
      if (at_[i] && mistake_.value)
        nodes[i].value = mistake_.value({nodes[i], in, nodes[i].value, nothing_}, nodes[i].value);
      nodes[i].value = noise_(std::move(nodes[i].value));
    }
  }

  // The gradient of every node; where parameters were updated too early, `moved` has their new
  // values, and everything but the parameters' own gradients is computed with these.
  std::vector<Array> backward(const Nodes& nodes, const Nodes* moved, std::uint32_t output,
                              const Array& seed) const {
    if (mistake_.walk != Walk::backward) return hasty(nodes, output, seed);
    std::vector<Array> g(nodes.size());
    for (int call = 0; call < mistake_.calls; ++call) {
      std::vector<std::vector<Array>> parts(nodes.size());
      for (std::uint32_t i = 0; i < g.size(); ++i)
        if (g[i].given() && (mistake_.keeps_inner || !nodes[i].operation)) parts[i] = {g[i]};
      parts[output] = {seed};
      for (std::uint32_t i = output + 1; i-- > 0;) {
        if (parts[i].empty()) continue;
        g[i] = sum(i, parts[i]);
        if (!nodes[i].operation) continue;
        // Operations rely on this. (A leaf's gradient may have another shape: that is a mistake.)
        if (g[i].shape() != nodes[i].value.shape())
          throw ShapeError("a gradient of another shape than its value");
        hand_back(i, nodes, moved, g[i], parts);
      }
    }
    return g;
  }

 private:
  // The walks in which a node hands on its gradient before it is complete.
  std::vector<Array> hasty(const Nodes& nodes, std::uint32_t output, const Array& seed) const {
    constexpr std::size_t most_visits = 20000;  // the number of paths grows fast
    std::vector<Array> g(nodes.size());
    g[output] = seed;
    std::vector<bool> seen(nodes.size());
    std::deque<std::uint32_t> waiting;
    std::size_t visits = 0;
    const bool once = mistake_.walk == Walk::depth_first || mistake_.walk == Walk::breadth_first;
    const auto visit = [&](std::uint32_t i, const auto& self) -> void {
      if (!nodes[i].operation || (once && seen[i])) return;
      if (++visits > most_visits) throw UsageError("too many paths");
      seen[i] = true;
      const auto inputs = graph_.tape.inputs_of(nodes[i]);
      for (std::size_t slot = 0; slot < inputs.size(); ++slot) {
        if (!nodes[inputs[slot]].wants_gradient || !nodes[i].operation->differentiable(slot))
          continue;
        Array part = nodes[i].operation->contribution(slot, Inputs(nodes.data(), inputs),
                                                      nodes[i].value, g[i]);
        Array& sum = g[inputs[slot]];
        sum = sum.given() ? added(sum, part) : std::move(part);
        if (mistake_.walk == Walk::every_path) self(inputs[slot], self);
      }
      if (mistake_.walk == Walk::every_path) return;
      for (const std::uint32_t input : inputs) {
        if (!nodes[input].wants_gradient || !g[input].given()) continue;
        if (mistake_.walk == Walk::breadth_first) {
          waiting.push_back(input);
        } else {
          self(input, self);
        }
      }
    };
    for (waiting.push_back(output); !waiting.empty(); waiting.pop_front())
      visit(waiting.front(), visit);
    return g;
  }

  Array sum(std::uint32_t node, const std::vector<Array>& parts) const {
    if (at_[node] && mistake_.total) return mistake_.total(parts);
    Array total = parts.front();
    for (std::size_t k = 1; k < parts.size(); ++k) total = added(total, parts[k]);
    return noise_(std::move(total));
  }

  void hand_back(std::uint32_t i, const Nodes& nodes, const Nodes* moved, const Array& dy,
                 std::vector<std::vector<Array>>& parts) const {
    const auto inputs = graph_.tape.inputs_of(nodes[i]);
    for (std::size_t slot = 0; slot < inputs.size(); ++slot) {
      const std::uint32_t input = inputs[slot];
      if (!nodes[input].wants_gradient || !nodes[i].operation->differentiable(slot)) continue;
      const bool early = moved && nodes[input].operation;
      const Inputs in((early ? *moved : nodes).data(), inputs);
      Array amount = nodes[i].operation->contribution(slot, in, nodes[i].value, dy);
      if (at_[i] && mistake_.contribution)
        amount = mistake_.contribution({nodes[i], in, nodes[i].value, dy, slot}, amount);
      if (amount.given()) parts[input].push_back(noise_(std::move(amount)));
    }
  }

  const RerunGraph& graph_;
  const Slip& mistake_;
  Noise& noise_;
  std::vector<bool> at_;
  Array nothing_;
};

// An expression with its numbers as another precision holds them.
std::string with_noise(const std::string& expression, Noise& noise) {
  if (noise.unit == 0) return expression;
  static const Pattern number(R"(\b\d[\d.]*(?:e[+-]?\d+)?)");
  std::string text;
  std::size_t end = 0;
  for (const Match& found : number.search_all(expression)) {
    text += expression.substr(end, found.position() - end);
    text += ops::literal(noise.literal(Real(std::stod(found[0]))));
    end = found.position() + found[0].size();
  }
  return text + expression.substr(end);
}

// Evaluates the lines of an update; what each of them computed.
std::vector<Array> update(const std::vector<Assignment>& lines, Env& env, Noise& noise) {
  std::string text;
  for (const Assignment& line : lines)
    text += line.name + " = " + with_noise(line.expression, noise) + "\n";
  const expr::Program program = expr::parse(text);
  expr::ArrayBindings bindings;
  for (const std::string& name : expr::names_to_bind(program)) {
    const auto known = env.find(name);
    if (known == env.end()) throw UsageError(name + " has no value");
    bindings.emplace_back(name, known->second);
  }
  TensorTape tape;
  const auto done = expr::evaluate_arrays(program, tape, bindings);
  std::vector<Array> values;
  for (std::size_t k = 0; k < lines.size(); ++k) {
    values.push_back(noise(done.assigned.at(bindings.size() + k).second.value()));
    env[lines[k].name] = values.back();
  }
  return values;
}

bool same(const Env& a, const Env& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](const auto& one, const auto& other) {
           return one.first == other.first && one.second == other.second;
         });
}

}  // namespace

std::optional<Outcome> Rerun::play(const Slip& mistake) const { return run(mistake, 0, 0); }

std::optional<Outcome> Rerun::run(const Slip& mistake, Real unit, unsigned sample,
                                  std::vector<std::vector<TensorNode>>* starts) const try {
  Outcome outcome(size_);
  Noise noise{unit, sample};
  const Slip no_slip;
  const bool changed = !mistake.kind.empty();
  Env env, sums;  // sums: gradients of earlier steps that were not set to zero
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    if (step.restates && changed) break;
    for (const auto& [name, value] : step.given) env[name] = noise(value);
    const RerunGraph& graph = *graphs_[step.graph];
    const bool same_graph = step.graph == steps_[main_].graph;
    const Player player(graph, same_graph ? mistake : no_slip, noise);
    Nodes nodes = graph.nodes();
    for (const auto& [name, node] : graph.leaves) nodes[node].value = env.at(name);
    player.forward(nodes);
    if (starts) starts->push_back(nodes);
    for (std::size_t i = 0; i < step.forward.size(); ++i)
      outcome[step.forward[i]] = nodes[graph.assigned[i]].value;
    std::vector<Assignment> lines = step.update;
    if (mistake.update && !lines.empty()) mistake.update(lines, int(k) + 1);
    if (!step.output) continue;

    Env after = env;
    std::vector<Array> updated;
    Nodes moved = nodes;
    for (std::size_t round = 0; round < nodes.size(); ++round) {
      std::vector<Array> g = player.backward(
          nodes, mistake.updates_early && round > 0 ? &moved : nullptr, *step.output, step.seed);
      if (mistake.keeps_steps)
        for (const auto& [name, node] : graph.leaves)
          if (g[node].given() && sums.count(name)) g[node] = added(g[node], sums[name]);
      Env now = env;
      for (const auto& [definition, node] : step.gradients) {
        outcome[definition] = g[node];
        if (g[node].given()) now[gradient_names_.at(definition)] = g[node];
      }
      updated = lines.empty() ? std::vector<Array>{} : update(lines, now, noise);
      for (const auto& [name, node] : graph.leaves) {
        moved[node].value = now.at(name);
        if (g[node].given()) sums[name] = g[node];
      }
      const bool settled = !mistake.updates_early || same(after, now);
      after = std::move(now);
      if (settled) break;
    }
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (lines[i].statement != Assignment::none)
        outcome[definition_of_statement_[lines[i].statement]] = updated[i];
    env = std::move(after);
  }
  return outcome;
} catch (const Error&) {
  return {};
} catch (const std::out_of_range&) {
  return {};
}

std::optional<check::Slope> Rerun::finite_difference(std::size_t definition,
                                                     std::size_t element) const {
  for (std::size_t k = 0; k < steps_.size() && k < starts_.size(); ++k) {
    const Step& step = steps_[k];
    const auto known = std::find_if(step.gradients.begin(), step.gradients.end(),
                                    [&](const auto& one) { return one.first == definition; });
    if (known == step.gradients.end() || !step.output) continue;
    const std::uint32_t at = known->second;
    Nodes nodes = starts_[k];
    if (element >= nodes[at].value.size()) return {};
    const Real x = nodes[at].value[element];
    const Array here = nodes[*step.output].value;
    try {
      return check::central_difference(
          [&](Real moved) {
            nodes[at].value.set(element, moved);
            for (std::uint32_t i = at + 1; i <= *step.output; ++i)
              if (nodes[i].operation && nodes[i].operation->name() != "detach")
                nodes[i].value = nodes[i].operation->forward(
                    Inputs(nodes.data(), graphs_[step.graph]->tape.inputs_of(nodes[i])));
            Real sum = 0;
            for (std::size_t e = 0; e < here.size(); ++e)
              sum += step.seed[e] * (nodes[*step.output].value[e] - here[e]);
            return sum;
          },
          x);
    } catch (const Error&) {  // a step out of where the function is defined
      return {};
    }
  }
  return {};
}

Outcome Rerun::noise(Real unit) const {
  Outcome most(size_);
  for (unsigned sample = 1; sample <= 4; ++sample) {
    const auto moved = run({}, unit, sample * 7919);
    if (!moved) continue;
    for (std::size_t i = 0; i < size_; ++i) {
      const Array &a = (*moved)[i], &b = right_[i];
      if (!a.given() || !b.given() || a.shape() != b.shape()) continue;
      if (!most[i].given()) most[i] = Array::zeros(b.shape());
      Real* largest = most[i].writable();
      for (std::size_t e = 0; e < a.size(); ++e)
        largest[e] = std::max(largest[e], std::abs(a[e] - b[e]));
    }
  }
  return most;
}

}  // namespace downhill
