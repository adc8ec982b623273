// The wrong slopes of single operations (wrong_slopes.hpp), played wherever they fit in a graph.
#include <fmt/format.h>

#include <map>

#include "compare/slips.hpp"
#include "compare/wrong_slopes.hpp"
#include "tensor/broadcasting.hpp"

namespace downhill {
namespace {

// dy times the wrong slope, summed over whatever the input was repeated along.
Array through(const WrongSlope& wrong, const Moment& m) {
  const Array &a = m.in[0], &b = m.in[m.in.size() - 1];
  Array product = Array::unwritten(m.y.shape());
  Real* out = product.writable();
  for_each(walk(m.y.shape(), a.shape(), b.shape()),
           [&, out](std::size_t i, std::size_t ia, std::size_t ib) {
             out[i] = m.dy[i] * wrong.slope(a[ia], b[ib], m.y[i]);
           });
  return sum_to(std::move(product), m.in[m.slot].shape());
}

class SlopeSlips {
 public:
  SlopeSlips(const Rerun& run, std::vector<Slip>& all) : graph_(run.graph()), all_(all) {
    for (std::uint32_t i = 0; i <= run.output(); ++i)
      if (const Operation* operation = graph_.nodes()[i].operation)
        of_operation_[operation->name()].push_back(i);
  }

  void add() {
    for (const WrongSlope& wrong : wrong_slopes()) {
      const auto known = of_operation_.find(wrong.operation);
      if (known == of_operation_.end()) continue;
      std::vector<std::uint32_t> places;
      for (const std::uint32_t node : known->second) {
        const TensorNode& input = graph_.nodes()[inputs(node)[wrong.slot]];
        if (input.wants_gradient) places.push_back(node);
      }
      for (const std::uint32_t node : places) put(wrong, {node});
      if (places.size() > 1) put(wrong, places);
    }
    for (const char* both : {"maximum", "minimum"}) add_of_both(both);
  }

 private:
  using Nodes = std::vector<std::uint32_t>;

  std::span<const std::uint32_t> inputs(std::uint32_t node) const {
    return graph_.tape.inputs_of(graph_.nodes()[node]);
  }

  Slip& put(const WrongSlope& wrong, Nodes nodes) {
    const bool one = nodes.size() == 1;
    const bool binary = inputs(nodes[0]).size() == 2;
    const std::string a = one ? graph_.call(inputs(nodes[0])[0]) : binary ? "a" : "x";
    const std::string b = one && binary ? graph_.call(inputs(nodes[0])[1]) : "b";
    const std::string y = one ? graph_.call(nodes[0]) : "y";
    const auto with_names = [&](const char* words) {
      return fmt::format(fmt::runtime(words), fmt::arg("a", a), fmt::arg("b", b), fmt::arg("y", y));
    };
    const std::string place =
        one ? line_of(graph_, nodes[0])
            : fmt::format("Every y = {}({})", wrong.operation, binary ? "a, b" : "x");
    Slip& mistake = all_.emplace_back();
    mistake.kind = wrong.kind;
    mistake.rank = one ? 35 : 34;
    mistake.words = wrong.formula;
    mistake.sentence = fmt::format("{}: {}. The slope{} is {} here; it is {}.", place, wrong.kind,
                                   binary ? " along " + (wrong.slot == 0 ? a : b) : "",
                                   with_names(wrong.formula), with_names(wrong.right));
    mistake.nodes = std::move(nodes);
    mistake.contribution = [&wrong](const Moment& m, Array usual) {
      return m.slot == wrong.slot ? through(wrong, m) : usual;
    };
    return mistake;
  }

  // Both inputs of a choice at once: each has all of the gradient, or the wrong one has it.
  void add_of_both(std::string_view name) {
    for (const std::uint32_t node : of_operation_[name])
      for (const bool wrong_one : {false, true}) {
        Slip& mistake = all_.emplace_back();
        mistake.kind = "the gradient goes to the wrong input", mistake.rank = 34,
        mistake.nodes = {node};
        mistake.sentence = fmt::format(
            "{}: {}. Only the {} input has an effect on the result.", line_of(graph_, node),
            wrong_one ? "the gradient goes to the wrong input" : "the gradient goes to both inputs",
            name == "maximum" ? "larger" : "smaller");
        mistake.words = wrong_one ? "wrong" : "both";
        mistake.contribution = [wrong_one, name](const Moment& m, Array) {
          const bool larger = (name == "maximum") == (m.slot == 1);
          const WrongSlope all{name, 0, "", "", "", [](Real, Real, Real) { return Real(1); }};
          const WrongSlope above{name, 0,  "",
                                 "",   "", [](Real a, Real b, Real) { return Real(a > b); }};
          const WrongSlope below{name, 0,  "",
                                 "",   "", [](Real a, Real b, Real) { return Real(a < b); }};
          return through(!wrong_one ? all : larger ? above : below, m);
        };
      }
  }

  const RerunGraph& graph_;
  std::vector<Slip>& all_;
  std::map<std::string_view, Nodes> of_operation_;
};

}  // namespace

void add_slips_of_slopes(const Rerun& run, std::vector<Slip>& all) { SlopeSlips(run, all).add(); }

}  // namespace downhill
