//! The limits of the process.

use nix::sys::resource::{Resource, getrlimit};

/// `getrlimit(RLIMIT_NOFILE)`: how many descriptors may be open. It cannot fail. See
/// [getrlimit(2)](https://man7.org/linux/man-pages/man2/getrlimit.2.html).
pub fn descriptors() -> usize {
    getrlimit(Resource::RLIMIT_NOFILE).map_or(0, |(most, _)| usize::try_from(most).unwrap_or(usize::MAX))
}
