#include "expr/array_functions_index.hpp"

#include <fmt/format.h>

#include "expr/array_functions_masks.hpp"

namespace downhill::expr {
namespace {

bool is_array(const ArrayValue& value) {
  return value.kind == ArrayValue::node ||
         (value.kind == ArrayValue::constant && value.array.rank() > 0);
}

// A part of a slice; nothing where it was left out.
std::optional<int> slice_part(const Program& program, Id id,
                              const std::vector<ArrayValue>& values) {
  const ArrayValue& value = values[id];
  if (value.kind == ArrayValue::none) return {};
  const auto whole = value.kind == ArrayValue::constant ? whole_number(value.array) : std::nullopt;
  if (!whole) fail_at(program, program.instructions[id], "a slice is made of whole numbers");
  return whole;
}

}  // namespace

const ArrayValue* rows_of_index(const Program& program, const Instruction& index,
                                const std::vector<ArrayValue>& values) {
  const auto items = program.arguments_of(index).subspan(1);
  for (const Argument& item : items) {
    const ArrayValue& value = values[item.value];
    if (!is_array(value)) continue;
    const Instruction& place = program.instructions[item.value];
    if (items.size() > 1)
      fail_at(program, place, "rows by number stand alone in [ ]: x[[2, 0, 2]]");
    if (value.kind == ArrayValue::node && is_mask(value.tensor))
      fail_at(program, place, "a mask does not pick: where(mask, a, b) keeps the shape");
    if (value.kind == ArrayValue::node && value.tensor.shape().rank() == 0)
      fail_at(program, place, "a place in [ ] is a number written there, not a value");
    return &value;
  }
  return nullptr;
}

std::vector<Slice> slices_of_index(const Program& program, const Instruction& index,
                                   const std::vector<ArrayValue>& values) {
  std::vector<Slice> slices;
  for (const Argument& item : program.arguments_of(index).subspan(1)) {
    const ArrayValue& value = values[item.value];
    const Instruction& place = program.instructions[item.value];
    if (value.kind == ArrayValue::slice) {
      const auto parts = program.arguments_of(place);
      slices.push_back(Slice::range(slice_part(program, parts[0].value, values),
                                    slice_part(program, parts[1].value, values),
                                    slice_part(program, parts[2].value, values).value_or(1)));
      continue;
    }
    const auto whole =
        value.kind == ArrayValue::constant ? whole_number(value.array) : std::nullopt;
    if (!whole) fail_at(program, place, "expected a whole number, a slice or a list of rows");
    slices.push_back(Slice::at(*whole));
  }
  return slices;
}

}  // namespace downhill::expr
