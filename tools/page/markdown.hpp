// Markdown to HTML by cmark-gfm, with mathematics between dollars set by KaTeX in the browser.
#pragma once

#include <string>

namespace downhill::page {

// HTML of a chapter's README. $x^2$ and $$…$$ become elements of class math that hold the TeX;
// a link to another chapter's README leads to its page. Throws Error if cmark-gfm is not there.
struct Markdown {
  std::string html;
  bool has_math = false;
};
Markdown markdown_to_html(const std::string& markdown);

}  // namespace downhill::page
