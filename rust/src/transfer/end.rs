//! Checks whether a file ends where the kernel says so.
//!
//! `sendfile`, `splice`, `copy_file_range` and `mmap` trust the size of a file, without asking its file system. Files
//! of `/proc` and of many file systems in user space have size 0 and yet content; one on a network may have grown. So a
//! read decides.

use nix::errno::Errno;

use super::{Progress, Request, Stop};
use crate::error::{Error, Result};
use crate::sys::{call_size, file};

/// Bytes to ask for: some files of the kernel refuse to be read in smaller pieces than they have.
const PROBE: usize = 4096;

/// Returns the end if a read finds nothing either, else an error that says that this call does not see the bytes.
pub fn look(request: &Request, progress: &mut Progress, call: &'static str) -> Result<Stop> {
    match read(request, progress)? {
        0 => Ok(Stop::End),
        _ => Err(Error { call, errno: Errno::ENODATA }),
    }
}

/// Reads a few bytes at the next position and returns how many there are: 0 at the end.
pub fn read(request: &Request, progress: &mut Progress) -> Result<usize> {
    progress.calls += 1;
    let mut buffer = [0; PROBE];
    let wanted = PROBE.min(call_size(request.count - progress.bytes));
    file::pread(request.file, &mut buffer[..wanted], request.position + progress.bytes)
}

/// Whether there is no byte where a system call refused to go on. The kernel also refuses positions that no file
/// reaches. What cannot be read at a position, such as a named pipe, ends after position 0, as for the JDK. A size of 0
/// says nothing.
pub fn is_past(request: &Request, progress: &mut Progress) -> bool {
    let position = request.position + progress.bytes;
    match read(request, progress) {
        Ok(found) => found == 0,
        Err(Error { errno: Errno::ESPIPE, .. }) => position > 0,
        Err(_) => file::size(request.file).is_ok_and(|size| size > 0 && position >= size),
    }
}
