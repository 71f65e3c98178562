//! `poll(2)` without a wait.

use std::os::fd::BorrowedFd;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::error::{Error, Result};

/// `poll(fd, POLLIN, 0)`: whether a read would return at once, with bytes, the end or an error. See
/// [poll(2)](https://man7.org/linux/man-pages/man2/poll.2.html).
pub fn is_readable(fd: BorrowedFd) -> Result<bool> {
    is_ready(fd, PollFlags::POLLIN)
}

/// `poll(fd, POLLOUT, 0)`: whether a small write would return at once.
pub fn is_writable(fd: BorrowedFd) -> Result<bool> {
    is_ready(fd, PollFlags::POLLOUT)
}

fn is_ready(fd: BorrowedFd, event: PollFlags) -> Result<bool> {
    let ready = poll(&mut [PollFd::new(fd, event)], PollTimeout::ZERO).map_err(Error::of("poll"))?;
    Ok(ready > 0)
}
