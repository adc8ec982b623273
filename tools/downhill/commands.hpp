// The commands of the program `downhill`, one file each: what a command is asked, and the function
// that does it and returns its exit status, 0 fine, 1 differs, 2 trouble. What is typed becomes
// these settings in arguments.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace downhill::tool {

inline constexpr int fine = 0, differs = 1, trouble = 2;

// A formula and its traces
struct ExplainSettings {
  std::string program;
  std::vector<std::string> values;
  std::string of, upstream, out, format = "trace";
  bool check = false, svg = false, png = false;
};
int explain_command(const ExplainSettings& settings);

struct CompareSettings {
  std::string mine, reference;
  std::optional<double> rtol;
  bool json = false;
};
int compare_command(const CompareSettings& settings);

struct RenderSettings {
  std::vector<std::string> files;
  std::string out;
  bool png = false;
};
int render_command(const RenderSettings& settings);

// Training
struct OptimizerSettings {
  std::string optimizer, schedule = "constant";
  std::vector<std::pair<std::string, double>> numbers;  // name and value, as given
  double clip_norm = 0, clip_value = 0;                 // 0: not clipped
};

struct DescendSettings {
  std::string program, of, out, format = "table";
  std::vector<std::string> values, train;
  OptimizerSettings by;
  int steps = 10;

  DescendSettings() { by.optimizer = "sgd"; }
};
int descend_command(const DescendSettings& settings);

struct TrainSettings {
  std::string data, model, split, out, resume;
  OptimizerSettings by;
  int epochs = 0, threads = 0, trace_step = 1;  // 0: the default of the data set
  std::size_t batch = 0;
  std::uint64_t seed = 0;
  bool anomaly = false;
};
int train_command(const TrainSettings& settings);

// The chapters
int list_command();
struct RunSettings {
  std::vector<std::string> chapters;
  bool all = false, update = false;
};
int run_command(const RunSettings& settings);
int page_command(const std::string& out);
int doctor_command();

// The learner's. A chapter that is left out is the one where the learner is.
int start_command();  // without a word
struct CheckSettings {
  std::string chapter, file;
  bool all = false, solution = false, compiler = false;
};
int check_command(const CheckSettings& settings);
int watch_command(const std::string& chapter, bool poll);
int hint_command(const std::string& chapter, const std::string& task);
int quiz_command(const std::string& chapter);
int graph_command(const std::string& chapter);
int reset_command(const std::string& chapter, bool yes);
int solution_command(const std::string& chapter, bool give_up);

// The teacher's
int stubs_command();

}  // namespace downhill::tool
