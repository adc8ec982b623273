#include "trace/story.hpp"

#include <fmt/format.h>

#include "ops/joined.hpp"

namespace downhill {

NodeNames name_nodes(const std::vector<NamedNode>& nodes, Vocabulary vocabulary) {
  std::vector<std::string_view> given;
  given.reserve(nodes.size());
  for (const NamedNode& node : nodes) given.push_back(node.has_line ? node.given : "");
  Names names(given, vocabulary);
  NodeNames result;
  result.values.resize(nodes.size());
  result.gradients.resize(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].has_line) result.values[i] = names.of_node(i, nodes[i].op);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    if (nodes[i].has_line) result.gradients[i] = names.of_gradient(result.values[i]);
  return result;
}

std::string_view base_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);  // npos + 1 is 0
}

std::string place_words(std::string_view file, unsigned line, Places places) {
  if (places == Places::hidden) return {};
  return joined({base_name(file), ":", fmt::format_int(line).c_str()});
}

Line starting_line(const std::string& output, const std::string& gradient, std::uint32_t node,
                   Value seed, std::string expression) {
  Line line;
  line.name = gradient;
  line.expression = std::move(expression);
  line.words = "the blame starts here: ";
  line.words += seed.is_number()
                    ? fmt::format("d{0}/d{0} = {1}", output, short_number(seed.number()))
                    : "the upstream gradient that was given";
  line.value = std::move(seed);
  line.role = Line::Role::gradient;
  line.node = node;
  return line;
}

}  // namespace downhill
