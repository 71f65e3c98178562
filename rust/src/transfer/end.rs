//! Whether a file ends where the kernel says so.
//!
//! `sendfile`, `splice`, `copy_file_range` and `mmap` go by the size of a file, without asking its file system. Those of `/proc` and
//! of many file systems in user space have none, and yet content; one of a network may be longer by now. So a read has the last word.

use nix::errno::Errno;

use super::{Progress, Request, Stop};
use crate::error::{Error, Result};
use crate::sys::{call_size, file};

/// Bytes to ask for: some files of the kernel refuse to be read in smaller pieces than they have.
const PROBE: usize = 4096;

/// The end, if a read finds nothing either; else an error that says that this call does not see the bytes.
pub fn look(request: &Request, progress: &mut Progress, call: &'static str) -> Result<Stop> {
    match read(request, progress)? {
        0 => Ok(Stop::End),
        _ => Err(Error { call, errno: Errno::ENODATA }),
    }
}

/// How many bytes a read finds where the next one would be, of a few: 0 at the end.
pub fn read(request: &Request, progress: &mut Progress) -> Result<usize> {
    progress.calls += 1;
    let mut buffer = [0; PROBE];
    let wanted = PROBE.min(call_size(request.count - progress.bytes));
    file::pread(request.file, &mut buffer[..wanted], request.position + progress.bytes)
}

/// Is there no byte where a system call has refused to go on? The kernel refuses positions too that no file reaches. Where nothing
/// can be read at a position, as in a named pipe, there is none but at the first one, as for the JDK. A size of 0 says nothing.
pub fn is_past(request: &Request, progress: &mut Progress) -> bool {
    let position = request.position + progress.bytes;
    match read(request, progress) {
        Ok(found) => found == 0,
        Err(Error { errno: Errno::ESPIPE, .. }) => position > 0,
        Err(_) => file::size(request.file).is_ok_and(|size| size > 0 && position >= size),
    }
}
