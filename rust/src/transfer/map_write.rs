//! `MAP_WRITE`: `mmap(2)` of a window of the file, `write(2)` from it, `munmap(2)`.

use std::num::NonZeroUsize;

use nix::errno::Errno;

use super::{Progress, Request, Stop, end};
use crate::error::{Error, Result};
use crate::sys::{call_size, file, mmap::Window};

/// Bytes per mapping: large enough that mapping costs little compared with copying, small enough to leave addresses for
/// others.
const WINDOW: u64 = 8 << 20;

/// Windows begin at multiples of this, which is a multiple of every page size Linux has on our machines.
const ALIGNMENT: u64 = 64 << 10;

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    while progress.bytes < request.count && !progress.is_long() {
        let position = request.position + progress.bytes;
        progress.calls += 1;
        let size = file::size(request.file)?;
        if position >= size {
            return probe(request, progress, Errno::ENODEV);
        }
        let start = position - position % ALIGNMENT;
        let end = (start + WINDOW).min(size).min(position + (request.count - progress.bytes));
        match window(request, start, position, end, progress) {
            Ok(true) => {}
            Ok(false) => break,
            Err(Error { errno: Errno::EFAULT, .. }) => return probe(request, progress, Errno::EFAULT),
            Err(other) => return Err(other),
        }
    }
    Ok(Stop::Pause)
}

/// Writes `position..end` through a window from `start`; returns false where the target did not take all of it.
fn window(request: &Request, start: u64, position: u64, end: u64, progress: &mut Progress) -> Result<bool> {
    let length = NonZeroUsize::new(call_size(end - start)).expect("the range is not empty");
    progress.calls += 3; // mmap, write, munmap
    let window = Window::new(request.file, start, length).map_err(|error| match error.errno {
        Errno::EAGAIN => Error { errno: Errno::ENOMEM, ..error }, // at mlockall(2)'s limit; waiting for room would not help
        _ => error,
    })?;
    let written = window.write(request.target, call_size(position - start), length.get())?;
    progress.bytes += written as u64;
    Ok(position + written as u64 == end)
}

/// Finds out what is at the position where the size or a mapping shows nothing: the end, a failing disk, or, with
/// `otherwise`, content that cannot be mapped, as in files of `/proc`, whose size is 0.
fn probe(request: &Request, progress: &mut Progress, otherwise: Errno) -> Result<Stop> {
    let found = end::read(request, progress)?;
    if found == 0 { Ok(Stop::End) } else { Err(Error { call: "mmap", errno: otherwise }) }
}
