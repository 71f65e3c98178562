//! The boundary to Java: every native method of `io.penstock.internal.jni.Native`, and the one of `jdk.Members`; how values
//! cross it is in [`marshal`].
//!
//! A method contains no logic; a panic becomes an `InternalError`. Each has one entry, as [`hot`] or [`safe`], of which
//! its name, its signature and its function are made, and which does not compile if the function has other types.
#![allow(unsafe_code)]

mod maps;
mod marshal;
mod streams;

use std::ffi::c_void;
use std::os::fd::{BorrowedFd, IntoRawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jni::errors::Result;
use jni::objects::{JClass, JLongArray, JObject, JString};
use jni::strings::JNIString;
use jni::sys::{JNI_ERR, JNI_VERSION_1_8, jboolean, jint, jlong};
use jni::{Env, JavaVM, NativeMethod, jni_sig, jni_str};
use nix::errno::Errno;
use nix::fcntl::OFlag;

use marshal::{address_or_errno, borrow, bytes_or_errno, choose, hot, safe, unsigned};

use crate::error;
use crate::extents;
use crate::map;
use crate::size;
use crate::sys::memory::{self, Memory};
use crate::sys::{copy, description, extent, file, netdev};
use crate::transfer::{self, Piece, Request, Strategy, pipes};

/// The natives of files, and what concerns the library as a whole.
const NATIVES: &[NativeMethod] = &[
    hot!(transfer_to(strategy: jint, file: jint, position: jlong, count: jlong, target: jint, buffer_size: jint) -> jlong),
    hot!(copy_file_range(source: jint, target: jint, position: jlong, count: jlong) -> jlong),
    hot!(pread(file: jint, address: jlong, length: jint, position: jlong) -> jlong),
    hot!(pwrite(file: jint, address: jlong, length: jint, position: jlong) -> jlong),
    hot!(copy(source: jint, position: jlong, target: jint, target_position: jlong, count: jlong, in_kernel: jboolean) -> jlong),
    hot!(same_file(one: jint, other: jint) -> jlong),
    hot!(share(source: jint, position: jlong, count: jlong, target: jint, target_position: jlong) -> jlong),
    safe!(data_ranges(file: jint, own: jboolean, position: jlong, end: jlong, ranges: jlong[]) -> jint),
    hot!(reopen_pipe(pipe: jint, writes: jboolean) -> jint),
    hot!(close_pipe(pipe: jint)),
    hot!(punch_hole(file: jint, position: jlong, count: jlong) -> jlong),
    hot!(set_size(file: jint, size: jlong) -> jlong),
    hot!(allocate(length: jint) -> jlong),
    hot!(free(address: jlong)),
    hot!(trim_pipes() -> jint),
    safe!(pipe_counts() -> jlong[]),
    safe!(scatter_gather(device: JString) -> jint),
    safe!(describe(errno: jint) -> JString),
    safe!(version() -> JString),
];

/// What only the class `Members` can call, which does not hand it out.
const MEMBERS: &[NativeMethod] = &[safe!(impl_lookup() -> java.lang.invoke.MethodHandles::Lookup)];

/// Registers the natives when `System.load` loads the library. The system property `penstock.native.class` names the
/// class of all but one, which `Members` beside it has, so that a copy of the Java classes under another package name
/// works too; without it, as when an application loads the library, it is our own.
///
/// # Safety
/// Only the JVM calls it, with its own `JavaVM`.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn JNI_OnLoad(vm: *mut jni::sys::JavaVM, _reserved: *mut c_void) -> jint {
    // SAFETY: the JVM passes itself.
    let vm = unsafe { JavaVM::from_raw(vm) };
    let loaded = catch_unwind(AssertUnwindSafe(|| vm.attach_current_thread(register)));
    // The JVM then unloads the library, and System.load says that this is no version of JNI.
    if matches!(loaded, Ok(Ok(()))) { JNI_VERSION_1_8 } else { JNI_ERR }
}

