#pragma once

#include <string_view>

/// Which way up a picture is (EXIF 2.3, tag 0x0112). Pure, bounded by the bytes given.
namespace openclaw::media {

/// The orientation that a JPEG, PNG or WebP file states, 1 to 8. 1 (upright) for anything that is not a
/// well-formed statement: a picture the wrong way up is better than none.
int orientationOf(std::string_view file);

}
