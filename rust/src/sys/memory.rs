//! Input and output of memory that is not Rust's: the JVM's direct buffers and mapped files.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::os::fd::{AsRawFd, BorrowedFd};

use nix::errno::Errno;

use super::{offset, pid};
use crate::error::{Error, Result};

/// `calloc(length, 1)`: the address of so many bytes, all of them 0. See
/// [calloc(3)](https://man7.org/linux/man-pages/man3/calloc.3.html).
///
/// # Errors
/// `ENOMEM`.
pub fn allocate(length: usize) -> Result<u64> {
    // SAFETY: it touches no memory but its own; an empty block may have no address, so it is asked for one byte at least.
    let memory = unsafe { libc::calloc(length.max(1), 1) };
    if memory.is_null() {
        return Err(Error { call: "calloc", errno: Errno::ENOMEM });
    }
    Ok(memory.expose_provenance() as u64)
}

/// `free(memory)`. See [free(3)](https://man7.org/linux/man-pages/man3/free.3.html).
///
/// # Safety
/// `address` comes from [`allocate`]; the memory is no longer used, and is not freed again.
pub unsafe fn free(address: u64) {
    let address = usize::try_from(address).expect("64-bit targets only");
    // SAFETY: the caller's promise.
    unsafe { libc::free(std::ptr::with_exposed_provenance_mut(address)) };
}

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

    /// `read(fd, memory, length)`: bytes read. See [read(2)](https://man7.org/linux/man-pages/man2/read.2.html).
    pub fn read(&self, fd: BorrowedFd) -> Result<usize> {
        // SAFETY: as in `pread`.
        let read = unsafe { libc::read(fd.as_raw_fd(), self.start, self.length) };
        Errno::result(read).map(|n| n.unsigned_abs()).map_err(Error::of("read"))
    }

    /// `write(fd, memory, length)`: bytes written. See [write(2)](https://man7.org/linux/man-pages/man2/write.2.html).
    pub fn write(&self, fd: BorrowedFd) -> Result<usize> {
        // SAFETY: as in `pread`.
        let written = unsafe { libc::write(fd.as_raw_fd(), self.start, self.length) };
        Errno::result(written).map(|n| n.unsigned_abs()).map_err(Error::of("write"))
    }

    /// `process_vm_readv(ourselves, memory, from)`: bytes copied, fewer where a page is not available; `EFAULT` where
    /// that is the first one. The shorter of the two decides. The kernel copies, so that the end of a truncated file is
    /// an error on either side. See
    /// [process_vm_readv(2)](https://man7.org/linux/man-pages/man2/process_vm_readv.2.html).
    pub fn copy_from(&self, from: &Self) -> Result<usize> {
        let length = self.length.min(from.length);
        let local = libc::iovec { iov_base: self.start, iov_len: length };
        let remote = libc::iovec { iov_base: from.start, iov_len: length };
        // SAFETY: both are mapped, see `new`, and only the kernel touches them.
        let copied = unsafe { libc::process_vm_readv(pid(), &raw const local, 1, &raw const remote, 1, 0) };
        Errno::result(copied).map(|n| n.unsigned_abs()).map_err(Error::of("process_vm_readv"))
    }
}
