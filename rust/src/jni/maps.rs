//! The natives of `Mapping`, `Mapper` and `MappedCopy`.

use jni::EnvUnowned;
use jni::objects::JClass;
use jni::sys::{jboolean, jint, jlong};

use super::marshal::{borrow, bytes_or_errno, choose, guarded, unsigned};
use crate::error;
use crate::map::{self, Advice, Growth, Stale};
use crate::sys::memory::Memory;
use crate::sys::region::{Access, Region};

/// `static native long mapFile(int file, int access, long position, long size, long reserved, int growth, boolean hugePages)`:
/// the word of [`map::Mapped`], or a negative errno.
pub extern "system" fn map_file(
    _env: EnvUnowned,
    _class: JClass,
    file: jint,
    access: jint,
    position: jlong,
    size: jlong,
    reserved: jlong,
    growth: jint,
    huge_pages: jboolean,
) -> jlong {
    guarded(|| {
        let reserved = unsigned(reserved);
        let mapped = map_request(file, access, position, size, growth)
            .and_then(|request| map::map(&map::Request { reserved, huge_pages, ..request }));
        mapped.map_or_else(|error| -(error.errno as jlong), map::Mapped::to_word)
    })
}

/// `static native long extendMap(long address, long length, int file, int access, long position, long size, int growth)`
pub extern "system" fn extend_map(
    _env: EnvUnowned,
    _class: JClass,
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

/// `static native long releaseMap(long address, long length, int stale)`: 0 or a negative errno.
pub extern "system" fn release_map(
    _env: EnvUnowned,
    _class: JClass,
    address: jlong,
    length: jlong,
    stale: jint,
) -> jlong {
    with_region(address, length, |region| {
        map::release(region, choose([Stale::Nothing, Stale::Fault, Stale::Zero], stale)).map(|()| 0)
    })
}

/// `static native long adviseMap(long address, long length, int advice)`: 0 or a negative errno.
pub extern "system" fn advise_map(
    _env: EnvUnowned,
    _class: JClass,
    address: jlong,
    length: jlong,
    advice: jint,
) -> jlong {
    use Advice::{DontNeed, HugePages, Normal, Random, Sequential, WillNeed};
    let all = [Normal, Sequential, Random, WillNeed, DontNeed, HugePages];
    with_region(address, length, |region| map::advise(region, choose(all, advice)).map(|()| 0))
}

/// `static native long populateMap(long address, long length, boolean write)`: 0 or a negative errno.
pub extern "system" fn populate_map(
    _env: EnvUnowned,
    _class: JClass,
    address: jlong,
    length: jlong,
    write: jboolean,
) -> jlong {
    with_region(address, length, |region| map::populate(region, write).map(|()| 0))
}

/// `static native long lockMap(long address, long length, boolean lock)`: 0 or a negative errno.
pub extern "system" fn lock_map(
    _env: EnvUnowned,
    _class: JClass,
    address: jlong,
    length: jlong,
    lock: jboolean,
) -> jlong {
    with_region(address, length, |region| if lock { region.lock() } else { region.unlock() }.map(|()| 0))
}

/// `static native long syncMap(long address, long length)`: 0 or a negative errno.
pub extern "system" fn sync_map(_env: EnvUnowned, _class: JClass, address: jlong, length: jlong) -> jlong {
    with_region(address, length, |region| region.sync().map(|()| 0))
}

/// `static native long residentBytes(long address, long length)`: how many, or a negative errno.
pub extern "system" fn resident_bytes(_env: EnvUnowned, _class: JClass, address: jlong, length: jlong) -> jlong {
    with_region(address, length, Region::resident_bytes)
}

fn with_region(address: jlong, length: jlong, call: impl FnOnce(&Region) -> error::Result<usize>) -> jlong {
    guarded(|| {
        // SAFETY: Java's `Mapping` counts its users, and admits none once it has been released.
        let region = unsafe { Region::new(address.cast_unsigned(), length.cast_unsigned()) };
        bytes_or_errno(call(&region))
    })
}

/// `static native long copyMemory(long from, long to, int length)`: bytes copied, or a negative errno.
pub extern "system" fn copy_memory(_env: EnvUnowned, _class: JClass, from: jlong, to: jlong, length: jint) -> jlong {
    guarded(|| {
        let length = usize::try_from(length).expect("a buffer's remaining bytes");
        // SAFETY: Java keeps its buffer reachable and its mapping in use until the call returns.
        let memory = |address: jlong| unsafe { Memory::new(address.cast_unsigned(), length) };
        bytes_or_errno(map::copy(&memory(from), &memory(to)))
    })
}
