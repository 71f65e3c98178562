//! The boundary to Java: every native method of `io.penstock.internal.jni.Native`, and the one of `jdk.Members`; how values
//! cross it is in [`marshal`].
//!
//! A method contains no logic; a panic becomes an `InternalError`. Hot calls take numbers and return a number; the
//! others use the safe form of the `jni` crate.
#![allow(unsafe_code)]

mod maps;
mod marshal;
mod streams;

use std::ffi::c_void;
use std::os::fd::{BorrowedFd, IntoRawFd};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jni::errors::Result;
use jni::objects::{JClass, JLongArray, JObject, JObjectArray, JString};
use jni::refs::IntoAuto;
use jni::strings::JNIStr;
use jni::sys::{JNI_ERR, JNI_VERSION_1_8, jboolean, jint, jlong};
use jni::{Env, EnvUnowned, JavaVM, NativeMethod, jni_sig, jni_str};
use nix::errno::Errno;
use nix::fcntl::OFlag;

use marshal::{ThrowInternalError, address_or_errno, borrow, bytes_or_errno, guarded, unsigned};

use crate::error;
use crate::extents;
use crate::map;
use crate::size;
use crate::sys::memory::{self, Memory};
use crate::sys::{copy, description, extent, file, netdev};
use crate::transfer::{self, Piece, Request, Strategy, pipes};

/// Name, signature and function of each native method.
struct Native(&'static JNIStr, &'static JNIStr, *mut c_void);

/// Registered by `JNI_OnLoad` and listed by `registered`, as are [`members`].
fn natives() -> [Native; 41] {
    [
        Native(jni_str!("transferTo"), jni_str!("(IIJJII)J"), transfer_to as *mut c_void),
        Native(jni_str!("copyFileRange"), jni_str!("(IIJJ)J"), copy_file_range as *mut c_void),
        Native(jni_str!("pread"), jni_str!("(IJIJ)J"), pread as *mut c_void),
        Native(jni_str!("pwrite"), jni_str!("(IJIJ)J"), pwrite as *mut c_void),
        Native(jni_str!("openFlow"), jni_str!("(IJI)J"), streams::open_flow as *mut c_void),
        Native(jni_str!("closeFlow"), jni_str!("(J)V"), streams::close_flow as *mut c_void),
        Native(jni_str!("stepIntoFile"), jni_str!("(JIZIJJ)J"), streams::step_into_file as *mut c_void),
        Native(jni_str!("stepIntoStream"), jni_str!("(JIZIZJ)J"), streams::step_into_stream as *mut c_void),
        Native(jni_str!("held"), jni_str!("(J)J"), streams::held as *mut c_void),
        Native(jni_str!("bytesRead"), jni_str!("(J)J"), streams::bytes_read as *mut c_void),
        Native(jni_str!("take"), jni_str!("(J[BI)J"), streams::take as *mut c_void),
        Native(jni_str!("openGathering"), jni_str!("(Z)J"), streams::open_gathering as *mut c_void),
        Native(jni_str!("closeGathering"), jni_str!("(J)V"), streams::close_gathering as *mut c_void),
        Native(jni_str!("gatherBytes"), jni_str!("(JJI)J"), streams::gather_bytes as *mut c_void),
        Native(jni_str!("gatherFile"), jni_str!("(JIJJ)J"), streams::gather_file as *mut c_void),
        Native(jni_str!("deliver"), jni_str!("(JIZ)J"), streams::deliver as *mut c_void),
        Native(jni_str!("copy"), jni_str!("(IJIJJZ)J"), copy_piece as *mut c_void),
        Native(jni_str!("sameFile"), jni_str!("(II)J"), same_file as *mut c_void),
        Native(jni_str!("share"), jni_str!("(IJJIJ)J"), share as *mut c_void),
        Native(jni_str!("dataRanges"), jni_str!("(IZJJ[J)I"), data_ranges as *mut c_void),
        Native(jni_str!("reopenPipe"), jni_str!("(IZ)I"), reopen_pipe as *mut c_void),
        Native(jni_str!("closePipe"), jni_str!("(I)V"), close_pipe as *mut c_void),
        Native(jni_str!("punchHole"), jni_str!("(IJJ)J"), punch_hole as *mut c_void),
        Native(jni_str!("setSize"), jni_str!("(IJ)J"), set_size as *mut c_void),
        Native(jni_str!("mapFile"), jni_str!("(IIJJJIZ)J"), maps::map_file as *mut c_void),
        Native(jni_str!("extendMap"), jni_str!("(JJIIJJI)J"), maps::extend_map as *mut c_void),
        Native(jni_str!("releaseMap"), jni_str!("(JJI)J"), maps::release_map as *mut c_void),
        Native(jni_str!("adviseMap"), jni_str!("(JJI)J"), maps::advise_map as *mut c_void),
        Native(jni_str!("populateMap"), jni_str!("(JJZ)J"), maps::populate_map as *mut c_void),
        Native(jni_str!("lockMap"), jni_str!("(JJZ)J"), maps::lock_map as *mut c_void),
        Native(jni_str!("syncMap"), jni_str!("(JJ)J"), maps::sync_map as *mut c_void),
        Native(jni_str!("residentBytes"), jni_str!("(JJ)J"), maps::resident_bytes as *mut c_void),
        Native(jni_str!("copyMemory"), jni_str!("(JJI)J"), maps::copy_memory as *mut c_void),
        Native(jni_str!("allocate"), jni_str!("(I)J"), allocate as *mut c_void),
        Native(jni_str!("free"), jni_str!("(J)V"), free as *mut c_void),
        Native(jni_str!("trimPipes"), jni_str!("()I"), trim_pipes as *mut c_void),
        Native(jni_str!("pipeCounts"), jni_str!("()[J"), pipe_counts as *mut c_void),
        Native(jni_str!("scatterGather"), jni_str!("(Ljava/lang/String;)I"), scatter_gather as *mut c_void),
        Native(jni_str!("describe"), jni_str!("(I)Ljava/lang/String;"), describe as *mut c_void),
        Native(jni_str!("version"), jni_str!("()Ljava/lang/String;"), version as *mut c_void),
        Native(jni_str!("registered"), jni_str!("()[Ljava/lang/String;"), registered as *mut c_void),
    ]
}

