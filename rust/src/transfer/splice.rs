//! `SPLICE`: `splice(2)` from the file into a pipe, and from the pipe into the target, unless that is a pipe itself.

use nix::errno::Errno;
use once_cell::sync::Lazy;

use super::pool::Pool;
use super::{Progress, Request, Stop};
use crate::error::{Error, Result};
use crate::sys::file;
use crate::sys::pipe::Pipe;
use crate::sys::splice::{file_to_pipe, pipe_to};

/// Idle pipes, all of them empty.
static PIPES: Lazy<Pool<Pipe>> = Lazy::new(|| Pool::new(16));

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
            return Ok(Stop::End);
        }
        progress.bytes += moved as u64;
    }
    Ok(Stop::Pause)
}

fn through_pipe(request: &Request, progress: &mut Progress) -> Result<Stop> {
    let pipe = match PIPES.take() {
        Some(pipe) => pipe,
        None => {
            progress.calls += 2; // pipe2, fcntl
            Pipe::new()?
        }
    };
    while progress.bytes < request.count && !progress.is_long() {
        progress.calls += 1;
        let position = request.position + progress.bytes;
        let left = request.count - progress.bytes;
        let filled = file_to_pipe(request.file, position, pipe.writer(), left)?;
        if filled == 0 {
            PIPES.put(pipe);
            return Ok(Stop::End);
        }
        // An error leaves pages in the pipe, which goes with them; none is lost, for the file still has them.
        drain(&pipe, filled, request, progress)?;
    }
    PIPES.put(pipe);
    Ok(Stop::Pause)
}

/// Empties the pipe into the target.
fn drain(pipe: &Pipe, filled: usize, request: &Request, progress: &mut Progress) -> Result<()> {
    let mut left = filled;
    while left > 0 {
        progress.calls += 1;
        let moved = pipe_to(pipe.reader(), request.target, left)?;
        if moved == 0 {
            return Err(Error { call: "splice", errno: Errno::EIO }); // never seen; but it must not spin
        }
        progress.bytes += moved as u64;
        left -= moved;
    }
    Ok(())
}
