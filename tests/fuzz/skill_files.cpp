// SKILL.md files come from wherever people found them.
#include "openclaw/skills/skills.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto skill = openclaw::skills::parseSkill(text, "folder");
    if (skill) {
        const std::vector<openclaw::skills::Skill> skills{*skill};
        (void)openclaw::skills::skillsBlock(skills);
        (void)openclaw::skills::judgeSkill(*skill, openclaw::Json::object(), openclaw::Environment());
    }
    return 0;
}
