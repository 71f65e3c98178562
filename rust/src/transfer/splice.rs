//! `SPLICE`: `splice(2)` from the file into a pipe, and from the pipe into the target, unless that is a pipe itself.

use super::{Conduit, Progress, Request, Stop, end, pipes};
use crate::error::Result;
use crate::sys::file;
use crate::sys::splice::file_to_pipe;

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    if file::is_pipe(request.target)? { into_pipe(request, progress) } else { through_pipe(request, progress) }
}

/// A pipe between would be non-blocking, and splice(2) waits for neither of two pipes if one of them is.
fn into_pipe(request: &Request, progress: &mut Progress) -> Result<Stop> {
    while progress.bytes < request.count && !progress.is_long() {
        progress.calls += 1;
        let position = request.position + progress.bytes;
        let moved = file_to_pipe(request.file, position, request.target, request.count - progress.bytes)?;
        if moved == 0 {
            return end::look(request, progress, "splice");
        }
        progress.bytes += moved as u64;
    }
    Ok(Stop::Pause)
}

fn through_pipe(request: &Request, progress: &mut Progress) -> Result<Stop> {
    let mut conduit = pipes::take()?;
    let stopped = through(&mut conduit, request, progress);
    // After an error the pipe is closed with the pages in it; none is lost, since the file still has them.
    pipes::put(conduit);
    stopped
}

fn through(conduit: &mut Conduit, request: &Request, progress: &mut Progress) -> Result<Stop> {
    while progress.bytes < request.count && !progress.is_long() {
        progress.calls += 1;
        let position = request.position + progress.bytes;
        if conduit.fill_from_file(request.file, position, request.count - progress.bytes)? == 0 {
            return end::look(request, progress, "splice");
        }
        while conduit.filled() > 0 {
            progress.calls += 1;
            progress.bytes += conduit.empty(request.target, usize::MAX)? as u64;
        }
    }
    Ok(Stop::Pause)
}
