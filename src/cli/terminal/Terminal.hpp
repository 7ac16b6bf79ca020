#pragma once

#include "cli/terminal/keys.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace openclaw::cli {

/// The terminal a command was started in, while a question is open: keys arrive one by one and are not
/// echoed. Its settings come back when the object goes away, and also when a signal ends the program. One at
/// a time.
class Terminal {
public:
    Terminal();
    ~Terminal();
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;

    /// True when people sit on both ends.
    static bool isAvailable();

    /// Waits for a key; KeyKind::end when the terminal went away.
    Key read();
    /// Replaces the lines drawn last. Lines are cut to the width.
    void draw(const std::vector<std::string>& lines);
    /// Draws for the last time; what follows appears below.
    void settle(const std::vector<std::string>& lines);
    std::size_t columns() const;

private:
    void erase();

    std::string pending_;
    std::size_t drawnLines_ = 0;
};

}
