#include "trace/names.hpp"

#include <cctype>

#include "trace/python.hpp"

namespace downhill {
namespace {

// The letter for a node that was not given a name.
std::string stem(std::string_view op) {
  if (op == "add" || op == "sub") return "s";
  if (op == "mul" || op == "pow" || op == "square" || op == "matmul") return "p";
  if (op == "div") return "q";
  if (op == "neg") return "n";
  if (op == "constant") return "k";
  return "h";
}

}  // namespace

// The text as an identifier: "hidden 1" becomes hidden_1.
std::string Names::identifier(std::string_view text) const {
  std::string name;
  for (const char c : text)
    name += std::isalnum(static_cast<unsigned char>(c)) || c == '_' ? c : '_';
  if (!name.empty() && std::isdigit(static_cast<unsigned char>(name[0]))) name = '_' + name;
  while (is_reserved(name)) name += '_';
  return name;
}

bool Names::is_reserved(const std::string& name) const {
  return is_python_word(name) || (vocabulary_ == Vocabulary::arrays && is_numpy_word(name));
}

Names::Names(const std::vector<std::string_view>& given, Vocabulary vocabulary)
    : vocabulary_(vocabulary) {
  wishes_.reserve(given.size());
  for (const std::string_view name : given) {
    wishes_.push_back(identifier(name));
    if (!name.empty()) reserved_.insert(wishes_.back());
  }
}

std::string Names::of_node(std::size_t i, std::string_view op) {
  const std::string& wish = wishes_[i];
  if (wish.empty()) return unique(stem(op));
  if (taken_.insert(wish).second) return wish;
  return unique(wish);
}

std::string Names::of_gradient(const std::string& name) {
  std::string prefix = "d", wish = prefix + name;
  while (reserved_.contains(wish) || taken_.contains(wish) || is_reserved(wish)) {
    prefix += '_';
    wish = prefix + name;
  }
  return wish;
}

// The first of wish, wish_2, wish_3, … that nothing else is called.
std::string Names::unique(const std::string& wish) {
  unsigned& copy = copies_[wish];
  std::string name;
  do {
    ++copy;
    name = copy == 1 ? wish : wish + "_" + std::to_string(copy);
  } while (reserved_.contains(name) || !taken_.insert(name).second);
  return name;
}

}  // namespace downhill
