//! `copy_file_range(2)`.

use std::os::fd::BorrowedFd;

use super::{call_size, offset};
use crate::error::{Error, Result};

/// `copy_file_range(source, &source_position, target, &position, count, 0)`: bytes copied or shared, 0 at the end of the
/// source. Without a position the source is read at its own offset, which moves; the target's stays.
///
/// # Errors
/// `EBADF` where the target is in append mode; `EINVAL` for ranges of one file that overlap and for files that are not
/// regular; `EXDEV`, `EOPNOTSUPP` or `EPERM` where the file systems do not do it.
///
/// See [copy_file_range(2)](https://man7.org/linux/man-pages/man2/copy_file_range.2.html).
pub fn copy_file_range(
    source: BorrowedFd,
    source_position: Option<u64>,
    target: BorrowedFd,
    position: u64,
    count: u64,
) -> Result<usize> {
    let mut source_position = source_position.map(offset);
    let mut position = offset(position);
    nix::fcntl::copy_file_range(source, source_position.as_mut(), target, Some(&mut position), call_size(count))
        .map_err(Error::of("copy_file_range"))
}
