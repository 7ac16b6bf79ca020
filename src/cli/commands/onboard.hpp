#pragma once

#include "cli/CommandLine.hpp"

#include <optional>
#include <string>

namespace openclaw::cli {

struct CredentialPlan;

Command onboardCommand();
/// `openclaw onboard` with these arguments: `setup` hands over with it.
int onboard(Context& context, const Arguments& arguments);

/// The two ways of answering what onboarding asks.
int onboardByFlags(Context& context, const Arguments& arguments);
int onboardByQuestions(Context& context, const Arguments& arguments);

/// The credential that the flags name. nullopt and a printed error when one is missing or cannot be used.
std::optional<CredentialPlan>
credentialFromFlags(Context& context, const Arguments& arguments, const std::string& choiceId);

}
