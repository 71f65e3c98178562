//! `splice(2)`, into pipes and out of them.

use std::os::fd::BorrowedFd;

use nix::fcntl::{self, SpliceFFlags};

use super::{call_size, offset};
use crate::error::{Error, Result};

/// `splice(file, &position, pipe, NULL, count, 0)`: bytes now in the pipe, 0 at the end of the file. Waits for room in a
/// full pipe unless that is non-blocking.
/// See [splice(2)](https://man7.org/linux/man-pages/man2/splice.2.html).
pub fn file_to_pipe(file: BorrowedFd, position: u64, pipe: BorrowedFd, count: u64) -> Result<usize> {
    let mut position = offset(position);
    fcntl::splice(file, Some(&mut position), pipe, None, call_size(count), SpliceFFlags::empty())
        .map_err(Error::of("splice"))
}

/// `splice(stream, NULL, pipe, NULL, count, SPLICE_F_NONBLOCK)`: bytes now in the pipe, 0 at the end of the stream. The
/// flag is for the pipe: a blocking TCP socket still blocks. See
/// [splice(2)](https://man7.org/linux/man-pages/man2/splice.2.html).
pub fn stream_to_pipe(stream: BorrowedFd, pipe: BorrowedFd, count: u64) -> Result<usize> {
    fcntl::splice(stream, None, pipe, None, call_size(count), SpliceFFlags::SPLICE_F_NONBLOCK)
        .map_err(Error::of("splice"))
}

/// `splice(pipe, NULL, file, &position, count, 0)`: bytes that left the pipe for the file.
/// See [splice(2)](https://man7.org/linux/man-pages/man2/splice.2.html).
pub fn pipe_to_file(pipe: BorrowedFd, file: BorrowedFd, position: u64, count: usize) -> Result<usize> {
    let mut position = offset(position);
    fcntl::splice(pipe, None, file, Some(&mut position), count, SpliceFFlags::empty()).map_err(Error::of("splice"))
}

/// `splice(pipe, NULL, target, NULL, count, flags)`: bytes that left the pipe for the target.
///
/// Never `SPLICE_F_MORE`, which holds the last packet back as `TCP_CORK` does.
/// See [splice(2)](https://man7.org/linux/man-pages/man2/splice.2.html).
pub fn pipe_to(pipe: BorrowedFd, target: BorrowedFd, count: usize) -> Result<usize> {
    fcntl::splice(pipe, None, target, None, count, SpliceFFlags::empty()).map_err(Error::of("splice"))
}
