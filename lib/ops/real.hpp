// Real: the number type of every value and gradient. double by default; configuring with
// -DDOWNHILL_REAL=float makes it float.
#pragma once

namespace downhill {

#if defined(DOWNHILL_REAL_FLOAT)
using Real = float;
#else
using Real = double;
#endif

}  // namespace downhill
