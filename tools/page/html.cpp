#include "page/html.hpp"

#include "ops/error.hpp"

namespace downhill::page {

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string filled(std::string_view text, const Fields& fields) {
  std::string result;
  while (true) {
    const std::size_t open = text.find("{{");
    const std::size_t close = text.find("}}", open);
    result += text.substr(0, open);
    if (open == text.npos || close == text.npos) return result;
    const std::string name(text.substr(open + 2, close - open - 2));
    const auto field = fields.find(name);
    if (field == fields.end()) throw Error("page: a template asks for " + name);
    result += field->second;
    text.remove_prefix(close + 2);
  }
}

const std::string& part(const std::string& name) {
  const auto found = parts().find(name);
  if (found == parts().end()) throw Error("page: there is no part " + name);
  return found->second;
}

std::string data_element(const std::string& id, std::string_view json) {
  std::string safe;  // a string in it may say </script>
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return "<script type=\"application/json\" id=\"" + id + "\">" + safe + "</script>\n";
}

std::string table_of(const std::vector<std::vector<std::string>>& rows,
                     const std::string& caption) {
  std::string html = "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" +
                     escaped(caption) + "\"><table><caption>" + escaped(caption) + "</caption>\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    html += i == 0 ? "<thead><tr>" : i == 1 ? "<tbody><tr>" : "<tr>";
    for (const std::string& cell : rows[i])
      html += i == 0 ? "<th scope=\"col\">" + escaped(cell) + "</th>"
                     : "<td>" + escaped(cell) + "</td>";
    html += i == 0 ? "</tr></thead>\n" : "</tr>\n";
  }
  return html + (rows.size() > 1 ? "</tbody>" : "") + "</table></div>\n";
}

std::string inline_svg(const std::string& svg) {
  const std::size_t start = svg.find("<svg");
  if (start == svg.npos) throw Error("page: an image without <svg>");
  return svg.substr(start);
}

}  // namespace downhill::page
