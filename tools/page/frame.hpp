// The frame that all pages share: head, way through the book, content, scripts.
#pragma once

#include <string>
#include <vector>

#include "page/html.hpp"

namespace downhill::page {

struct Link {
  std::string address, words;
};

struct Frame {
  std::string title;
  std::string content;               // of <main>
  std::string kind;                  // the class of <body>: chapter, player, …
  std::string root;                  // the way to the front page's folder: "../" or ""
  std::vector<std::string> scripts;  // in assets/, in order
  bool has_math = false;
  Link back, next;  // neighbours in the book; without words: none
};

// The whole page. Its styles and scripts lie in assets/ beside the front page.
std::string framed(const Frame& frame);

// The whole page in one file, with styles and scripts inside: it can be carried around alone.
std::string framed_alone(const Frame& frame, const std::vector<std::string>& script_texts);

}  // namespace downhill::page
