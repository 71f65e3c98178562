//! `READ_WRITE`: `pread(2)` into a buffer of ours, `write(2)` out of it.

use once_cell::sync::Lazy;

use super::pool::Pool;
use super::{Progress, Request, Stop};
use crate::error::Result;
use crate::sys::{call_size, file};

/// Idle buffers, 16 MiB in all at the default size.
static BUFFERS: Lazy<Pool<Vec<u8>>> = Lazy::new(|| Pool::new(64));

/// Larger buffers are freed after use.
const LARGEST_KEPT: usize = 256 * 1024;

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    let mut buffer = BUFFERS.take().unwrap_or_default();
    if buffer.len() < request.buffer_size {
        buffer.resize(request.buffer_size, 0);
    }
    let stopped = copy(request, &mut buffer[..request.buffer_size], progress);
    if buffer.len() <= LARGEST_KEPT {
        BUFFERS.put(buffer);
    }
    stopped
}

fn copy(request: &Request, buffer: &mut [u8], progress: &mut Progress) -> Result<Stop> {
    while progress.bytes < request.count && !progress.is_long() {
        let wanted = buffer.len().min(call_size(request.count - progress.bytes));
        progress.calls += 1;
        let read = file::pread(request.file, &mut buffer[..wanted], request.position + progress.bytes)?;
        if read == 0 {
            return Ok(Stop::End);
        }
        progress.calls += 1;
        let written = file::write(request.target, &buffer[..read])?;
        progress.bytes += written as u64;
        if written < read {
            break; // what was read too much is read again: the file's position is ours
        }
    }
    Ok(Stop::Pause)
}
