#include "trace/collapse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "ops/joined.hpp"

namespace downhill {
namespace {

std::string plural(std::size_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

// How many inputs, parameters and operations a range of the tape has.
struct Census {
  std::size_t inputs = 0, parameters = 0, operations = 0;

  Census(const Graph& graph, std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t i = first; i <= last; ++i) {
      inputs += graph.nodes[i].kind == GraphNode::Kind::input;
      parameters += graph.nodes[i].kind == GraphNode::Kind::parameter;
      operations += graph.nodes[i].kind == GraphNode::Kind::operation;
    }
  }

  std::size_t count() const { return inputs + parameters + operations; }

  std::string kind() const {
    return operations == count()   ? "operations"
           : parameters == count() ? "parameters"
           : inputs == count()     ? "inputs"
                                   : "nodes";
  }

  std::string words() const {
    std::vector<std::string> parts;
    if (operations > 0) parts.push_back(plural(operations, "operation"));
    if (parameters > 0) parts.push_back(plural(parameters, "parameter"));
    if (inputs > 0) parts.push_back(plural(inputs, "input"));
    return joined(parts, ", ");
  }
};

DrawnNode single(std::uint32_t i) { return {i, i, 1, "", ""}; }

// The nodes from first to last, constants at the ends left out, as one; single if only one is left.
DrawnNode group(const Graph& graph, std::uint32_t first, std::uint32_t last,
                const std::string& name) {
  while (first < last && graph.nodes[first].kind == GraphNode::Kind::constant) ++first;
  while (last > first && graph.nodes[last].kind == GraphNode::Kind::constant) --last;
  const Census census(graph, first, last);
  if (census.count() < 2) return single(first);
  const std::string title =
      !name.empty() ? name : fmt::format("{} {} to {}", census.kind(), first, last);
  return {first, last, census.count(), title, census.words()};
}

// How many blocks lie around each block, its name after theirs, and whether there are blocks in
// it. The blocks of a tape are in the order in which they begin.
struct Nesting {
  std::vector<std::size_t> depth;
  std::vector<std::string> full_name;
  std::vector<bool> is_innermost;
  std::size_t deepest = 0;

  explicit Nesting(const std::vector<GraphBlock>& blocks)
      : depth(blocks.size()), is_innermost(blocks.size(), true) {
    std::vector<std::size_t> around;
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      while (!around.empty() && blocks[around.back()].end <= blocks[i].begin) around.pop_back();
      depth[i] = around.size();
      deepest = std::max(deepest, depth[i]);
      full_name.push_back(blocks[i].name);
      if (!around.empty()) {
        is_innermost[around.back()] = false;
        full_name.back() = full_name[around.back()] + " · " + blocks[i].name;
      }
      around.push_back(i);
    }
  }
};

// The blocks at this depth, and those further out that have no block in them.
std::vector<GraphBlock> blocks_at(const std::vector<GraphBlock>& blocks, const Nesting& nesting,
                                  std::size_t depth) {
  std::vector<GraphBlock> chosen;
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (nesting.depth[i] == depth || (nesting.depth[i] < depth && nesting.is_innermost[i]))
      chosen.push_back({blocks[i].begin, blocks[i].end, nesting.full_name[i]});
  return chosen;
}

// All nodes but constants, those of each block as one group.
std::vector<DrawnNode> drawn_with(const std::vector<GraphBlock>& blocks, const Graph& graph) {
  const auto size = std::uint32_t(graph.nodes.size());
  std::vector<DrawnNode> drawn;
  std::uint32_t next = 0;
  const auto add_singles = [&](std::uint32_t end) {
    for (; next < end; ++next)
      if (graph.nodes[next].kind != GraphNode::Kind::constant) drawn.push_back(single(next));
  };
  for (const GraphBlock& block : blocks) {
    const std::uint32_t end = std::min(block.end, size);
    if (block.begin < next || block.begin >= end) continue;
    if (Census(graph, block.begin, end - 1).count() == 0) continue;
    add_singles(block.begin);
    drawn.push_back(group(graph, block.begin, end - 1, block.name));
    next = end;
  }
  add_singles(size);
  return drawn;
}

// Runs of equal length, as long as they must be. The output stays by itself.
std::vector<DrawnNode> in_runs(const Graph& graph, const std::vector<DrawnNode>& nodes) {
  const std::size_t length = (nodes.size() + most_drawn - 3) / (most_drawn - 2);
  std::vector<DrawnNode> runs;
  const std::size_t end = nodes.size() - 1;
  for (std::size_t i = 0; i < end; i += length) {
    const std::size_t last = std::min(i + length, end) - 1;
    runs.push_back(last == i ? nodes[i] : group(graph, nodes[i].first, nodes[last].last, ""));
  }
  runs.push_back(nodes.back());
  return runs;
}

std::vector<DrawnNode> nodes_of(const Graph& graph) {
  std::vector<DrawnNode> nodes = drawn_with({}, graph);
  const std::size_t all = nodes.size();
  const Nesting nesting(graph.blocks);
  for (std::size_t depth = nesting.deepest + 1; nodes.size() > most_drawn && depth-- > 0;)
    nodes = drawn_with(blocks_at(graph.blocks, nesting, depth), graph);
  if (nodes.size() > most_drawable)
    throw TooLargeToDraw(fmt::format(
        "a drawing of {} nodes{} would show nothing: at most {} are drawn. Put operations that "
        "belong together into named blocks, draw the part of one value (--of NAME), or a smaller "
        "batch",
        all, graph.blocks.empty() ? "" : fmt::format(", {} with blocks as one", nodes.size()),
        most_drawable));
  return nodes.size() > most_drawn ? in_runs(graph, nodes) : nodes;
}

}  // namespace

