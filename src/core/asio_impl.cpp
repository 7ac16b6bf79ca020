// The bodies of Asio, compiled once (BOOST_ASIO_SEPARATE_COMPILATION). TLS has its own file in net.
#include <boost/asio/impl/src.hpp>