/// What only the class `Members` can call, which does not hand it out.
fn members() -> [Native; 1] {
    let signature = jni_str!("()Ljava/lang/invoke/MethodHandles$Lookup;");
    [Native(jni_str!("implLookup"), signature, impl_lookup as *mut c_void)]
}

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
    // An exception of `register` is pending and System.load throws it.
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
    let other = format!("{}jdk/Members", name.trim_end_matches("jni/Native"));
    register_on(env, name, &natives())?;
    register_on(env, other, &members())
}

fn register_on(env: &mut Env, class: String, natives: &[Native]) -> Result<()> {
    let class = env.find_class(jni::strings::JNIString::new(class))?;
    let methods = natives.iter().map(|Native(name, signature, function)| {
        // SAFETY: each function has the parameters that its signature says; AbiTest calls every one of them.
        unsafe { NativeMethod::from_raw_parts(name, signature, *function) }
    });
    let methods: Vec<_> = methods.collect();
    // SAFETY: as above; all of them are static and take the class.
    unsafe { env.register_native_methods(class, &methods) }
}

/// `static native long transferTo(int strategy, int file, long position, long count, int target, int bufferSize)`:
/// the word of [`transfer::Outcome::to_word`].
extern "system" fn transfer_to(
    _env: EnvUnowned,
    _class: JClass,
    strategy: jint,
    file: jint,
    position: jlong,
    count: jlong,
    target: jint,
    buffer_size: jint,
) -> jlong {
    guarded(|| {
        let (Ok(file), Ok(target)) = (borrow(file), borrow(target)) else {
            return transfer::Outcome::bad_descriptor().to_word();
        };
        let (position, count) = (unsigned(position), unsigned(count));
        let buffer_size = usize::try_from(buffer_size).expect("TransferOptions checks its range");
        let request = Request { file, position, count, target, buffer_size };
        transfer::transfer_to(Strategy::from_ordinal(strategy), &request).to_word()
    })
}

/// `static native long copyFileRange(int source, int target, long position, long count)`
extern "system" fn copy_file_range(
    _env: EnvUnowned,
    _class: JClass,
    source: jint,
    target: jint,
    position: jlong,
    count: jlong,
) -> jlong {
    guarded(|| {
        let copy =
            || copy::copy_file_range(borrow(source)?, None, borrow(target)?, unsigned(position), unsigned(count));
        bytes_or_errno(copy())
    })
}

/// `static native long pread(int file, long address, int length, long position)`
extern "system" fn pread(
    _env: EnvUnowned,
    _class: JClass,
    file: jint,
    address: jlong,
    length: jint,
    position: jlong,
) -> jlong {
    with_buffer(file, address, length, |memory, file| memory.pread(file, unsigned(position)))
}

