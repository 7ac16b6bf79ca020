# Headers that nearly every file includes and that never change, compiled once: takes about 40 % off a file's compile
# time (docs/decisions/002-precompiled-headers.md). Nothing of the project's own is in it, so editing our headers never
# rebuilds it.
option(OPENCLAW_PCH "Precompile the common third-party headers" ON)
if(OPENCLAW_PCH)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-fpch-preprocess)   # lets ccache see what the header stands for
    endif()
    file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "// Exists to own the precompiled header.\n")
    add_library(openclaw_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
    target_link_libraries(openclaw_pch PRIVATE fmt::fmt nlohmann_json::nlohmann_json Boost::headers Threads::Threads)
    target_precompile_headers(openclaw_pch PRIVATE
        <nlohmann/json.hpp> <fmt/format.h> <boost/system/result.hpp> <boost/asio/any_io_executor.hpp>
        <boost/asio/as_tuple.hpp> <boost/asio/awaitable.hpp> <boost/asio/cancellation_signal.hpp>
        <boost/asio/experimental/awaitable_operators.hpp> <boost/asio/steady_timer.hpp>
        <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>
        <chrono> <filesystem> <functional> <map> <memory> <optional> <set> <string> <vector>)
endif()
function(openclaw_use_pch target)
    if(OPENCLAW_PCH)
        target_precompile_headers(${target} REUSE_FROM openclaw_pch)
    endif()
endfunction()
