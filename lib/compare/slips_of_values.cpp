// Mistakes on the way forward: a value computed by another formula than the one that is asked for.
#include <fmt/format.h>

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
      } else if (inputs(i).size() == 1 && name != "neg" && name != "identity" && name != "detach") {
        put("a function is not applied", {i}, fmt::format("{} is not applied", name), input<0>);
        of_function[name].push_back(i);
      }
    }
    for (const auto& [name, nodes] : of_function)
      if (nodes.size() > 1)
        put("a function is not applied", nodes, fmt::format("{} is nowhere applied", name),
            input<0>);
  }

 private:
  std::span<const std::uint32_t> inputs(std::uint32_t node) const {
    return graph_.tape.inputs_of(graph_.nodes()[node]);
  }

  template <typename Value>
  void put(const char* kind, std::vector<std::uint32_t> nodes, const std::string& words,
           Value value) {
    Slip& mistake = all_.emplace_back();
    mistake.kind = kind;
    mistake.rank = 40;
    mistake.general = true;  // where gradients alone are wrong, their own mistakes come first
    mistake.sentence = nodes.size() > 1 ? "Going forward, " + words + "."
                                        : fmt::format("{} = {}: {}.", graph_.call(nodes[0]),
                                                      graph_.formula(nodes[0]), words);
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

  void add_of_arithmetic(std::uint32_t node, std::string_view name) {
    const std::string a = graph_.call(inputs(node)[0]), b = graph_.call(inputs(node)[1]);
    if (name == "sub") {
      put("the order is swapped", {node}, fmt::format("it is {} - {} here", b, a),
          [](const Moment& m) { return combined(m.in[1], m.in[0], difference); });
      put("the sign is flipped", {node}, "added where it has to be subtracted",
          [](const Moment& m) { return combined(m.in[0], m.in[1], sum); });
    } else if (name == "add") {
      put("the sign is flipped", {node}, "subtracted where it has to be added",
          [](const Moment& m) { return combined(m.in[0], m.in[1], difference); });
    } else if (name == "div") {
      put("the order is swapped", {node}, fmt::format("it is {} / {} here", b, a),
          [](const Moment& m) { return combined(m.in[1], m.in[0], quotient); });
      put("multiplied instead of divided", {node}, "multiplied where it has to be divided",
          [](const Moment& m) { return combined(m.in[0], m.in[1], product); });
    } else {
      put("divided instead of multiplied", {node}, "divided where it has to be multiplied",
          [](const Moment& m) { return combined(m.in[0], m.in[1], quotient); });
    }
    const char* part = name == "mul" ? "the factor" : name == "div" ? "the divisor" : "the term";
    put("a part is left out", {node}, fmt::format("{} {} is left out", part, b), input<0>);
    if (name == "mul" || name == "add")
      put("a part is left out", {node}, fmt::format("{} {} is left out", part, a), input<1>);
    if (name == "mul" || name == "div") add_of_parentheses(node, name);
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
