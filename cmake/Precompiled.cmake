# Headers that nearly every file includes and that never change, compiled once: takes about 40 % off a file's compile
# time (docs/decisions/002-precompiled-headers.md). Nothing of the project's own is in it, so editing our headers never
# rebuilds it. Rooms that are built for size (decision 011) need their own copy: -Os is visible to the preprocessor.
option(OPENCLAW_PCH "Precompile the common third-party headers" ON)
function(openclaw_precompile name)
    add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
    target_compile_options(${name} PRIVATE ${ARGN})
    target_link_libraries(${name} PRIVATE fmt::fmt nlohmann_json::nlohmann_json Boost::headers Threads::Threads)
    target_precompile_headers(${name} PRIVATE
        <nlohmann/json.hpp> <fmt/format.h> <boost/system/result.hpp> <boost/asio/any_io_executor.hpp>
        <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp> <boost/asio/cancellation_signal.hpp>
        <boost/asio/experimental/awaitable_operators.hpp> <boost/asio/steady_timer.hpp>
        <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>
        <chrono> <filesystem> <functional> <map> <memory> <optional> <set> <string> <vector>)
endfunction()
if(OPENCLAW_PCH)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-fpch-preprocess)   # lets ccache see what the header stands for
    endif()
    file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "// Exists to own the precompiled header.\n")
    openclaw_precompile(openclaw_pch)
    if(OPENCLAW_SIZE_OPTIONS)
        openclaw_precompile(openclaw_pch_small ${OPENCLAW_SIZE_OPTIONS})
    endif()
endif()
# openclaw_use_pch(target [SMALL])
function(openclaw_use_pch target)
    if(OPENCLAW_PCH)
        set(owner openclaw_pch)
        if("SMALL" IN_LIST ARGN AND OPENCLAW_SIZE_OPTIONS)
            set(owner openclaw_pch_small)
        endif()
        target_precompile_headers(${target} REUSE_FROM ${owner})
    endif()
endfunction()
