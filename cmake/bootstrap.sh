#!/usr/bin/env bash
# Everything a fresh Debian 12 needs, in one script:
#   cmake/bootstrap.sh run     installs, builds, starts a gateway with a fresh profile and sends it a first message
#   cmake/bootstrap.sh test    installs, builds with sanitizers and runs every test
#   cmake/bootstrap.sh build   installs and builds the release binary
set -euo pipefail
cd "$(dirname "$0")/.."
# Clones share the compiler cache: paths count relative to the clone, and the precompiled header by its content.
export LANG="${LANG:-C.UTF-8}"   # part of the key, because messages are cached too
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime

packages=(cmake ninja-build g++ ccache mold pkg-config libboost1.81-dev libboost-url1.81-dev libboost-regex1.81-dev
    libssl-dev libsqlite3-dev nlohmann-json3-dev libspdlog-dev libfmt-dev libcli11-dev libgtest-dev libgmock-dev
    zlib1g-dev libjpeg62-turbo-dev libpng-dev libwebp-dev libsodium-dev libqrencode-dev libmd4c-dev libhowardhinnant-date-dev tzdata ca-certificates python3)

install_packages() {
    local missing=() name
    for name in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return
    echo "Installing ${#missing[@]} packages: ${missing[*]}"
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

build_release() {
    cmake -S . -B build/release -G Ninja -DCMAKE_BUILD_TYPE=Release -DOPENCLAW_TESTS=OFF \
        -DCMAKE_UNITY_BUILD=ON "$@" >build/release.cmake.log ||
        { cat build/release.cmake.log; exit 1; }
    cmake --build build/release
}

free_port() {
    local port=18789
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 20)); done
    echo "$port"
}

run() {
    mkdir -p build
    build_release
    local home="$PWD/build/first-run" port
    port=$(free_port)
    rm -rf "$home"
    mkdir -p -m 700 "$home"
    export OPENCLAW_STATE_DIR="$home/state" OPENCLAW_GATEWAY_PORT="$port"
    local openclaw="$PWD/build/release/openclaw"
    "$openclaw" config set gateway.mode local >/dev/null
    "$openclaw" config set agents.defaults.workspace "$home/workspace" >/dev/null
    : >"$home/gateway.out"   # the reader below may be quicker than the gateway
    setsid "$openclaw" gateway >>"$home/gateway.out" 2>&1 </dev/null &
    local pid=$!
    # The gateway prints this line once it accepts connections.
    if ! timeout 20 grep -m1 'listening on ws://127.0.0.1' <(tail -n +1 -f --pid=$pid "$home/gateway.out") >/dev/null; then
        cat "$home/gateway.out"
        exit 1
    fi
    echo
    echo '$ openclaw agent --agent main --message "Hello, who are you?"'
    "$openclaw" agent --agent main --message "Hello, who are you?"
    local token
    token=$("$openclaw" config get gateway.auth.token)
    cat <<EOF

The gateway is running (pid $pid).
  Control UI:  http://127.0.0.1:$port/#token=$token
  Shell:       export OPENCLAW_STATE_DIR='$OPENCLAW_STATE_DIR' OPENCLAW_GATEWAY_PORT=$port
               $openclaw agent --agent main --message "…"
  Log:         $openclaw logs --follow
  Stop:        kill $pid
EOF
}

run_tests() {
    mkdir -p build
    cmake -S . -B build/test -G Ninja -DCMAKE_BUILD_TYPE=Debug -DOPENCLAW_SANITIZE=address,undefined \
        -DOPENCLAW_WERROR=ON -DOPENCLAW_CRASH_POINTS=ON -DCMAKE_UNITY_BUILD=ON >build/test.cmake.log || { cat build/test.cmake.log; exit 1; }
    cmake --build build/test
    ctest --test-dir build/test --output-on-failure -j "$(nproc)"
    # Warnings are errors above; at -O2 g++ 12 sees overflows in std::string where there are none.
    build_release -DOPENCLAW_WERROR=OFF
    tests/e2e/smoke.sh build/release/openclaw
}

install_packages
mkdir -p build
case "${1:-}" in
run) run ;;
test) run_tests ;;
build) build_release ;;
*)
    sed -n '2,5p' "$0" | sed 's/^# \?//'
    exit 2
    ;;
esac
