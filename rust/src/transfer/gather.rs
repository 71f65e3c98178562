//! Collects pieces of memory and of files until they leave together: in a pipe, or in a buffer where copying is cheaper
//! (small pieces: a packet takes 17 pages, however little of each is used) or the only way.

use std::os::fd::BorrowedFd;

use nix::errno::Errno;

use super::flow::room;
use super::{Conduit, Progress, bars_shortcut, buffers, pipes};
use crate::error::{Error, Result};
use crate::sys::file;

/// The most bytes that are collected in a buffer. More was slower: the receiver has nothing to do meanwhile.
pub const BATCH: usize = 128 * 1024;

/// The most bytes that are collected in a pipe, if it holds as many: 64 ranges of 64 KiB took two thirds of the time
/// that they took with 128 KiB.
pub const PIPED: usize = 1024 * 1024;

/// What was collected and not yet delivered; a drop discards it.
#[derive(Debug)]
pub struct Gathering {
    /// None while bytes are copied.
    conduit: Option<Conduit>,
    /// Empty while bytes are spliced, and before the first is copied; what it holds lies between the two indices.
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

impl Gathering {
    /// Returns an empty one. It copies if it is not to splice, or there is no pipe.
    pub fn new(splice: bool) -> Self {
        let conduit = if splice { pipes::take().ok() } else { None };
        Self { conduit, buffer: Vec::new(), from: 0, to: 0 }
    }

    /// Returns one with a pipe of a single page, or none if there is no pipe.
    #[cfg(test)]
    pub fn small() -> Option<Self> {
        let gathering = Self::new(true);
        gathering.conduit.as_ref()?.shrink();
        Some(gathering)
    }

    /// Bytes in it.
    pub fn held(&self) -> usize {
        self.conduit.as_ref().map_or(self.to - self.from, Conduit::filled)
    }

    /// Adds bytes; returns how many, at least 1. `EAGAIN` where it is full, which an empty one never is.
    pub fn add(&mut self, bytes: &[u8]) -> Result<usize> {
        let most = self.room()?.min(bytes.len());
        if let Some(conduit) = &mut self.conduit {
            return conduit.add(&bytes[..most]);
        }
        allocate(&mut self.buffer, BATCH)?;
        self.buffer[self.to..self.to + most].copy_from_slice(&bytes[..most]);
        self.to += most;
        Ok(most)
    }

    /// Adds up to `count` bytes of a file; returns how many, 0 at its end. `EAGAIN` as above.
    pub fn add_from_file(&mut self, file: BorrowedFd, position: u64, count: u64) -> Result<usize> {
        let room = self.room()?;
        let most = usize::try_from(count).map_or(room, |count| count.min(room));
        if let Some(conduit) = &mut self.conduit {
            match conduit.add_from_file(file, position, most as u64) {
                Err(error) if bars_shortcut(error.errno) => self.stop_splicing()?, // such as files of /proc
                Ok(0) => self.stop_splicing()?,                                    // a read decides, see `end`
                done => return done,
            }
        }
        let most = most.min(self.room()?);
        allocate(&mut self.buffer, BATCH)?;
        let read = file::pread(file, &mut self.buffer[self.to..self.to + most], position)?;
        self.to += read;
        Ok(read)
    }

    /// Delivers what is held, or as much as the target takes; returns how many bytes, at least 1. With `wait`, blocks
    /// where a blocking target is full; without, offers only what it takes at once, and returns `EAGAIN` where there is
    /// no room.
    pub fn deliver(&mut self, target: BorrowedFd, wait: bool) -> Result<usize> {
        assert!(self.held() > 0, "there is nothing to deliver");
        if !self.buffer.is_empty() {
            self.stop_splicing()?; // that began and failed on the way; what it has read goes first
        }
        let most = if wait { self.held() } else { self.held().min(room(target, &mut Progress::default())?) };
        if let Some(conduit) = &mut self.conduit {
            // Never SPLICE_F_MORE: a file may turn out to be shorter, and then nothing would follow.
            match conduit.empty(target, most) {
                Err(error) if bars_shortcut(error.errno) => self.stop_splicing()?,
                done => return done,
            }
        }
        let written = file::write(target, &self.buffer[self.from..self.from + most])?;
        if written == 0 {
            return Err(Error { call: "write", errno: Errno::EIO }); // as in Conduit
        }
        self.from += written;
        if self.from == self.to {
            (self.from, self.to) = (0, 0);
        }
        Ok(written)
    }

    fn room(&self) -> Result<usize> {
        let (taken, most) = if self.conduit.is_some() { (self.held(), PIPED) } else { (self.to, BATCH) };
        if taken >= most { Err(Error { call: "write", errno: Errno::EAGAIN }) } else { Ok(most - taken) }
    }

    /// Copies from now on, beginning with what is in the pipe.
    fn stop_splicing(&mut self) -> Result<()> {
        let Some(conduit) = &mut self.conduit else { return Ok(()) };
        allocate(&mut self.buffer, BATCH.max(conduit.filled()))?;
        while conduit.filled() > 0 {
            self.to += conduit.read(&mut self.buffer[self.to..])?;
        }
        if let Some(conduit) = self.conduit.take() {
            pipes::put(conduit);
        }
        Ok(())
    }
}

fn allocate(buffer: &mut Vec<u8>, size: usize) -> Result<()> {
    if buffer.is_empty() {
        *buffer = buffers::take(size)?;
    }
    Ok(())
}

impl Drop for Gathering {
    fn drop(&mut self) {
        if let Some(conduit) = self.conduit.take() {
            pipes::put(conduit); // with bytes in it, it is closed
        }
        if !self.buffer.is_empty() {
            buffers::put(std::mem::take(&mut self.buffer));
        }
    }
}
