// Raw mode for the length of one question. The saved settings are a global because a signal handler needs
// them.
#include "cli/terminal/Terminal.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace openclaw::cli {

namespace {

/// How long the rest of an escape sequence may take; a lone Esc waits this long.
constexpr int sequencePatienceMs = 60;
constexpr const char* hideCursor = "\x1b[?25l";
constexpr const char* showCursor = "\x1b[?25h";

termios savedSettings{};
std::atomic<bool> isRaw{false};
constexpr int fatalSignals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
struct sigaction previousActions[std::size(fatalSignals)];

void writeAll(const std::string& text) {
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(STDOUT_FILENO, text.data() + done, text.size() - done);
        if (count < 0 && errno != EINTR) return; // nobody is there to see it
        done += count > 0 ? static_cast<std::size_t>(count) : 0;
    }
}

/// Only async-signal-safe calls.
void restoreSettings() {
    if (!isRaw.exchange(false)) return;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &savedSettings);
    [[maybe_unused]] const ssize_t shown = ::write(STDOUT_FILENO, "\x1b[?25h", 6);
}

void onFatalSignal(int number) {
    restoreSettings();
    ::signal(number, SIG_DFL);
    ::raise(number);
}

}

Terminal::Terminal() {
    ::tcgetattr(STDIN_FILENO, &savedSettings);
    termios raw = savedSettings;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    struct sigaction action {};
    action.sa_handler = onFatalSignal;
    for (std::size_t i = 0; i < std::size(fatalSignals); ++i)
        ::sigaction(fatalSignals[i], &action, &previousActions[i]);
    isRaw = true;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    writeAll(hideCursor);
}

Terminal::~Terminal() {
    restoreSettings();
    for (std::size_t i = 0; i < std::size(fatalSignals); ++i)
        ::sigaction(fatalSignals[i], &previousActions[i], nullptr);
}

bool Terminal::isAvailable() { return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0; }

std::size_t Terminal::columns() const {
    winsize size{};
    const bool isKnown = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20;
    return isKnown ? size.ws_col : 80;
}

Key Terminal::read() {
    for (;;) {
        if (std::optional<Key> key = takeKey(pending_, false)) return *key;
        if (!pending_.empty()) {
            pollfd input{STDIN_FILENO, POLLIN, 0};
            if (::poll(&input, 1, sequencePatienceMs) == 0) {
                if (std::optional<Key> key = takeKey(pending_, true)) return *key;
                pending_.clear();
            }
        }
        char bytes[256];
        const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count > 0)
            pending_.append(bytes, static_cast<std::size_t>(count));
        else if (count == 0 || errno != EINTR)
            return Key{KeyKind::end, {}};
    }
}

void Terminal::erase() {
    if (drawnLines_ > 0) writeAll("\x1b[" + std::to_string(drawnLines_) + "A\r\x1b[J");
    drawnLines_ = 0;
}

void Terminal::draw(const std::vector<std::string>& lines) {
    erase();
    // Without wrapping, so that a line is a line however narrow the window is.
    std::string text = "\x1b[?7l";
    for (const std::string& line : lines)
        text += line + "\x1b[0m\r\n";
    writeAll(text + "\x1b[?7h");
    drawnLines_ = lines.size();
}

void Terminal::settle(const std::vector<std::string>& lines) {
    draw(lines);
    drawnLines_ = 0;
    writeAll(showCursor);
}

}
