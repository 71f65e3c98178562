//! A read-only mapping that is only ever handed to the kernel.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::num::NonZeroUsize;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::ptr::NonNull;

use nix::errno::Errno;
use nix::sys::mman::{self, MapFlags, ProtFlags};

use super::offset;
use crate::error::{Error, Result};

/// Pages of a file in our address space. Nothing here reads them: a page beyond the end of a truncated file would be
/// a `SIGBUS` for us but is an `EFAULT` for the kernel.
#[derive(Debug)]
pub struct Window {
    start: NonNull<c_void>,
    length: NonZeroUsize,
}

impl Window {
    /// `mmap(NULL, length, PROT_READ, MAP_SHARED, file, position)`; `position` is a multiple of the page size.
    /// See [mmap(2)](https://man7.org/linux/man-pages/man2/mmap.2.html).
    pub fn new(file: BorrowedFd, position: u64, length: NonZeroUsize) -> Result<Self> {
        // SAFETY: the kernel chooses the address (no MAP_FIXED), so no existing mapping is touched.
        let start =
            unsafe { mman::mmap(None, length, ProtFlags::PROT_READ, MapFlags::MAP_SHARED, file, offset(position)) }
                .map_err(Error::of("mmap"))?;
        Ok(Self { start, length })
    }

    /// `write(target, window + from, to - from)`: bytes written. `EFAULT` where the file has become shorter than `from`.
    /// See [write(2)](https://man7.org/linux/man-pages/man2/write.2.html).
    ///
    /// # Panics
    /// If `from..to` does not lie within the window.
    pub fn write(&self, target: BorrowedFd, from: usize, to: usize) -> Result<usize> {
        assert!(from <= to && to <= self.length.get(), "{from}..{to} outside a window of {}", self.length);
        // SAFETY: from..to lies within the mapping (asserted), which lives as long as `self`; the kernel only reads it.
        let written =
            unsafe { libc::write(target.as_raw_fd(), self.start.as_ptr().cast::<u8>().add(from).cast(), to - from) };
        Errno::result(written).map(|n| n.unsigned_abs()).map_err(Error::of("write"))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // SAFETY: start and length are those mmap gave and was given; `self` is the only owner and ends here.
        let unmapped = unsafe { mman::munmap(self.start, self.length.get()) };
        debug_assert!(unmapped.is_ok(), "munmap of our own window: {unmapped:?}");
    }
}
