#include "trace/dot.hpp"

#include <fmt/format.h>
#include <graphviz/cgraph.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "trace/labels.hpp"

namespace downhill {
namespace {

// Okabe and Ito's blue and vermilion: apart for every kind of colour vision.
constexpr const char* forward_colour = "#0072B2";
constexpr const char* gradient_colour = "#D55E00";
constexpr const char* wrong_colour = "#B00020";
constexpr const char* invisible = "transparent";

// As long as an arrow, but only a line. dot cuts a curve where its arrow begins and then measures
// the drawing anew, so with dir=forward here and dir=back there the nodes could move a little.
constexpr const char* no_arrow = "nonenone";

std::string inches(double points) { return fmt::format("{:.3f}", points / 72); }

std::string in_lines(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += escape_label(line) + "\\n";
  text.resize(text.size() - 2);
  return text;
}

// dot puts a label so close that a minus sign and its edge would touch: no-break spaces between.
std::string beside_edge(const std::string& text) {
  return "&#160;&#160;" + escape_label(text) + "&#160;";
}

// A graph of cgraph while it is made, with every attribute by name.
class DotGraph {
 public:
  explicit DotGraph(const char* name)
      : graph_(agopen(named(name), Agdirected, nullptr), &agclose) {}

  void graph_default(const char* key, const std::string& value) { declare(AGRAPH, key, value); }
  void node_default(const char* key, const std::string& value) { declare(AGNODE, key, value); }
  void edge_default(const char* key, const std::string& value) { declare(AGEDGE, key, value); }

  // A label with tags, where cgraph must know that they are tags.
  void graph_html(const char* key, const std::string& value) {
    char* html = agstrdup_html(graph_.get(), named(value));
    agsafeset(graph_.get(), named(key), html, named(""));
    agstrfree(graph_.get(), html);
  }

  Agnode_t* node(const std::string& id) { return agnode(graph_.get(), named(id), 1); }
  Agedge_t* edge(Agnode_t* from, Agnode_t* to, const std::string& id) {
    return agedge(graph_.get(), from, to, named(id), 1);
  }
  void set(void* part, const char* key, const std::string& value) {
    agsafeset(part, named(key), named(value), named(""));
  }

  std::string text() const {
    char* written = nullptr;
    std::size_t size = 0;
    std::FILE* file = open_memstream(&written, &size);
    agwrite(graph_.get(), file);
    std::fclose(file);
    const std::unique_ptr<char, decltype(&std::free)> owned(written, &std::free);
    return {written, size};
  }

 private:
  // cgraph reads its arguments only, but asks for char*.
  static char* named(const char* text) { return const_cast<char*>(text); }
  static char* named(const std::string& text) { return const_cast<char*>(text.c_str()); }
  void declare(int kind, const char* key, const std::string& value) {
    agattr(graph_.get(), kind, named(key), named(value));
  }

  std::unique_ptr<Agraph_t, decltype(&agclose)> graph_;
};

double magnitude(const Value& value) {
  double most = 0;
  for (const Real number : value.data)
    most = std::isfinite(number) ? std::max(most, double(std::abs(number))) : INFINITY;
  return most;
}

class Draughtsman {
 public:
  Draughtsman(const Trace& trace, Drawing drawing)
      : trace_(trace),
        graph_(trace.graph),
        drawing_(drawing),
        picture_(picture_of(trace.graph)),
        dot_(drawing == Drawing::graph ? "forward" : "gradient") {}

  std::string text() {
    set_style();
    std::vector<Agnode_t*> nodes;
    for (const DrawnNode& node : picture_.nodes) nodes.push_back(draw(node));
    for (const Flow& flow : graph_.flows) {
      const double size = magnitude(flow.contribution);
      if (std::isfinite(size)) largest_ = std::max(largest_, size);
    }
    for (const DrawnEdge& edge : picture_.edges) draw(edge, nodes[edge.from], nodes[edge.to]);
    return dot_.text();
  }

