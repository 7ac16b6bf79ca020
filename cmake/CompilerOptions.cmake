# Language level, warnings and hardening, the same for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_COMPILE_OPTIONS_PIE -fPIC)   # programs like libraries, so that both can use one precompiled header
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Debug CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
    add_link_options(-fuse-ld=mold)
endif()

set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_compile_options(
    -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual)
if(OPENCLAW_FUZZ)
    # Coverage for libFuzzer in every file; the targets themselves link its main function.
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 reports these inside the standard library and Asio where nothing is wrong.
    add_compile_options(-Wno-maybe-uninitialized -Wno-restrict -Wno-tsan -Wno-mismatched-new-delete -Wno-dangling-pointer)
endif()
if(OPENCLAW_WERROR)
    add_compile_options(-Werror)
endif()

add_compile_definitions(
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
    BOOST_ASIO_DISABLE_BOOST_COROUTINE
    SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)

if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT OPENCLAW_SANITIZE)
    set(OPENCLAW_SIZE_OPTIONS -Os)   # for the SMALL rooms
    add_compile_options(-fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -ffunction-sections -fdata-sections)
    add_link_options(-pie -Wl,-z,relro,-z,now -Wl,--gc-sections)
endif()
if(OPENCLAW_STATIC)
    add_link_options(-static-libstdc++ -static-libgcc)
endif()
if(OPENCLAW_CRASH_POINTS)
    add_compile_definitions(OPENCLAW_CRASH_POINTS)
endif()
