// What the story of a scalar tape (from_scalar.hpp) and that of a tape of arrays (from_tensor.hpp)
// have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trace/names.hpp"
#include "trace/trace.hpp"

namespace downhill {

// Whether forward lines say which source line recorded them: chapter.cpp:27.
enum class Places { shown, hidden };

// The names of all nodes and of their gradients; empty for a node that stands in no line.
struct NodeNames {
  std::vector<std::string> values, gradients;
};

// What naming a node needs: what its author called it, and the name of its operation.
struct NamedNode {
  std::string_view given, op;
  bool has_line = true;  // false for a constant, which is a literal in the formulas
};
NodeNames name_nodes(const std::vector<NamedNode>& nodes, Vocabulary vocabulary);

std::string_view base_name(std::string_view path);  // of lib/a.cpp it is a.cpp

// "a.cpp:27" for an operation's line, or nothing.
std::string place_words(std::string_view file, unsigned line, Places places);

// The first line of backward: the output's gradient is the seed.
Line starting_line(const std::string& output, const std::string& gradient, std::uint32_t node,
                   Value seed, std::string expression);

}  // namespace downhill
