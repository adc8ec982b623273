// The benchmark: runs downhill and every peer that is here on the same work, in alternated rounds,
// and prints one table. tools/bench/README.md says how to read it.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <sstream>

#include "files/files.hpp"
#include "files/process.hpp"
#include "readme_table.hpp"
#include "results.hpp"
#include "waiting.hpp"

namespace {

namespace fs = std::filesystem;
using namespace bench;

struct Options {
  int rounds = 5;
  double seconds = 0.2;  // of measuring, for each workload, contestant and round
  bool smoke = false;
  std::string readme;  // only writes its table, from the numbers of the last run
  std::string only, json = std::string(DOWNHILL_BUILD_DIR) + "/bench.json";
};

// ---- who takes part

struct Contestant {
  std::string name;
  std::vector<std::string> command;        // for double
  std::vector<std::string> float_command;  // for float
};

std::vector<Contestant> contestants() {
  const fs::path build = DOWNHILL_BUILD_DIR, folder = "tools/bench";
  std::vector<Contestant> all;
  const auto add = [&](const std::string& name, const std::string& missing, fs::path of_float) {
    const fs::path program = build / folder / ("bench-" + name);
    if (!fs::exists(program)) {
      fmt::print("{} is left out: {}\n", name, missing);
      return;
    }
    all.push_back({name, {program}, {of_float.empty() ? program : of_float}});
  };
  add("downhill", "it is not built (make bench does)", build / "float" / folder / "bench-downhill");
  if (!all.empty() && !fs::exists(all[0].float_command[0])) {
    fmt::print("downhill with float is left out: it is not built (make bench does)\n");
    all[0].float_command.clear();
  }
  const std::string advice = "it is not installed here (make bench-peers installs it)";
  for (const char* peer : {"torch", "eigen", "openblas", "adolc"}) add(peer, advice, {});
  if (std::string(DOWNHILL_PYTHON).empty()) {
    fmt::print("numpy is left out: {}\n", advice);
  } else {
    const std::vector<std::string> command = {
        DOWNHILL_PYTHON,
        std::string(DOWNHILL_SOURCE_DIR) + "/tools/bench/contestants/numpy_peer.py"};
    all.push_back({"numpy", command, command});
  }
  return all;
}

// ---- what is measured

// Workloads that a contestant does one after the other, in one run of its program.
struct Group {
  std::vector<std::string> names;
  bool also_float, also_two_threads;
};

// The smoke test leaves out what takes longer to prepare than to run.
std::vector<Group> groups(bool smoke) {
  std::vector<Group> all = {{{"W1a"}, false, false},    {{"W1b"}, false, false},
                            {{"W1c"}, false, true},     {{"W2-1"}, false, false},
                            {{"W2-50"}, false, false},  {{"W3"}, true, false},
                            {{"W4-64"}, true, true},    {{"W4-512"}, true, true},
                            {{"W4-large"}, true, true}, {{"W6"}, true, true}};
  if (smoke) std::erase_if(all, [](const Group& g) { return g.names[0].starts_with("W4"); });
  for (const int n : {64, 128, 256, 512, 1024, 2048}) {
    if (smoke && n > 64) break;
    Group& group = all.emplace_back(Group{{}, true, true});
    for (const char* kind : {"nn", "nt", "tn", "tt"})
      group.names.push_back(fmt::format("W5-{}-{}", n, kind));
  }
  return all;
}

std::vector<std::string> command_for(const Contestant& contestant, const Group& group,
                                     bool is_float, int threads, double seconds) {
  std::vector<std::string> command = {"env", fmt::format("OMP_NUM_THREADS={}", threads),
                                      fmt::format("OPENBLAS_NUM_THREADS={}", threads)};
  for (const std::string& word : is_float ? contestant.float_command : contestant.command)
    command.push_back(word);
  for (const std::string& word :
       {std::string("--real"), std::string(is_float ? "float" : "double"), std::string("--threads"),
        std::to_string(threads), std::string("--seconds"), fmt::format("{}", seconds),
        std::string("--digits"), std::string(DOWNHILL_SOURCE_DIR) + "/chapters/data/digits.txt"})
    command.push_back(word);
  command.insert(command.end(), group.names.begin(), group.names.end());
  return command;
}

// Reads what a contestant printed (contest.hpp) into its entries.
void collect(const std::string& output, const std::string& contestant, std::vector<Row>& rows) {
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string name;
    Entry entry(contestant);
    words >> name >> entry.first_loss >> entry.last_loss >> entry.bytes;
    for (double seconds; words >> seconds;) entry.seconds.push_back(seconds);
    for (Row& row : rows) {
      if (row.workload.name != name) continue;
      const auto known = std::find_if(row.entries.begin(), row.entries.end(),
                                      [&](const Entry& e) { return e.contestant == contestant; });
      if (known == row.entries.end())
        row.entries.push_back(entry);
      else
        known->seconds.insert(known->seconds.end(), entry.seconds.begin(), entry.seconds.end());
    }
  }
}

