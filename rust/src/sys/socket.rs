//! Options of sockets.

use std::os::fd::BorrowedFd;

use nix::sys::socket::{getsockopt, sockopt};

use crate::error::{Error, Result};

/// `getsockopt(SO_SNDBUF)`: bytes that may wait to be sent. `ENOTSOCK` where the descriptor is something else.
/// See [socket(7)](https://man7.org/linux/man-pages/man7/socket.7.html).
pub fn send_buffer(fd: BorrowedFd) -> Result<usize> {
    getsockopt(&fd, sockopt::SndBuf).map_err(Error::of("getsockopt"))
}
