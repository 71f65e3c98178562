//! To and from sockets.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::os::fd::AsFd;

use nix::errno::Errno;
use penstock::sys::pipe::Pipe;
use penstock::sys::sendfile::sendfile;
use penstock::sys::splice::{file_to_pipe, pipe_to, pipe_to_file, stream_to_pipe};

use crate::Result;
use crate::meter::{Cost, Meter};

/// From a peer's source into a file, by `splice(2)` through a pipe.
pub fn receive(port: u16, count: u64, file: &str) -> Result<Cost> {
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(file)?;
    let pipe = Pipe::new()?;
    let mut meter = Meter::start()?;
    let source = request(port, count)?;
    let mut written = 0;
    while written < count {
        let mut filled = fill(&pipe, &source, count - written, &mut meter)?;
        while filled > 0 {
            meter.calls += 1;
            let moved = pipe_to_file(pipe.reader(), file.as_fd(), written, filled)?;
            written += moved as u64;
            filled -= moved;
        }
    }
    meter.stop(written)
}

/// From a peer's source to a peer's sink, by `splice(2)` through a pipe; also returns the CRC-32C that the sink sends.
pub fn relay(port: u16, count: u64, sink: u16) -> Result<(Cost, u64)> {
    let pipe = Pipe::new()?;
    let mut meter = Meter::start()?;
    let source = request(port, count)?;
    let target = connect(sink)?;
    let mut left = count;
    while left > 0 {
        let mut filled = fill(&pipe, &source, left, &mut meter)?;
        left -= filled as u64;
        while filled > 0 {
            meter.calls += 1;
            filled -= pipe_to(pipe.reader(), target.as_fd(), filled)?;
        }
    }
    let (counted, crc) = end(target)?;
    Ok((meter.stop(counted)?, crc))
}

fn fill(pipe: &Pipe, source: &TcpStream, most: u64, meter: &mut Meter) -> Result<usize> {
    meter.calls += 1;
    match stream_to_pipe(source.as_fd(), pipe.writer(), most.min(pipe.capacity() as u64))? {
        0 => Err("the source ended early".into()),
        filled => Ok(filled),
    }
}

/// Connections to a sink that many commands use.
pub struct Sender {
    sockets: Vec<TcpStream>,
    next: usize,
    position: u64,
}

impl Sender {
    pub fn connect(sink: u16, count: usize) -> Result<Self> {
        let sockets = (0..count).map(|_| connect(sink)).collect::<Result<Vec<_>>>()?;
        Ok(Self { sockets, next: 0, position: 0 })
    }

    /// `sendfile(2)` of `size` bytes `times` times, each where the one before ended, from the start again at the end, and
    /// to the next connection.
    pub fn send(&mut self, size: u64, times: u64, file: &str) -> Result<Cost> {
        let file = File::open(file)?;
        let length = file.metadata()?.len();
        let mut meter = Meter::start()?;
        for _ in 0..times {
            let mut left = size;
            let socket = &self.sockets[self.next];
            self.next = (self.next + 1) % self.sockets.len();
            while left > 0 {
                meter.calls += 1;
                let position = self.position % length;
                let moved = sendfile(socket.as_fd(), file.as_fd(), position, left.min(length - position))?;
                if moved == 0 {
                    return Err("the file has become shorter".into());
                }
                self.position += moved as u64;
                left -= moved as u64;
            }
        }
        meter.stop(size * times)
    }

    /// The whole file, by `sendfile(2)`, opened and closed each time.
    pub fn send_files(&mut self, times: u64, file: &str) -> Result<Cost> {
        let mut meter = Meter::start()?;
        let mut total = 0;
        for _ in 0..times {
            let file = File::open(file)?;
            let length = file.metadata()?.len();
            let mut position = 0;
            while position < length {
                meter.calls += 1;
                match sendfile(self.sockets[0].as_fd(), file.as_fd(), position, length - position)? {
                    0 => return Err("the file has become shorter".into()),
                    moved => position += moved as u64,
                }
            }
            total += length;
        }
        meter.stop(total)
    }

    /// `splice(2)` of ranges into a pipe until it is full or they are all in it, and out of it, so many times.
    pub fn gather(&mut self, ranges: u64, stride: u64, size: u64, times: u64, file: &str) -> Result<Cost> {
        let file = File::open(file)?;
        let pipe = Pipe::new()?;
        let mut filled = 0;
        let mut meter = Meter::start()?;
        for _ in 0..times {
            for range in 0..ranges {
                let (mut from, to) = (range * stride, range * stride + size);
                while from < to {
                    meter.calls += 1;
                    match file_to_pipe(file.as_fd(), from, pipe.writer(), to - from) {
                        Ok(0) => return Err("the file has become shorter".into()),
                        Ok(moved) => {
                            from += moved as u64;
                            filled += moved;
                        }
                        Err(error) if error.errno == Errno::EAGAIN => self.empty(&pipe, &mut filled, &mut meter)?,
                        Err(error) => return Err(error.into()),
                    }
                }
            }
            self.empty(&pipe, &mut filled, &mut meter)?;
        }
        meter.stop(ranges * size * times)
    }

    fn empty(&self, pipe: &Pipe, filled: &mut usize, meter: &mut Meter) -> Result<()> {
        while *filled > 0 {
            meter.calls += 1;
            *filled -= pipe_to(pipe.reader(), self.sockets[0].as_fd(), *filled)?;
        }
        Ok(())
    }

    /// What the sinks got: the sums of bytes and of CRC-32Cs.
    pub fn finish(self) -> Result<(u64, u64)> {
        let (mut count, mut crcs) = (0, 0);
        for socket in self.sockets {
            let (got, crc) = end(socket)?;
            count += got;
            crcs += crc;
        }
        Ok((count, crcs))
    }
}

fn connect(port: u16) -> Result<TcpStream> {
    Ok(TcpStream::connect((Ipv4Addr::LOCALHOST, port))?)
}

fn request(port: u16, count: u64) -> Result<TcpStream> {
    let mut source = connect(port)?;
    source.write_all(&count.to_be_bytes())?;
    Ok(source)
}

fn end(mut sink: TcpStream) -> Result<(u64, u64)> {
    sink.shutdown(Shutdown::Write)?;
    let (mut count, mut crc) = ([0; 8], [0; 8]);
    sink.read_exact(&mut count)?;
    sink.read_exact(&mut crc)?;
    Ok((u64::from_be_bytes(count), u64::from_be_bytes(crc)))
}
