//! `sendfile(2)`.

use std::os::fd::BorrowedFd;

use super::{call_size, offset};
use crate::error::{Error, Result};

/// `sendfile(target, file, &position, count)`: bytes moved, 0 at the end of the file. Neither descriptor's read offset
/// moves; a regular file as target is written at, and moves, its own offset.
///
/// # Errors
/// `EINVAL` where the target is in append mode or the file has no page cache to send from; `EAGAIN` where a
/// non-blocking target is full; `EINTR` where a signal came before the first byte.
///
/// See [sendfile(2)](https://man7.org/linux/man-pages/man2/sendfile.2.html).
pub fn sendfile(target: BorrowedFd, file: BorrowedFd, position: u64, count: u64) -> Result<usize> {
    let mut position = offset(position);
    nix::sys::sendfile::sendfile64(target, file, Some(&mut position), call_size(count)).map_err(Error::of("sendfile"))
}
