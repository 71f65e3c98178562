//! The native half of Penstock: moves bytes of a file to a socket, pipe or file by the path that is asked for, or by
//! the best one the kernel grants.
//!
//! It does not wait (a descriptor that would block comes back as `EAGAIN`, a signal as `EINTR`; Java decides), keeps no
//! descriptor, and knows nothing of Java outside [`jni`]. Calls go one way: `jni` → `transfer`, `map`, `size`, `extents` → `sys`.

pub mod error;
pub mod extents;
mod jni;
pub mod map;
#[cfg(test)]
mod map_tests;
pub mod size;
pub mod sys;
pub mod transfer;
