//! Copies a range of one file into another.

use std::os::fd::BorrowedFd;

use nix::errno::Errno;

use super::{Outcome, Path, Progress, Stop, buffers};
use crate::error::Result;
use crate::sys::copy::copy_file_range;
use crate::sys::{call_size, file};

/// Bytes per read where bytes are copied through user space.
const BUFFER: usize = 256 * 1024;

/// A range of one file and where it goes in another.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'fd> {
    /// The file to read.
    pub source: BorrowedFd<'fd>,
    /// Where it is read, in bytes.
    pub position: u64,
    /// The file to write.
    pub target: BorrowedFd<'fd>,
    /// Where it is written, in bytes.
    pub target_position: u64,
    /// Bytes to copy.
    pub count: u64,
}

/// Copies up to `count` bytes: in the kernel, which may share blocks instead, unless that is unwanted or refused. A 0
/// before the end of the file counts as refused: files of `/proc` and some of FUSE return it.
pub fn copy(piece: &Piece, in_kernel: bool) -> Outcome {
    let mut progress = Progress::default();
    let mut fallback = None;
    if in_kernel {
        progress.calls += 1;
        match copy_file_range(piece.source, Some(piece.position), piece.target, piece.target_position, piece.count) {
            Ok(0) => {}
            Ok(copied) => {
                let bytes = copied as u64;
                return Outcome { bytes, stop: Stop::Pause, path: Path::CopyFileRange, calls: 1, fallback };
            }
            Err(error) if bars_copy(error.errno) => fallback = Some(error.errno),
            Err(error) => {
                let stop = Stop::Failed(error.errno);
                return Outcome { bytes: 0, stop, path: Path::CopyFileRange, calls: 1, fallback };
            }
        }
    }
    let stop = through_buffer(piece, &mut progress).unwrap_or_else(|error| Stop::Failed(error.errno));
    Outcome { bytes: progress.bytes, stop, path: Path::ReadWrite, calls: progress.calls, fallback }
}

/// Whether to try reading and writing after that error: after any but those that reading and writing would meet too,
/// and those that ask to try again. A file, unlike a stream, reports the same error twice. `CephFS` refuses with
/// `EACCES`, NFS servers with any errno.
fn bars_copy(errno: Errno) -> bool {
    !matches!(errno, Errno::EINTR | Errno::EAGAIN | Errno::ENOSPC | Errno::EDQUOT | Errno::EFBIG)
}

fn through_buffer(piece: &Piece, progress: &mut Progress) -> Result<Stop> {
    let mut buffer = buffers::take(BUFFER)?;
    let stopped = through(piece, &mut buffer[..BUFFER], progress);
    buffers::put(buffer);
    stopped
}

fn through(piece: &Piece, buffer: &mut [u8], progress: &mut Progress) -> Result<Stop> {
    while progress.bytes < piece.count && !progress.is_long() {
        let wanted = buffer.len().min(call_size(piece.count - progress.bytes));
        progress.calls += 1;
        let read = file::pread(piece.source, &mut buffer[..wanted], piece.position + progress.bytes)?;
        if read == 0 {
            return Ok(Stop::End);
        }
        let mut written = 0;
        while written < read {
            progress.calls += 1;
            let n = file::pwrite(piece.target, &buffer[written..read], piece.target_position + progress.bytes)?;
            written += n;
            progress.bytes += n as u64;
        }
    }
    Ok(Stop::Pause)
}
