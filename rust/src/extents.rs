//! Finds where a file has data, without any visible side effect.

use std::os::fd::{AsFd, BorrowedFd};

use nix::errno::Errno;
use nix::fcntl::OFlag;

use crate::error::{Error, Result};
use crate::sys::{description, extent, file};

/// Writes the start and end of each range of data from `position` to `end` into `ranges`, as many as fit, and returns
/// how many. If there is room left, the rest is a hole.
///
/// The kernel reports it by moving an offset. Unless the description is our `own`, a new one is used, which is opened
/// and closed [`description::apart`], so that the process keeps its locks on the file. A file that has
/// all its blocks is not asked.
///
/// # Errors
/// The kernel's, where it cannot be asked or does not know; `EINVAL` if the file is not a regular one.
pub fn data(file: BorrowedFd, own: bool, position: u64, end: u64, ranges: &mut [i64]) -> Result<usize> {
    let blocks = file::blocks(file)?.ok_or(Error { call: "lseek", errno: Errno::EINVAL })?;
    if blocks >= file::size(file)? {
        ranges[..2].copy_from_slice(&[position.cast_signed(), end.cast_signed()]);
        return Ok(1);
    }
    if own {
        return list(file, position, end, ranges);
    }
    description::apart(|| list(description::reopen(file, OFlag::O_RDONLY)?.as_fd(), position, end, ranges))
}

fn list(file: BorrowedFd, position: u64, end: u64, ranges: &mut [i64]) -> Result<usize> {
    let mut found = 0;
    let mut at = position;
    for range in ranges.chunks_exact_mut(2) {
        let data = match extent::seek_data(file, at) {
            Ok(data) if data < end => data,
            Ok(_) | Err(Error { errno: Errno::ENXIO, .. }) => break,
            Err(other) => return Err(other),
        };
        at = match extent::seek_hole(file, data) {
            Ok(hole) => hole.min(end),
            Err(Error { errno: Errno::ENXIO, .. }) => break, // it has become shorter meanwhile
            Err(other) => return Err(other),
        };
        range.copy_from_slice(&[data.cast_signed(), at.cast_signed()]);
        found += 1;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Read, Seek, SeekFrom, Write};
    use std::os::fd::AsRawFd;
    use std::process::Command;

    use super::*;

    const BLOCK: usize = 64 << 10;

    /// Data in every other block, then a hole.
    fn sparse(blocks: usize) -> File {
        let mut file = tempfile::tempfile().unwrap();
        for block in (0..blocks).step_by(2) {
            file.seek(SeekFrom::Start((block * BLOCK) as u64)).unwrap();
            file.write_all(&[7; BLOCK]).unwrap();
        }
        file.set_len(((blocks + 1) * BLOCK) as u64).unwrap();
        file
    }

    #[test]
    fn ranges_of_data() {
        let file = sparse(6);
        for own in [false, true] {
            let mut ranges = [0; 16];
            let end = file.metadata().unwrap().len();
            assert_eq!(data(file.as_fd(), own, 0, end, &mut ranges), Ok(3));
            let expected: Vec<i64> = (0..6).map(|at| (at * BLOCK) as i64).collect();
            assert_eq!(ranges[..6], expected);
            assert_eq!(data(file.as_fd(), own, 10, BLOCK as u64 * 2 + 1, &mut ranges), Ok(2));
            assert_eq!(ranges[..4], [10, BLOCK as i64, BLOCK as i64 * 2, BLOCK as i64 * 2 + 1]);
            assert_eq!(data(file.as_fd(), own, 0, end, &mut ranges[..2]), Ok(1), "no room for more");
            assert_eq!(data(file.as_fd(), own, 5 * BLOCK as u64, end, &mut ranges), Ok(0), "a hole");
        }
    }

    /// Others who share the description read on undisturbed.
    #[test]
    fn the_offset_stays() {
        let mut file = sparse(6);
        file.seek(SeekFrom::Start(5)).unwrap();
        let mut shared = file.try_clone().unwrap();
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                let mut ranges = [0; 16];
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    data(file.as_fd(), false, 0, 7 * BLOCK as u64, &mut ranges).unwrap();
                }
            });
            for _ in 0..20_000 {
                let before = shared.stream_position().unwrap();
                assert_eq!(before, 5);
            }
            shared.read_exact(&mut [0; 3]).unwrap();
            assert_eq!(shared.stream_position().unwrap(), 8);
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            asking.join().unwrap();
        });
    }

    /// Closing another descriptor of the file would drop them.
    #[test]
    #[cfg_attr(miri, ignore = "starts a program")]
    fn locks_of_the_process_stay() {
        let file = sparse(6);
        let held = || {
            let locks = std::fs::read_to_string("/proc/locks").unwrap();
            let inode = format!(":{} ", file::number(file.as_fd()).unwrap());
            locks.lines().filter(|line| line.contains("POSIX") && line.contains(&inode)).count()
        };
        let lock = libc::flock { l_type: libc::F_WRLCK as i16, l_whence: 0, l_start: 0, l_len: 0, l_pid: 0 };
        nix::fcntl::fcntl(&file, nix::fcntl::FcntlArg::F_SETLK(&lock)).unwrap();
        assert_eq!(held(), 1);
        data(file.as_fd(), false, 0, 7 * BLOCK as u64, &mut [0; 16]).unwrap();
        assert_eq!(held(), 1);
        let path = format!("/proc/self/fd/{}", file.as_raw_fd());
        drop(File::open(path).unwrap());
        assert_eq!(held(), 0, "this is what there is to be afraid of");
        assert!(Command::new("true").status().unwrap().success(), "descriptors of the process are as they were");
    }

    #[test]
    fn what_is_no_regular_file_is_not_asked() {
        let device = File::open("/dev/null").unwrap();
        assert_eq!(data(device.as_fd(), false, 0, 1, &mut [0; 2]).unwrap_err().errno, Errno::EINVAL);
    }
}
