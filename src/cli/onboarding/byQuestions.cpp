// onboard in a terminal: one question after the other, and one write at the end.
#include "cli/Context.hpp"
#include "cli/commands/onboard.hpp"

namespace openclaw::cli {

int onboardByQuestions(Context& context, const Arguments&) {
    return context.fail("Onboarding asks questions and needs a terminal for that. Without one: " +
                        context.commandHint("onboard --non-interactive --accept-risk ..."));
}

}
