//! Keeps the pipes of this process: each costs four system calls to make, and an ordinary user gets 64 large ones.

use std::sync::{Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;

use super::Conduit;
use crate::error::{Error, Result};
use crate::sys::limit;
use crate::sys::pipe::Pipe;

/// The most pipes at once, in use and idle. Each takes two descriptors.
const MOST_OPEN: usize = 4096;

/// Pipes take at most this part of the process's descriptors: a server needs the others for its connections.
const MOST_DESCRIPTORS: usize = 4;

/// The most pipes that are kept idle.
const MOST_IDLE: usize = 64;

/// How many pipes there are and were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Pipes there are now.
    pub open: usize,
    /// Those of them that are idle.
    pub idle: usize,
    /// Pipes made since the start.
    pub made: u64,
    /// How often there was none to take.
    pub refused: u64,
}

struct Pipes {
    /// The one used last on top, where its memory is still in the caches.
    idle: Vec<Conduit>,
    /// So many have lain idle since the last `trim`.
    unneeded: usize,
    counts: Counts,
}

static PIPES: Mutex<Pipes> =
    Mutex::new(Pipes { idle: Vec::new(), unneeded: 0, counts: Counts { open: 0, idle: 0, made: 0, refused: 0 } });

fn pipes() -> MutexGuard<'static, Pipes> {
    PIPES.lock().unwrap_or_else(PoisonError::into_inner) // nothing in here leaves them half done
}

/// Takes an empty pipe.
///
/// # Errors
/// The kernel's, or `EMFILE` at our own bound; the caller then copies the bytes.
pub fn take() -> Result<Conduit> {
    let mut pipes = pipes();
    if let Some(idle) = pipes.idle.pop() {
        pipes.unneeded = pipes.unneeded.min(pipes.idle.len());
        return Ok(idle);
    }
    if pipes.counts.open >= MOST_OPEN.min(limit::descriptors() / MOST_DESCRIPTORS / 2) {
        pipes.counts.refused += 1;
        return Err(Error { call: "pipe2", errno: Errno::EMFILE });
    }
    pipes.counts.open += 1;
    drop(pipes); // the system calls need no lock
    let made = Pipe::new();
    let mut pipes = self::pipes();
    match made {
        Ok(pipe) => {
            pipes.counts.made += 1;
            Ok(Conduit::new(pipe))
        }
        Err(error) => {
            pipes.counts.open -= 1;
            pipes.counts.refused += 1;
            Err(error)
        }
    }
}

/// Returns a pipe for later use. One with bytes in it is closed: they must not reach another transfer.
pub fn put(conduit: Conduit) {
    let mut pipes = pipes();
    if conduit.filled() == 0 && pipes.idle.len() < MOST_IDLE {
        pipes.idle.push(conduit);
    } else {
        pipes.counts.open -= 1;
        drop(pipes);
        drop(conduit);
    }
}

/// Closes the pipes not needed since the last call, and returns how many are still idle.
pub fn trim() -> usize {
    let mut pipes = pipes();
    let unneeded = pipes.unneeded;
    let closed: Vec<Conduit> = pipes.idle.drain(..unneeded).collect();
    pipes.counts.open -= closed.len();
    pipes.unneeded = pipes.idle.len();
    let left = pipes.idle.len();
    drop(pipes);
    drop(closed);
    left
}

/// Closes all idle pipes, when the library is unloaded.
pub fn give_up() {
    while trim() > 0 {}
}

/// Returns the counts.
pub fn counts() -> Counts {
    let pipes = pipes();
    Counts { idle: pipes.idle.len(), ..pipes.counts }
}
