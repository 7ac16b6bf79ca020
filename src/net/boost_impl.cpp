// The bodies of Beast and of Asio's TLS part, compiled once. Plain Asio has its own file in core.
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
#include <boost/url/src.hpp>
