// What was measured, and what it says: medians, ratios, the table and its JSON form.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "machine.hpp"

namespace bench {

// One workload in one setting.
struct Workload {
  std::string name;
  bool is_float = false;
  int threads = 1;
};

// What a contestant did, over all rounds.
struct Entry {
  explicit Entry(std::string name) : contestant(std::move(name)) {}

  std::string contestant;
  std::vector<double> seconds;  // of a step, or of a whole for W7
  double first_loss = 0, last_loss = 0;
  double bytes = 0;  // what the process grew by

  double median() const;
  double minimum() const;
};

struct Row {
  Workload workload;
  double limit = 0;            // the least seconds this machine needs, or 0 where there is none
  std::vector<Entry> entries;  // ours first, if it is there
};

// How many multiply-adds, or bytes through memory, a step needs at least. 0: not known.
struct Demand {
  double multiply_adds = 0, bytes = 0;
};
Demand demand_of(const std::string& workload);

// Whether both did the same work: their losses agree, before and after training.
bool same_losses(const Workload& workload, const Entry& a, const Entry& b);

std::string time_text(double seconds);  // "716.04 µs"
std::string table(const std::vector<Row>& rows);
nlohmann::ordered_json json(const std::vector<Row>& rows);

}  // namespace bench
