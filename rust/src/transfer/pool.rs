//! Things that are dear to make and can be used again.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps a number of idle things, the one used last on top, where its memory is still in the caches.
pub struct Pool<T> {
    /// Never grows, so that no call allocates while it holds the lock.
    idle: Mutex<Vec<T>>,
}

impl<T> Pool<T> {
    /// A pool that keeps at most that many.
    pub fn new(most: usize) -> Self {
        Self { idle: Mutex::new(Vec::with_capacity(most)) }
    }

    /// One that lies idle, if any does.
    pub fn take(&self) -> Option<T> {
        self.idle().pop()
    }

    /// Keeps the thing for another call, or drops it where there are enough.
    pub fn put(&self, thing: T) {
        let mut idle = self.idle();
        if idle.len() < idle.capacity() {
            idle.push(thing);
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<T>> {
        // A push or pop that panicked has left a valid Vec.
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