std::vector<Row> measure(const Group& group, const std::vector<Contestant>& all, bool is_float,
                         int threads, const Limits& limits, const Options& options) {
  std::vector<Row> rows;
  for (const std::string& name : group.names) {
    const Demand demand = demand_of(name);
    rows.push_back(
        {{name, is_float, threads},
         std::max(demand.multiply_adds / limits.multiply_adds, demand.bytes / limits.bytes),
         {}});
  }
  for (int round = 0; round < options.rounds; ++round)
    for (const Contestant& contestant : all) {
      if ((is_float ? contestant.float_command : contestant.command).empty()) continue;
      const std::vector<std::string> command =
          command_for(contestant, group, is_float, threads, options.seconds);
      if (round > 0 && std::none_of(rows.begin(), rows.end(), [&](const Row& row) {
            return std::any_of(row.entries.begin(), row.entries.end(),
                               [&](const Entry& e) { return e.contestant == contestant.name; });
          }))
        continue;  // it said in the first round that this is not for it
      const downhill::Finished done = downhill::run_program(command, std::chrono::minutes(5));
      if (done.status != 0) {
        if (round == 0)
          fmt::print(stderr, "{} ended with status {}: {}\n", contestant.name, done.status,
                     done.errors);
        continue;
      }
      collect(done.output, contestant.name, rows);
    }
  std::erase_if(rows, [](const Row& row) { return row.entries.empty(); });
  return rows;
}

int run(const Options& options) {
  const std::vector<Contestant> all = contestants();
  std::vector<Row> rows;
  nlohmann::ordered_json document = {{"processor", processor_name()}};
  fmt::print("{}\n", processor_name());
  for (const bool is_float : {false, true})
    for (const int threads : {1, 2}) {
      if (options.smoke && (is_float || threads > 1)) continue;
      const Limits limits = measure_limits(is_float, threads);
      const char* real = is_float ? "float" : "double";
      fmt::print("{:<6} {} thread{}: at most {:.1f} multiply-adds a ns, {:.1f} bytes a ns\n", real,
                 threads, threads == 1 ? " " : "s", limits.multiply_adds / 1e9, limits.bytes / 1e9);
      document["limits"].push_back({{"real", real},
                                    {"threads", threads},
                                    {"multiply_adds_per_second", limits.multiply_adds},
                                    {"bytes_per_second", limits.bytes}});
      for (const Group& group : groups(options.smoke)) {
        if (is_float && !group.also_float) continue;
        if (threads > 1 && !group.also_two_threads) continue;
        if (!group.names[0].starts_with(options.only)) continue;
        for (Row& row : measure(group, all, is_float, threads, limits, options))
          rows.push_back(std::move(row));
      }
    }
  if (std::string("W7").starts_with(options.only))
    for (Row& row : measure_waiting(options.rounds, options.smoke)) rows.push_back(std::move(row));
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return a.workload.name.substr(0, 2) < b.workload.name.substr(0, 2);
  });
  fmt::print("\n{}", table(rows));
  document["rows"] = json(rows);
  downhill::write_file(options.json, document.dump(1) + "\n");
  fmt::print("\nas JSON: {}\n", options.json);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  Options options;
  CLI::App app{"downhill and its peers on the same work"};
  app.add_option("--rounds", options.rounds, "alternated rounds (5)")->check(CLI::PositiveNumber);
  app.add_option("--seconds", options.seconds, "for each workload, contestant and round (0.2)")
      ->check(CLI::PositiveNumber);
  app.add_option("--only", options.only, "the workloads whose name starts so: W4");
  app.add_option("--json", options.json, "where to write the numbers (bench.json)");
  app.add_option("--readme", options.readme,
                 "measure nothing; put the numbers of the last run into this file's table");
  app.add_flag("--smoke", options.smoke, "a short look that everything runs");
  CLI11_PARSE(app, count, words);
  if (options.smoke) {
    options.rounds = 1;
    options.seconds = 0.001;
  }
  try {
    if (!options.readme.empty()) {
      const auto numbers = nlohmann::json::parse(downhill::read_file(options.json));
      downhill::write_file(options.readme,
                           with_table(downhill::read_file(options.readme), readme_table(numbers)));
      return 0;
    }
    return run(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 2;
  }
}