/// `static native long pwrite(int file, long address, int length, long position)`
extern "system" fn pwrite(
    _env: EnvUnowned,
    _class: JClass,
    file: jint,
    address: jlong,
    length: jint,
    position: jlong,
) -> jlong {
    with_buffer(file, address, length, |memory, file| memory.pwrite(file, unsigned(position)))
}

fn with_buffer(
    file: jint,
    address: jlong,
    length: jint,
    io: impl FnOnce(&Memory, BorrowedFd) -> error::Result<usize>,
) -> jlong {
    guarded(|| {
        let length = usize::try_from(length).expect("a buffer's remaining bytes");
        // SAFETY: Java keeps the buffer reachable, and with it its memory, until the call returns.
        let memory = unsafe { Memory::new(address.cast_unsigned(), length) };
        bytes_or_errno(borrow(file).and_then(|file| io(&memory, file)))
    })
}

/// `static native long copy(int source, long position, int target, long targetPosition, long count, boolean inKernel)`
extern "system" fn copy_piece(
    _env: EnvUnowned,
    _class: JClass,
    source: jint,
    position: jlong,
    target: jint,
    target_position: jlong,
    count: jlong,
    in_kernel: jboolean,
) -> jlong {
    guarded(|| {
        let (Ok(source), Ok(target)) = (borrow(source), borrow(target)) else {
            return transfer::Outcome::bad_descriptor().to_word();
        };
        let (position, target_position) = (unsigned(position), unsigned(target_position));
        let piece = Piece { source, position, target, target_position, count: unsigned(count) };
        transfer::copy(&piece, in_kernel).to_word()
    })
}

/// `static native long sameFile(int one, int other)`: 1 or 0, or a negative errno.
extern "system" fn same_file(_env: EnvUnowned, _class: JClass, one: jint, other: jint) -> jlong {
    let same = || file::is_same(borrow(one)?, borrow(other)?);
    guarded(|| bytes_or_errno(same().map(usize::from)))
}

/// `static native long share(int source, long position, long count, int target, long targetPosition)`: 0 or a negative errno.
extern "system" fn share(
    _env: EnvUnowned,
    _class: JClass,
    source: jint,
    position: jlong,
    count: jlong,
    target: jint,
    target_position: jlong,
) -> jlong {
    guarded(|| {
        let share = || {
            let (position, target_position) = (unsigned(position), unsigned(target_position));
            extent::clone_range(borrow(source)?, position, unsigned(count), borrow(target)?, target_position)
        };
        bytes_or_errno(share().map(|()| 0))
    })
}

/// `static native int dataRanges(int file, boolean own, long position, long end, long[] ranges)`: how many, or a negative errno.
extern "system" fn data_ranges<'l>(
    mut env: EnvUnowned<'l>,
    _class: JClass<'l>,
    file: jint,
    own: jboolean,
    position: jlong,
    end: jlong,
    ranges: JLongArray<'l>,
) -> jint {
    env.with_env(|env| -> Result<jint> {
        let mut found = vec![0; ranges.len(env)?];
        let asked =
            borrow(file).and_then(|file| extents::data(file, own, unsigned(position), unsigned(end), &mut found));
        ranges.set_region(env, 0, &found)?;
        Ok(asked.map_or_else(|error| -(error.errno as jint), |count| count as jint))
    })
    .resolve::<ThrowInternalError>()
}

/// `static native int reopenPipe(int pipe, boolean writes)`: a descriptor, or a negative errno.
extern "system" fn reopen_pipe(_env: EnvUnowned, _class: JClass, pipe: jint, writes: jboolean) -> jint {
    let flags = if writes { OFlag::O_WRONLY } else { OFlag::O_RDONLY };
    let reopen = || borrow(pipe).and_then(|pipe| description::reopen(pipe, flags));
    guarded(|| reopen().map_or_else(|error| -(error.errno as jlong), |fd| jlong::from(fd.into_raw_fd()))) as jint
}

/// `static native void closePipe(int pipe)`
extern "system" fn close_pipe(_env: EnvUnowned, _class: JClass, pipe: jint) {
    guarded(|| {
        // SAFETY: Java's `DeafPipe` got it from `reopenPipe`, and calls this once.
        unsafe { description::close(pipe) };
        0
    });
}

