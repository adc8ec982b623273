// HTML in small pieces: text that is safe in it, and templates with {{names}} to fill.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace downhill::page {

using Json = nlohmann::ordered_json;

// Text as it stands in HTML, in an attribute's quotes too.
std::string escaped(std::string_view text);

// A template with every {{name}} replaced by its value. Error for a name without one.
using Fields = std::map<std::string, std::string>;
std::string filled(std::string_view text, const Fields& fields);

// A part of the pages by its file's name in tools/page: player.js.
const std::map<std::string, std::string>& parts();
const std::string& part(const std::string& name);

// Data for a script: <script type="application/json" id="trace">…</script>. The text is JSON.
std::string data_element(const std::string& id, std::string_view json);

// <table> of rows of text; the first row is its head.
std::string table_of(const std::vector<std::vector<std::string>>& rows, const std::string& caption);

// The image of a drawing as a part of a page: from <svg on.
std::string inline_svg(const std::string& svg);

}  // namespace downhill::page
