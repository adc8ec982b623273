// The step player: one traced graph as a page, its drawing beside its trace.
#pragma once

#include <string>

#include "page/frame.hpp"

namespace downhill::page {

struct Played {
  std::string name;             // value-used-twice
  Json trace;                   // with steps (trace/json.hpp)
  std::string graph, gradient;  // the images of both drawings; empty if too large to draw
  std::string chapter;          // 06 The Blueprint: Computation Graphs
};

// The trace's own title.
std::string title_of(const Played& played);

Frame player_page(const Played& played);

}  // namespace downhill::page
