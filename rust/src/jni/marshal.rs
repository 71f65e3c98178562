//! Converts values at the boundary: numbers to descriptors and buffers, errors and panics to what Java expects.

use std::any::Any;
use std::os::fd::BorrowedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jni::errors::{ErrorPolicy, Result};
use jni::sys::{jbyte, jint, jlong};
use jni::{Env, jni_str};
use nix::errno::Errno;

use crate::error::{self, Error};
use crate::transfer::{Flow, Gathering};

/// A native that takes numbers and returns one, as its function does: for hot calls, since the safe form costs about
/// 30 ns more.
macro_rules! hot {
    ($native:ident($($name:ident: $type:ident),*) $(-> $result:ident)?) => {{
        #[allow(clippy::too_many_arguments)] // two are of JNI
        fn caught(_: ::jni::EnvUnowned, _: ::jni::objects::JClass, $($name: $type),*) $(-> $result)? {
            $crate::jni::marshal::guarded(|| $native($($name),*))
        }
        ::jni::native_method! {
            static raw fn $native($($name: $type),*) $(-> $result)?,
            fn = caught,
            abi_check = UnsafeNever, // AbiTest calls each, as a static method
        }
    }};
}
pub(crate) use hot;

/// A native that takes or returns objects; its function gets `Env` and the class too, and returns a `Result`.
macro_rules! safe {
    ($($native:tt)*) => {{
        use $crate::jni::marshal::ThrowInternalError;
        ::jni::native_method! {
            static fn $($native)*,
            error_policy = ThrowInternalError,
            abi_check = UnsafeNever, // as above
        }
    }};
}
pub(crate) use safe;

/// What a hot native can return, and what it returns after a panic.
pub trait Number {
    /// `Native.PANIC` in Java, less than any negative errno.
    const PANIC: Self;
}

impl Number for jlong {
    const PANIC: Self = -4096;
}

impl Number for jint {
    const PANIC: Self = -4096;
}

impl Number for () {
    const PANIC: Self = ();
}

/// Keeps a panic from the JVM.
pub fn guarded<T: Number>(call: impl FnOnce() -> T) -> T {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(T::PANIC)
}

/// The bytes a system call moved, or its negative errno.
pub fn bytes_or_errno(result: error::Result<usize>) -> jlong {
    result.map_or_else(|error| -(error.errno as jlong), |bytes| bytes as jlong)
}

/// A descriptor that Java keeps open until the call returns. -1, the number of one that was closed behind its channel's
/// back, becomes `EBADF`, as in the kernel.
pub fn borrow<'fd>(fd: jint) -> error::Result<BorrowedFd<'fd>> {
    if fd < 0 {
        return Err(Error { call: "fcntl", errno: Errno::EBADF });
    }
    // SAFETY: it is not -1, and the Java caller keeps its channel from closing it until the call returns.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

/// The value that a number of Java's stands for: there they have these numbers, or ordinals, in this order.
///
/// # Panics
/// If there is none.
pub fn choose<T: Copy, const N: usize>(all: [T; N], number: jint) -> T {
    let chosen = usize::try_from(number).ok().and_then(|number| all.get(number));
    *chosen
        .unwrap_or_else(|| panic!("none of {N} has the number {number}: the library does not match its Java classes"))
}

/// A position or a count. Java has checked it: a negative one is a bug there, and must not become another number here.
///
/// # Panics
/// If it is negative.
pub fn unsigned(number: jlong) -> u64 {
    u64::try_from(number).expect("Java checks positions and counts")
}

/// An address, or a negative errno.
pub fn address_or_errno(result: error::Result<u64>) -> jlong {
    result.map_or_else(|error| -(error.errno as jlong), u64::cast_signed)
}

/// A direct buffer of Java's.
///
/// # Safety
/// `length` bytes from `address` on are initialised, live as long as the result does, and are not used by anything
/// else.
pub unsafe fn bytes<'a>(address: jlong, length: jint) -> &'a mut [u8] {
    let length = usize::try_from(length).expect("a buffer's remaining bytes");
    if length == 0 {
        return &mut [];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts_mut(std::ptr::with_exposed_provenance_mut(address as usize), length) }
}

/// Bytes as Java has them.
pub fn signed(bytes: &[u8]) -> &[jbyte] {
    // SAFETY: it is the same memory, borrowed as before, and any byte is one with a sign.
    unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), bytes.len()) }
}

/// The flow that Java holds.
///
/// # Safety
/// `handle` is of `openFlow`, not closed, and in use by this call only: Java's `Flow` sees to it.
pub unsafe fn flow<'a>(handle: jlong) -> &'a mut Flow {
    // SAFETY: the caller's promise.
    unsafe { &mut *std::ptr::with_exposed_provenance_mut(handle as usize) }
}

/// The gathering that Java holds.
///
/// # Safety
/// `handle` is of `openGathering`, not closed, and in use by this call only: Java's `Gathering` sees to it.
pub unsafe fn gathering<'a>(handle: jlong) -> &'a mut Gathering {
    // SAFETY: the caller's promise.
    unsafe { &mut *std::ptr::with_exposed_provenance_mut(handle as usize) }
}

/// The safe natives do nothing that may fail, so an error is a bug, like a panic.
pub struct ThrowInternalError;

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
