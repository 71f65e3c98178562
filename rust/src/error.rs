//! What can go wrong below the JNI boundary.

use nix::errno::Errno;

/// A failed operation: which system call, and what the kernel said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {errno}")]
pub struct Error {
    /// The system call, as in its manual page.
    pub call: &'static str,
    /// Why it failed.
    pub errno: Errno,
}

impl Error {
    /// For `map_err`: names the call that returned an errno. An errno without a name becomes `EIO`: `nix` turns it into
    /// 0, which Java would take for success. File systems in user space and seccomp filters can return any number.
    pub fn of(call: &'static str) -> impl Fn(Errno) -> Self {
        move |errno| Self { call, errno: if errno == Errno::UnknownErrno { Errno::EIO } else { errno } }
    }
}

/// The result of a system call.
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_without_a_name_is_an_error() {
        for (raw, errno) in [(libc::EBADF, Errno::EBADF), (524, Errno::EIO), (200, Errno::EIO)] {
            assert_eq!(Error::of("call")(Errno::from_raw(raw)).errno, errno, "{raw}");
        }
    }
}
