// Mistakes on the way forward: a value computed by another formula than the one that is asked for.
#include <fmt/format.h>

#include <cmath>
#include <map>

#include "compare/slips.hpp"

namespace downhill {
namespace {

// Number by number; a single number meets all of the other side.
template <typename Function>
Array combined(const Array& a, const Array& b, Function f) {
  Array y = a.size() < b.size() ? b : a;
  if ((a.size() != 1 && a.shape() != y.shape()) || (b.size() != 1 && b.shape() != y.shape()))
    throw ShapeError("a mistake for equal shapes only");
  Real* to = y.writable();
  for (std::size_t i = 0; i < y.size(); ++i)
    to[i] = f(a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]);
  return y;
}

constexpr auto sum = [](Real a, Real b) { return a + b; };
constexpr auto difference = [](Real a, Real b) { return a - b; };
constexpr auto product = [](Real a, Real b) { return a * b; };
constexpr auto quotient = [](Real a, Real b) { return a / b; };

class ValueSlips {
 public:
  ValueSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {}

  void add() {
    std::map<std::string_view, std::vector<std::uint32_t>> of_function;
    for (std::uint32_t i = 0; i < graph_.nodes().size(); ++i) {
      const Operation* operation = graph_.nodes()[i].operation;
      if (!operation) continue;
      const std::string_view name = operation->name();
      if (name == "add" || name == "sub" || name == "mul" || name == "div") {
        add_of_arithmetic(i, name);
      } else if (name == "pow") {
        put("the power is left out", {i}, "the power is left out", input<0>);
      } else if (name == "neg") {
        put("the sign is flipped", {i}, "the minus sign is left out", input<0>);
      } else if (inputs(i).size() == 1 && name != "identity" && name != "detach") {
        put("a function is not applied", {i}, fmt::format("{} is not applied", name), input<0>);
        put("the sign is flipped", {i},
            fmt::format("{} is taken of {} with the other sign", name, graph_.call(inputs(i)[0])),
            of_negated<0>);
        if (name == "square")
          put("another function", {i}, "its size is taken where its square is asked for", size);
        if (name == "sum" || name == "mean")
          put("only the last is kept", {i},
              "only the last term is kept: = stands where += is needed", last_alone);
        of_function[name].push_back(i);
      }
    }
    for (const auto& [name, nodes] : of_function) {
      if (nodes.size() < 2) continue;
      put("a function is not applied", nodes, fmt::format("{} is nowhere applied", name), input<0>);
      put("the sign is flipped", nodes,
          fmt::format("{} is always taken of a number with the other sign", name), of_negated<0>);
    }
  }

 private:
  std::span<const std::uint32_t> inputs(std::uint32_t node) const {
    return graph_.tape.inputs_of(graph_.nodes()[node]);
  }

  template <typename Value>
  void put(const char* kind, std::vector<std::uint32_t> nodes, const std::string& words,
           Value value, const char* key = "") {
    Slip& mistake = all_.emplace_back();
    mistake.kind = kind;
    mistake.rank = 40;
    mistake.general = true;  // where gradients alone are wrong, their own mistakes come first
    mistake.words = key;
    mistake.sentence = nodes.size() > 1 ? "Going forward, " + words + "."
                                        : fmt::format("{}: {}.", line_of(graph_, nodes[0]), words);
    mistake.nodes = std::move(nodes);
    mistake.value = [value](const Moment& m, const Array& usual) {
      Array y = value(m);
      if (y.shape() != usual.shape()) throw ShapeError("a mistake of another shape");
      return y;
    };
  }

  template <std::size_t slot>
  static Array input(const Moment& m) {
    return m.in[slot];
  }

  // The operation, with one input of the other sign.
  template <std::size_t slot>
  static Array of_negated(const Moment& m) {
    std::vector<TensorNode> nodes;
    std::vector<std::uint32_t> ids;
    for (std::size_t k = 0; k < m.in.size(); ++k) {
      nodes.emplace_back().value = m.in[k];
      ids.push_back(std::uint32_t(k));
    }
    Array& x = nodes[slot].value;
    Real* to = x.writable();
    for (std::size_t i = 0; i < x.size(); ++i) to[i] = -to[i];
    return m.node.operation->forward(Inputs(nodes.data(), ids));
  }

  static Array size(const Moment& m) {
    Array y = m.in[0];
    Real* to = y.writable();
    for (std::size_t i = 0; i < y.size(); ++i) to[i] = std::abs(to[i]);
    return y;
  }

  // What is left of a sum or mean over everything if each term overwrites the one before.
  static Array last_alone(const Moment& m) {
    if (m.y.size() != 1 || m.in[0].size() < 2) throw ShapeError("a mistake for sums of everything");
    const Real n = m.node.operation->name() == "mean" ? Real(m.in[0].size()) : 1;
    return Array::filled(m.y.shape(), m.in[0][m.in[0].size() - 1] / n);
  }

