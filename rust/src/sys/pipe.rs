//! Pipes: the kernel's own buffers, which `splice(2)` fills and empties by moving pages.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::unistd::pipe2;

use crate::error::{Error, Result};

/// Asked of the kernel for each pipe: the default of `/proc/sys/fs/pipe-max-size`, in bytes.
const WANTED_CAPACITY: i32 = 1 << 20;

/// Both ends of a pipe, closed when dropped.
#[derive(Debug)]
pub struct Pipe {
    reader: OwnedFd,
    writer: OwnedFd,
}

impl Pipe {
    /// `pipe2(O_CLOEXEC | O_NONBLOCK)`, then `F_SETPIPE_SZ`. A refusal of the size is ignored: beyond
    /// `pipe-user-pages-soft` an ordinary user's pipes are small, and a small pipe is slower but not wrong.
    /// See [pipe(7)](https://man7.org/linux/man-pages/man7/pipe.7.html).
    ///
    /// # Errors
    /// `EMFILE` or `ENFILE` where no descriptor is to be had.
    pub fn new() -> Result<Self> {
        let (reader, writer) = pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK).map_err(Error::of("pipe2"))?;
        let _refused = fcntl(&writer, FcntlArg::F_SETPIPE_SZ(WANTED_CAPACITY));
        Ok(Self { reader, writer })
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
