// The program: everything is decided by the command line. The image child comes first, before anything of a
// gateway is set up.
#include "openclaw/cli/Cli.hpp"
#include "openclaw/media/ImageWorker.hpp"

#include <string_view>

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == openclaw::media::ImageWorker::internalFlag)
        return openclaw::media::runImageChild();
    return openclaw::cli::run(argc, argv);
}