  void add_of_arithmetic(std::uint32_t node, std::string_view name) {
    const std::string a = graph_.call(inputs(node)[0]), b = graph_.call(inputs(node)[1]);
    if (name == "sub") {
      put("the order is swapped", {node}, fmt::format("it is {} - {} here", b, a),
          [](const Moment& m) { return combined(m.in[1], m.in[0], difference); });
      put("the sign is flipped", {node}, "added where it has to be subtracted", of_negated<1>);
      put("a part is left out", {node}, fmt::format("only {} is there, without {} -", b, a),
          input<1>, "only the second");
    } else if (name == "add") {
      put("the sign is flipped", {node}, "subtracted where it has to be added", of_negated<1>);
      put("another operation", {node}, "multiplied where it has to be added",
          [](const Moment& m) { return combined(m.in[0], m.in[1], product); });
    } else if (name == "div") {
      put("the order is swapped", {node}, fmt::format("it is {} / {} here", b, a),
          [](const Moment& m) { return combined(m.in[1], m.in[0], quotient); });
      put("multiplied instead of divided", {node}, "multiplied where it has to be divided",
          [](const Moment& m) { return combined(m.in[0], m.in[1], product); });
    } else {
      put("another operation", {node}, "added where it has to be multiplied",
          [](const Moment& m) { return combined(m.in[0], m.in[1], sum); });
      put("divided instead of multiplied", {node}, "divided where it has to be multiplied",
          [](const Moment& m) { return combined(m.in[0], m.in[1], quotient); });
    }
    const char* part = name == "mul" ? "the factor" : name == "div" ? "the divisor" : "the term";
    put("a part is left out", {node}, fmt::format("{} {} is left out", part, b), input<0>,
        "the second");
    if (name == "mul" || name == "add")
      put("a part is left out", {node}, fmt::format("{} {} is left out", part, a), input<1>,
          "the first");
    if (name == "mul" || name == "div")
      add_of_parentheses(node, name);
    else
      add_of_wrong_parentheses(node, name);
  }

  // a - b * c typed as (a - b) * c.
  void add_of_wrong_parentheses(std::uint32_t node, std::string_view name) {
    const std::uint32_t inner = inputs(node)[1];
    const Operation* operation = graph_.nodes()[inner].operation;
    if (!operation || operation->name() != "mul") return;
    const std::string a = graph_.call(inputs(node)[0]), p = graph_.call(inputs(inner)[0]),
                      q = graph_.call(inputs(inner)[1]);
    const bool adds = name == "add";
    put("parentheses are wrong", {node},
        fmt::format("computed as ({} {} {}) * {}, with parentheses around the first two", a,
                    adds ? '+' : '-', p, q),
        [=, graph = &graph_](const Moment& m) {
          const Inputs in(&m.node - node, graph->tape.inputs_of((&m.node - node)[inner]));
          return combined(
              adds ? combined(m.in[0], in[0], sum) : combined(m.in[0], in[0], difference), in[1],
              product);
        });
  }

  // (a - b) / c typed as a - b / c.
  void add_of_parentheses(std::uint32_t node, std::string_view name) {
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const std::uint32_t inner = inputs(node)[slot];
      const Operation* operation = graph_.nodes()[inner].operation;
      if (!operation) continue;
      const bool adds = operation->name() == "add";
      if (!adds && operation->name() != "sub") continue;
      const std::string p = graph_.call(inputs(inner)[0]), q = graph_.call(inputs(inner)[1]),
                        c = graph_.call(inputs(node)[1 - slot]);
      const char sign = adds ? '+' : '-', times = name == "mul" ? '*' : '/';
      const auto apply = [adds](const Array& left, const Array& right) {
        return adds ? combined(left, right, sum) : combined(left, right, difference);
      };
      const auto scale = [multiplies = name == "mul"](const Array& left, const Array& right) {
        return multiplies ? combined(left, right, product) : combined(left, right, quotient);
      };
      const std::string typed = slot == 0 ? fmt::format("{} {} {} {} {}", p, sign, q, times, c)
                                          : fmt::format("{} {} {} {} {}", c, times, p, sign, q);
      put("parentheses are missing", {node},
          fmt::format("computed as {}, without the parentheses", typed),
          [=, graph = &graph_](const Moment& m) {
            const TensorNode* nodes = &m.node - node;  // they lie side by side
            const Inputs in(nodes, graph->tape.inputs_of(nodes[inner]));
            return slot == 0 ? apply(in[0], scale(in[1], m.in[1]))
                             : apply(scale(m.in[0], in[0]), in[1]);
          });
      all_.back().rank = 39;
    }
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
};

}  // namespace

void add_slips_of_values(const Rerun& run, std::vector<Slip>& all) { ValueSlips(run, all).add(); }

}  // namespace downhill
