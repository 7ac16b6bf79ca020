#pragma once

#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <numeric>
#include <vector>

/// What soak runs watch.
namespace openclaw::soak {

/// What the process holds, freed memory given back.
inline double residentKb() {
    malloc_trim(0);
    std::ifstream statm("/proc/self/statm");
    double total = 0;
    double resident = 0;
    statm >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

inline std::size_t openDescriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

/// Least squares over the second half of the samples: what a warm process grows by from one sample to the
/// next.
inline double slopeOf(const std::vector<double>& samples) {
    const std::size_t first = samples.size() / 2;
    const auto count = static_cast<double>(samples.size() - first);
    if (count < 2) return 0;
    const double meanY =
        std::accumulate(samples.begin() + static_cast<std::ptrdiff_t>(first), samples.end(), 0.0) / count;
    const double meanX = (count - 1) / 2;
    double above = 0;
    double below = 0;
    for (std::size_t i = first; i < samples.size(); ++i) {
        const double x = static_cast<double>(i - first) - meanX;
        above += x * (samples[i] - meanY);
        below += x * x;
    }
    return above / below;
}

}
