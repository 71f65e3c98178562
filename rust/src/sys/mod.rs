//! System calls with safe signatures, one file per family.
//!
//! Every function makes the calls that its doc names, most only one, and reports what the kernel reported: no retry
//! after `EINTR`, no waiting after `EAGAIN`, no choice between ways. Counts and offsets are in bytes.

pub mod blkdev;
pub mod copy;
pub mod description;
pub mod extent;
pub mod file;
pub mod limit;
pub mod memory;
pub mod mmap;
pub mod netdev;
pub mod pipe;
pub mod poll;
pub mod region;
#[cfg(test)]
pub mod region_tests;
pub mod sendfile;
pub mod socket;
pub mod splice;

/// The most that one `read`, `write`, `sendfile` or `splice` moves: `MAX_RW_COUNT` of the kernel with 4 KiB pages.
///
/// See [read(2)](https://man7.org/linux/man-pages/man2/read.2.html), NOTES.
pub const MAX_PER_CALL: u64 = 0x7fff_f000;

/// A count for one call: what is left, but no more than the kernel takes at once.
pub fn call_size(left: u64) -> usize {
    usize::try_from(left.min(MAX_PER_CALL)).expect("2 GiB fit a usize on every 64-bit target")
}

/// An offset as the kernel takes it.
pub(crate) fn offset(bytes: u64) -> i64 {
    i64::try_from(bytes).expect("offsets come from Java's non-negative longs")
}

/// Our own number, for calls that could also look into other processes.
fn pid() -> libc::pid_t {
    libc::pid_t::try_from(std::process::id()).expect("process numbers are small")
}
