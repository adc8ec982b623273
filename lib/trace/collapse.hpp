// What a drawing shows of a graph: each node as it is, or, where these are too many, groups of
// neighbours on the tape as one node each. A group is a range of the tape, so the edges between
// groups still point one way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "ops/error.hpp"
#include "trace/trace.hpp"

namespace downhill {

// A graph that is too large to draw, even with its blocks drawn as one node each. The message
// says what to do.
struct TooLargeToDraw : Error {
  using Error::Error;
};

inline constexpr std::size_t most_drawn = 300, most_drawable = 3000;

struct DrawnNode {
  std::uint32_t first = 0, last = 0;  // the range on the tape
  std::size_t count = 1;              // how many nodes stand there, constants left out
  std::string name;                   // of a group: its block's, or "operations 40 to 79"
  std::string content;                // of a group: "48 operations, 2 parameters"
  bool is_group() const { return count > 1; }
};

struct DrawnEdge {
  std::size_t from = 0, to = 0;  // places in Picture::nodes
  std::uint32_t consumer = 0;    // the first edge of the graph that is drawn here: its key
  unsigned slot = 0;
  std::size_t count = 1;  // how many edges of the graph are drawn as this one
  std::vector<const Flow*> flows;
};

// The keys in a drawing, which are the ids in its image: v5 or v40_79 of a group, e5_0.
std::string key_of(const DrawnNode& node);
std::string key_of(const DrawnEdge& edge);

struct Picture {
  std::vector<DrawnNode> nodes;
  std::vector<DrawnEdge> edges;
  std::size_t hidden = 0;  // nodes that are only there as part of a group
};

// Up to most_drawn nodes are drawn as they are. Of more, the innermost blocks become groups, or
// those around them, until few enough are left; then runs of neighbours do.
// Throws TooLargeToDraw where more than most_drawable are left for the runs.
Picture picture_of(const Graph& graph);

// Whether the drawing has edges so long that dot would bend them around nodes for minutes: its time
// grows with the squares of the ranks they cross. (50 nodes in a row that share one parameter: a
// sum of 42,000, 4 seconds; 100 nodes: 330,000, more than 100 seconds.)
bool has_long_edges(const Picture& picture);

}  // namespace downhill
