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
  uses_.reserve(given.size());
  wishes_.reserve(given.size());
  for (const std::string_view name : given) {
    Uses::value_type* wish = nullptr;
    if (!name.empty()) {
      wish = &*uses_.try_emplace(identifier(name)).first;
      wish->second.wished = true;
    }
    wishes_.push_back(wish);
  }
}

std::string Names::of_node(std::size_t i, std::string_view op) {
  if (!wishes_[i]) return unique(stem(op));
  auto& [wish, use] = *wishes_[i];
  if (use.taken) return unique(wish);
  use.taken = true;
  return wish;
}

std::string Names::of_gradient(const std::string& name) const {
  const auto is_free = [&](const std::string& wish) {
    const auto known = uses_.find(wish);
    return (known == uses_.end() || known->second.is_free()) && !is_reserved(wish);
  };
  std::string wish = "d" + name;
  while (!is_free(wish)) wish.insert(1, 1, '_');
  return wish;
}

// The first of wish, wish_2, wish_3, … that nothing else is called.
std::string Names::unique(const std::string& wish) {
  unsigned& copies = uses_[wish].copies;
  while (true) {
    ++copies;
    std::string name = copies == 1 ? wish : wish + "_" + std::to_string(copies);
    Use& use = uses_[name];
    if (!use.is_free()) continue;
    use.taken = true;
    return name;
  }
}

}  // namespace downhill
