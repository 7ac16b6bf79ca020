// The image child alone, so that tests need no gateway around it. Without the flag it does what no reader
// should.
#include "openclaw/media/ImageWorker.hpp"

#include <string_view>

int main(int argc, char** argv) {
    const bool isChild = argc == 2 && std::string_view(argv[1]) == openclaw::media::ImageWorker::internalFlag;
    return isChild ? openclaw::media::runImageChild() : 3;
}
