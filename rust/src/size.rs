//! Files are made longer, and by that never shorter.

use std::os::fd::BorrowedFd;
use std::sync::{Mutex, MutexGuard};

use nix::errno::Errno;

use crate::error::{Error, Result};
use crate::sys::{extent, file};

/// Held while a file is looked at and made longer, one for each of so many files, so that a disk that hangs holds up few others.
static GROWING: [Mutex<()>; 64] = [const { Mutex::new(()) }; 64];

/// Only one of us at a time makes a file longer, whatever channel they came by: ext4 tells the new size before it has cleared the
/// rest of the last block, and what is stored there by a map in between would be lost.
fn alone(file: BorrowedFd) -> Result<MutexGuard<'static, ()>> {
    let lock = &GROWING[file::number(file)? as usize % GROWING.len()];
    Ok(lock.lock().expect("nobody panics with it"))
}

/// Gives the range blocks of its own, and makes the file longer if it ends before.
pub fn allocate(file: BorrowedFd, position: u64, count: u64) -> Result<()> {
    let _others_wait = alone(file)?;
    extent::allocate(file, position, count)
}

/// Makes the file that long, by a hole, if it is shorter. The hole's last block may be one of the file's own.
///
/// `fallocate` of the last byte makes a file longer only, whoever else does so meanwhile, be it another process. Where the file
/// system does not have that, or no room, it is done as by [`truncate_up`].
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

/// The same without a block. `ftruncate` makes a file shorter if it has become longer since we asked; writes of the same channel are
/// kept out by its lock (`FileCall.java`), others cannot be.
pub fn truncate_up(file: BorrowedFd, size: u64) -> Result<()> {
    let _others_wait = alone(file)?;
    truncate_if_shorter(file, size)
}

fn truncate_if_shorter(file: BorrowedFd, size: u64) -> Result<()> {
    if file::size(file)? >= size { Ok(()) } else { extent::set_size(file, size) }
}
