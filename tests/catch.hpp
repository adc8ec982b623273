// Catch2 under one spelling, whichever version the system has: 2 (Debian 12) or 3 (Debian 13).
// Tests include this file and use version 3's names: Approx, and the matchers in Catch::Matchers
// (ContainsSubstring, StartsWith, EndsWith, Equals, WithinAbs, WithinRel, …).
#pragma once

#if __has_include(<catch2/catch_all.hpp>)

#include <catch2/catch_all.hpp>
using Catch::Approx;

#else

#include <catch2/catch.hpp>  // has a global Approx
namespace Catch::Matchers {
inline auto ContainsSubstring(const std::string& part) { return Contains(part); }
}  // namespace Catch::Matchers

#endif
