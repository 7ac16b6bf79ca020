// Skills as the model sees them: name, description and where to read on.
#include "openclaw/core/strings.hpp"
#include "openclaw/skills/skills.hpp"

namespace openclaw::skills {

namespace {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&apos;"; break;
        case '\n':
        case '\r': out += ' '; break;
        default: out += c;
        }
    }
    return out;
}

}

std::string skillEntry(const Skill& skill) {
    return "  <skill>\n    <name>" + escaped(skill.name) + "</name>\n    <description>" + escaped(skill.description) +
           "</description>\n    <location>" + escaped(skill.file.string()) + "</location>\n  </skill>\n";
}

std::string skillsBlock(std::span<const Skill> skills) {
    std::string entries;
    for (const Skill& skill : skills) {
        if (skill.modelInvocable) entries += skillEntry(skill);
    }
    return entries.empty() ? entries : "<available_skills>\n" + entries + "</available_skills>";
}

}
