// The table of speeds in the README, made from the numbers of a run.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bench {

// The run's numbers (bench.json) as a table in Markdown: a line for each workload that has a peer,
// or that people wait for.
std::string readme_table(const nlohmann::json& run);

// The text with what stands between the lines <!-- speed --> and <!-- /speed --> replaced.
// Throws if they are not there.
std::string with_table(const std::string& text, const std::string& table);

}  // namespace bench
