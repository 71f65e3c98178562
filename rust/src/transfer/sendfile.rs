//! `SENDFILE`: one `sendfile(2)`.

use super::{Progress, Request, Stop, end};
use crate::error::Result;
use crate::sys::sendfile::sendfile;

pub fn run(request: &Request, progress: &mut Progress) -> Result<Stop> {
    if request.count == 0 {
        return Ok(Stop::Pause);
    }
    progress.calls += 1;
    let moved = sendfile(request.target, request.file, request.position, request.count)?;
    progress.bytes += moved as u64;
    if moved == 0 { end::look(request, progress, "sendfile") } else { Ok(Stop::Pause) }
}
