//! `READ_WRITE`: `pread(2)` into a buffer of ours, `write(2)` out of it.

use super::{Progress, Request, Stop, buffers};
use crate::error::Result;
use crate::sys::{call_size, file};

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    let mut buffer = buffers::take(request.buffer_size)?;
    let stopped = copy(request, &mut buffer[..request.buffer_size], progress);
    buffers::put(buffer);
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
            break; // bytes not written are read again: the position in the file is ours
        }
    }
    Ok(Stop::Pause)
}
