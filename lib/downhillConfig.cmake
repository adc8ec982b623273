# find_package(downhill) reads this: what the library was built on, then its targets.
include(CMakeFindDependencyMacro)
find_dependency(OpenMP COMPONENTS CXX)
find_dependency(fmt)
find_dependency(nlohmann_json)
include("${CMAKE_CURRENT_LIST_DIR}/cgraph.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/downhill-targets.cmake")
