//! Input and output of memory that is not Rust's: the JVM's direct buffers.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::os::fd::{AsRawFd, BorrowedFd};

use nix::errno::Errno;

use super::offset;
use crate::error::{Error, Result};

/// Bytes of a direct buffer. The kernel alone reads and writes them: a page of a mapped file that has become shorter is
/// an `EFAULT` for it, but would be a `SIGBUS` for us.
#[derive(Debug)]
pub struct Memory {
    start: *mut c_void,
    length: usize,
}

impl Memory {
    /// # Safety
    /// `length` bytes from `address` on stay mapped as long as the value lives. Other threads may use them: what a racing
    /// call reads or writes there is unspecified, as it is for Java.
    pub unsafe fn new(address: u64, length: usize) -> Self {
        Self {
            start: std::ptr::with_exposed_provenance_mut(usize::try_from(address).expect("64-bit targets only")),
            length,
        }
    }

    /// `pread(fd, memory, length, position)`: bytes read, 0 at the end of the file.
    /// See [pread(2)](https://man7.org/linux/man-pages/man2/pread.2.html).
    pub fn pread(&self, fd: BorrowedFd, position: u64) -> Result<usize> {
        // SAFETY: the memory is mapped, see `new`, and only the kernel touches it.
        let read = unsafe { libc::pread64(fd.as_raw_fd(), self.start, self.length, offset(position)) };
        Errno::result(read).map(|n| n.unsigned_abs()).map_err(Error::of("pread"))
    }

    /// `pwrite(fd, memory, length, position)`: bytes written.
    /// See [pwrite(2)](https://man7.org/linux/man-pages/man2/pwrite.2.html).
    pub fn pwrite(&self, fd: BorrowedFd, position: u64) -> Result<usize> {
        // SAFETY: as in `pread`.
        let written = unsafe { libc::pwrite64(fd.as_raw_fd(), self.start, self.length, offset(position)) };
        Errno::result(written).map(|n| n.unsigned_abs()).map_err(Error::of("pwrite"))
    }
}
