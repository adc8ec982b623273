#include "tensor/elementwise.hpp"

#include <array>
#include <utility>

#include "tensor/elementwise_rule.hpp"

namespace downhill {
namespace {

template <class Rule>
const Elementwise<Rule> instance;

}  // namespace

const Operation& elementwise(std::size_t code) {
  static const auto all = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<const Operation*, sizeof...(I)>{
        &instance<std::tuple_element_t<I, ops::Catalogue>>...};
  }
  (std::make_index_sequence<ops::rule_count>{});
  return *all.at(code);
}

}  // namespace downhill
