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
  names_.reserve(given.size());
  uses_.reserve(given.size());
  places_.reserve(given.size());
  wishes_.reserve(given.size());
  for (const std::string_view name : given) {
    wishes_.push_back(name.empty() ? TextIndex::nowhere : place_of(identifier(name)));
    if (!name.empty()) uses_[wishes_.back()].wished = true;
  }
}

std::uint32_t Names::place_of(std::string_view name) {
  const std::uint32_t place = places_.add(name, names_);
  if (place == uses_.size()) uses_.emplace_back();
  return place;
}

std::string Names::of_node(std::size_t i, std::string_view op) {
  const std::uint32_t wish = wishes_[i];
  if (wish == TextIndex::nowhere) return unique(stem(op));
  if (uses_[wish].taken) return unique(names_[wish]);
  uses_[wish].taken = true;
  return names_[wish];
}

std::string Names::of_gradient(const std::string& name) const {
  const auto is_free = [&](const std::string& wish) {
    const std::uint32_t place = places_.find(wish, names_);
    return (place == TextIndex::nowhere || uses_[place].is_free()) && !is_reserved(wish);
  };
  std::string wish = "d" + name;
  while (!is_free(wish)) wish.insert(1, 1, '_');
  return wish;
}

// The first of wish, wish_2, wish_3, … that nothing else is called.
std::string Names::unique(std::string wish) {
  const std::uint32_t place = place_of(wish);
  while (true) {
    const unsigned copy = ++uses_[place].copies;
    std::string name = copy == 1 ? wish : wish + "_" + std::to_string(copy);
    Use& use = uses_[place_of(name)];
    if (!use.is_free()) continue;
    use.taken = true;
    return name;
  }
}

}  // namespace downhill
