#include "compare/slips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tensor/broadcasting.hpp"

namespace downhill {

Slip& add_slip(std::vector<Slip>& all, std::string kind, int rank, std::string sentence,
               std::vector<std::uint32_t> nodes, Change contribution) {
  Slip& mistake = all.emplace_back();
  mistake.kind = std::move(kind), mistake.rank = rank;
  mistake.sentence = std::move(sentence), mistake.nodes = std::move(nodes);
  mistake.contribution = std::move(contribution);
  return mistake;
}

void add_slip_at(std::uint32_t node, const RerunGraph& graph, std::vector<Slip>& all,
                 const char* kind, int rank, const std::string& words, Change contribution) {
  const std::string sentence = fmt::format("{}: {}.", line_of(graph, node), words);
  add_slip(all, kind, rank, sentence, {node}, std::move(contribution)).words = words;
}

Array scaled(Array array, Real factor) {
  Real* x = array.writable();
  for (std::size_t i = 0; i < array.size(); ++i) x[i] *= factor;
  return array;
}

Array negated(const Moment&, Array usual) { return scaled(std::move(usual), -1); }

// Whether an array of this shape can be repeated to the larger one.
static bool is_repeated(const Shape& small, const Shape& large) {
  if (small.rank() > large.rank()) return false;
  for (std::size_t k = 1; k <= small.rank(); ++k)
    if (small[small.rank() - k] != 1 && small[small.rank() - k] != large[large.rank() - k])
      return false;
  return true;
}

// The upstream gradient as it is, summed over what the input was repeated along; the usual
// contribution where the shapes have nothing to do with each other.
Array passed_on(const Moment& m, Array usual) {
  if (usual.shape() == m.dy.shape()) return m.dy;
  return is_repeated(usual.shape(), m.dy.shape()) && m.in.size() == 2 ? sum_to(m.dy, usual.shape())
                                                                      : usual;
}

// The contribution with an upstream gradient of 1.
Array without_upstream(const Moment& m, const Array&) {
  return m.node.operation->contribution(m.slot, m.in, m.y, Array::filled(m.dy.shape(), 1));
}

std::string gradient_of(const RerunGraph& graph, std::uint32_t node) {
  const bool named = !graph.tape.name_of(graph.nodes()[node]).empty();
  return named ? "d" + graph.call(node) : "the gradient of " + graph.call(node);
}

std::string line_of(const RerunGraph& graph, std::uint32_t node) {
  const std::string name = graph.call(node), formula = graph.formula(node);
  return name == formula ? formula : name + " = " + formula;
}

std::vector<std::string> each_once(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  std::map<std::string_view, std::size_t> times;
  for (const std::string& name : names)
    if (++times[name] == 1) once.push_back(name);
  for (std::string& name : once)
    if (const std::size_t n = times[name]; n > 1) name += fmt::format(" ({} times)", n);
  return once;
}

std::string listed(const std::vector<std::string>& words) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(words.size(), most); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return words.size() > most ? text + ", …" : text;
}

}  // namespace downhill
