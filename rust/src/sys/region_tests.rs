//! Mappings between real files and the kernel's own view of them. What Java makes of them is tested from there.
#![allow(unsafe_code)]

use std::fs::{File, read_to_string};
use std::io::Write;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::errno::Errno;

use super::memory::Memory;
use super::pipe::Pipe;
use super::region::{Access, EmptyFile, Region, page_size};
use crate::error::Result;

/// A part of a region, or one whose numbers went to Java.
pub fn region(start: usize, length: usize) -> Region {
    // SAFETY: tests name ranges that they have mapped, and use them alone.
    unsafe { Region::new(start as u64, length as u64) }
}

/// What `length` bytes of memory hold, as far as the kernel can read them.
pub fn bytes(start: usize, length: usize) -> Result<Vec<u8>> {
    let pipe = Pipe::new()?;
    let mut bytes = vec![0_u8; length.min(pipe.capacity())];
    // SAFETY: the kernel may fail to read it.
    let written = unsafe { Memory::new(start as u64, bytes.len()) }.write(pipe.writer())?;
    bytes.truncate(written);
    assert_eq!(pipe.read(&mut bytes)?, written);
    Ok(bytes)
}

/// Writes a byte as Java would, or fails where Java would meet a fault.
pub fn put(start: usize, byte: u8) -> Result<()> {
    let pipe = Pipe::new()?;
    pipe.write(&[byte])?;
    // SAFETY: tests write to what they have mapped for that, and the kernel may fail to.
    unsafe { Memory::new(start as u64, 1) }.read(pipe.reader()).map(drop)
}

/// The lines of `/proc/self/maps` that have a byte of the range.
pub fn lines(start: usize, length: usize) -> Vec<String> {
    let overlaps = |line: &&str| {
        let (range, _) = line.split_once(' ').unwrap();
        let (from, to) = range.split_once('-').unwrap();
        let number = |digits| usize::from_str_radix(digits, 16).unwrap();
        number(from) < start + length && start < number(to)
    };
    read_to_string("/proc/self/maps").unwrap().lines().filter(overlaps).map(str::to_owned).collect()
}

/// Whether any of the range is a mapping of the file. Other tests map what is theirs wherever there is room.
pub fn maps(file: &File, start: usize, length: usize) -> bool {
    let inode = format!(" {} ", file.metadata().unwrap().ino());
    lines(start, length).iter().any(|line| line.contains(&inode))
}

/// A file of so many pages, each filled with its number from 1 on.
pub fn pages(count: u8) -> File {
    let mut file = tempfile::tempfile().unwrap();
    for page in 1..=count {
        file.write_all(&vec![page; page_size()]).unwrap();
    }
    file
}

const FAULT: Errno = Errno::EFAULT;

#[test]
fn a_mapping_shows_the_file_and_gives_it_back() {
    let (file, page) = (pages(3), page_size());
    let region = Region::map(file.as_fd(), Access::Read, page as u64, 2 * page).unwrap();
    assert_eq!(bytes(region.start(), 2 * page).unwrap(), [vec![2; page], vec![3; page]].concat());
    assert_eq!(put(region.start(), 9).unwrap_err().errno, FAULT, "read only");
    assert!(maps(&file, region.start(), page));
    region.unmap().unwrap();
    assert!(!maps(&file, region.start(), 2 * page));
}

#[test]
fn writes_reach_the_file_and_copies_do_not() {
    let (file, page) = (pages(1), page_size());
    let copy = Region::map(file.as_fd(), Access::Copy, 0, page).unwrap();
    let write = Region::map(file.as_fd(), Access::Write, 0, page).unwrap();
    put(copy.start(), 7).unwrap();
    assert_eq!((bytes(copy.start(), 1).unwrap(), bytes(write.start(), 1).unwrap()), (vec![7], vec![1]));
    put(write.start() + 1, 8).unwrap();
    write.sync().unwrap();
    let mut there = [0; 3];
    super::file::pread(file.as_fd(), &mut there, 0).unwrap();
    assert_eq!(there, [1, 8, 1]);
    copy.unmap().unwrap();
    write.unmap().unwrap();
}