/// Called when the class loader that loaded the library has been collected. Nothing calls the library after that.
///
/// # Safety
/// Only the JVM calls it.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn JNI_OnUnload(_vm: *mut jni::sys::JavaVM, _reserved: *mut c_void) {
    let _nobody_to_tell = catch_unwind(|| {
        pipes::give_up();
        map::give_up();
    });
}

fn register(env: &mut Env) -> Result<()> {
    let key = env.new_string("penstock.native.class")?;
    let name = env
        .call_static_method(
            jni_str!("java/lang/System"),
            jni_str!("getProperty"),
            jni_sig!((java.lang.String) -> java.lang.String),
            &[(&key).into()],
        )?
        .l()?;
    let name = if name.is_null() {
        "io/penstock/internal/jni/Native".to_owned()
    } else {
        env.cast_local::<JString>(name)?.try_to_string(env)?.replace('.', "/")
    };
    let members = format!("{}jdk/Members", name.trim_end_matches("jni/Native"));
    register_on(env, members, &[MEMBERS])?;
    register_on(env, name, &[maps::NATIVES, streams::NATIVES, NATIVES]) // last `version`, by which Java sees that all are there
}

fn register_on(env: &mut Env, class: String, tables: &[&[NativeMethod]]) -> Result<()> {
    let class = env.find_class(JNIString::new(class))?;
    for natives in tables {
        // SAFETY: `hot` and `safe` make functions of what their signatures say, and take the class; all natives are
        // static, as AbiTest calls them.
        unsafe { env.register_native_methods(&class, natives)? };
    }
    Ok(())
}

/// The word of [`transfer::Outcome::to_word`].
fn transfer_to(strategy: jint, file: jint, position: jlong, count: jlong, target: jint, buffer_size: jint) -> jlong {
    use Strategy::{Auto, MapWrite, ReadWrite, Sendfile, Splice};
    let (Ok(file), Ok(target)) = (borrow(file), borrow(target)) else {
        return transfer::Outcome::bad_descriptor().to_word();
    };
    let (position, count) = (unsigned(position), unsigned(count));
    let buffer_size = usize::try_from(buffer_size).expect("TransferOptions checks its range");
    let request = Request { file, position, count, target, buffer_size };
    let strategy = choose([Auto, ReadWrite, MapWrite, Sendfile, Splice], strategy);
    transfer::transfer_to(strategy, &request).to_word()
}

fn copy_file_range(source: jint, target: jint, position: jlong, count: jlong) -> jlong {
    let copy = || copy::copy_file_range(borrow(source)?, None, borrow(target)?, unsigned(position), unsigned(count));
    bytes_or_errno(copy())
}

fn pread(file: jint, address: jlong, length: jint, position: jlong) -> jlong {
    with_buffer(file, address, length, |memory, file| memory.pread(file, unsigned(position)))
}

fn pwrite(file: jint, address: jlong, length: jint, position: jlong) -> jlong {
    with_buffer(file, address, length, |memory, file| memory.pwrite(file, unsigned(position)))
}

fn with_buffer(
    file: jint,
    address: jlong,
    length: jint,
    io: impl FnOnce(&Memory, BorrowedFd) -> error::Result<usize>,
) -> jlong {
    let length = usize::try_from(length).expect("a buffer's remaining bytes");
    // SAFETY: Java keeps the buffer reachable, and with it its memory, until the call returns.
    let memory = unsafe { Memory::new(address.cast_unsigned(), length) };
    bytes_or_errno(borrow(file).and_then(|file| io(&memory, file)))
}

fn copy(
    source: jint,
    position: jlong,
    target: jint,
    target_position: jlong,
    count: jlong,
    in_kernel: jboolean,
) -> jlong {
    let (Ok(source), Ok(target)) = (borrow(source), borrow(target)) else {
        return transfer::Outcome::bad_descriptor().to_word();
    };
    let (position, target_position) = (unsigned(position), unsigned(target_position));
    let piece = Piece { source, position, target, target_position, count: unsigned(count) };
    transfer::copy(&piece, in_kernel).to_word()
}

fn same_file(one: jint, other: jint) -> jlong {
    let same = || file::is_same(borrow(one)?, borrow(other)?);
    bytes_or_errno(same().map(usize::from))
}

