//! What only block devices can be asked.
#![allow(unsafe_code)]

use std::os::fd::{AsRawFd, BorrowedFd};

use nix::errno::Errno;

use crate::error::{Error, Result};

/// `BLKGETSIZE64` of `<linux/fs.h>`: `_IOR(0x12, 114, size_t)`.
const BLKGETSIZE64: libc::Ioctl = 0x8008_1272_u32 as libc::Ioctl;

/// `ioctl(device, BLKGETSIZE64, &size)`: the size of a block device in bytes, which `fstat` says is 0.
/// See [ioctl(2)](https://man7.org/linux/man-pages/man2/ioctl.2.html).
pub fn size(device: BorrowedFd) -> Result<u64> {
    let mut size = 0_u64;
    // SAFETY: BLKGETSIZE64 writes a number of 64 bits, which `size` is and outlives the call.
    let asked = unsafe { libc::ioctl(device.as_raw_fd(), BLKGETSIZE64, &raw mut size) };
    Errno::result(asked).map_err(Error::of("ioctl"))?;
    Ok(size)
}
