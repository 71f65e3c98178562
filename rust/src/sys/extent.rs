//! Where a file has data, and how to give it blocks or take them away.
#![allow(unsafe_code)]

use std::os::fd::{AsRawFd, BorrowedFd};

use nix::errno::Errno;
use nix::fcntl::{FallocateFlags, fallocate};
use nix::unistd::{Whence, lseek};

use super::offset;
use crate::error::{Error, Result};

/// `lseek(fd, position, SEEK_DATA)`: where the next data begins; `ENXIO` where there is none up to the end. The offset
/// of the open file description moves there, so the description must not be shared. See
/// [lseek(2)](https://man7.org/linux/man-pages/man2/lseek.2.html).
pub fn seek_data(fd: BorrowedFd, position: u64) -> Result<u64> {
    seek(fd, position, Whence::SeekData)
}

/// `lseek(fd, position, SEEK_HOLE)`: where the next hole begins, which may be the end. As [`seek_data`].
pub fn seek_hole(fd: BorrowedFd, position: u64) -> Result<u64> {
    seek(fd, position, Whence::SeekHole)
}

fn seek(fd: BorrowedFd, position: u64, whence: Whence) -> Result<u64> {
    lseek(fd, offset(position), whence).map(i64::unsigned_abs).map_err(Error::of("lseek"))
}

/// `ioctl(target, FICLONERANGE)`: lets two ranges share their blocks, copy on write.
///
/// # Errors
/// `EOPNOTSUPP`, `EXDEV` or `ENOTTY` where the file system does not do it; `EINVAL` where the ranges are not aligned to its
/// blocks. See [FICLONERANGE(2)](https://man7.org/linux/man-pages/man2/FICLONERANGE.2const.html).
pub fn clone_range(
    source: BorrowedFd,
    position: u64,
    count: u64,
    target: BorrowedFd,
    target_position: u64,
) -> Result<()> {
    let range = libc::file_clone_range {
        src_fd: i64::from(source.as_raw_fd()),
        src_offset: position,
        src_length: count,
        dest_offset: target_position,
    };
    // SAFETY: FICLONERANGE reads a file_clone_range, which outlives the call.
    let cloned = unsafe { libc::ioctl(target.as_raw_fd(), libc::FICLONERANGE, &raw const range) };
    Errno::result(cloned).map(drop).map_err(Error::of("ioctl"))
}

/// `fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, position, count)`: makes the range read as zeros and gives its
/// blocks back. See [fallocate(2)](https://man7.org/linux/man-pages/man2/fallocate.2.html).
pub fn punch_hole(fd: BorrowedFd, position: u64, count: u64) -> Result<()> {
    let flags = FallocateFlags::FALLOC_FL_PUNCH_HOLE | FallocateFlags::FALLOC_FL_KEEP_SIZE;
    fallocate(fd, flags, offset(position), offset(count)).map_err(Error::of("fallocate"))
}

/// `ftruncate(fd, size)`, to make a file longer by a hole.
/// See [ftruncate(2)](https://man7.org/linux/man-pages/man2/ftruncate.2.html).
pub fn set_size(fd: BorrowedFd, size: u64) -> Result<()> {
    nix::unistd::ftruncate(fd, offset(size)).map_err(Error::of("ftruncate"))
}

/// `fallocate(fd, 0, position, count)`: gives the range blocks of its own, and makes the file longer if it ends before. `ENOSPC`
/// where there is no room. See [fallocate(2)](https://man7.org/linux/man-pages/man2/fallocate.2.html).
pub fn allocate(fd: BorrowedFd, position: u64, count: u64) -> Result<()> {
    fallocate(fd, FallocateFlags::empty(), offset(position), offset(count)).map_err(Error::of("fallocate"))
}
