// Data sets that lie in files: Iris and digits from chapters/data, and any folder in MNIST's IDX
// format. Every reader throws FileError if a file cannot be read, and ParseError naming the file,
// the line (or byte) and what was expected if it is empty, cut short or malformed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "train/dataset.hpp"

namespace downhill {

// The folder with iris.csv and digits.txt: `given` if it is not empty; else the environment
// variable DOWNHILL_DATA; else chapters/data (share/downhill/data where the program is installed)
// beside or above the working directory, or beside or above the running program. FileError that
// lists where it looked.
std::filesystem::path data_folder(const std::filesystem::path& given = {});

// 150 flowers, features [4] in cm, three classes.
Dataset read_iris(const std::filesystem::path& file);

// 1797 images, features [8, 8] from 0 to 1 (pixels 0 to 16 divided by 16), ten classes.
Dataset read_digits(const std::filesystem::path& file);

// How many images split_last holds out of the digits so that they come from other writers.
inline constexpr std::size_t digits_of_other_writers = 360;

// A folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
// t10k-labels-idx1-ubyte, not compressed: MNIST, Fashion-MNIST, …. Pixels are scaled to 0 … 1, the
// classes are 0 … 9 or as many as the labels need. Format: http://yann.lecun.com/exdb/mnist.
Split read_idx_folder(const std::filesystem::path& folder);

// The same readers on text and bytes; source is what messages call it.
Dataset parse_iris(std::string_view text, const std::string& source);
Dataset parse_digits(std::string_view text, const std::string& source);
Dataset parse_idx(std::string_view images, const std::string& images_source,
                  std::string_view labels, const std::string& labels_source);

}  // namespace downhill
