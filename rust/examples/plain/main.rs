//! The plain system calls, without a JVM: what the benchmarks measure against, and the cheap peers they measure with.
//!
//! `plain` reads commands, one a line, and prints a line for each: nanoseconds, CPU nanoseconds of this process, system
//! calls, bytes; or `error` and why.
//!
//! | command | what is measured |
//! |---|---|
//! | `receive PORT COUNT FILE` | `splice(2)` from a peer's source into the file, from its byte 0 on |
//! | `relay PORT COUNT SINK` | `splice(2)` from a peer's source to a peer's sink, until that has counted them; the fifth number is its CRC-32C |
//! | `connect SINK COUNT` | opens so many connections, which the next three use |
//! | `sendfile SIZE TIMES FILE` | `sendfile(2)` of so many bytes so many times, walking through the file, to one connection after the other |
//! | `files TIMES FILE` | opens the file, sends all of it by `sendfile(2)`, and closes it, so many times |
//! | `gather RANGES STRIDE SIZE TIMES FILE` | so many ranges, by `splice(2)` into one pipe and out of it, so many times |
//! | `finish` | ends these connections; prints the sums of the sinks' bytes and CRC-32Cs only |
//! | `copy HOW SOURCE TARGET` | into an empty file; `whole` by `copy_file_range(2)`, `data` without holes, `clone` by `FICLONERANGE` |
//! | `forget FILE` | nothing: the file's pages leave the page cache |
//!
//! `plain peer FILE` prints five ports: those of a source, a sink, a sink that looks at the bytes, a server, and a slow
//! sink; see [`peer`]. It ends when its standard input does.

mod copy;
mod meter;
mod peer;
mod slow;
mod streams;

use std::error::Error;
use std::io::{BufRead, Write, stdin, stdout};

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use streams::Sender;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most)?; // thousands of connections
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] => answer_commands(),
        ["peer", file] => peer::serve(file),
        _ => Err("usage: plain, or plain peer FILE".into()),
    }
}

fn answer_commands() -> Result<()> {
    let mut sender = None;
    for line in stdin().lock().lines() {
        match execute(&line?, &mut sender) {
            Ok(answer) => println!("{answer}"),
            Err(error) => println!("error {error}"),
        }
        stdout().flush()?;
    }
    Ok(())
}

fn execute(line: &str, sender: &mut Option<Sender>) -> Result<String> {
    match line.split(' ').collect::<Vec<_>>()[..] {
        ["receive", port, count, file] => Ok(streams::receive(port.parse()?, count.parse()?, file)?.to_string()),
        ["relay", port, count, sink] => {
            let (cost, crc) = streams::relay(port.parse()?, count.parse()?, sink.parse()?)?;
            Ok(format!("{cost} {crc}"))
        }
        ["connect", sink, count] => {
            *sender = Some(Sender::connect(sink.parse()?, count.parse()?)?);
            Ok("connected".to_owned())
        }
        ["sendfile", size, times, file] => {
            let sender = sender.as_mut().ok_or("not connected")?;
            Ok(sender.send(size.parse()?, times.parse()?, file)?.to_string())
        }
        ["files", times, file] => {
            let sender = sender.as_mut().ok_or("not connected")?;
            Ok(sender.send_files(times.parse()?, file)?.to_string())
        }
        ["gather", ranges, stride, size, times, file] => {
            let sender = sender.as_mut().ok_or("not connected")?;
            Ok(sender.gather(ranges.parse()?, stride.parse()?, size.parse()?, times.parse()?, file)?.to_string())
        }
        ["finish"] => {
            let (count, crc) = sender.take().ok_or("not connected")?.finish()?;
            Ok(format!("{count} {crc}"))
        }
        ["copy", how, source, target] => Ok(copy::copy(how, source, target)?.to_string()),
        ["forget", file] => copy::forget(file).map(|()| "forgotten".to_owned()),
        _ => Err(format!("no such command: {line}").into()),
    }
}
