//! Moves bytes out of a stream in steps, and keeps from step to step what was read and could not yet be written.

use std::os::fd::BorrowedFd;

use nix::errno::Errno;

use super::{Conduit, Outcome, Path, Progress, Stop, bars_shortcut, buffers, pipes};
use crate::error::{Error, Result};
use crate::sys::{call_size, file, poll, socket};

/// Bytes per read where bytes are copied.
const BUFFER: usize = 64 * 1024;

/// After so many full buffers in a row the stream counts as fast, and is spliced.
const FULL_READS: u32 = 3;

/// After so many fills in a row of less than `SMALL` bytes it no longer does.
const SMALL_FILLS: u32 = 3;

/// Below this, in bytes, moving pages costs more than copying what is in them.
const SMALL: usize = 4096;

/// When to splice and when to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Splice, as long as the kernel does it.
    Splice,
    /// Splice what comes fast, and copy what comes in small pieces.
    Adapt,
    /// Copy: the kernel has refused.
    Copy,
}

/// Where the bytes go.
#[derive(Debug, Clone, Copy)]
pub enum Target<'fd> {
    /// A socket or pipe.
    Stream {
        /// Its descriptor.
        fd: BorrowedFd<'fd>,
        /// Whether it blocks.
        blocks: bool,
    },
    /// A place in a file.
    File {
        /// Its descriptor.
        fd: BorrowedFd<'fd>,
        /// Where the first byte that is delivered in this step goes.
        position: u64,
    },
}

/// The ends of one step. Blocking ones are polled before they are used: a thread that waits in the kernel for one end
/// would not see the other end close.
#[derive(Debug, Clone, Copy)]
pub struct Ends<'fd> {
    /// Where bytes come from: a socket or pipe.
    pub source: BorrowedFd<'fd>,
    /// Whether it blocks.
    pub source_blocks: bool,
    /// Where they go.
    pub target: Target<'fd>,
}

/// Bytes in transit, in a buffer or in a pipe, never in both.
#[derive(Debug)]
pub struct Flow {
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    conduit: Option<Conduit>,
    pace: Pace,
    splicing: bool,
    /// Full reads or small fills in a row.
    streak: u32,
    /// Whether the last splice found nothing.
    starved: bool,
    read: u64,
    refusal: Option<Errno>,
}

impl Flow {
    /// Returns one that delivers the prefix first.
    ///
    /// # Errors
    /// `ENOMEM` where there is no memory for the prefix.
    pub fn new(pace: Pace, prefix: &[u8]) -> Result<Self> {
        Ok(Self {
            buffer: buffers::copy_of(prefix)?,
            from: 0,
            to: prefix.len(),
            conduit: None,
            pace,
            splicing: pace == Pace::Splice,
            streak: 0,
            starved: false,
            read: 0,
            refusal: None,
        })
    }

    /// Bytes read, or of the prefix, and not yet delivered.
    pub fn held(&self) -> usize {
        self.to - self.from + self.conduit.as_ref().map_or(0, Conduit::filled)
    }

    /// Bytes taken from the source since the start; a prefix does not count.
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Moves bytes until `count` have been delivered or an end is not ready: `EAGAIN` is the target's if bytes are
    /// [held](Self::held) then, else the source's. Takes no more than `count`. Does not wait.
    pub fn step(&mut self, ends: &Ends, count: u64) -> Outcome {
        let mut progress = Progress::default();
        let stop = self.run(ends, count, &mut progress).unwrap_or_else(|error| Stop::Failed(error.errno));
        let path = if self.splicing { Path::Splice } else { Path::ReadWrite };
        if self.held() == 0 {
            self.rest();
        }
        Outcome { bytes: progress.bytes, stop, path, calls: progress.calls, fallback: self.refusal }
    }

    /// Copies out what is held; returns how many bytes, 0 if there are none.
    pub fn take(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if self.from < self.to {
            let length = buffer.len().min(self.to - self.from);
            buffer[..length].copy_from_slice(&self.buffer[self.from..self.from + length]);
            self.from += length;
            return Ok(length);
        }
        self.conduit.as_mut().map_or(Ok(0), |conduit| conduit.read(buffer))
    }

