#pragma once

#include <string_view>

/// Every configuration key the program knows, as text: one line per key, children indented by two spaces.
///
///     port  int >0 ~ 18789          a key, its type, and the value that counts when it is absent
///     dmPolicy  enum(a,b) := "a"    the same, but the value is also written into the loaded configuration
///     id!  string len>=1            must be present when its parent is
///     tls                           an object; its keys follow, indented
///     list  object[]                an array of objects; their keys follow
///     entries  {object}             any name -> object; the keys of the objects follow
///     model  string | @modelChoice  one of several types; @name stands for a shape
///     telegram  @telegramAccount    a shape, extended by the keys that follow
///     *  string                     keys of other names are welcome and have this type
///     :name                         starts a shape
///
/// Types: any, string, bool, int, number, 'literal', enum(a,b), type[], {type}, object. Constraints: > >= <= on
/// numbers, len>= and len<= on strings, /pattern/.
namespace openclaw::config {

extern const std::string_view sharedShapes;
extern const std::string_view gatewayKeys;
extern const std::string_view agentKeys;
extern const std::string_view toolKeys;
extern const std::string_view channelKeys;

}