#[test]
fn a_reservation_is_aligned_and_nobody_can_look_into_it() {
    let page = page_size();
    for alignment in [page, 2 << 20] {
        let all = Region::reserve(5 * page, alignment).unwrap();
        assert_eq!(all.start() % alignment, 0);
        assert_eq!(lines(all.start(), 5 * page).len(), 1);
        assert_eq!(bytes(all.start(), 1).unwrap_err().errno, FAULT);
        let file = pages(1);
        all.part(page, page).put(file.as_fd(), Access::Read, 0).unwrap();
        assert_eq!(bytes(all.start() + page, page).unwrap(), vec![1; page]);
        all.unmap().unwrap();
        assert!(!maps(&file, all.start(), 5 * page));
    }
}

#[test]
fn what_is_covered_is_the_end_of_a_file_and_neighbours_are_one() {
    let (file, page) = (pages(2), page_size());
    let sealed = EmptyFile::in_memory(libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING).unwrap();
    sealed.seal().unwrap();
    let unlinked = |directory: &str| EmptyFile::unlinked(Path::new(directory)).unwrap();
    for empty in [sealed, unlinked("/dev/shm"), unlinked("/tmp")] {
        let region = Region::map(file.as_fd(), Access::Read, 0, 2 * page).unwrap();
        for part in [region.part(page, page), region.part(0, page)] {
            empty.cover(&part).unwrap();
            assert_eq!(bytes(part.start(), 1).unwrap_err().errno, FAULT);
            assert_eq!(put(part.start(), 1).unwrap_err().errno, FAULT);
        }
        let lines = lines(region.start(), 2 * page);
        assert!(
            matches!(lines.as_slice(), [one] if one.contains("rw-s") && one.contains("penstock-closed")),
            "{lines:?}"
        );
        region.unmap().unwrap();
    }
}

#[test]
fn what_becomes_zeros_is_nobodys_file() {
    let (file, page) = (pages(1), page_size());
    let region = Region::map(file.as_fd(), Access::Write, 0, page).unwrap();
    region.put_zeros().unwrap();
    assert_eq!(bytes(region.start(), page).unwrap(), vec![0; page]);
    put(region.start(), 5).unwrap();
    let mut there = [0];
    super::file::pread(file.as_fd(), &mut there, 0).unwrap();
    assert_eq!(there, [1]);
    region.unmap().unwrap();
}

#[test]
fn touching_reads_in_and_meets_the_end_of_a_shorter_file() {
    let (file, page) = (pages(200), page_size());
    file.set_len(1200 * page as u64).unwrap();
    let region = Region::map(file.as_fd(), Access::Read, 0, 1200 * page).unwrap();
    region.touch().unwrap();
    assert_eq!(region.resident_bytes().unwrap(), 1200 * page);
    file.set_len(600 * page as u64).unwrap();
    assert_eq!(region.touch().unwrap_err().errno, FAULT);
    region.part(0, 600 * page).touch().unwrap();
    region.unmap().unwrap();
}

#[test]
fn locks_keep_pages_in_memory() {
    let (file, page) = (pages(4), page_size());
    let region = Region::map(file.as_fd(), Access::Read, 0, 4 * page).unwrap();
    region.lock().unwrap();
    assert_eq!(region.resident_bytes().unwrap(), 4 * page);
    region.unlock().unwrap();
    region.unmap().unwrap();
}

#[test]
fn an_empty_range_can_be_put_and_unmapped() {
    let nothing = region(0, 0);
    nothing.put(pages(0).as_fd(), Access::Read, 0).unwrap();
    nothing.unmap().unwrap();
}

#[test]
#[should_panic(expected = "outside of")]
fn a_part_lies_within() {
    let page = page_size();
    region(page, 2 * page).part(page, page + 1);
}
