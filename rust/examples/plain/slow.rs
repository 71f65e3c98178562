//! A sink for thousands of connections that takes little from each of them, and seldom.

use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::sync::mpsc::Receiver;
use std::thread;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, recv};

use crate::Result;
use crate::peer::answer;

/// Bytes taken from a connection in one round at most.
const SIP: usize = 16 << 10;

/// Between two rounds.
const PAUSE: Duration = Duration::from_millis(250);

struct Reader {
    connection: TcpStream,
    total: u64,
    crc: u32,
}

/// Reads from all connections that arrive, in rounds, until no more can.
pub fn sip(arrivals: &Receiver<TcpStream>) {
    let mut readers: Vec<Reader> = Vec::new();
    let mut buffer = vec![0; SIP];
    loop {
        if readers.is_empty() {
            let Ok(first) = arrivals.recv() else { return };
            readers.push(Reader::of(first));
        }
        readers.extend(arrivals.try_iter().map(Reader::of));
        readers.retain_mut(|reader| match reader.sip(&mut buffer) {
            Ok(goes_on) => goes_on,
            Err(error) => {
                eprintln!("peer: {error}");
                false
            }
        });
        thread::sleep(PAUSE);
    }
}

impl Reader {
    fn of(connection: TcpStream) -> Self {
        Self { connection, total: 0, crc: 0 }
    }

    /// Takes what has arrived, and sends at the end what it got. Returns whether there may be more.
    fn sip(&mut self, buffer: &mut [u8]) -> Result<bool> {
        match recv(self.connection.as_raw_fd(), buffer, MsgFlags::MSG_DONTWAIT) {
            Ok(0) => answer(&self.connection, self.total, self.crc).map(|()| false),
            Ok(length) => {
                self.total += length as u64;
                self.crc = crc32c::crc32c_append(self.crc, &buffer[..length]);
                Ok(true)
            }
            Err(Errno::EAGAIN | Errno::EINTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }
}
