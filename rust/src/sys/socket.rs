//! Sockets: options, and calls that do not wait even if the socket is a blocking one.

use std::os::fd::{AsRawFd, BorrowedFd};

use nix::sys::socket::{self, MsgFlags, getsockopt, sockopt};

use crate::error::{Error, Result};

/// `getsockopt(SO_SNDBUF)`: bytes that may wait to be sent. `ENOTSOCK` where the descriptor is something else.
/// See [socket(7)](https://man7.org/linux/man-pages/man7/socket.7.html).
pub fn send_buffer(fd: BorrowedFd) -> Result<usize> {
    getsockopt(&fd, sockopt::SndBuf).map_err(Error::of("getsockopt"))
}

/// `recv(socket, buffer, length, MSG_DONTWAIT)`: bytes read, 0 at the end of the stream; `EAGAIN` where there are none yet,
/// `ENOTSOCK` where the descriptor is something else.
/// See [recv(2)](https://man7.org/linux/man-pages/man2/recv.2.html).
pub fn receive(fd: BorrowedFd, buffer: &mut [u8]) -> Result<usize> {
    socket::recv(fd.as_raw_fd(), buffer, MsgFlags::MSG_DONTWAIT).map_err(Error::of("recv"))
}

/// `recv(socket, buffer, length, MSG_PEEK | MSG_DONTWAIT)`: as [`receive`], but the bytes stay where they are.
pub fn peek(fd: BorrowedFd, buffer: &mut [u8]) -> Result<usize> {
    socket::recv(fd.as_raw_fd(), buffer, MsgFlags::MSG_PEEK | MsgFlags::MSG_DONTWAIT).map_err(Error::of("recv"))
}

/// `send(socket, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL)`: bytes written; `EAGAIN` where there is no room, `ENOTSOCK`
/// where the descriptor is something else.
/// See [send(2)](https://man7.org/linux/man-pages/man2/send.2.html).
pub fn send(fd: BorrowedFd, bytes: &[u8]) -> Result<usize> {
    socket::send(fd.as_raw_fd(), bytes, MsgFlags::MSG_DONTWAIT | MsgFlags::MSG_NOSIGNAL).map_err(Error::of("send"))
}
