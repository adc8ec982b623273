// The errors that downhill throws. Each message names the operation, the facts, the rule that
// broke, and what to try; a tool prints it as it is and exits with status 2.
#pragma once

#include <stdexcept>

namespace downhill {

struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// A handle, tape or gradient used in a way that has no meaning: another tape's value, a value
// whose tape was cleared, a gradient that was never computed.
struct UsageError : Error {
  using Error::Error;
};

// Text (a formula, a trace, a file of weights) that does not follow its grammar.
struct ParseError : Error {
  using Error::Error;
};

}  // namespace downhill
