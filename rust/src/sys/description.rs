//! Opens file descriptions of our own: all descriptors of one share its offset and flags, also those of other
//! processes.
#![allow(unsafe_code)]

use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::thread;

use nix::errno::Errno;
use nix::fcntl::{OFlag, open};
use nix::sys::signal::SigSet;
use nix::sys::stat::Mode;

use crate::error::{Error, Result};

/// Bytes of stack, for system calls and little else.
const STACK: usize = 64 << 10;

/// `open("/proc/self/fd/<fd>", flags | O_CLOEXEC | O_NONBLOCK)`: another description of the same file.
///
/// Closing it drops the POSIX locks that the process has on the file; see [`apart`].
///
/// # Errors
/// `EACCES` where the process may not open the file (any more); `ENOENT` where `/proc` is not mounted; `ENXIO` for the writing
/// end of a pipe without readers. See [proc_pid_fd(5)](https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html).
pub fn reopen(fd: BorrowedFd, flags: OFlag) -> Result<OwnedFd> {
    let path = format!("/proc/self/fd/{}", fd.as_raw_fd());
    open(path.as_str(), flags | OFlag::O_CLOEXEC | OFlag::O_NONBLOCK, Mode::empty()).map_err(Error::of("open"))
}

/// `close(fd)` of what [`reopen`] gave to Java.
///
/// # Safety
/// `fd` comes from `reopen`, is not closed, and is not used from now on.
pub unsafe fn close(fd: i32) {
    // SAFETY: the caller's promise.
    drop(unsafe { OwnedFd::from_raw_fd(fd) });
}

/// Runs `work` in a thread that has an empty table of descriptors of its own, by `close_range(0, ~0, CLOSE_RANGE_UNSHARE)`. POSIX
/// locks belong to a table: what `work` opens and closes there drops none. `/proc/self/fd` still shows the process's table.
///
/// # Errors
/// `EAGAIN` where no thread can be started; `ENOSYS` before Linux 5.9. See
/// [close_range(2)](https://man7.org/linux/man-pages/man2/close_range.2.html).
pub fn apart<T: Send>(work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| {
        let inside = || {
            let _ = SigSet::all().thread_block(); // they are for Java's threads, though its handlers tolerate this one
            leave_table()?;
            work()
        };
        let thread = thread::Builder::new().name("penstock-apart".into()).stack_size(STACK).spawn_scoped(scope, inside);
        let thread = thread.map_err(|_| Error { call: "clone", errno: Errno::EAGAIN })?;
        thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn leave_table() -> Result<()> {
    // SAFETY: the calling thread has just begun and owns no descriptor; the table that the other threads use stays as it is.
    let left = unsafe { libc::syscall(libc::SYS_close_range, 0, u32::MAX, libc::CLOSE_RANGE_UNSHARE) };
    Errno::result(left).map(drop).map_err(Error::of("close_range"))
}
