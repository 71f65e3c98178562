//! `SENDFILE`: one `sendfile(2)`.

use super::{Progress, Request, Stop};
use crate::error::Result;
use crate::sys::sendfile::sendfile;

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    if request.count == 0 {
        return Ok(Stop::Pause);
    }
    progress.calls += 1;
    let moved = sendfile(request.target, request.file, request.position, request.count)?;
    progress.bytes += moved as u64;
    Ok(if moved == 0 { Stop::End } else { Stop::Pause })
}