    fn run(&mut self, ends: &Ends, count: u64, progress: &mut Progress) -> Result<Stop> {
        loop {
            while self.held() > 0 && progress.bytes < count && !progress.is_full() {
                progress.bytes += self.hand_over(ends.target, count - progress.bytes, progress)? as u64;
            }
            if progress.bytes >= count || progress.is_long() {
                return Ok(Stop::Pause); // with something held only if that is more than may go, or goes in very small pieces
            }
            let taken = self.take_in(ends, count - progress.bytes, progress)?;
            if taken == 0 {
                return Ok(Stop::End);
            }
            self.read += taken as u64;
        }
    }

    /// Delivers what the pipe has, or as much of the buffer as is wanted.
    fn hand_over(&mut self, target: Target, most: u64, progress: &mut Progress) -> Result<usize> {
        if self.from == self.to {
            match self.empty(target, progress) {
                Err(error) if bars_shortcut(error.errno) => self.stop_splicing(error.errno)?,
                done => return done,
            }
        }
        let bytes = &self.buffer[self.from..self.to];
        let bytes = &bytes[..call_size(most).min(bytes.len())];
        let written = match target {
            Target::Stream { fd, blocks: true } => write_without_waiting(fd, bytes, progress)?,
            Target::Stream { fd, blocks: false } => counted(progress, || file::write(fd, bytes))?,
            Target::File { fd, position } => {
                let position = position + progress.bytes;
                counted(progress, || file::pwrite(fd, bytes, position))?
            }
        };
        self.from += written;
        Ok(written)
    }

    fn empty(&mut self, target: Target, progress: &mut Progress) -> Result<usize> {
        let room = match target {
            Target::Stream { fd, blocks: true } => room(fd, progress)?,
            _ => usize::MAX,
        };
        progress.calls += 1;
        let conduit = self.conduit.as_mut().expect("what is held is in the buffer or in the pipe");
        match target {
            Target::Stream { fd, .. } => conduit.empty(fd, room),
            Target::File { fd, position } => conduit.empty_into_file(fd, position + progress.bytes),
        }
    }

    /// Stops splicing: from here on bytes are copied, also those in the pipe. A file in append mode, for one, needs
    /// that.
    fn stop_splicing(&mut self, refusal: Errno) -> Result<()> {
        self.refusal = Some(refusal);
        self.pace = Pace::Copy;
        self.splicing = false;
        let Some(conduit) = self.conduit.as_mut() else { return Ok(()) };
        self.buffer = buffers::take(BUFFER.max(conduit.filled()))?;
        (self.from, self.to) = (0, 0);
        while conduit.filled() > 0 {
            self.to += conduit.read(&mut self.buffer[self.to..])?;
        }
        if let Some(emptied) = self.conduit.take() {
            pipes::put(emptied);
        }
        Ok(())
    }

    /// Takes bytes in. At the mark of TCP's urgent data `splice` returns 0 or `EAGAIN` for ever, while a read passes
    /// the mark. So where it returns `EAGAIN` twice in a row, or 0, a read decides.
    fn take_in(&mut self, ends: &Ends, count: u64, progress: &mut Progress) -> Result<usize> {
        if !self.splicing {
            return self.copy_in(ends, count, progress);
        }
        if ends.source_blocks {
            check_readable(ends.source, progress)?;
        }
        if self.conduit.is_none() {
            match pipes::take() {
                Ok(conduit) => self.conduit = Some(conduit),
                Err(refused) => {
                    self.stop_splicing(refused.errno)?;
                    return self.copy_in(ends, count, progress);
                }
            }
        }
        progress.calls += 1;
        match self.fill(ends.source, count) {
            Err(error) if bars_shortcut(error.errno) => {
                self.stop_splicing(error.errno)?;
                self.copy_in(ends, count, progress)
            }
            Err(error) if error.errno == Errno::EAGAIN && !std::mem::replace(&mut self.starved, true) => Err(error),
            none @ (Ok(0) | Err(Error { errno: Errno::EAGAIN, .. })) => {
                match counted(progress, || socket::peek(ends.source, &mut [0])) {
                    Ok(0) => Ok(0),
                    Ok(_) => self.copy_in(ends, count, progress),
                    Err(Error { errno: Errno::ENOTSOCK, .. }) => none,
                    Err(error) => Err(error), // a reset too, which is reported once
                }
            }
            done => {
                self.starved = false;
                done
            }
        }
    }