fn share(source: jint, position: jlong, count: jlong, target: jint, target_position: jlong) -> jlong {
    let share = || {
        let (position, target_position) = (unsigned(position), unsigned(target_position));
        extent::clone_range(borrow(source)?, position, unsigned(count), borrow(target)?, target_position)
    };
    bytes_or_errno(share().map(|()| 0))
}

fn data_ranges<'l>(
    env: &mut Env<'l>,
    _class: JClass<'l>,
    file: jint,
    own: jboolean,
    position: jlong,
    end: jlong,
    ranges: JLongArray<'l>,
) -> Result<jint> {
    let mut found = vec![0; ranges.len(env)?];
    let asked = borrow(file).and_then(|file| extents::data(file, own, unsigned(position), unsigned(end), &mut found));
    ranges.set_region(env, 0, &found)?;
    Ok(asked.map_or_else(|error| -(error.errno as jint), |count| count as jint))
}

fn reopen_pipe(pipe: jint, writes: jboolean) -> jint {
    let flags = if writes { OFlag::O_WRONLY } else { OFlag::O_RDONLY };
    let reopen = || borrow(pipe).and_then(|pipe| description::reopen(pipe, flags));
    reopen().map_or_else(|error| -(error.errno as jint), IntoRawFd::into_raw_fd)
}

fn close_pipe(pipe: jint) {
    // SAFETY: Java's `DeafPipe` got it from `reopenPipe`, and calls this once.
    unsafe { description::close(pipe) };
}

fn punch_hole(file: jint, position: jlong, count: jlong) -> jlong {
    let punch = || extent::punch_hole(borrow(file)?, unsigned(position), unsigned(count));
    bytes_or_errno(punch().map(|()| 0))
}

fn set_size(file: jint, size: jlong) -> jlong {
    bytes_or_errno(borrow(file).and_then(|file| size::lengthen(file, unsigned(size))).map(|()| 0))
}

fn allocate(length: jint) -> jlong {
    address_or_errno(memory::allocate(usize::try_from(length).expect("a buffer's length")))
}

fn free(address: jlong) {
    // SAFETY: the address comes from `allocate`; Java's buffer frees it once, when its memory is unreachable.
    unsafe { memory::free(address.cast_unsigned()) };
}

/// Closes those not needed since the last call; how many are still idle.
fn trim_pipes() -> jint {
    pipes::trim() as jint
}

fn pipe_counts<'l>(env: &mut Env<'l>, _class: JClass<'l>) -> Result<JLongArray<'l>> {
    let counts = pipes::counts();
    let numbers = [counts.open as jlong, counts.idle as jlong, counts.made as jlong, counts.refused as jlong];
    let array = env.new_long_array(numbers.len())?;
    array.set_region(env, 0, &numbers)?;
    Ok(array)
}

fn scatter_gather<'l>(env: &mut Env<'l>, _class: JClass<'l>, device: JString<'l>) -> Result<jint> {
    let asked = netdev::scatter_gather(&device.try_to_string(env)?);
    Ok(asked.map_or_else(|error| -(error.errno as jint), jint::from))
}

fn describe<'l>(env: &mut Env<'l>, _class: JClass<'l>, errno: jint) -> Result<JString<'l>> {
    let message = std::io::Error::from_raw_os_error(errno).to_string(); // the C library's, as in the JDK's exceptions
    let message = message.split(" (os error").next().expect("a split has a first part");
    env.new_string(format!("{message} ({:?})", Errno::from_raw(errno)))
}

/// The lookup that may see the JDK's own classes.
fn impl_lookup<'l>(env: &mut Env<'l>, _class: JClass<'l>) -> Result<JObject<'l>> {
    let class = jni_str!("java/lang/invoke/MethodHandles$Lookup");
    let signature = jni_sig!(java.lang.invoke.MethodHandles::Lookup);
    env.get_static_field(class, jni_str!("IMPL_LOOKUP"), signature)?.l()
}

fn version<'l>(env: &mut Env<'l>, _class: JClass<'l>) -> Result<JString<'l>> {
    env.new_string(env!("CARGO_PKG_VERSION"))
}