 private:
  bool is_gradient() const { return drawing_ == Drawing::gradient; }

  void set_style() {
    dot_.graph_default("rankdir", "TB");
    dot_.graph_default("fontname", "DejaVu Sans Mono");
    dot_.graph_default("labelloc", "t");
    dot_.graph_default("nodesep", "0.3");
    dot_.graph_default("ranksep", "0.45");
    dot_.graph_default("pad", "0.2");
    dot_.graph_default("linelength", "0");  // no line of this file is broken in two
    if (has_long_edges(picture_)) {
      dot_.graph_default("splines", "line");
      dot_.graph_default("nslimit", "1");
      dot_.graph_default("nslimit1", "1");
      dot_.graph_default("mclimit", "0.1");
    }
    dot_.node_default("fontname", "DejaVu Sans Mono");
    dot_.node_default("fontsize", "12");
    dot_.node_default("fixedsize", "true");
    dot_.node_default("style", "filled");
    dot_.node_default("color", "#444444");
    dot_.edge_default("fontname", "DejaVu Sans Mono");
    dot_.edge_default("fontsize", "10");
    dot_.edge_default("arrowsize", "0.8");
    dot_.edge_default("color", is_gradient() ? gradient_colour : forward_colour);
    dot_.edge_default("dir", "both");
    dot_.edge_default("arrowhead", is_gradient() ? no_arrow : "normal");
    dot_.edge_default("arrowtail", is_gradient() ? "normal" : no_arrow);
    dot_.edge_default("style", is_gradient() ? "dashed" : "solid");
    dot_.edge_default("penwidth", "1.5");
    dot_.edge_default("fontcolor", is_gradient() ? "black" : invisible);
    dot_.graph_html("label", title());
  }

  // The same in both drawings: a wide title moves the nodes.
  std::string title() const {
    const auto row = [](int points, const std::string& text) {
      return fmt::format("<font point-size=\"{}\">{}</font><br/>", points, text);
    };
    std::string rows;
    if (!trace_.chapter.empty()) rows += row(9, escape_label(trace_.chapter));
    if (!trace_.titles.empty() && !trace_.titles.front().empty())
      rows += row(13, "<b>" + escape_label(trace_.titles.front()) + "</b>");
    if (picture_.hidden > 0)
      rows += row(10, fmt::format("{} nodes are hidden in {} groups", picture_.hidden,
                                  std::count_if(picture_.nodes.begin(), picture_.nodes.end(),
                                                [](const auto& node) { return node.is_group(); })));
    rows += row(8, "box: input · rounded: parameter · ellipse: operation · double: result");
    rows += row(8, "solid: values flow down · dashed: gradients flow up, upstream × local slope");
    return rows + row(4, " ");
  }

  Agnode_t* draw(const DrawnNode& drawn) {
    const bool holds_output =
        graph_.output && drawn.first <= *graph_.output && *graph_.output <= drawn.last;
    Agnode_t* node = dot_.node(key_of(drawn));
    if (drawn.is_group()) {
      draw_group(node, drawn, holds_output);
    } else {
      draw_single(node, graph_.nodes[drawn.first], holds_output);
    }
    return node;
  }

  void draw_group(Agnode_t* node, const DrawnNode& group, bool holds_output) {
    const Lines lines = group_lines(group);
    dot_.set(node, "shape", "box3d");
    finish(node, "group", holds_output, rectangle_around(lines), lines,
           fmt::format("{}\n{}\nnodes {} to {} of the tape", group.name, group.content, group.first,
                       group.last));
  }

