// Version 2 of Catch2 is one header; here, and only here, its implementation and its main are
// compiled. Version 3 brings both as a library, and leaves this file empty.
#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