/// `static native long punchHole(int file, long position, long count)`: 0 or a negative errno.
extern "system" fn punch_hole(_env: EnvUnowned, _class: JClass, file: jint, position: jlong, count: jlong) -> jlong {
    let punch = || extent::punch_hole(borrow(file)?, unsigned(position), unsigned(count));
    guarded(|| bytes_or_errno(punch().map(|()| 0)))
}

/// `static native long setSize(int file, long size)`: 0 or a negative errno.
extern "system" fn set_size(_env: EnvUnowned, _class: JClass, file: jint, size: jlong) -> jlong {
    guarded(|| bytes_or_errno(borrow(file).and_then(|file| size::lengthen(file, unsigned(size))).map(|()| 0)))
}

/// `static native long allocate(int length)`: an address, or a negative errno.
extern "system" fn allocate(_env: EnvUnowned, _class: JClass, length: jint) -> jlong {
    guarded(|| address_or_errno(memory::allocate(usize::try_from(length).expect("a buffer's length"))))
}

/// `static native void free(long address)`
extern "system" fn free(_env: EnvUnowned, _class: JClass, address: jlong) {
    guarded(|| {
        // SAFETY: the address comes from `allocate`; Java's buffer frees it once, when its memory is unreachable.
        unsafe { memory::free(address.cast_unsigned()) };
        0
    });
}

/// `static native int trimPipes()`: closes those not needed since the last call; how many are still idle.
extern "system" fn trim_pipes(_env: EnvUnowned, _class: JClass) -> jint {
    guarded(|| pipes::trim() as jlong) as jint
}

/// `static native long[] pipeCounts()`: open, idle, made, refused.
extern "system" fn pipe_counts<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>) -> JLongArray<'l> {
    env.with_env(|env| -> Result<JLongArray<'l>> {
        let counts = pipes::counts();
        let numbers = [counts.open as jlong, counts.idle as jlong, counts.made as jlong, counts.refused as jlong];
        let array = env.new_long_array(numbers.len())?;
        array.set_region(env, 0, &numbers)?;
        Ok(array)
    })
    .resolve::<ThrowInternalError>()
}

/// `static native int scatterGather(String device)`: 1 or 0, or a negative errno.
extern "system" fn scatter_gather<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>, device: JString<'l>) -> jint {
    env.with_env(|env| -> Result<jint> {
        let asked = netdev::scatter_gather(&device.try_to_string(env)?);
        Ok(asked.map_or_else(|error| -(error.errno as jint), jint::from))
    })
    .resolve::<ThrowInternalError>()
}

/// `static native String describe(int errno)`: as in `Broken pipe (EPIPE)`.
extern "system" fn describe<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>, errno: jint) -> JString<'l> {
    env.with_env(|env| {
        let message = std::io::Error::from_raw_os_error(errno).to_string(); // the C library's, as in the JDK's exceptions
        let message = message.split(" (os error").next().expect("a split has a first part");
        env.new_string(format!("{message} ({:?})", Errno::from_raw(errno)))
    })
    .resolve::<ThrowInternalError>()
}

/// `static native MethodHandles.Lookup implLookup()`: the lookup that may see the JDK's own classes.
extern "system" fn impl_lookup<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>) -> JObject<'l> {
    env.with_env(|env| {
        let class = jni_str!("java/lang/invoke/MethodHandles$Lookup");
        let signature = jni_sig!(java.lang.invoke.MethodHandles::Lookup);
        env.get_static_field(class, jni_str!("IMPL_LOOKUP"), signature)?.l()
    })
    .resolve::<ThrowInternalError>()
}

/// `static native String version()`: this library's.
extern "system" fn version<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>) -> JString<'l> {
    env.with_env(|env| env.new_string(env!("CARGO_PKG_VERSION"))).resolve::<ThrowInternalError>()
}

/// `static native String[] registered()`: name and signature of each native method of this library.
extern "system" fn registered<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>) -> JObject<'l> {
    env.with_env(|env| -> Result<JObject<'l>> {
        let all = natives().into_iter().chain(members());
        let names: Vec<_> = all.map(|Native(name, signature, _)| format!("{name}{signature}")).collect();
        let array = JObjectArray::<JString>::new(env, names.len(), JString::null())?;
        for (i, name) in names.iter().enumerate() {
            let name = env.new_string(name)?.auto(); // one reference at a time: there is room for 16
            array.set_element(env, i, &name)?;
        }
        Ok(array.into())
    })
    .resolve::<ThrowInternalError>()
}
