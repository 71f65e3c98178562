//! Streams into files and streams, and the pipes between.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd};
use std::thread;

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::socket::{self, MsgFlags};

use super::*;

const MIB: usize = 1 << 20;

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i % 251) as u8 ^ (i >> 16) as u8).collect()
}

fn tcp() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let one = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (one, listener.accept().unwrap().0)
}

fn sender(mut socket: TcpStream, bytes: Vec<u8>) -> thread::JoinHandle<()> {
    thread::spawn(move || socket.write_all(&bytes).unwrap())
}

fn into_file<'fd>(source: &'fd TcpStream, file: &'fd File, position: u64) -> Ends<'fd> {
    let target = Target::File { fd: file.as_fd(), position };
    Ends { source: source.as_fd(), source_blocks: true, target }
}

fn into_stream<'fd>(source: &'fd impl AsFd, target: &'fd TcpStream, blocking: bool) -> Ends<'fd> {
    let target = Target::Stream { fd: target.as_fd(), blocks: blocking };
    Ends { source: source.as_fd(), source_blocks: blocking, target }
}

fn written(mut file: &File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[test]
fn a_stream_goes_into_a_file_at_the_position_and_to_its_end() {
    let bytes = content(5 * MIB + 3);
    for pace in [Pace::Splice, Pace::Copy] {
        let (near, far) = tcp();
        let sent = sender(far, bytes.clone());
        let file = tempfile::tempfile().unwrap();
        let mut flow = Flow::new(pace, b"").unwrap();
        let mut delivered = 0;
        loop {
            let outcome = flow.step(&into_file(&near, &file, 7 + delivered), 2 * MIB as u64);
            delivered += outcome.bytes;
            match outcome.stop {
                Stop::Pause | Stop::Failed(nix::errno::Errno::EAGAIN) => assert_eq!(flow.held(), 0),
                Stop::End => break,
                other => panic!("{other:?}"),
            }
        }
        sent.join().unwrap();
        assert_eq!((delivered, flow.read()), (bytes.len() as u64, bytes.len() as u64));
        let written = written(&file);
        assert!(written[..7] == [0; 7] && written[7..] == bytes, "{pace:?}");
    }
}

#[test]
fn the_count_is_never_exceeded() {
    for pace in [Pace::Splice, Pace::Copy] {
        let (near, mut far) = tcp();
        far.write_all(b"0123456789").unwrap();
        let file = tempfile::tempfile().unwrap();
        let mut flow = Flow::new(pace, b"").unwrap();
        while flow.read() == 0 {
            flow.step(&into_file(&near, &file, 0), 4);
        }
        assert_eq!((flow.read(), flow.held()), (4, 0));
        let mut rest = [0; 6];
        (&near).read_exact(&mut rest).unwrap();
        assert_eq!(&rest, b"456789");
        assert_eq!(written(&file), b"0123");
    }
}

#[test]
fn a_file_in_append_mode_is_written_by_copying() {
    let (near, mut far) = tcp();
    far.write_all(b"appended").unwrap();
    drop(far);
    let path = tempfile::NamedTempFile::new().unwrap();
    let appending = OpenOptions::new().read(true).append(true).open(path.path()).unwrap();
    (&appending).write_all(b"old, ").unwrap();
    let mut flow = Flow::new(Pace::Splice, b"").unwrap();
    loop {
        let outcome = flow.step(&into_file(&near, &appending, 0), 100);
        if outcome.stop == Stop::End {
            assert_eq!((outcome.path, outcome.fallback), (Path::ReadWrite, Some(nix::errno::Errno::EINVAL)));
            break;
        }
    }
    assert_eq!(written(&appending), b"old, appended");
}

#[test]
fn pipes_with_bytes_in_them_are_not_used_again() {
    let (near, mut far) = tcp();
    far.write_all(b"left").unwrap();
    let mut conduit = pipes::take().unwrap();
    assert_eq!(conduit.fill(near.as_fd(), 100), Ok(4));
    pipes::put(conduit);
    let mut next = pipes::take().unwrap();
    assert_eq!(next.filled(), 0);
    assert_eq!(next.read(&mut [0; 10]), Ok(0));
}

#[test]
fn a_relay_delivers_its_prefix_and_every_byte_in_order() {
    let bytes = content(9 * MIB + 5);
    for blocking in [true, false] {
        let (near, far) = tcp();
        let (out, mut peer) = tcp();
        near.set_nonblocking(!blocking).unwrap();
        out.set_nonblocking(!blocking).unwrap();
        let sent = sender(far, bytes.clone());
        let reader = thread::spawn(move || {
            let mut arrived = Vec::new();
            peer.read_to_end(&mut arrived).map(|_| arrived)
        });
        let mut flow = Flow::new(Pace::Adapt, b"head").unwrap();
        let mut delivered = 0;
        loop {
            let outcome = flow.step(&into_stream(&near, &out, blocking), MIB as u64);
            delivered += outcome.bytes;
            match outcome.stop {
                Stop::End => break,
                Stop::Pause => {}
                Stop::Failed(nix::errno::Errno::EAGAIN) => thread::yield_now(),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((delivered, flow.read(), flow.held()), (bytes.len() as u64 + 4, bytes.len() as u64, 0));
        sent.join().unwrap();
        drop(out);
        let arrived = reader.join().unwrap().unwrap();
        assert!(arrived[..4] == *b"head" && arrived[4..] == bytes);
    }
}

#[test]
fn a_fast_stream_is_spliced() {
    let bytes = content(MIB / 2);
    let (source, filler) = nix::unistd::pipe2(OFlag::O_CLOEXEC | OFlag::O_NONBLOCK).unwrap();
    fcntl(&filler, FcntlArg::F_SETPIPE_SZ(MIB as i32)).unwrap();
    File::from(filler).write_all(&bytes).unwrap(); // all of it is there: what a sender in a thread has sent is a matter of luck
    let (out, mut peer) = tcp();
    let reader = thread::spawn(move || {
        let mut arrived = Vec::new();
        peer.read_to_end(&mut arrived).map(|_| arrived)
    });
    let mut flow = Flow::new(Pace::Adapt, b"").unwrap();
    let mut paths = Vec::new();
    loop {
        let outcome = flow.step(&into_stream(&source, &out, true), MIB as u64 / 16);
        match outcome.stop {
            Stop::End => break,
            Stop::Pause => paths.push(outcome.path),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(paths[0], Path::ReadWrite, "it cannot know yet");
    assert_eq!(paths.last(), Some(&Path::Splice), "{paths:?}");
    drop(out);
    assert!(reader.join().unwrap().unwrap() == bytes);
}

#[test]
fn a_step_delivers_no_more_of_a_large_prefix_than_it_may() {
    let bytes = content(3 * MIB);
    let (near, _far) = tcp();
    let (out, mut peer) = tcp();
    let reader = thread::spawn(move || {
        let mut arrived = Vec::new();
        peer.read_to_end(&mut arrived).map(|_| arrived)
    });
    let mut flow = Flow::new(Pace::Adapt, &bytes).unwrap();
    let mut delivered = 0;
    while flow.held() > 0 {
        let outcome = flow.step(&into_stream(&near, &out, true), 5000);
        assert!(outcome.bytes <= 5000, "{outcome:?}");
        delivered += outcome.bytes;
        assert_eq!(flow.held() as u64 + delivered, bytes.len() as u64);
    }
    assert_eq!(flow.read(), 0);
    drop(out);
    assert!(reader.join().unwrap().unwrap() == bytes);
}

#[test]
fn urgent_data_is_passed_over() {
    for (pace, blocking) in [(Pace::Splice, true), (Pace::Splice, false), (Pace::Copy, true)] {
        let (near, mut far) = tcp();
        let (out, mut peer) = tcp();
        near.set_nonblocking(!blocking).unwrap();
        out.set_nonblocking(!blocking).unwrap();
        far.write_all(b"before").unwrap();
        socket::send(far.as_raw_fd(), b"X", MsgFlags::MSG_OOB).unwrap();
        far.write_all(b" and after").unwrap();
        drop(far);
        let mut flow = Flow::new(pace, b"").unwrap();
        let ended = (0..1_000_000).any(|_| flow.step(&into_stream(&near, &out, blocking), 100).stop == Stop::End);
        assert!(ended, "{pace:?}, blocking: {blocking}");
        drop(out);
        let mut arrived = Vec::new();
        peer.read_to_end(&mut arrived).unwrap();
        assert_eq!(arrived, b"before and after", "{pace:?}, blocking: {blocking}");
    }
}

#[test]
fn what_the_target_does_not_take_can_be_taken_back() {
    let bytes = content(8 * MIB);
    for pace in [Pace::Splice, Pace::Copy] {
        let (near, mut far) = tcp();
        let (out, _peer) = tcp();
        out.set_nonblocking(true).unwrap();
        near.set_nonblocking(true).unwrap();
        far.set_nonblocking(true).unwrap();
        let mut flow = Flow::new(pace, b"").unwrap();
        let (mut sent, mut delivered) = (0, 0);
        while flow.held() == 0 {
            sent += far.write(&bytes[sent..]).unwrap_or(0); // 0: full for the moment
            delivered += flow.step(&into_stream(&near, &out, false), u64::MAX).bytes;
        }
        let held = flow.held();
        assert_eq!(flow.read(), delivered + held as u64);
        let mut kept = vec![0; held];
        let mut taken = 0;
        while taken < held {
            taken += flow.take(&mut kept[taken..]).unwrap();
        }
        let start = usize::try_from(delivered).unwrap();
        assert!(kept == bytes[start..start + held], "{pace:?}");
    }
}
