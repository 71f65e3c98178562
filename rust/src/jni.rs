//! The boundary to Java: every native method of `io.penstock.internal.Native`, and nothing else.
//!
//! A method decides nothing and keeps no panic from becoming an `InternalError`. Numbers go in and a number comes out
//! where a call is hot; the others use the safe form of the `jni` crate.
#![allow(unsafe_code)]

use std::any::Any;
use std::ffi::c_void;
use std::os::fd::BorrowedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jni::errors::{ErrorPolicy, Result};
use jni::objects::{JClass, JObject, JObjectArray, JString};
use jni::strings::JNIStr;
use jni::sys::{JNI_ERR, JNI_VERSION_1_8, jint, jlong};
use jni::{Env, EnvUnowned, JavaVM, NativeMethod, jni_sig, jni_str};
use nix::errno::Errno;

use crate::error::Error;
use crate::sys::memory::Memory;
use crate::sys::{copy, netdev};
use crate::transfer::{self, Request, Strategy};

/// Name, signature and function of each native method.
struct Native(&'static JNIStr, &'static JNIStr, *mut c_void);

/// Registered by `JNI_OnLoad` and listed by `registered`.
fn natives() -> [Native; 8] {
    [
        Native(jni_str!("transferTo"), jni_str!("(IIJJII)J"), transfer_to as *mut c_void),
        Native(jni_str!("copyFileRange"), jni_str!("(IIJJ)J"), copy_file_range as *mut c_void),
        Native(jni_str!("pread"), jni_str!("(IJIJ)J"), pread as *mut c_void),
        Native(jni_str!("pwrite"), jni_str!("(IJIJ)J"), pwrite as *mut c_void),
        Native(jni_str!("scatterGather"), jni_str!("(Ljava/lang/String;)I"), scatter_gather as *mut c_void),
        Native(jni_str!("describe"), jni_str!("(I)Ljava/lang/String;"), describe as *mut c_void),
        Native(
            jni_str!("implLookup"),
            jni_str!("()Ljava/lang/invoke/MethodHandles$Lookup;"),
            impl_lookup as *mut c_void,
        ),
        Native(jni_str!("registered"), jni_str!("()[Ljava/lang/String;"), registered as *mut c_void),
    ]
}

/// Called by `System.load`. Registers the natives on the class that the system property `penstock.native.class` names,
/// so that a copy of the Java classes under another package name works too.
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
    let name = env.cast_local::<JString>(name)?.try_to_string(env)?.replace('.', "/");
    let class = env.find_class(jni::strings::JNIString::new(name))?;
    let methods = natives().map(|Native(name, signature, function)| {
        // SAFETY: each function has the parameters that its signature says; AbiTest calls every one of them.
        unsafe { NativeMethod::from_raw_parts(name, signature, function) }
    });
    // SAFETY: as above; all of them are static and take the class.
    unsafe { env.register_native_methods(class, &methods) }
}

/// What a raw native answers instead of a panic: `Native.PANIC` in Java, less than any negative errno.
const PANIC: jlong = -4096;

/// Runs a raw native. Those are for hot calls: the safe form costs about 30 ns more.
fn guarded(call: impl FnOnce() -> jlong) -> jlong {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(PANIC)
}

/// The bytes a system call moved, or its negative errno.
fn bytes_or_errno(result: crate::error::Result<usize>) -> jlong {
    result.map_or_else(|error| -(error.errno as jlong), |bytes| bytes as jlong)
}

/// A descriptor that Java keeps open until the call returns. -1, which one has that was closed behind its channel's back,
/// becomes `EBADF`, as the kernel would have it.
fn borrow<'fd>(fd: jint) -> crate::error::Result<BorrowedFd<'fd>> {
    if fd < 0 {
        return Err(Error { call: "fcntl", errno: Errno::EBADF });
    }
    // SAFETY: it is not -1, and the Java caller keeps its channel from closing it until the call returns.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
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
        let (position, count) = (position.unsigned_abs(), count.unsigned_abs());
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
            || copy::copy_file_range(borrow(source)?, borrow(target)?, position.unsigned_abs(), count.unsigned_abs());
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
    guarded(|| {
        let length = usize::try_from(length).expect("a buffer's remaining bytes");
        // SAFETY: Java keeps the buffer reachable, and with it its memory, until the call returns.
        let memory = unsafe { Memory::new(address.cast_unsigned(), length) };
        bytes_or_errno(borrow(file).and_then(|file| memory.pread(file, position.unsigned_abs())))
    })
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
    guarded(|| {
        let length = usize::try_from(length).expect("a buffer's remaining bytes");
        // SAFETY: as in `pread`.
        let memory = unsafe { Memory::new(address.cast_unsigned(), length) };
        bytes_or_errno(borrow(file).and_then(|file| memory.pwrite(file, position.unsigned_abs())))
    })
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
        let errno = Errno::from_raw(errno);
        env.new_string(format!("{} ({errno:?})", errno.desc()))
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

/// `static native String[] registered()`: name and signature of each native method of this library.
extern "system" fn registered<'l>(mut env: EnvUnowned<'l>, _class: JClass<'l>) -> JObject<'l> {
    env.with_env(|env| -> Result<JObject<'l>> {
        let names = natives().map(|Native(name, signature, _)| format!("{name}{signature}"));
        let array = JObjectArray::<JString>::new(env, names.len(), JString::null())?;
        for (i, name) in names.iter().enumerate() {
            let name = env.new_string(name)?;
            array.set_element(env, i, name)?;
        }
        Ok(array.into())
    })
    .resolve::<ThrowInternalError>()
}

/// Nothing that the safe natives do may fail, so an error is a bug, as a panic is.
struct ThrowInternalError;

impl<T: Default> ErrorPolicy<T, jni::errors::Error> for ThrowInternalError {
    type Captures<'l: 'm, 'm> = ();

    fn on_error<'l: 'm, 'm>(
        env: &mut Env<'l>,
        (): &mut Self::Captures<'l, 'm>,
        error: jni::errors::Error,
    ) -> Result<T> {
        throw(env, &error.to_string())
    }

    fn on_panic<'l: 'm, 'm>(
        env: &mut Env<'l>,
        (): &mut Self::Captures<'l, 'm>,
        payload: Box<dyn Any + Send + 'static>,
    ) -> Result<T> {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        throw(env, text.or(payload.downcast_ref::<&str>().copied()).unwrap_or("panic"))
    }
}

fn throw<T: Default>(env: &mut Env, message: &str) -> Result<T> {
    if !env.exception_check() {
        let message = jni::strings::JNIString::new(format!("penstock: {message}"));
        let _thrown = env.throw_new(jni_str!("java/lang/InternalError"), message); // Err means: thrown
    }
    Ok(T::default())
}
