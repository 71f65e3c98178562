//! The natives of `Flow` and `Gathering`.

use jni::errors::Result;
use jni::objects::{JByteArray, JClass};
use jni::sys::{jboolean, jint, jlong};
use jni::{Env, NativeMethod};

use super::marshal::{borrow, bytes, bytes_or_errno, choose, flow, gathering, hot, safe, signed, unsigned};
use crate::transfer::{self, Ends, Flow, Gathering, Pace, Target};

pub const NATIVES: &[NativeMethod] = &[
    hot!(open_flow(pace: jint, address: jlong, length: jint) -> jlong),
    hot!(close_flow(flow: jlong)),
    hot!(step_into_file(flow: jlong, source: jint, source_blocks: jboolean, file: jint, position: jlong, count: jlong) -> jlong),
    hot!(step_into_stream(flow: jlong, source: jint, source_blocks: jboolean, target: jint, target_blocks: jboolean, count: jlong) -> jlong),
    hot!(held(flow: jlong) -> jlong),
    hot!(bytes_read(flow: jlong) -> jlong),
    safe!(take(flow: jlong, bytes: jbyte[], from: jint) -> jlong),
    hot!(open_gathering(splice: jboolean) -> jlong),
    hot!(close_gathering(gathering: jlong)),
    hot!(gather_bytes(gathering: jlong, address: jlong, length: jint) -> jlong),
    hot!(gather_file(gathering: jlong, file: jint, position: jlong, count: jlong) -> jlong),
    hot!(deliver(gathering: jlong, target: jint, wait: jboolean) -> jlong),
];

/// Bytes are copied through so much of the stack: taking them must not fail for lack of memory.
const PIECE: usize = 8 * 1024;

fn open_flow(pace: jint, address: jlong, length: jint) -> jlong {
    // SAFETY: Java keeps its direct buffer reachable until the call returns, and nothing else uses it.
    let prefix = unsafe { bytes(address, length) };
    match Flow::new(choose([Pace::Splice, Pace::Adapt], pace), prefix) {
        Ok(flow) => Box::into_raw(Box::new(flow)).expose_provenance() as jlong,
        Err(error) => -(error.errno as jlong),
    }
}

fn close_flow(handle: jlong) {
    // SAFETY: as in `flow`; Java forgets the handle with this call.
    drop(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<Flow>(handle as usize)) });
}

fn step_into_file(
    handle: jlong,
    source: jint,
    source_blocks: jboolean,
    file: jint,
    position: jlong,
    count: jlong,
) -> jlong {
    let (Ok(source), Ok(fd)) = (borrow(source), borrow(file)) else {
        return transfer::Outcome::bad_descriptor().to_word();
    };
    let target = Target::File { fd, position: unsigned(position) };
    // SAFETY: see `flow`.
    unsafe { flow(handle) }.step(&Ends { source, source_blocks, target }, unsigned(count)).to_word()
}

fn step_into_stream(
    handle: jlong,
    source: jint,
    source_blocks: jboolean,
    target: jint,
    target_blocks: jboolean,
    count: jlong,
) -> jlong {
    let (Ok(source), Ok(fd)) = (borrow(source), borrow(target)) else {
        return transfer::Outcome::bad_descriptor().to_word();
    };
    let target = Target::Stream { fd, blocks: target_blocks };
    // SAFETY: see `flow`.
    unsafe { flow(handle) }.step(&Ends { source, source_blocks, target }, unsigned(count)).to_word()
}

fn held(handle: jlong) -> jlong {
    // SAFETY: see `flow`.
    unsafe { flow(handle) }.held() as jlong
}

fn bytes_read(handle: jlong) -> jlong {
    // SAFETY: see `flow`.
    unsafe { flow(handle) }.read().cast_signed()
}

fn take<'l>(env: &mut Env<'l>, _class: JClass<'l>, handle: jlong, array: JByteArray<'l>, from: jint) -> Result<jlong> {
    let room = array.len(env)?.checked_sub(unsigned(from.into()).try_into().expect("an index")).expect("an index");
    let mut piece = [0; PIECE];
    let piece = &mut piece[..room.min(PIECE)];
    // SAFETY: see `flow`.
    match unsafe { flow(handle) }.take(piece) {
        Ok(taken) => array.set_region(env, from, signed(&piece[..taken])).map(|()| taken as jlong),
        Err(error) => Ok(bytes_or_errno(Err(error))),
    }
}

fn open_gathering(splice: jboolean) -> jlong {
    Box::into_raw(Box::new(Gathering::new(splice))).expose_provenance() as jlong
}

fn close_gathering(handle: jlong) {
    // SAFETY: as in `gathering`; Java forgets the handle with this call.
    drop(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<Gathering>(handle as usize)) });
}

fn gather_bytes(handle: jlong, address: jlong, length: jint) -> jlong {
    // SAFETY: see `gathering`; the buffer is one that Java lends to this call.
    bytes_or_errno(unsafe { gathering(handle).add(bytes(address, length)) })
}

fn gather_file(handle: jlong, file: jint, position: jlong, count: jlong) -> jlong {
    // SAFETY: see `gathering`.
    let gathering = unsafe { gathering(handle) };
    let add = |file| gathering.add_from_file(file, unsigned(position), unsigned(count));
    bytes_or_errno(borrow(file).and_then(add))
}

fn deliver(handle: jlong, target: jint, wait: jboolean) -> jlong {
    // SAFETY: see `gathering`.
    bytes_or_errno(borrow(target).and_then(|target| unsafe { gathering(handle) }.deliver(target, wait)))
}
