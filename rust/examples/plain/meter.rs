//! What a command cost.

use std::fmt;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::Result;

/// Started before the first system call; `calls` is for the command to count.
pub struct Meter {
    start: Instant,
    cpu: Duration,
    /// System calls that moved, or tried to move, the data.
    pub calls: u64,
}

/// A result: time, CPU time, system calls and bytes.
pub struct Cost {
    time: Duration,
    cpu: Duration,
    calls: u64,
    bytes: u64,
}

impl Meter {
    pub fn start() -> Result<Self> {
        Ok(Self { cpu: cpu()?, start: Instant::now(), calls: 0 })
    }

    pub fn stop(self, bytes: u64) -> Result<Cost> {
        Ok(Cost { time: self.start.elapsed(), cpu: cpu()?.saturating_sub(self.cpu), calls: self.calls, bytes })
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{} {} {} {}", self.time.as_nanos(), self.cpu.as_nanos(), self.calls, self.bytes)
    }
}

/// User and system time of all threads.
fn cpu() -> Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

fn duration(time: TimeVal) -> Duration {
    Duration::from_secs(time.tv_sec().unsigned_abs()) + Duration::from_micros(time.tv_usec().unsigned_abs())
}
