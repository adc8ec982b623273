#include "page/frame.hpp"

namespace downhill::page {
namespace {

std::string way(const Link& link, const char* rel, const char* arrow) {
  if (link.words.empty()) return "<span></span>";
  return "<a rel=\"" + std::string(rel) + "\" href=\"" + escaped(link.address) + "\">" + arrow +
         "<span>" + escaped(link.words) + "</span></a>";
}

std::string script(const std::string& address) {
  return "<script src=\"" + address + "\" defer></script>\n";
}

std::string nav_of(const Frame& frame) {
  if (frame.back.words.empty() && frame.next.words.empty()) return "";
  return "<nav class=\"ways\" aria-label=\"Neighbours\">" +
         way(frame.back, "prev", "<small>Back</small>") +
         way(frame.next, "next", "<small>Next</small>") + "</nav>";
}

std::string fill(const Frame& frame, const std::string& head, const std::string& scripts,
                 bool alone) {
  return filled(part("frame.html"),
                {{"title", escaped(frame.title)},
                 {"kind", frame.kind},
                 {"head", head},
                 {"bar", alone ? "" : filled(part("bar.html"), {{"root", frame.root}})},
                 {"content", frame.content},
                 {"ways", nav_of(frame)},
                 {"scripts", scripts}});
}

}  // namespace

std::string framed(const Frame& frame) {
  const std::string assets = frame.root + "assets/";
  std::string scripts, head;
  for (const char* name : {"fonts.css", "page.css"})
    head += "<link rel=\"stylesheet\" href=\"" + assets + name + "\">\n";
  if (frame.has_math) {
    head += "<link rel=\"stylesheet\" href=\"" + assets + "katex/katex.min.css\">\n";
    scripts += script(assets + "katex/katex.min.js") + script(assets + "math.js");
  }
  for (const std::string& name : frame.scripts) scripts += script(assets + name);
  return fill(frame, head, scripts, false);
}

std::string framed_alone(const Frame& frame, const std::vector<std::string>& script_texts) {
  std::string scripts;
  for (const std::string& text : script_texts) scripts += "<script>\n" + text + "\n</script>\n";
  return fill(frame, "<style>\n" + part("page.css") + "</style>\n", scripts, true);
}

}  // namespace downhill::page
