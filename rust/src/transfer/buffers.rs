//! Buffers in user space, for where bytes have to be copied.

use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;

use crate::error::{Error, Result};

/// The most buffers that are kept idle: 16 MiB in all, if they are as large as can be.
const MOST_IDLE: usize = 64;

/// Larger ones are freed after use.
const LARGEST_KEPT: usize = 256 * 1024;

/// The one used last on top, where its memory is still in the caches.
static IDLE: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

fn idle() -> MutexGuard<'static, Vec<Vec<u8>>> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner) // a push or pop that panicked has left a valid Vec
}

/// Takes a buffer of at least `size` bytes, of any content.
///
/// # Errors
/// `ENOMEM` where memory is short: an ordinary `Vec` would end the JVM.
pub fn take(size: usize) -> Result<Vec<u8>> {
    let mut buffer = idle().pop().unwrap_or_default();
    if buffer.len() < size {
        reserve(&mut buffer, size)?;
        buffer.resize(size, 0);
    }
    Ok(buffer)
}

/// Returns a buffer of exactly these bytes; `ENOMEM` as above.
pub fn copy_of(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut buffer = Vec::new();
    reserve(&mut buffer, bytes.len())?;
    buffer.extend_from_slice(bytes);
    Ok(buffer)
}

fn reserve(buffer: &mut Vec<u8>, size: usize) -> Result<()> {
    let missing = size - buffer.len();
    buffer.try_reserve_exact(missing).map_err(|_| Error { call: "malloc", errno: Errno::ENOMEM })
}

/// Keeps it for another call.
pub fn put(buffer: Vec<u8>) {
    let mut idle = idle();
    if buffer.len() <= LARGEST_KEPT && idle.len() < MOST_IDLE {
        idle.push(buffer);
    }
}