    fn fill(&mut self, source: BorrowedFd, count: u64) -> Result<usize> {
        let filled = self.conduit.as_mut().expect("taken before").fill(source, count)?;
        self.streak = if filled < SMALL { self.streak + 1 } else { 0 };
        if self.pace == Pace::Adapt && self.streak >= SMALL_FILLS {
            self.streak = 0;
            self.splicing = false;
        }
        Ok(filled)
    }

    fn copy_in(&mut self, ends: &Ends, count: u64, progress: &mut Progress) -> Result<usize> {
        if self.buffer.len() < BUFFER {
            self.buffer = buffers::take(BUFFER)?;
        }
        let most = usize::try_from(count).map_or(BUFFER, |count| count.min(BUFFER));
        let buffer = &mut self.buffer[..most];
        let length = if ends.source_blocks {
            read_without_waiting(ends.source, buffer, progress)?
        } else {
            counted(progress, || file::read(ends.source, buffer))?
        };
        (self.from, self.to) = (0, length);
        self.streak = if length == BUFFER { self.streak + 1 } else { 0 };
        if self.pace == Pace::Adapt && self.streak >= FULL_READS {
            self.streak = 0;
            self.splicing = true;
        }
        Ok(length)
    }

    /// Releases what an idle connection does not need: there may be thousands.
    fn rest(&mut self) {
        (self.from, self.to) = (0, 0);
        if !self.buffer.is_empty() {
            buffers::put(std::mem::take(&mut self.buffer));
        }
        if let Some(conduit) = self.conduit.take() {
            pipes::put(conduit);
        }
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        self.rest();
    }
}

fn counted<T>(progress: &mut Progress, call: impl FnOnce() -> Result<T>) -> Result<T> {
    progress.calls += 1;
    call()
}

/// Reads from a blocking stream without blocking. A socket has a flag for that; a pipe is polled first.
fn read_without_waiting(source: BorrowedFd, buffer: &mut [u8], progress: &mut Progress) -> Result<usize> {
    match counted(progress, || socket::receive(source, buffer)) {
        Err(Error { errno: Errno::ENOTSOCK, .. }) => {
            check_readable(source, progress)?;
            counted(progress, || file::read(source, buffer))
        }
        done => done,
    }
}

/// Writes to a blocking stream, as above.
fn write_without_waiting(target: BorrowedFd, bytes: &[u8], progress: &mut Progress) -> Result<usize> {
    match counted(progress, || socket::send(target, bytes)) {
        Err(Error { errno: Errno::ENOTSOCK, .. }) => {
            let room = room(target, progress)?;
            counted(progress, || file::write(target, &bytes[..bytes.len().min(room)]))
        }
        done => done,
    }
}

fn check_readable(source: BorrowedFd, progress: &mut Progress) -> Result<()> {
    let readable = counted(progress, || poll::is_readable(source))?;
    if readable { Ok(()) } else { Err(Error { call: "poll", errno: Errno::EAGAIN }) }
}

/// Returns how many bytes a blocking target takes without blocking: a socket is writable when a third of its buffer is
/// free, a pipe when a page is.
pub fn room(target: BorrowedFd, progress: &mut Progress) -> Result<usize> {
    progress.calls += 2;
    if !poll::is_writable(target)? {
        return Err(Error { call: "poll", errno: Errno::EAGAIN });
    }
    match socket::send_buffer(target) {
        Ok(size) => Ok((size / 4).max(1)),
        Err(_) => Ok(SMALL), // a pipe; or a sandbox forbids the call
    }
}
