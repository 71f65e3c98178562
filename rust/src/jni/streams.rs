//! The natives of `Flow` and `Gathering`.

use jni::EnvUnowned;
use jni::errors::Result;
use jni::objects::{JByteArray, JClass};
use jni::sys::{jboolean, jint, jlong};

use super::marshal::{ThrowInternalError, borrow, bytes, bytes_or_errno, flow, gathering, guarded, signed, unsigned};
use crate::transfer::{self, Ends, Flow, Gathering, Pace, Target};

/// Bytes are copied through so much of the stack: taking them must not fail for lack of memory.
const PIECE: usize = 8 * 1024;

/// `static native long openFlow(int pace, long address, int length)`: what the other functions take, or a negative errno.
pub extern "system" fn open_flow(_env: EnvUnowned, _class: JClass, pace: jint, address: jlong, length: jint) -> jlong {
    guarded(|| {
        let pace = match pace {
            0 => Pace::Splice,
            1 => Pace::Adapt,
            other => panic!("no pace has the number {other}: the library does not match its Java classes"),
        };
        // SAFETY: Java keeps its direct buffer reachable until the call returns, and nothing else uses it.
        let prefix = unsafe { bytes(address, length) };
        match Flow::new(pace, prefix) {
            Ok(flow) => Box::into_raw(Box::new(flow)).expose_provenance() as jlong,
            Err(error) => -(error.errno as jlong),
        }
    })
}

/// `static native void closeFlow(long flow)`
pub extern "system" fn close_flow(_env: EnvUnowned, _class: JClass, handle: jlong) {
    guarded(|| {
        // SAFETY: as in `flow`; Java forgets the handle with this call.
        drop(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<Flow>(handle as usize)) });
        0
    });
}

/// `static native long stepIntoFile(long flow, int source, boolean sourceBlocks, int file, long position, long count)`
pub extern "system" fn step_into_file(
    _env: EnvUnowned,
    _class: JClass,
    handle: jlong,
    source: jint,
    source_blocks: jboolean,
    file: jint,
    position: jlong,
    count: jlong,
) -> jlong {
    guarded(|| {
        let (Ok(source), Ok(fd)) = (borrow(source), borrow(file)) else {
            return transfer::Outcome::bad_descriptor().to_word();
        };
        let target = Target::File { fd, position: unsigned(position) };
        // SAFETY: see `flow`.
        unsafe { flow(handle) }.step(&Ends { source, source_blocks, target }, unsigned(count)).to_word()
    })
}

/// `static native long stepIntoStream(long flow, int source, boolean sourceBlocks, int target, boolean targetBlocks, long count)`
pub extern "system" fn step_into_stream(
    _env: EnvUnowned,
    _class: JClass,
    handle: jlong,
    source: jint,
    source_blocks: jboolean,
    target: jint,
    target_blocks: jboolean,
    count: jlong,
) -> jlong {
    guarded(|| {
        let (Ok(source), Ok(fd)) = (borrow(source), borrow(target)) else {
            return transfer::Outcome::bad_descriptor().to_word();
        };
        let target = Target::Stream { fd, blocks: target_blocks };
        // SAFETY: see `flow`.
        unsafe { flow(handle) }.step(&Ends { source, source_blocks, target }, unsigned(count)).to_word()
    })
}

/// `static native long held(long flow)`: bytes read and not yet delivered.
pub extern "system" fn held(_env: EnvUnowned, _class: JClass, handle: jlong) -> jlong {
    // SAFETY: see `flow`.
    guarded(|| unsafe { flow(handle) }.held() as jlong)
}

/// `static native long bytesRead(long flow)`: bytes taken from the source.
pub extern "system" fn bytes_read(_env: EnvUnowned, _class: JClass, handle: jlong) -> jlong {
    // SAFETY: see `flow`.
    guarded(|| unsafe { flow(handle) }.read().cast_signed())
}

/// `static native long take(long flow, byte[] bytes, int from)`: bytes copied out, or a negative errno.
pub extern "system" fn take<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    handle: jlong,
    array: JByteArray<'l>,
    from: jint,
) -> jlong {
    env.with_env(|env| -> Result<jlong> {
        let room = array.len(env)?.checked_sub(unsigned(from.into()).try_into().expect("an index")).expect("an index");
        let mut piece = [0; PIECE];
        let piece = &mut piece[..room.min(PIECE)];
        // SAFETY: see `flow`.
        match unsafe { flow(handle) }.take(piece) {
            Ok(taken) => array.set_region(env, from, signed(&piece[..taken])).map(|()| taken as jlong),
            Err(error) => Ok(bytes_or_errno(Err(error))),
        }
    })
    .resolve::<ThrowInternalError>()
}

/// `static native long openGathering(boolean splice)`: what the four below take.
pub extern "system" fn open_gathering(_env: EnvUnowned, _class: JClass, splice: jboolean) -> jlong {
    guarded(|| Box::into_raw(Box::new(Gathering::new(splice))).expose_provenance() as jlong)
}

/// `static native void closeGathering(long gathering)`
pub extern "system" fn close_gathering(_env: EnvUnowned, _class: JClass, handle: jlong) {
    guarded(|| {
        // SAFETY: as in `gathering`; Java forgets the handle with this call.
        drop(unsafe { Box::from_raw(std::ptr::with_exposed_provenance_mut::<Gathering>(handle as usize)) });
        0
    });
}

/// `static native long gatherBytes(long gathering, long address, int length)`: bytes taken, or a negative errno.
pub extern "system" fn gather_bytes(
    _env: EnvUnowned,
    _class: JClass,
    handle: jlong,
    address: jlong,
    length: jint,
) -> jlong {
    // SAFETY: see `gathering`; the buffer is one that Java lends to this call.
    guarded(|| bytes_or_errno(unsafe { gathering(handle).add(bytes(address, length)) }))
}

/// `static native long gatherFile(long gathering, int file, long position, long count)`: bytes taken, or a negative errno.
pub extern "system" fn gather_file(
    _env: EnvUnowned,
    _class: JClass,
    handle: jlong,
    file: jint,
    position: jlong,
    count: jlong,
) -> jlong {
    guarded(|| {
        // SAFETY: see `gathering`.
        let gathering = unsafe { gathering(handle) };
        let add = |file| gathering.add_from_file(file, unsigned(position), unsigned(count));
        bytes_or_errno(borrow(file).and_then(add))
    })
}

/// `static native long deliver(long gathering, int target, boolean wait)`: bytes that reached it, or a negative errno.
pub extern "system" fn deliver(_env: EnvUnowned, _class: JClass, handle: jlong, target: jint, wait: jboolean) -> jlong {
    // SAFETY: see `gathering`.
    guarded(|| bytes_or_errno(borrow(target).and_then(|target| unsafe { gathering(handle) }.deliver(target, wait))))
}