  void draw_single(Agnode_t* node, const GraphNode& one, bool is_output) {
    Lines lines = value_lines(one), both = lines;
    for (const std::string& line : gradient_lines(one)) both.push_back(line);
    if (!one.wrong.empty()) {
      lines.push_back("✗ " + one.wrong);
      both.push_back("✗ " + one.wrong);
    }
    const bool is_operation = one.kind == GraphNode::Kind::operation;
    const Size size = is_operation ? ellipse_around(both) : rectangle_around(both);
    dot_.set(node, "shape", is_operation ? "ellipse" : "box");
    if (one.kind == GraphNode::Kind::parameter) dot_.set(node, "style", "rounded,filled");
    std::string kind = is_operation                             ? "operation"
                       : one.kind == GraphNode::Kind::parameter ? "parameter"
                                                                : "input";
    if (!one.gradient) kind += " unreached";
    if (!one.wrong.empty()) {
      kind += " wrong";
      dot_.set(node, "color", wrong_colour);
      dot_.set(node, "penwidth", "4");
    }
    finish(node, kind, is_output, size, is_gradient() ? both : lines, tooltip(one));
    if (is_gradient() && !one.gradient) dot_.set(node, "fontcolor", "#555555");
  }

  void finish(Agnode_t* node, std::string kind, bool is_output, Size size, const Lines& lines,
              const std::string& words) {
    const char* fill = kind.starts_with("input")       ? "white"
                       : kind.starts_with("parameter") ? "#D6ECFA"
                                                       : "#EEEEEE";
    if (is_output) {
      kind += " output";
      fill = "#FCE3D0";
      dot_.set(node, "peripheries", "2");
    }
    dot_.set(node, "id", agnameof(node));
    dot_.set(node, "class", kind);
    dot_.set(node, "fillcolor", fill);
    dot_.set(node, "width", inches(size.width));
    dot_.set(node, "height", inches(size.height));
    dot_.set(node, "label", in_lines(lines));
    dot_.set(node, "tooltip", escape_label(words));
  }

  void draw(const DrawnEdge& drawn, Agnode_t* from, Agnode_t* to) {
    const std::string id = key_of(drawn);
    Agedge_t* edge = dot_.edge(from, to, id);
    dot_.set(edge, "id", id);
    const bool carries_gradient = !drawn.flows.empty();
    if (drawn.count > 1) {
      dot_.set(edge, "label", beside_edge(fmt::format("{} edges", drawn.count)));
      dot_.set(edge, "fontcolor", "black");
    } else if (carries_gradient) {
      dot_.set(edge, "label", beside_edge(flow_label(*drawn.flows.front(), upstream_of(drawn))));
      dot_.set(edge, "tooltip",
               escape_label(flow_tooltip(*drawn.flows.front(), upstream_of(drawn))));
    }
    if (!is_gradient()) return;
    if (carries_gradient) {
      dot_.set(edge, "penwidth", fmt::format("{:.2f}", width(drawn)));
    } else {
      dot_.set(edge, "class", "unreached");
      dot_.set(edge, "style", "dotted");
      dot_.set(edge, "color", "#767676");
      dot_.set(edge, "arrowtail", no_arrow);
      dot_.set(edge, "tooltip", "no gradient flows here");
    }
  }

  const std::optional<Value>& upstream_of(const DrawnEdge& drawn) const {
    return graph_.nodes[drawn.flows.front()->consumer].gradient;
  }

  // From 0.8 for nothing to 3 for the largest contribution of the drawing.
  double width(const DrawnEdge& edge) const {
    double most = 0;
    for (const Flow* flow : edge.flows) most = std::max(most, magnitude(flow->contribution));
    const double part = largest_ > 0 ? std::min(1.0, most / largest_) : most > 0 ? 1 : 0;
    return 0.8 + 2.2 * std::sqrt(part);
  }

  const Trace& trace_;
  const Graph& graph_;
  Drawing drawing_;
  Picture picture_;
  DotGraph dot_;
  double largest_ = 0;
};

}  // namespace

std::string write_dot(const Trace& trace, Drawing drawing) {
  return Draughtsman(trace, drawing).text();
}

std::string escape_label(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return escaped;
}

}  // namespace downhill
