//! The peers of what is measured, in a process of their own, and cheap: they must not be the bottleneck.
//!
//! The *source* reads eight bytes, a big-endian count, and sends that many bytes: those of a file, again and again, by
//! `sendfile(2)`. The *server* does so until no more requests come. A *sink* reads to the end and sends the count and
//! the CRC-32C, both big-endian, of eight bytes. Only the checking one and the slow one look at the bytes; the other
//! lets the kernel discard them (`MSG_TRUNC`) and sends 0.

use std::fs::File;
use std::io::{ErrorKind, Read, Write, stdin};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd};
use std::sync::{Arc, mpsc};
use std::thread;

use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, recv, setsockopt, sockopt};
use penstock::sys::sendfile::sendfile;

use crate::{Result, slow};

const BUFFER: usize = 1 << 20;

/// How many bytes wait for a slow reader, about.
const SLOW_BUFFER: usize = 16 << 10;

/// Serves until standard input ends.
pub fn serve(file: &str) -> Result<()> {
    let file = Arc::new(File::open(file)?);
    let size = file.metadata()?.len();
    if size == 0 {
        return Err("the source's file is empty".into());
    }
    let asked = Arc::clone(&file);
    let source = listen(0, move |mut connection| feed(&mut connection, &asked, size).map(|_| ()))?;
    let server = listen(0, move |mut connection| {
        while feed(&mut connection, &file, size)? {}
        Ok(())
    })?;
    let sink = listen(0, count)?;
    let checking = listen(0, check)?;
    let (arrivals, arrived) = mpsc::channel();
    thread::spawn(move || slow::sip(&arrived));
    let slow = listen(SLOW_BUFFER, move |connection| Ok(arrivals.send(connection)?))?;
    println!("{source} {sink} {checking} {server} {slow}");
    stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Serves every connection to a new port in a thread. The size is that of the receive buffer; 0 leaves the system's.
fn listen(buffer: usize, serve: impl Fn(TcpStream) -> Result<()> + Clone + Send + 'static) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    if buffer > 0 {
        setsockopt(&listener, sockopt::RcvBuf, &buffer)?;
    }
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let serve = serve.clone();
            thread::spawn(move || {
                if let Err(error) = connection.map_err(Into::into).and_then(serve) {
                    eprintln!("peer: {error}");
                }
            });
        }
    });
    Ok(port)
}

/// Serves one request; returns false if there is none, or the peer did not want the bytes.
fn feed(connection: &mut TcpStream, file: &File, size: u64) -> Result<bool> {
    let mut request = [0; 8];
    match connection.read_exact(&mut request) {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(false),
        read => read?,
    }
    let count = u64::from_be_bytes(request);
    let mut sent = 0;
    while sent < count {
        let position = sent % size;
        match sendfile(connection.as_fd(), file.as_fd(), position, (count - sent).min(size - position)) {
            Ok(0) => return Err("the source's file has become shorter".into()),
            Ok(moved) => sent += moved as u64,
            Err(error) if matches!(error.errno, Errno::EPIPE | Errno::ECONNRESET) => return Ok(false), // it has had enough
            Err(error) => return Err(error.into()),
        }
    }
    Ok(true)
}

fn count(connection: TcpStream) -> Result<()> {
    let mut buffer = vec![0; BUFFER];
    let mut total = 0;
    loop {
        match recv(connection.as_raw_fd(), &mut buffer, MsgFlags::MSG_TRUNC) {
            Ok(0) => return answer(&connection, total, 0),
            Ok(thrown_away) => total += thrown_away as u64,
            Err(Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn check(mut connection: TcpStream) -> Result<()> {
    let mut buffer = vec![0; BUFFER];
    let (mut total, mut crc) = (0, 0);
    loop {
        match connection.read(&mut buffer) {
            Ok(0) => return answer(&connection, total, crc),
            Ok(length) => {
                total += length as u64;
                crc = crc32c::crc32c_append(crc, &buffer[..length]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Sends what a sink got.
pub fn answer(mut connection: &TcpStream, total: u64, crc: u32) -> Result<()> {
    connection.write_all(&total.to_be_bytes())?;
    Ok(connection.write_all(&u64::from(crc).to_be_bytes())?)
}
