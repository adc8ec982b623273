#include "page/sick.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace downhill::page {
namespace {

// dead-relus is "dead relus".
std::string words_of(std::string name) {
  std::replace(name.begin(), name.end(), '-', ' ');
  return name;
}

}  // namespace

Frame sick_page(const std::vector<std::string>& runs) {
  std::map<std::string, Json> by_name;
  for (const std::string& text : runs) {
    Json run = Json::parse(text);
    std::string name = run["name"];
    by_name.emplace(std::move(name), std::move(run));
  }
  Json pairs = Json::array();
  std::string options;
  for (const auto& [name, sick] : by_name) {
    const auto cured = by_name.find(name + "-cured");
    if (cured == by_name.end()) continue;
    options +=
        fmt::format("<option value=\"{}\">{}</option>", pairs.size(), escaped(words_of(name)));
    pairs.push_back({{"sick", sick}, {"cured", cured->second}});
  }
  Frame frame;
  frame.title = "Debug Training Issues";
  frame.kind = "plots";
  frame.root = "../";
  frame.scripts = {"chart.min.js", "plots.js", "sick.js"};
  frame.content = filled(part("sick.html"),
                         {{"options", options}, {"data", data_element("data", pairs.dump())}});
  return frame;
}

}  // namespace downhill::page
