// Where the tests find what they run and read. Only places.cpp is told so by the build; every other
// test is compiled alike wherever the project lies.
#pragma once

namespace place {

extern const char* const program;  // build/downhill
extern const char* const source;   // the folder of this project
extern const char* const build;    // its build folder
extern const char* const python;   // a python3 that can import numpy; empty if there is none
extern const bool sanitized;       // program and exercises are built with sanitizers

}  // namespace place
