//! Files are made longer, and by that never shorter.

use std::os::fd::BorrowedFd;
use std::sync::Mutex;

use crate::error::Result;
use crate::sys::{extent, file};

/// Held while a file is made longer, one for each of so many files, so that a disk that hangs holds up few others.
static GROWING: [Mutex<()>; 64] = [const { Mutex::new(()) }; 64];

/// Makes the file that long, by a hole, if it is shorter.
///
/// `ftruncate` makes it shorter if it has become longer since we asked; what else there is gives it blocks, or writes where another
/// may have written. So only one of us at a time asks and does it, whatever channel they came by. Writes of the same channel are kept
/// out by its lock (`Mapper.java`, `FileCopy.java`); other processes cannot be.
pub fn lengthen(file: BorrowedFd, size: u64) -> Result<()> {
    if file::size(file)? >= size {
        return Ok(());
    }
    let lock = &GROWING[file::number(file)? as usize % GROWING.len()];
    let _others_wait = lock.lock().expect("nobody panics with it");
    if file::size(file)? >= size { Ok(()) } else { extent::set_size(file, size) }
}
