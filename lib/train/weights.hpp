// Weights: the parameters of a model in a text file, by name, with shapes and in full precision.
//
//     # downhill weights 1
//     hidden.weight [2, 3]
//     0.1 0.2 0.30000000000000004
//     -0.4 0.5 1e-07
//     hidden.bias []
//     0.25
//     end of 2 parameters
//
// One line per row of the last axis; [] is a single number. What is read back is what was
// written, bit for bit (a nan stays a nan). A file that ends early lacks its last line, so it is
// refused, wherever it was cut.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ops/real.hpp"

namespace downhill {

// A parameter where it lives. values holds as many numbers as the shape says, row by row.
struct NamedValues {
  std::string name;  // not empty, without spaces
  std::vector<std::size_t> shape;
  std::span<Real> values;
};

// Replaces the file in one step: it holds all parameters, or is as it was. FileError if it cannot
// be written; UsageError for a name that is empty, has spaces or comes twice, or a shape that
// does not fit its values.
void save_weights(const std::filesystem::path& path, std::span<const NamedValues> parameters);

// Fills the parameters from the file, which must hold exactly these names (in any order) and
// shapes. Throws before the first value is changed: FileError if it cannot be read, ParseError
// (file, line, reason) if it is not a whole file of weights or is one of another model.
void load_weights(const std::filesystem::path& path, std::span<const NamedValues> parameters);

// The same as text; source is what error messages call it.
std::string write_weights(std::span<const NamedValues> parameters);
void read_weights(std::string_view text, const std::string& source,
                  std::span<const NamedValues> parameters);

}  // namespace downhill
