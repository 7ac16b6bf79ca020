# Every library the project uses, each with its reason.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
if(OPENCLAW_STATIC)
    set(OPENSSL_USE_STATIC_LIBS ON)
endif()
find_package(Boost 1.81 REQUIRED)                 # Asio (the one event loop), Beast (HTTP, WebSocket), Boost.System result
find_package(OpenSSL 3.0 REQUIRED)                # TLS, digests, Ed25519
find_package(SQLite3 REQUIRED)                    # sessions, ledgers and routing in one durable file
find_package(nlohmann_json 3.11 REQUIRED)         # JSON values
find_package(fmt REQUIRED)                        # message formatting (libstdc++ 12 has no std::format)
find_package(spdlog REQUIRED)                     # log sinks
find_package(date REQUIRED)                       # time zones (libstdc++ 12 has none)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)   # XEdDSA and X25519 for WhatsApp
find_package(ZLIB REQUIRED)                       # Discord's gateway stream, WhatsApp stanzas, PNG
pkg_check_modules(QRENCODE REQUIRED IMPORTED_TARGET libqrencode)   # the code a phone scans to link WhatsApp
pkg_check_modules(MD4C REQUIRED IMPORTED_TARGET md4c)   # CommonMark parsing for chat renderings
# JPEG, PNG and WebP for the image child: static, so that the gateway's start loads nothing for them.
find_library(OPENCLAW_JPEG NAMES libjpeg.a jpeg REQUIRED)     # pictures from phones (libjpeg-turbo)
find_library(OPENCLAW_PNG NAMES libpng16.a libpng.a png REQUIRED)      # screenshots and drawings
find_library(OPENCLAW_WEBP NAMES libwebp.a webp REQUIRED)     # stickers and pictures from browsers
if(OPENCLAW_TESTS)
    find_package(GTest REQUIRED)                  # unit tests
endif()
find_package(CLI11 QUIET)                         # command line (header only)
