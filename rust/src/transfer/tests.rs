//! Each strategy between real descriptors. The whole contract is tested from Java, against the JDK.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::thread;

use super::*;

const EXPLICIT: [Strategy; 4] = [Strategy::ReadWrite, Strategy::MapWrite, Strategy::Sendfile, Strategy::Splice];
const MIB: usize = 1 << 20;

fn content(size: usize) -> Vec<u8> {
    // 251 is prime, so no page or pipe boundary repeats it.
    (0..size).map(|i| (i % 251) as u8 ^ (i >> 16) as u8).collect()
}

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn request<'fd>(file: BorrowedFd<'fd>, target: BorrowedFd<'fd>, position: usize, count: usize) -> Request<'fd> {
    Request { file, position: position as u64, count: count as u64, target, buffer_size: 8192 }
}

/// Calls until the count is reached or something else than a pause happens, as Java does.
fn all(strategy: Strategy, first: Request) -> (u64, Stop) {
    let mut moved = 0;
    loop {
        let next = Request { position: first.position + moved, count: first.count - moved, ..first };
        let outcome = transfer_to(strategy, &next);
        moved += outcome.bytes;
        assert!(outcome.to_word() >= 0);
        if outcome.stop != Stop::Pause || moved == first.count {
            return (moved, outcome.stop);
        }
    }
}

#[test]
fn every_strategy_carries_every_byte_to_a_socket() {
    let bytes = content(3 * MIB + 17);
    let file = file_of(&bytes);
    for strategy in EXPLICIT {
        let (target, mut source) = UnixStream::pair().unwrap();
        let reader = thread::spawn(move || {
            let mut arrived = Vec::new();
            source.read_to_end(&mut arrived).map(|_| arrived)
        });
        let moved = all(strategy, request(file.as_fd(), target.as_fd(), 5, bytes.len()));
        assert_eq!(moved, (bytes.len() as u64 - 5, Stop::End), "{strategy:?}");
        drop(target);
        assert!(reader.join().unwrap().unwrap() == bytes[5..], "{strategy:?}");
    }
}

#[test]
fn every_strategy_writes_a_file_at_its_offset() {
    let bytes = content(MIB + 1);
    let file = file_of(&bytes);
    for strategy in EXPLICIT {
        let mut target = file_of(b"old");
        target.seek(SeekFrom::Start(2)).unwrap();
        let moved = all(strategy, request(file.as_fd(), target.as_fd(), 0, bytes.len()));
        assert_eq!(moved, (bytes.len() as u64, Stop::Pause), "{strategy:?}");
        assert_eq!(target.stream_position().unwrap(), 2 + bytes.len() as u64);
        let mut written = Vec::new();
        target.rewind().unwrap();
        target.read_to_end(&mut written).unwrap();
        assert!(written[..2] == *b"ol" && written[2..] == bytes, "{strategy:?}");
    }
}

#[test]
fn a_full_target_stops_every_strategy_without_loss() {
    let bytes = content(4 * MIB);
    let file = file_of(&bytes);
    for strategy in EXPLICIT {
        let (target, mut source) = UnixStream::pair().unwrap();
        target.set_nonblocking(true).unwrap();
        let mut moved = 0;
        let mut arrived = Vec::new();
        let mut full = 0;
        while moved < bytes.len() {
            let outcome = transfer_to(strategy, &request(file.as_fd(), target.as_fd(), moved, bytes.len() - moved));
            moved += usize::try_from(outcome.bytes).unwrap();
            if outcome.stop == Stop::Failed(Errno::EAGAIN) {
                full += 1;
                let mut some = vec![0; 50_000];
                let n = source.read(&mut some).unwrap();
                arrived.extend_from_slice(&some[..n]);
            } else {
                assert_eq!(outcome.stop, Stop::Pause, "{strategy:?}");
            }
        }
        drop(target);
        source.read_to_end(&mut arrived).unwrap();
        assert!(full > 0 && arrived == bytes, "{strategy:?}");
    }
}

#[test]
fn a_short_write_counts_what_was_taken() {
    let bytes = content(3 * MIB);
    let file = file_of(&bytes);
    for strategy in EXPLICIT {
        let (target, mut source) = UnixStream::pair().unwrap();
        target.set_nonblocking(true).unwrap();
        let request = request(file.as_fd(), target.as_fd(), 0, bytes.len());
        let moved = transfer_to(strategy, &Request { buffer_size: MIB, ..request }).bytes;
        drop(target);
        let mut arrived = Vec::new();
        source.read_to_end(&mut arrived).unwrap();
        assert!(
            0 < moved && moved < MIB as u64,
            "the socket takes a part of what it is offered: {moved} by {strategy:?}"
        );
        assert!(arrived == bytes[..arrived.len()] && arrived.len() as u64 == moved, "{strategy:?}");
    }
}

