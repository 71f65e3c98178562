//! Moves a range of a file into a descriptor: which path, how far in one call, and when to fall back.
//!
//! One call moves what the target takes: it returns to Java on a short count, `EAGAIN` and `EINTR`, so that Java can
//! check that the channels are still open before it uses their descriptors again.

mod buffers;
mod conduit;
mod copy;
mod end;
mod flow;
mod gather;
#[cfg(test)]
mod gather_tests;
mod map_write;
mod outcome;
pub mod pipes;
mod read_write;
mod sendfile;
mod splice;
#[cfg(test)]
mod stream_tests;
#[cfg(test)]
mod tests;

use std::os::fd::BorrowedFd;

use nix::errno::Errno;

pub use conduit::Conduit;
pub use copy::{Piece, copy};
pub use flow::{Ends, Flow, Pace, Target};
pub use gather::Gathering;
use outcome::Progress;
pub use outcome::{Outcome, Path, Stop};

/// How to move the bytes: Java's `Strategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strategy {
    /// `SENDFILE`, and `READ_WRITE` where the kernel refuses that.
    Auto,
    /// `pread`, then `write`.
    ReadWrite,
    /// `mmap`, then `write`.
    MapWrite,
    /// `sendfile`.
    Sendfile,
    /// `splice` into a pipe and out of it.
    Splice,
}

/// A range of a file and where it is to go.
#[derive(Debug, Clone, Copy)]
pub struct Request<'fd> {
    /// The file, open for reading. Its own offset is neither used nor moved.
    pub file: BorrowedFd<'fd>,
    /// Where in the file to begin, in bytes.
    pub position: u64,
    /// How many bytes at most. The caller bounds it by how long it can wait for one call.
    pub count: u64,
    /// The target. A regular file is written at, and moves, its own offset.
    pub target: BorrowedFd<'fd>,
    /// Bytes per `pread` of `READ_WRITE`, at least 1.
    pub buffer_size: usize,
}

/// Moves up to `count` bytes and returns how far it got and why it stopped.
///
/// Blocks where the target is a blocking descriptor that is full, until there is room or a signal arrives.
pub fn transfer_to(strategy: Strategy, request: &Request) -> Outcome {
    let count = request.count.min(i64::MAX.unsigned_abs() - request.position);
    let request = Request { count, ..*request };
    if strategy == Strategy::Auto { auto(&request) } else { explicit(strategy, &request) }
}

fn auto(request: &Request) -> Outcome {
    // Whether a refusal is the end is not checked: reading finds out, and some kernel files return their content only once.
    let first = concluded(Strategy::Sendfile, request, |_| false);
    let (Stop::Refused(errno) | Stop::Failed(errno)) = first.stop else { return first };
    if !bars_shortcut(errno) {
        return first;
    }
    let second = explicit(Strategy::ReadWrite, request);
    Outcome { calls: first.calls + second.calls, fallback: Some(errno), ..second }
}

fn explicit(strategy: Strategy, request: &Request) -> Outcome {
    concluded(strategy, request, |progress| end::is_past(request, progress))
}

fn concluded(strategy: Strategy, request: &Request, is_past: impl FnOnce(&mut Progress) -> bool) -> Outcome {
    let mut progress = Progress::default();
    let (path, stopped) = match strategy {
        Strategy::Auto | Strategy::Sendfile => (Path::Sendfile, sendfile::run(request, &mut progress)),
        Strategy::ReadWrite => (Path::ReadWrite, read_write::run(request, &mut progress)),
        Strategy::MapWrite => (Path::MapWrite, map_write::run(request, &mut progress)),
        Strategy::Splice => (Path::Splice, splice::run(request, &mut progress)),
    };
    let stop = match stopped {
        Ok(stop) => stop,
        // A pipe without a reader says so before the file is looked at.
        Err(error) if error.errno == Errno::EPIPE && end::is_past(request, &mut progress) => Stop::End,
        Err(error) if !is_refusal(error.errno) => Stop::Failed(error.errno),
        Err(error) if error.errno != Errno::ENODATA && is_past(&mut progress) => Stop::End,
        Err(error) if strategy == Strategy::ReadWrite => Stop::Failed(error.errno), // no other way would do better
        Err(error) => Stop::Refused(error.errno),
    };
    Outcome { bytes: progress.bytes, stop, path, calls: progress.calls, fallback: None }
}

/// Whether the errno says that this system call cannot serve these two ends, while another may.
fn is_refusal(errno: Errno) -> bool {
    matches!(
        errno,
        Errno::EINVAL
            | Errno::ESPIPE
            | Errno::ENOSYS
            | Errno::EOPNOTSUPP
            | Errno::EPERM
            | Errno::ENODEV
            | Errno::EOVERFLOW
            | Errno::ENODATA
    )
}

/// Whether to try reading and writing after one of the kernel's shortcuts to a stream failed with this errno. Network
/// file systems and those in user space return many errors that only mean that the shortcut does not work for these
/// files. If more is wrong, reading and writing fails too, and says why. Not for errors that ask to try again, nor for
/// those that a stream reports only once, such as a reset.
fn bars_shortcut(errno: Errno) -> bool {
    is_refusal(errno)
        || matches!(
            errno,
            Errno::EACCES
                | Errno::EBADF
                | Errno::EIO
                | Errno::ENOMEM
                | Errno::ENOTTY
                | Errno::ENXIO
                | Errno::EREMOTEIO
                | Errno::EROFS
                | Errno::ESTALE
                | Errno::ETXTBSY
                | Errno::EXDEV
        )
}
