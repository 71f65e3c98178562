//! A borrowed pipe and the bytes in it.

use std::os::fd::BorrowedFd;

use crate::error::{Error, Result};
use crate::sys::pipe::Pipe;
use crate::sys::splice::{file_to_pipe, pipe_to, pipe_to_file, stream_to_pipe};

use nix::errno::Errno;

/// The pipe that `splice(2)` needs between two descriptors that are not pipes. It is filled only when it is empty: so
/// `EAGAIN` from filling means that the source has nothing, and from emptying that the target is full. Files and memory
/// never return that, so they may also be added to what is in it: there, `EAGAIN` means that it is full.
#[derive(Debug)]
pub struct Conduit {
    pipe: Pipe,
    filled: usize,
}

impl Conduit {
    /// Returns one with an empty pipe.
    pub fn new(pipe: Pipe) -> Self {
        Self { pipe, filled: 0 }
    }

    /// Makes the pipe as small as those of an ordinary user who has many.
    #[cfg(test)]
    pub fn shrink(&self) {
        nix::fcntl::fcntl(self.pipe.writer(), nix::fcntl::FcntlArg::F_SETPIPE_SZ(4096)).unwrap();
    }

    /// Bytes that have left a source and not yet reached a target.
    pub fn filled(&self) -> usize {
        self.filled
    }

    /// Takes up to `count` bytes of a file; returns how many, 0 at its end.
    ///
    /// # Panics
    /// If there are bytes in it; so do the other ways to fill it.
    pub fn fill_from_file(&mut self, file: BorrowedFd, position: u64, count: u64) -> Result<usize> {
        assert_eq!(self.filled, 0, "a conduit is filled when it is empty");
        self.filled = file_to_pipe(file, position, self.pipe.writer(), count)?;
        Ok(self.filled)
    }

    /// Adds up to `count` bytes of a file; returns how many, 0 at its end.
    pub fn add_from_file(&mut self, file: BorrowedFd, position: u64, count: u64) -> Result<usize> {
        let added = file_to_pipe(file, position, self.pipe.writer(), count)?;
        self.filled += added;
        Ok(added)
    }

    /// Adds bytes of memory; returns how many.
    pub fn add(&mut self, bytes: &[u8]) -> Result<usize> {
        let added = self.pipe.write(bytes)?;
        self.filled += added;
        Ok(added)
    }

    /// Takes up to `count` bytes out of a stream; returns how many, 0 at its end. Blocks if the stream does.
    pub fn fill(&mut self, stream: BorrowedFd, count: u64) -> Result<usize> {
        assert_eq!(self.filled, 0, "a conduit is filled when it is empty");
        self.filled = stream_to_pipe(stream, self.pipe.writer(), count.min(self.pipe.capacity() as u64))?;
        Ok(self.filled)
    }

    /// Delivers up to `most` bytes to a stream, or to a file at its own offset; returns how many, at least 1.
    pub fn empty(&mut self, target: BorrowedFd, most: usize) -> Result<usize> {
        self.emptied(pipe_to(self.pipe.reader(), target, self.filled.min(most)))
    }

    /// Delivers to a position in a file; returns how many bytes, at least 1.
    pub fn empty_into_file(&mut self, file: BorrowedFd, position: u64) -> Result<usize> {
        self.emptied(pipe_to_file(self.pipe.reader(), file, position, self.filled))
    }

    /// Copies out what is left; returns how many bytes, 0 if there are none.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let length = buffer.len().min(self.filled);
        if length == 0 {
            return Ok(0);
        }
        self.emptied(self.pipe.read(&mut buffer[..length]))
    }

    fn emptied(&mut self, moved: Result<usize>) -> Result<usize> {
        match moved? {
            0 => Err(Error { call: "splice", errno: Errno::EIO }), // never seen; but it must not spin
            moved => {
                self.filled -= moved;
                Ok(moved)
            }
        }
    }
}
