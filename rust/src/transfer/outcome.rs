//! What one call did, and how Java gets to know it.

use nix::errno::Errno;

/// Bytes delivered and system calls made so far.
#[derive(Debug, Default)]
pub struct Progress {
    /// Bytes that reached the target.
    pub bytes: u64,
    /// System calls made.
    pub calls: u32,
}

impl Progress {
    /// After so many calls Java checks the channels before more bytes are taken from a source.
    pub fn is_long(&self) -> bool {
        self.calls >= 2000
    }

    /// After so many, bytes already taken wait too: few more fit into the 12 bits of the word.
    pub fn is_full(&self) -> bool {
        self.calls >= 4000
    }
}

/// What carried the bytes; the numbers are the ordinals of Java's `TransferPath`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// `pread` and `write`.
    ReadWrite = 1,
    /// `mmap` and `write`.
    MapWrite = 2,
    /// `sendfile`.
    Sendfile = 3,
    /// `splice` through a pipe.
    Splice = 4,
    /// `copy_file_range`.
    CopyFileRange = 5,
}

/// Why a call returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Nothing is wrong: the count is reached, or the target took less than was offered.
    Pause,
    /// The file has ended: there is no byte at the next position.
    End,
    /// The kernel does not serve these two ends with this call.
    Refused(Errno),
    /// A system call failed; `EAGAIN` and `EINTR` among the reasons.
    Failed(Errno),
}

/// What one call did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Bytes that reached the target.
    pub bytes: u64,
    /// Why it returned.
    pub stop: Stop,
    /// What carried the bytes, or would have.
    pub path: Path,
    /// System calls made.
    pub calls: u32,
    /// Why the first choice did not run, where another one did.
    pub fallback: Option<Errno>,
}

impl Outcome {
    /// `EBADF`, which the kernel would return for a closed descriptor.
    pub fn bad_descriptor() -> Self {
        Self { bytes: 0, stop: Stop::Failed(Errno::EBADF), path: Path::Sendfile, calls: 0, fallback: None }
    }

    /// The outcome in one non-negative number, so that a hot call returns no object: 32 bits of bytes, 8 of stop code,
    /// 8 of errno, 3 of path, 12 of calls, from the low end. `Outcome.java` takes it apart.
    ///
    /// # Panics
    /// If a part does not fit, which the bounds of one call rule out.
    pub fn to_word(self) -> i64 {
        let (stop, errno) = match self.stop {
            Stop::Pause => (0, self.fallback),
            Stop::End => (255, self.fallback),
            Stop::Refused(errno) => (254, Some(errno)),
            Stop::Failed(errno) => (errno as i64, self.fallback),
        };
        let errno = errno.map_or(0, |errno| errno as i64);
        let bytes = i64::try_from(self.bytes).expect("a call moves less than 2^63 bytes");
        let calls = i64::from(self.calls);
        assert!(bytes < 1 << 32 && stop < 1 << 8 && errno < 1 << 8 && calls < 1 << 12, "{self:?} does not fit a word");
        bytes | stop << 32 | errno << 40 | (self.path as i64) << 48 | calls << 51
    }
}
