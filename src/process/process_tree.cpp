// Finding and ending everything a child has started. A shell tool may leave its process group, start a session of its
// own or outlive its parent, so the tree is read from /proc: by parent, by session and by process group.
#include "process/process_tree.hpp"

#include "openclaw/core/strings.hpp"
#include "openclaw/process/ChildProcess.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace openclaw::process {

namespace {

/// Processes that fork while the tree is being killed need another look; each round finds at least one new process.
constexpr int maxKillRounds = 8;

struct ProcessEntry {
    int pid = 0;
    int parent = 0;
    int group = 0;
    int session = 0;
};

struct Registry {
    std::mutex mutex;
    std::set<int> children;
    std::atomic<bool> subreaper = false;
};

/// Which process ids are ours is a fact of the whole process, like the kernel's own table of them.
Registry& registry() {
    static Registry instance;
    return instance;
}

/// A whole small file of /proc, or "".
std::string readProcFile(const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return {};
    std::string content;
    char buffer[4096];
    for (;;) {
        const ssize_t count = read(fd, buffer, sizeof buffer);
        if (count <= 0)
            break;
        content.append(buffer, static_cast<std::size_t>(count));
    }
    close(fd);
    return content;
}

/// Calls `visit` with every purely numeric name in a folder of /proc.
template <class Visit>
void forEachNumber(const char* folder, Visit visit) {
    DIR* const directory = opendir(folder);
    if (!directory)
        return;
    while (const dirent* entry = readdir(directory)) {
        if (const auto number = parseInteger(entry->d_name))
            visit(static_cast<int>(*number));
    }
    closedir(directory);
}

std::optional<ProcessEntry> readEntry(int pid) {
    const std::string stat = readProcFile("/proc/" + std::to_string(pid) + "/stat");
    // "pid (name) state ppid pgrp session ...": the name may hold anything, including parentheses.
    const std::size_t nameEnd = stat.rfind(')');
    if (nameEnd == std::string::npos || nameEnd + 2 >= stat.size())
        return std::nullopt;
    const std::vector<std::string_view> fields = split(std::string_view(stat).substr(nameEnd + 2), ' ');
    if (fields.size() < 4)
        return std::nullopt;
    ProcessEntry entry;
    entry.pid = pid;
    entry.parent = static_cast<int>(parseInteger(fields[1]).value_or(0));
    entry.group = static_cast<int>(parseInteger(fields[2]).value_or(0));
    entry.session = static_cast<int>(parseInteger(fields[3]).value_or(0));
    return entry;
}

/// `root`, its descendants, and the members of the session or group it leads with their descendants.
std::unordered_set<int> findTree(int root) {
    std::unordered_multimap<int, int> childrenOf;
    std::vector<int> open{root};
    forEachNumber("/proc", [&](int pid) {
        const auto entry = readEntry(pid);
        if (!entry)
            return;
        childrenOf.emplace(entry->parent, pid);
        if (pid != root && (entry->session == root || entry->group == root))
            open.push_back(pid);
    });

    std::unordered_set<int> tree;
    while (!open.empty()) {
        const int pid = open.back();
        open.pop_back();
        if (!tree.insert(pid).second)
            continue;
        const auto [first, last] = childrenOf.equal_range(pid);
        for (auto it = first; it != last; ++it)
            open.push_back(it->second);
    }
    return tree;
}

}

void registerChild(int pid) {
    const std::lock_guard lock(registry().mutex);
    registry().children.insert(pid);
}

void unregisterChild(int pid) {
    const std::lock_guard lock(registry().mutex);
    registry().children.erase(pid);
}

void reapOrphans() {
    if (!registry().subreaper)
        return;
    const std::lock_guard lock(registry().mutex);
    forEachNumber("/proc/self/task", [](int thread) {
        const std::string list = readProcFile("/proc/self/task/" + std::to_string(thread) + "/children");
        for (const std::string_view word : split(list, ' ')) {
            const auto pid = parseInteger(word);
            if (pid && !registry().children.contains(static_cast<int>(*pid)))
                waitpid(static_cast<pid_t>(*pid), nullptr, WNOHANG);
        }
    });
}

void becomeSubreaper() {
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    registry().subreaper = true;
}

void killTree(int pid, int signal) {
    // 0, 1 and negative numbers mean "everybody" to the kernel.
    if (pid <= 1)
        return;
    const int self = getpid();
    std::unordered_set<int> done;
    for (int round = 0; round < maxKillRounds; ++round) {
        bool foundNew = false;
        for (const int member : findTree(pid)) {
            if (member == self || !done.insert(member).second)
                continue;
            foundNew = true;
            kill(member, signal);
        }
        if (!foundNew || signal != SIGKILL)
            break;
    }
    reapOrphans();
}

}
