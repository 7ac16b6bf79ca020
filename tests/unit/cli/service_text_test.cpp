// Units, property lists and the answers of service managers.
#include "cli/service/serviceText.hpp"

#include <gtest/gtest.h>

namespace openclaw::cli {
namespace {

ServiceDescription example() {
    ServiceDescription service;
    service.description = "OpenClaw Gateway (v1)";
    service.programArguments = {"/opt/open claw/openclaw", "gateway", "--port", "18789"};
    service.environment = {{"HOME", "/home/ann"}, {"NAME", "a \"b\" \\ 100% $x"}};
    return service;
}

Environment home(std::map<std::string, std::string, std::less<>> more = {}) {
    more.emplace("HOME", "/home/ann");
    return Environment(std::move(more));
}

TEST(ServiceNames, FollowTheProfile) {
    EXPECT_EQ(systemdUnitName(home()), "openclaw-gateway.service");
    EXPECT_EQ(systemdUnitName(home({{"OPENCLAW_PROFILE", "work"}})), "openclaw-gateway-work.service");
    EXPECT_EQ(systemdUnitName(home({{"OPENCLAW_PROFILE", "Default"}})), "openclaw-gateway.service");
    EXPECT_EQ(launchdLabel(home()), "ai.openclaw.gateway");
    EXPECT_EQ(launchdLabel(home({{"OPENCLAW_PROFILE", "work"}})), "ai.openclaw.work");
}

TEST(ServiceNames, CanBeChosen) {
    EXPECT_EQ(systemdUnitName(home({{"OPENCLAW_SYSTEMD_UNIT", "mine"}})), "mine.service");
    EXPECT_EQ(systemdUnitName(home({{"OPENCLAW_SYSTEMD_UNIT", "mine.service"}})), "mine.service");
    EXPECT_EQ(launchdLabel(home({{"OPENCLAW_LAUNCHD_LABEL", "my.own"}})), "my.own");
}

TEST(ServicePath, HasNothingOfTheShell) {
    const std::string path = servicePath(home({{"PATH", "/evil"}, {"PNPM_HOME", "/pnpm"}}), false);

    EXPECT_TRUE(path.starts_with("/pnpm:/home/ann/.local/bin:")) << path;
    EXPECT_TRUE(path.ends_with(":/usr/local/bin:/usr/bin:/bin")) << path;
    EXPECT_EQ(path.find("evil"), std::string::npos);
}

TEST(SystemdUnit, IsForADaemonThatNotifies) {
    const std::string text = systemdUnitText(example());

    for (const char* line : {"Type=notify\n", "NotifyAccess=main\n", "WatchdogSec=60\n", "KillMode=mixed\n",
                             "TimeoutStopSec=10\n", "Restart=always\n", "WantedBy=default.target\n",
                             "ExecStart=\"/opt/open claw/openclaw\" gateway --port 18789\n",
                             "Environment=HOME=/home/ann\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(SystemdUnit, ReadsBackWhatItWrote) {
    const ServiceDescription written = example();

    const ServiceDescription read = parseSystemdUnit(systemdUnitText(written));

    EXPECT_EQ(read.description, written.description);
    EXPECT_EQ(read.programArguments, written.programArguments);
    EXPECT_EQ(read.environment, written.environment);
}

TEST(SystemdUnit, KeepsValuesOnOneLine) {
    ServiceDescription service = example();
    service.environment = {{"A", "1\nExecStartPre=/bin/evil"}};

    const std::string text = systemdUnitText(service);

    EXPECT_EQ(text.find("\nExecStartPre"), std::string::npos) << text;
}

TEST(SystemdUnit, ReadsTheUnitOfTheNodeProgram) {
    const ServiceDescription read = parseSystemdUnit("[Service]\nExecStart=/usr/bin/node \"/usr/lib/openclaw/index.js\" "
                                                     "gateway --port 18789\nEnvironment=\"HOME=/home/ann\"\n");

    EXPECT_EQ(read.programArguments,
              (std::vector<std::string>{"/usr/bin/node", "/usr/lib/openclaw/index.js", "gateway", "--port", "18789"}));
    EXPECT_EQ(read.environment, (ServiceVariables{{"HOME", "/home/ann"}}));
}

TEST(LaunchdPlist, ReadsBackWhatItWrote) {
    ServiceDescription written = example();
    written.environment.emplace_back("MARK", "a<b>&c");
    written.outputFile = "/logs/out";

    const ServiceDescription read = parseLaunchdPlist(launchdPlistText("ai.openclaw.gateway", written));

    EXPECT_EQ(read.programArguments, written.programArguments);
    EXPECT_EQ(read.environment, written.environment);
    EXPECT_EQ(read.outputFile, written.outputFile);
}

TEST(LaunchdPlist, SurvivesTruncation) {
    const std::string text = launchdPlistText("ai.openclaw.gateway", example());

    for (std::size_t length = 0; length < text.size(); ++length)
        parseLaunchdPlist(std::string_view(text).substr(0, length));
}

TEST(ServiceRuntime, ReadsSystemctlShow) {
    const ServiceRuntime runtime = parseSystemctlShow(
        "LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=77\nExecMainStatus=0\nExecMainCode=0\n");

    EXPECT_EQ(runtime.status, "running");
    EXPECT_EQ(describeRuntime(runtime), "running (pid 77, state active, sub running)");
    EXPECT_FALSE(runtime.isMissingUnit);
}

TEST(ServiceRuntime, KnowsStoppedMissingAndSilent) {
    const ServiceRuntime failed = parseSystemctlShow("ActiveState=failed\nSubState=failed\nMainPID=0\nExecMainStatus=78\n");
    const ServiceRuntime missing = parseSystemctlShow("LoadState=not-found\nActiveState=inactive\n");

    EXPECT_EQ(describeRuntime(failed), "stopped (state failed, sub failed, last exit 78)");
    EXPECT_FALSE(failed.pid);
    EXPECT_TRUE(missing.isMissingUnit);
    EXPECT_EQ(parseSystemctlShow("").status, "unknown");
}

TEST(ServiceRuntime, ReadsLaunchctlPrint) {
    const ServiceRuntime runtime =
        parseLaunchctlPrint("gui/501/ai.openclaw.gateway = {\n\tstate = running\n\tpid = 12\n\tlast exit code = 0\n}\n");

    EXPECT_EQ(runtime.status, "running");
    EXPECT_EQ(runtime.pid, 12);
}

}
}
