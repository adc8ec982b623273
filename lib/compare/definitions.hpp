// The statements of a trace's text, grouped by what they define: x = … and the x += … behind it
// are one definition of x with its contributions. Assigning x again (the next training step)
// begins another. The names in the expressions say what each definition was computed from.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "trace/read.hpp"

namespace downhill {

struct Definition {
  std::string name;
  std::vector<std::size_t> statements;  // in TraceText::statements: the = line, then the += lines
  std::vector<std::size_t> inputs;      // in Definitions::all, each once, in order of appearance
  std::size_t occurrence = 0;           // the how manieth definition of this name, from 0
  bool gradient = false;                // computed by backward

  bool is_leaf() const { return inputs.empty(); }
};

struct Definitions {
  std::vector<Definition> all;  // in the order in which they are complete
  std::unordered_map<std::string, std::vector<std::size_t>> of_name;  // in order of occurrence

  // What the definition holds in the end.
  static const PrintedValue& held(const TraceText& text, const Definition& definition) {
    return text.statements[definition.statements.back()].held;
  }
};

// A definition is a gradient if its name begins with d and it stands under a heading that speaks
// of backward or of the gradient. In a text without such a heading it is one if it is called dx or
// d_x and x is also there.
Definitions definitions_of(const TraceText& text);

// The names in an expression, each once, in order: no functions, no keywords of arguments.
std::vector<std::string_view> names_in(std::string_view expression);

// The name that a gradient's name speaks of: x for dx and d_x if x is known, else empty.
std::string differentiated(const Definitions& definitions, const std::string& gradient);

// What each statement of the definition added to it, in order.
std::vector<Value> contributions(const TraceText& text, const Definition& definition);

}  // namespace downhill
