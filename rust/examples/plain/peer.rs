//! The other ends of what is measured, in a process of their own, and cheap: they must not be what limits.
//!
//! The *source* reads eight bytes, a big-endian count, and answers with that many bytes: those of a file, again and again,
//! by `sendfile(2)`. A *sink* reads to the end and answers with the count and the CRC-32C, both big-endian, of eight bytes.
//! Only the checking one looks at the bytes; the other lets the kernel throw them away (`MSG_TRUNC`) and says 0.

use std::fs::File;
use std::io::{ErrorKind, Read, Write, stdin};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd};
use std::sync::Arc;
use std::thread;

use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, recv};
use penstock::sys::sendfile::sendfile;

use crate::Result;

const BUFFER: usize = 1 << 20;

/// Serves until standard input ends.
pub fn serve(file: &str) -> Result<()> {
    let file = Arc::new(File::open(file)?);
    let size = file.metadata()?.len();
    if size == 0 {
        return Err("the source's file is empty".into());
    }
    let source = listen(move |connection| feed(connection, &file, size))?;
    let sink = listen(count)?;
    let checking = listen(check)?;
    println!("{source} {sink} {checking}");
    stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}

/// Serves every connection to a new port in a thread.
fn listen(serve: impl Fn(TcpStream) -> Result<()> + Clone + Send + 'static) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
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

fn feed(mut connection: TcpStream, file: &File, size: u64) -> Result<()> {
    let mut request = [0; 8];
    connection.read_exact(&mut request)?;
    let count = u64::from_be_bytes(request);
    let mut sent = 0;
    while sent < count {
        let position = sent % size;
        match sendfile(connection.as_fd(), file.as_fd(), position, (count - sent).min(size - position)) {
            Ok(0) => return Err("the source's file has become shorter".into()),
            Ok(moved) => sent += moved as u64,
            Err(error) if matches!(error.errno, Errno::EPIPE | Errno::ECONNRESET) => return Ok(()), // it has had enough
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn count(connection: TcpStream) -> Result<()> {
    let mut buffer = vec![0; BUFFER];
    let mut total = 0;
    loop {
        match recv(connection.as_raw_fd(), &mut buffer, MsgFlags::MSG_TRUNC) {
            Ok(0) => return answer(connection, total, 0),
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
            Ok(0) => return answer(connection, total, crc),
            Ok(length) => {
                total += length as u64;
                crc = crc32c::crc32c_append(crc, &buffer[..length]);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn answer(mut connection: TcpStream, total: u64, crc: u32) -> Result<()> {
    connection.write_all(&total.to_be_bytes())?;
    Ok(connection.write_all(&u64::from(crc).to_be_bytes())?)
}
