//! Makes files longer, and never shorter.

use std::os::fd::BorrowedFd;
use std::sync::{Mutex, MutexGuard};

use nix::errno::Errno;

use crate::error::{Error, Result};
use crate::sys::{extent, file};

/// Locks that are held while a file is checked and made longer. Files are spread over them, so that a disk that hangs
/// holds up few others.
static GROWING: [Mutex<()>; 64] = [const { Mutex::new(()) }; 64];

/// Lets one thread of the process at a time make a file longer, whatever its channel: ext4 reports the new size before
/// it has cleared the rest of the last block, and would lose what a map stores there in between.
fn alone(file: BorrowedFd) -> Result<MutexGuard<'static, ()>> {
    let lock = &GROWING[file::number(file)? as usize % GROWING.len()];
    Ok(lock.lock().expect("nothing panics with it"))
}

/// Allocates blocks for the range, and makes the file longer if it ends before.
pub fn allocate(file: BorrowedFd, position: u64, count: u64) -> Result<()> {
    let _others_wait = alone(file)?;
    extent::allocate(file, position, count)
}

/// Makes a shorter file `size` bytes long, by a hole whose last block may be allocated.
///
/// `fallocate` of the last byte can only make a file longer, even if another process does so too. Where the file system
/// lacks it, or has no room, this does what [`truncate_up`] does.
pub fn lengthen(file: BorrowedFd, size: u64) -> Result<()> {
    let _others_wait = alone(file)?;
    if file::size(file)? >= size {
        return Ok(());
    }
    match extent::allocate(file, size - 1, 1) {
        Err(Error { errno, .. }) if errno != Errno::EINTR => truncate_if_shorter(file, size),
        done => done,
    }
}

/// The same without a block. `ftruncate` shortens a file that has become longer since we asked. The channel's lock
/// (`FileCall.java`) keeps its own writes out; nothing keeps out those of others.
pub fn truncate_up(file: BorrowedFd, size: u64) -> Result<()> {
    let _others_wait = alone(file)?;
    truncate_if_shorter(file, size)
}

fn truncate_if_shorter(file: BorrowedFd, size: u64) -> Result<()> {
    if file::size(file)? >= size { Ok(()) } else { extent::set_size(file, size) }
}
