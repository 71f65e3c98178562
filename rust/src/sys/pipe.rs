//! Pipes: the kernel's own buffers, which `splice(2)` fills and empties by moving pages.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::pipe2;

use crate::error::{Error, Result};

/// The size asked for each pipe, in bytes: the default of `/proc/sys/fs/pipe-max-size`.
const WANTED_CAPACITY: i32 = 1 << 20;

/// Both ends of a pipe, closed when dropped.
#[derive(Debug)]
pub struct Pipe {
    reader: OwnedFd,
    writer: OwnedFd,
    capacity: usize,
}

impl Pipe {
    /// `pipe2(O_CLOEXEC | O_NONBLOCK)`, then `F_SETPIPE_SZ`. A refusal of the size is ignored: beyond
    /// `pipe-user-pages-soft` an ordinary user's pipes are small, and a small pipe is slower but not wrong.
    /// `F_GETPIPE_SZ` then says how large it is.
    /// See [pipe(7)](https://man7.org/linux/man-pages/man7/pipe.7.html).
    ///
    /// # Errors
    /// `EMFILE` or `ENFILE` where no descriptor is left.
    pub fn new() -> Result<Self> {
        let (reader, writer) = pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK).map_err(Error::of("pipe2"))?;
        let _refused = fcntl(&writer, FcntlArg::F_SETPIPE_SZ(WANTED_CAPACITY));
        let capacity = fcntl(&writer, FcntlArg::F_GETPIPE_SZ).map_err(Error::of("fcntl"))?;
        Ok(Self { reader, writer, capacity: usize::try_from(capacity).expect("a pipe has a size") })
    }

    /// The most it holds, in bytes: as long as every page is full, which those of a socket seldom are.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// `read(pipe, buffer, length)`: bytes read; `EAGAIN` where the pipe is empty.
    /// See [read(2)](https://man7.org/linux/man-pages/man2/read.2.html).
    pub fn read(&self, buffer: &mut [u8]) -> Result<usize> {
        nix::unistd::read(&self.reader, buffer).map_err(Error::of("read"))
    }

    /// `write(pipe, buffer, length)`: bytes written; `EAGAIN` where there is no room.
    /// See [write(2)](https://man7.org/linux/man-pages/man2/write.2.html).
    pub fn write(&self, buffer: &[u8]) -> Result<usize> {
        nix::unistd::write(&self.writer, buffer).map_err(Error::of("write"))
    }

    /// The end that bytes come out of.
    pub fn reader(&self) -> BorrowedFd<'_> {
        self.reader.as_fd()
    }

    /// The end that bytes go into.
    pub fn writer(&self) -> BorrowedFd<'_> {
        self.writer.as_fd()
    }
}
