//! The native half of Penstock: moves bytes of a file to a socket, pipe or file by the path that Java asks for, or by
//! the best one that the kernel grants.
//!
//! It does not wait: `EAGAIN` (a descriptor would block) and `EINTR` (a signal) return to Java, which decides. It keeps
//! no descriptor, and knows nothing of Java outside [`jni`]. Calls go one way: `jni` → `transfer`, `map`, `size`,
//! `extents` → `sys`.

pub mod error;
pub mod extents;
mod jni;
pub mod map;
#[cfg(test)]
mod map_tests;
pub mod size;
pub mod sys;
pub mod transfer;
