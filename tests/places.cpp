#include "places.hpp"

namespace place {

const char* const program = DOWNHILL_PROGRAM;
const char* const source = DOWNHILL_SOURCE_DIR;
const char* const build = DOWNHILL_BUILD_DIR;
const char* const python = DOWNHILL_PYTHON;
const bool sanitized = DOWNHILL_SANITIZE[0] != 0;

}  // namespace place
