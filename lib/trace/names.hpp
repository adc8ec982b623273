// The names of a trace: every node of a tape gets one that is a Python identifier and stands for
// nothing else. A name given twice is written c, c_2, …; a node without a name is called by what
// it is: s for a sum or difference, p for a product or power, q for a quotient, n for a negation,
// h for any other function, k for a constant. The gradient of x is dx, or d_x if the program uses
// dx itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ops/text_index.hpp"

namespace downhill {

// Which of Python's words are not free for values: those of a trace of numbers, or NumPy's, too.
enum class Vocabulary { numbers, arrays };

class Names {
 public:
  // given[i] is the name of node i as its author wrote it, or empty.
  explicit Names(const std::vector<std::string_view>& given,
                 Vocabulary vocabulary = Vocabulary::numbers);

  // The unique name of node i, in order of the nodes. op is the rule's name, used where the
  // node was not given one.
  std::string of_node(std::size_t i, std::string_view op);

  std::string of_gradient(const std::string& name) const;

 private:
  std::string identifier(std::string_view text) const;
  bool is_reserved(const std::string& name) const;
  std::string unique(std::string wish);

  // What is known of a name.
  struct Use {
    bool wished = false;  // an author wrote it
    bool taken = false;   // a node is called so
    unsigned copies = 0;  // how many of name, name_2, name_3, … were tried

    bool is_free() const { return !wished && !taken; }
  };
  std::uint32_t place_of(std::string_view name);

  Vocabulary vocabulary_;
  std::vector<std::string> names_;
  std::vector<Use> uses_;              // of each name
  TextIndex places_;                   // of names_
  std::vector<std::uint32_t> wishes_;  // of each node its place; nowhere if it was not named
};

}  // namespace downhill
