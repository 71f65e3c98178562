//! The natives of `Mapping`, `Mapper` and `MappedCopy`.

use jni::NativeMethod;
use jni::sys::{jboolean, jint, jlong};

use super::marshal::{borrow, bytes_or_errno, choose, hot, unsigned};
use crate::error;
use crate::map::{self, Advice, Growth, Stale};
use crate::sys::memory::Memory;
use crate::sys::region::{Access, Region};

pub const NATIVES: &[NativeMethod] = &[
    hot!(map_file(file: jint, access: jint, position: jlong, size: jlong, reserved: jlong, growth: jint, huge_pages: jboolean) -> jlong),
    hot!(extend_map(address: jlong, length: jlong, file: jint, access: jint, position: jlong, size: jlong, growth: jint) -> jlong),
    hot!(release_map(address: jlong, length: jlong, stale: jint) -> jlong),
    hot!(advise_map(address: jlong, length: jlong, advice: jint) -> jlong),
    hot!(populate_map(address: jlong, length: jlong, write: jboolean) -> jlong),
    hot!(lock_map(address: jlong, length: jlong, lock: jboolean) -> jlong),
    hot!(sync_map(address: jlong, length: jlong) -> jlong),
    hot!(resident_bytes(address: jlong, length: jlong) -> jlong),
    hot!(copy_memory(from: jlong, to: jlong, length: jint) -> jlong),
];

/// The word of [`map::Mapped`], or a negative errno.
fn map_file(
    file: jint,
    access: jint,
    position: jlong,
    size: jlong,
    reserved: jlong,
    growth: jint,
    huge_pages: jboolean,
) -> jlong {
    let reserved = unsigned(reserved);
    let mapped = map_request(file, access, position, size, growth)
        .and_then(|request| map::map(&map::Request { reserved, huge_pages, ..request }));
    mapped.map_or_else(|error| -(error.errno as jlong), map::Mapped::to_word)
}

fn extend_map(
    address: jlong,
    length: jlong,
    file: jint,
    access: jint,
    position: jlong,
    size: jlong,
    growth: jint,
) -> jlong {
    with_region(address, length, |region| {
        map::extend(region, &map_request(file, access, position, size, growth)?).map(|()| 0)
    })
}

fn map_request<'fd>(
    file: jint,
    access: jint,
    position: jlong,
    size: jlong,
    growth: jint,
) -> error::Result<map::Request<'fd>> {
    let access = choose([Access::Read, Access::Write, Access::Copy], access);
    let growth = choose([Growth::None, Growth::Hole, Growth::Blocks, Growth::Bare], growth);
    let (position, size) = (unsigned(position), unsigned(size));
    Ok(map::Request { file: borrow(file)?, access, position, size, reserved: 0, growth, huge_pages: false })
}

fn release_map(address: jlong, length: jlong, stale: jint) -> jlong {
    with_region(address, length, |region| {
        map::release(region, choose([Stale::Nothing, Stale::Fault, Stale::Zero], stale)).map(|()| 0)
    })
}

fn advise_map(address: jlong, length: jlong, advice: jint) -> jlong {
    use Advice::{DontNeed, HugePages, Normal, Random, Sequential, WillNeed};
    let all = [Normal, Sequential, Random, WillNeed, DontNeed, HugePages];
    with_region(address, length, |region| map::advise(region, choose(all, advice)).map(|()| 0))
}

fn populate_map(address: jlong, length: jlong, write: jboolean) -> jlong {
    with_region(address, length, |region| map::populate(region, write).map(|()| 0))
}

fn lock_map(address: jlong, length: jlong, lock: jboolean) -> jlong {
    with_region(address, length, |region| if lock { region.lock() } else { region.unlock() }.map(|()| 0))
}

fn sync_map(address: jlong, length: jlong) -> jlong {
    with_region(address, length, |region| region.sync().map(|()| 0))
}

fn resident_bytes(address: jlong, length: jlong) -> jlong {
    with_region(address, length, Region::resident_bytes)
}

fn with_region(address: jlong, length: jlong, call: impl FnOnce(&Region) -> error::Result<usize>) -> jlong {
    // SAFETY: Java's `Mapping` counts its users, and admits none once it has been released.
    let region = unsafe { Region::new(address.cast_unsigned(), length.cast_unsigned()) };
    bytes_or_errno(call(&region))
}

fn copy_memory(from: jlong, to: jlong, length: jint) -> jlong {
    let length = usize::try_from(length).expect("a buffer's remaining bytes");
    // SAFETY: Java keeps its buffer reachable and its mapping in use until the call returns.
    let memory = |address: jlong| unsafe { Memory::new(address.cast_unsigned(), length) };
    bytes_or_errno(map::copy(&memory(from), &memory(to)))
}