#[test]
fn positions_at_and_past_the_end_move_nothing() {
    let file = file_of(&content(10));
    for strategy in EXPLICIT.into_iter().chain([Strategy::Auto]) {
        let (target, _source) = UnixStream::pair().unwrap();
        for position in [10, 11, i64::MAX.unsigned_abs() - 1] {
            let request = Request { position, ..request(file.as_fd(), target.as_fd(), 0, 100) };
            let outcome = transfer_to(strategy, &request);
            assert_eq!((outcome.bytes, outcome.stop), (0, Stop::End), "{strategy:?} at {position}");
        }
    }
}

#[test]
fn auto_falls_back_where_the_target_appends_and_says_why() {
    let file = file_of(b"new");
    let path = tempfile::NamedTempFile::new().unwrap();
    let target = File::options().append(true).open(path.path()).unwrap();
    let outcome = transfer_to(Strategy::Auto, &request(file.as_fd(), target.as_fd(), 0, 3));
    assert_eq!((outcome.bytes, outcome.path, outcome.fallback), (3, Path::ReadWrite, Some(Errno::EINVAL)));
    assert_eq!(std::fs::read(path.path()).unwrap(), b"new");
    for refuses in [Strategy::Sendfile, Strategy::Splice] {
        let outcome = transfer_to(refuses, &request(file.as_fd(), target.as_fd(), 0, 3));
        assert_eq!((outcome.bytes, outcome.stop), (0, Stop::Refused(Errno::EINVAL)), "{refuses:?}");
    }
}

#[test]
fn a_file_of_proc_has_content_although_its_size_is_0() {
    let file = File::open("/proc/self/status").unwrap();
    let (target, mut source) = UnixStream::pair().unwrap();
    let (moved, stop) = all(Strategy::Auto, request(file.as_fd(), target.as_fd(), 0, MIB));
    assert_eq!(stop, Stop::End);
    drop(target);
    let mut arrived = String::new();
    source.read_to_string(&mut arrived).unwrap();
    assert!(arrived.starts_with("Name:") && arrived.len() as u64 == moved, "{arrived}");
    let (target, _source) = UnixStream::pair().unwrap();
    let mapped = transfer_to(Strategy::MapWrite, &request(file.as_fd(), target.as_fd(), 0, MIB));
    assert_eq!(mapped.stop, Stop::Refused(Errno::ENODEV));
}

#[test]
fn a_pipe_with_bytes_left_is_not_used_again() {
    let bytes = content(MIB);
    let file = file_of(&bytes);
    let (full, _reader) = UnixStream::pair().unwrap();
    full.set_nonblocking(true).unwrap();
    let left = transfer_to(Strategy::Splice, &request(file.as_fd(), full.as_fd(), 0, MIB));
    assert_eq!(left.stop, Stop::Failed(Errno::EAGAIN), "the socket takes less than 1 MiB, so the pipe keeps the rest");
    let mut target = tempfile::tempfile().unwrap();
    assert_eq!(all(Strategy::Splice, request(file.as_fd(), target.as_fd(), 100, 1000)), (1000, Stop::Pause));
    let mut written = Vec::new();
    target.rewind().unwrap();
    target.read_to_end(&mut written).unwrap();
    assert!(written == bytes[100..1100]);
}

#[test]
fn a_buffer_that_cannot_be_had_is_an_error() {
    let refused = buffers::take(usize::MAX).unwrap_err();
    assert_eq!(refused.errno, nix::errno::Errno::ENOMEM);
    assert_eq!(buffers::copy_of(b"all").as_deref(), Ok(&b"all"[..]));
}

#[test]
fn the_word_keeps_every_part() {
    let outcome = Outcome {
        bytes: 0xffff_fffe,
        stop: Stop::Failed(Errno::EINTR),
        path: Path::Splice,
        calls: 4095,
        fallback: Some(Errno::EINVAL),
    };
    assert_eq!(outcome.to_word(), 0xffff_fffe | 4 << 32 | 22 << 40 | 4 << 48 | 4095 << 51);
}

#[test]
fn a_pipe_without_a_reader_is_told_only_where_there_are_bytes() {
    let file = file_of(&content(10));
    for strategy in EXPLICIT {
        let (reader, writer) = nix::unistd::pipe().unwrap();
        drop(reader);
        let stop = |position| transfer_to(strategy, &request(file.as_fd(), writer.as_fd(), position, 10)).stop;
        assert_eq!([stop(9), stop(10), stop(11)], [Stop::Failed(Errno::EPIPE), Stop::End, Stop::End], "{strategy:?}");
    }
}
