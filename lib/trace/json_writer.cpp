#include "trace/json_writer.hpp"

#include <nlohmann/json.hpp>

namespace downhill {

// Text that is not UTF-8 is not JSON either: such bytes become the replacement character.
std::string JsonWriter::escaped(std::string_view value) {
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace downhill
