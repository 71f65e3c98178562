//! From file to file, and out of the page cache.

use std::fs::{File, OpenOptions};
use std::os::fd::AsFd;

use nix::errno::Errno;
use nix::fcntl::{PosixFadviseAdvice, posix_fadvise};
use penstock::sys::copy::copy_file_range;
use penstock::sys::extent::{clone_range, seek_data, seek_hole, set_size};

use crate::Result;
use crate::meter::{Cost, Meter};

/// Copies all of `source` into the empty file `target`, in the way that `how` names.
pub fn copy(how: &str, source: &str, target: &str) -> Result<Cost> {
    let source = File::open(source)?;
    let target = OpenOptions::new().write(true).open(target)?;
    let size = source.metadata()?.len();
    let mut meter = Meter::start()?;
    match how {
        "whole" => range(&source, 0, size, &target, &mut meter)?,
        "data" => data(&source, size, &target, &mut meter)?,
        "clone" => {
            meter.calls += 1;
            clone_range(source.as_fd(), 0, size, target.as_fd(), 0)?;
        }
        _ => return Err(format!("no such way to copy: {how}").into()),
    }
    meter.stop(size)
}

/// What is not a hole.
fn data(source: &File, size: u64, target: &File, meter: &mut Meter) -> Result<()> {
    meter.calls += 1;
    set_size(target.as_fd(), size)?;
    let mut position = 0;
    while position < size {
        meter.calls += 2;
        let start = match seek_data(source.as_fd(), position) {
            Ok(start) => start,
            Err(error) if error.errno == Errno::ENXIO => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        position = seek_hole(source.as_fd(), start)?;
        range(source, start, position, target, meter)?;
    }
    Ok(())
}

fn range(source: &File, from: u64, to: u64, target: &File, meter: &mut Meter) -> Result<()> {
    let mut position = from;
    while position < to {
        meter.calls += 1;
        let copied = copy_file_range(source.as_fd(), Some(position), target.as_fd(), position, to - position)?;
        if copied == 0 {
            return Err("the source has become shorter".into());
        }
        position += copied as u64;
    }
    Ok(())
}

/// Drops the file's pages from the page cache, once they are on the disk.
pub fn forget(file: &str) -> Result<()> {
    let file = File::open(file)?;
    file.sync_all()?;
    Ok(posix_fadvise(&file, 0, 0, PosixFadviseAdvice::POSIX_FADV_DONTNEED)?)
}
