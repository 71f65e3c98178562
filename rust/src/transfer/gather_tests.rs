//! What was collected arrives in order, once, whatever holds it meanwhile.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use super::gather::{BATCH, PIPED};
use super::*;
use crate::error::Error;

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn delivered(mut gathering: Gathering) -> Vec<u8> {
    let (near, mut far) = UnixStream::pair().unwrap();
    near.set_nonblocking(true).unwrap();
    let mut all = Vec::new();
    while gathering.held() > 0 {
        let before = gathering.held();
        let sent = gathering.deliver(near.as_fd(), true).unwrap();
        assert_eq!(gathering.held(), before - sent);
        let mut arrived = vec![0; sent];
        far.read_exact(&mut arrived).unwrap();
        all.extend(arrived);
    }
    all
}

#[test]
fn memory_and_files_arrive_in_order() {
    let content: Vec<u8> = (0..100_000).map(|i| (i % 251) as u8).collect();
    let file = file_of(&content);
    for splice in [true, false] {
        let mut gathering = Gathering::new(splice);
        assert_eq!(gathering.add(b"head").unwrap(), 4);
        assert_eq!(gathering.add_from_file(file.as_fd(), 4095, 2).unwrap(), 2);
        assert_eq!(gathering.add_from_file(file.as_fd(), 99_990, 50).unwrap(), 10, "as far as the file reaches");
        assert_eq!(gathering.add_from_file(file.as_fd(), 100_000, 50).unwrap(), 0, "the end");
        assert_eq!(gathering.add(b"tail").unwrap(), 4);
        assert_eq!(gathering.held(), 20);
        let expected = [b"head", &content[4095..4097], &content[99_990..], b"tail"].concat();
        assert_eq!(delivered(gathering), expected);
    }
}

#[test]
fn a_full_one_says_so_and_holds_what_it_said() {
    let content: Vec<u8> = (0..2 * PIPED).map(|i| (i % 253) as u8).collect();
    let file = file_of(&content);
    for (splice, most) in [(true, PIPED), (false, BATCH)] {
        let mut gathering = Gathering::new(splice);
        let mut position = 1;
        let full = loop {
            match gathering.add_from_file(file.as_fd(), position as u64, 5000) {
                Ok(added) => position += added,
                Err(error) => break error.errno,
            }
        };
        assert_eq!(full, Errno::EAGAIN);
        assert_eq!(gathering.add(b"x").unwrap_err().errno, Errno::EAGAIN);
        assert_eq!(gathering.held(), position - 1);
        assert!(gathering.held() <= most);
        assert_eq!(delivered(gathering), content[1..position]);
    }
}

#[test]
fn a_file_that_cannot_be_spliced_is_copied_after_more_than_a_buffer_collects() {
    let content: Vec<u8> = (0..2 * BATCH).map(|i| (i % 253) as u8).collect();
    let (file, refusing) = (file_of(&content), File::open("/proc/self/status").unwrap());
    let mut gathering = Gathering::new(true);
    let held = gathering.add_from_file(file.as_fd(), 0, 2 * BATCH as u64).unwrap();
    assert_eq!(gathering.add_from_file(refusing.as_fd(), 0, 5).unwrap_err().errno, Errno::EAGAIN, "full, as a buffer");
    assert_eq!(gathering.held(), held);
    assert_eq!(delivered(gathering), content[..held]);
}

#[test]
fn a_file_that_cannot_be_spliced_is_copied_after_what_is_there() {
    let refusing = File::open("/proc/self/status").unwrap();
    let mut gathering = Gathering::new(true);
    gathering.add(b"before").unwrap();
    let added = gathering.add_from_file(refusing.as_fd(), 0, 5).unwrap();
    assert_eq!(added, 5);
    gathering.add(b"after").unwrap();
    assert_eq!(delivered(gathering), b"beforeName:after");
}

#[test]
fn a_pipe_of_one_page_is_enough() {
    let content: Vec<u8> = (0..50_000).map(|i| (i % 249) as u8).collect();
    let file = file_of(&content);
    let mut all = Vec::new();
    let mut gathering = Gathering::small().expect("a pipe");
    let (near, mut far) = UnixStream::pair().unwrap();
    let mut position = 10;
    while position < content.len() {
        match gathering.add_from_file(file.as_fd(), position as u64, (content.len() - position) as u64) {
            Ok(added) => position += added,
            Err(Error { errno: Errno::EAGAIN, .. }) => {
                let mut arrived = vec![0; gathering.deliver(near.as_fd(), true).unwrap()];
                far.read_exact(&mut arrived).unwrap();
                all.extend(arrived);
            }
            Err(other) => panic!("{other}"),
        }
    }
    while gathering.held() > 0 {
        let mut arrived = vec![0; gathering.deliver(near.as_fd(), true).unwrap()];
        far.read_exact(&mut arrived).unwrap();
        all.extend(arrived);
    }
    assert_eq!(all, content[10..]);
    gathering.add(b"left, so that the small pipe is not pooled").unwrap();
}

#[test]
fn a_blocking_target_is_not_waited_for_where_that_is_unwanted() {
    for splice in [true, false] {
        let (near, _far) = UnixStream::pair().unwrap();
        let errno = loop {
            let mut gathering = Gathering::new(splice);
            gathering.add(&[1; 50_000]).unwrap();
            let stopped = loop {
                match gathering.deliver(near.as_fd(), false) {
                    Ok(_) if gathering.held() == 0 => break None,
                    Ok(_) => {}
                    Err(error) => break Some(error.errno),
                }
            };
            if let Some(errno) = stopped {
                break errno;
            }
        };
        assert_eq!(errno, Errno::EAGAIN);
    }
}
