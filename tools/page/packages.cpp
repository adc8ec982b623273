#include "page/packages.hpp"

#include "files/files.hpp"

namespace downhill::page {
namespace {

namespace fs = std::filesystem;

struct PackageFile {
  const char *path, *package, *to;
};

constexpr PackageFile chart = {"/usr/share/javascript/chart.js/chart.min.js", "libjs-chart.js",
                               "chart.min.js"};
constexpr PackageFile needed[] = {
    chart,
    {"/usr/share/javascript/katex/katex.min.js", "libjs-katex", "katex/katex.min.js"},
    {"/usr/share/javascript/katex/katex.min.css", "libjs-katex", "katex/katex.min.css"},
    {"/usr/share/fonts/truetype/crosextra/Caladea-Regular.ttf", "fonts-crosextra-caladea",
     "fonts/Caladea-Regular.ttf"},
    {"/usr/share/fonts/truetype/crosextra/Caladea-Bold.ttf", "fonts-crosextra-caladea",
     "fonts/Caladea-Bold.ttf"},
    {"/usr/share/fonts/truetype/crosextra/Caladea-Italic.ttf", "fonts-crosextra-caladea",
     "fonts/Caladea-Italic.ttf"},
    {"/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf", "fonts-dejavu-core",
     "fonts/DejaVuSansMono.ttf"},
};

}  // namespace

void copy_packages(const fs::path& assets) {
  for (const auto& [path, package, to] : needed) {
    if (!fs::exists(path))
      throw Error(std::string("page: ") + path + " is not here; tools/setup installs " + package);
    write_file(assets / to, read_file(path));
  }
  const fs::path katex_fonts = "/usr/share/javascript/katex/fonts";
  for (const auto& font : fs::directory_iterator(katex_fonts))
    if (font.path().extension() == ".woff2")  // what every browser of today takes
      write_file(assets / "katex" / "fonts" / font.path().filename(), read_file(font.path()));
}

std::string chart_script() { return fs::exists(chart.path) ? read_file(chart.path) : ""; }

}  // namespace downhill::page
