#include "page/player.hpp"

#include <algorithm>

namespace downhill::page {
namespace {

bool is_training(const Json& trace) {
  const Json& lines = trace["lines"];
  return std::any_of(lines.begin(), lines.end(), [](const Json& line) {
    return line.contains("phase") && line["phase"] == "update";
  });
}

// The trace as a list; the player marks the line where it is. A step's number is its place among
// the statements, from 1.
std::string trace_list(const Json& trace) {
  std::string html;
  int step = 0;
  for (const Json& line : trace["lines"]) {
    const std::string words = escaped(line["words"].get<std::string>());
    if (line["role"] == "heading") {
      html += "<li class=\"heading\"># -- " + words + "</li>\n";
    } else if (line["role"] == "remark") {
      if (!words.empty()) html += "<li class=\"remark\"># " + words + "</li>\n";
    } else {
      html += "<li data-step=\"" + std::to_string(++step) + "\"><code>" +
              escaped(line["name"].get<std::string>()) +
              (line["adds"].get<bool>() ? " += " : " = ") +
              escaped(line["expression"].get<std::string>()) + "</code><samp>" +
              escaped(line["text"].get<std::string>()) + "</samp><span>" + words + "</span></li>\n";
    }
  }
  return html;
}

}  // namespace

std::string title_of(const Played& played) {
  const Json& trace = played.trace;
  return trace["titles"].empty() ? played.name : trace["titles"][0].get<std::string>();
}

Frame player_page(const Played& played) {
  const Json& trace = played.trace;
  Frame frame;
  frame.title = title_of(played);
  frame.kind = "player";
  frame.root = "../";
  frame.scripts = {"drawing.js", "player.js"};
  const bool has_drawing = !played.graph.empty();
  std::string drawing = "<p>This graph is too large to draw; its trace is whole.</p>";
  if (has_drawing)
    drawing = inline_svg(played.gradient) + "<template id=\"forward-drawing\">" +
              inline_svg(played.graph) + "</template>";
  frame.content = filled(
      part("player.html"),
      {{"title", escaped(frame.title)},
       {"chapter", escaped(played.chapter)},
       {"name", escaped(played.name)},
       {"loop", is_training(trace) ? part("loop.svg") : ""},
       {"drawing", drawing},
       {"dots", has_drawing ? filled(part("dots.html"), {{"name", escaped(played.name)}}) : ""},
       {"lines", trace_list(trace)},
       {"data", data_element("trace", trace.dump())}});
  return frame;
}

}  // namespace downhill::page