std::string key_of(const DrawnNode& node) {
  return node.is_group() ? fmt::format("v{}_{}", node.first, node.last)
                         : fmt::format("v{}", node.first);
}

std::string key_of(const DrawnEdge& edge) {
  return fmt::format("e{}_{}", edge.consumer, edge.slot);
}

Picture picture_of(const Graph& graph) {
  Picture picture;
  picture.nodes = nodes_of(graph);
  std::vector<std::size_t> place(graph.nodes.size());  // of each node of the graph in the picture
  for (std::size_t i = 0; i < picture.nodes.size(); ++i) {
    const DrawnNode& node = picture.nodes[i];
    std::fill(place.begin() + node.first, place.begin() + node.last + 1, i);
    if (node.is_group()) picture.hidden += node.count;
  }

  std::map<std::pair<std::uint32_t, unsigned>, const Flow*> flow_at;
  for (const Flow& flow : graph.flows) flow_at[{flow.consumer, flow.slot}] = &flow;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> merged;  // into a group or out of one
  for (const GraphNode& node : graph.nodes) {
    for (unsigned slot = 0; slot < node.inputs.size(); ++slot) {
      if (graph.nodes[node.inputs[slot]].kind == GraphNode::Kind::constant) continue;
      const std::size_t from = place[node.inputs[slot]], to = place[node.id];
      if (from == to) continue;
      std::size_t edge = picture.edges.size();
      if (picture.nodes[from].is_group() || picture.nodes[to].is_group())
        edge = merged.try_emplace({from, to}, edge).first->second;
      if (edge == picture.edges.size()) {
        picture.edges.push_back({from, to, node.id, slot, 1, {}});
      } else {
        ++picture.edges[edge].count;
      }
      if (const auto flow = flow_at.find({node.id, slot}); flow != flow_at.end())
        picture.edges[edge].flows.push_back(flow->second);
    }
  }
  return picture;
}

bool has_long_edges(const Picture& picture) {
  std::vector<double> rank(picture.nodes.size(), 0), nearest(picture.nodes.size(), INFINITY);
  std::vector<bool> is_leaf(picture.nodes.size(), true);
  for (const DrawnEdge& edge : picture.edges) {  // in the order of the nodes they lead to
    rank[edge.to] = std::max(rank[edge.to], rank[edge.from] + 1);
    is_leaf[edge.to] = false;
  }
  for (const DrawnEdge& edge : picture.edges)
    nearest[edge.from] = std::min(nearest[edge.from], rank[edge.to] - 1);
  double sum = 0;
  for (const DrawnEdge& edge : picture.edges) {
    const double from = is_leaf[edge.from] ? nearest[edge.from] : rank[edge.from];
    sum += (rank[edge.to] - from) * (rank[edge.to] - from);
  }
  return sum > 20'000;
}

}  // namespace downhill
