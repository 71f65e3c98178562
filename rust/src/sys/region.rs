//! Makes and releases the mappings that Java reads and writes. Nothing in Rust reads or writes them, since a page
//! beyond the end of a file that has become shorter is a `SIGBUS` for us and an `EFAULT` for the kernel.
#![allow(unsafe_code)]

use std::ffi::{CString, c_int, c_void};
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::Path;
use std::ptr;

use nix::errno::Errno;
use once_cell::sync::Lazy;

use super::memory::Memory;
use super::{offset, pid};
use crate::error::{Error, Result};

/// Bytes per iovec array of [`Region::touch`].
const TOUCHED_PER_CALL: usize = 512;

/// A length, in bytes, that a file can have on every file system.
const LONGEST_FILE: u64 = 1 << 40;

/// Pages that one `mincore` reports on.
const ASKED_PER_CALL: usize = 4096;

/// Bytes per page of the machine.
pub fn page_size() -> usize {
    static SIZE: Lazy<usize> = Lazy::new(|| {
        // SAFETY: sysconf changes nothing.
        usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).expect("Linux knows its page size")
    });
    *SIZE
}

/// What may be done with mapped pages; the numbers are those of `Mapping.java`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reading the file.
    Read,
    /// Reading and writing the file.
    Write,
    /// Reading the file, and writing a copy of our own.
    Copy,
}

impl Access {
    fn protection(self) -> c_int {
        if self == Self::Read { libc::PROT_READ } else { libc::PROT_READ | libc::PROT_WRITE }
    }

    /// Copies are not accounted for in advance, or no large file could be mapped so.
    fn flags(self) -> c_int {
        if self == Self::Copy { libc::MAP_PRIVATE | libc::MAP_NORESERVE } else { libc::MAP_SHARED }
    }
}

/// A range of our address space. Dropping the value leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    start: usize,
    length: usize,
}

impl Region {
    /// # Safety
    /// The range was mapped by a function of this file, or is a part of such a one, and stays so until the value is
    /// used for the last time. Its other users accept what the methods do to it.
    pub unsafe fn new(start: u64, length: u64) -> Self {
        let number = |n: u64| usize::try_from(n).expect("64-bit targets only");
        Self { start: number(start), length: number(length) }
    }

    /// Where it begins.
    pub fn start(&self) -> usize {
        self.start
    }

    /// A part of it.
    ///
    /// # Panics
    /// If that does not lie within.
    pub fn part(&self, from: usize, length: usize) -> Self {
        assert!(from <= self.length && length <= self.length - from, "{from}+{length} outside of {self:?}");
        Self { start: self.start + from, length }
    }

    /// `mmap(NULL, length, …, file, position)`; `position` is a multiple of the file's page size.
    /// See [mmap(2)](https://man7.org/linux/man-pages/man2/mmap.2.html).
    pub fn map(file: BorrowedFd, access: Access, position: u64, length: usize) -> Result<Self> {
        let free = Self { start: 0, length };
        // SAFETY: the kernel chooses an address where nothing is.
        unsafe { free.mmap(access.protection(), access.flags(), file.as_raw_fd(), position) }
    }

    /// `mmap(NULL, length, PROT_NONE, …)`: reserves addresses, from a multiple of `alignment` on; `munmap` frees what lies
    /// before and behind.
    pub fn reserve(length: usize, alignment: usize) -> Result<Self> {
        let free = Self { start: 0, length: length + alignment - page_size() };
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
        // SAFETY: the kernel chooses an address where nothing is.
        let all = unsafe { free.mmap(libc::PROT_NONE, flags, -1, 0) }?;
        let before = all.start.next_multiple_of(alignment) - all.start;
        let kept = all.part(before, length);
        for margin in [all.part(0, before), all.part(before + length, all.length - before - length)] {
            margin.unmap()?;
        }
        Ok(kept)
    }

    /// `mmap(region, …, MAP_FIXED, file, position)`: the file in place of what is there.
    pub fn put(&self, file: BorrowedFd, access: Access, position: u64) -> Result<()> {
        if self.length == 0 {
            return Ok(());
        }
        // SAFETY: the range is ours to replace, see `new`.
        unsafe { self.mmap(access.protection(), access.flags() | libc::MAP_FIXED, file.as_raw_fd(), position) }
            .map(drop)
    }

    /// `mmap(region, …, MAP_FIXED | MAP_ANONYMOUS)`: private zeros in place of what is there.
    pub fn put_zeros(&self) -> Result<()> {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE | libc::MAP_FIXED;
        // SAFETY: the range is ours to replace, see `new`.
        unsafe { self.mmap(libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) }.map(drop)
    }

    /// # Safety
    /// With `MAP_FIXED` in the flags, the range is ours to replace.
    unsafe fn mmap(&self, protection: c_int, flags: c_int, file: c_int, position: u64) -> Result<Self> {
        // SAFETY: without MAP_FIXED nothing that exists is touched, with it the caller promises.
        let start = unsafe { libc::mmap64(self.pointer(), self.length, protection, flags, file, offset(position)) };
        if start == libc::MAP_FAILED {
            return Err(Error::of("mmap")(Errno::last()));
        }
        Ok(Self { start: start.expose_provenance(), length: self.length })
    }

    /// `munmap(region)`. `ENOMEM` where the process has too many mappings to split one.
    /// See [munmap(2)](https://man7.org/linux/man-pages/man2/munmap.2.html).
    pub fn unmap(&self) -> Result<()> {
        if self.length == 0 {
            return Ok(());
        }
        // SAFETY: the range is ours, see `new`; the caller gives it up.
        done(unsafe { libc::munmap(self.pointer(), self.length) }, "munmap")
    }

    /// `madvise(region, advice)`. See [madvise(2)](https://man7.org/linux/man-pages/man2/madvise.2.html).
    pub fn advise(&self, advice: c_int) -> Result<()> {
        // SAFETY: the advices that are used here change no byte of a shared mapping, and the range is ours.
        done(unsafe { libc::madvise(self.pointer(), self.length, advice) }, "madvise")
    }

    /// `mlock(region)`. See [mlock(2)](https://man7.org/linux/man-pages/man2/mlock.2.html).
    pub fn lock(&self) -> Result<()> {
        // SAFETY: no byte changes.
        done(unsafe { libc::mlock(self.pointer(), self.length) }, "mlock")
    }

    /// `munlock(region)`.
    pub fn unlock(&self) -> Result<()> {
        // SAFETY: no byte changes.
        done(unsafe { libc::munlock(self.pointer(), self.length) }, "munlock")
    }

    /// `msync(region, MS_SYNC)`: waits until what was written is on the device.
    /// See [msync(2)](https://man7.org/linux/man-pages/man2/msync.2.html).
    pub fn sync(&self) -> Result<()> {
        // SAFETY: no byte changes.
        done(unsafe { libc::msync(self.pointer(), self.length, libc::MS_SYNC) }, "msync")
    }

    /// `mincore(region)`, in as many calls as it takes: bytes in pages that are in memory.
    /// See [mincore(2)](https://man7.org/linux/man-pages/man2/mincore.2.html).
    pub fn resident_bytes(&self) -> Result<usize> {
        let mut answers = [0_u8; ASKED_PER_CALL];
        let most = ASKED_PER_CALL * page_size();
        let mut resident = 0;
        for from in (0..self.length).step_by(most) {
            let asked = self.part(from, (self.length - from).min(most));
            // SAFETY: there is one byte for each page.
            done(unsafe { libc::mincore(asked.pointer(), asked.length, answers.as_mut_ptr()) }, "mincore")?;
            resident += answers[..asked.length.div_ceil(page_size())].iter().filter(|&page| page & 1 == 1).count();
        }
        Ok(resident * page_size())
    }

    /// `process_vm_readv(ourselves, region)`, one byte of each page, in as many calls as that takes: makes the kernel fault
    /// them in, where it has no call for that. `EFAULT` where the file does not reach so far.
    pub fn touch(&self) -> Result<()> {
        let mut bytes = [0_u8; TOUCHED_PER_CALL];
        let mut pages = self.pages();
        loop {
            let byte = |page| libc::iovec { iov_base: self.part(page, 1).pointer(), iov_len: 1 };
            let remote: Vec<libc::iovec> = pages.by_ref().take(TOUCHED_PER_CALL).map(byte).collect();
            if remote.is_empty() {
                return Ok(());
            }
            let local = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: remote.len() };
            // SAFETY: the bytes are ours, and the kernel reads the region.
            let read = unsafe {
                libc::process_vm_readv(pid(), &raw const local, 1, remote.as_ptr(), remote.len() as libc::c_ulong, 0)
            };
            let read = Errno::result(read).map_err(Error::of("process_vm_readv"))?;
            if read.unsigned_abs() < remote.len() {
                return Err(Error { call: "process_vm_readv", errno: Errno::EFAULT });
            }
        }
    }

    /// A byte of it, for the kernel.
    pub fn byte(&self, at: usize) -> Memory {
        // SAFETY: the promise of `new`.
        unsafe { Memory::new(self.part(at, 1).start as u64, 1) }
    }

    /// Where its pages begin, counted from its start.
    pub fn pages(&self) -> impl Iterator<Item = usize> {
        (0..self.length).step_by(page_size())
    }

    fn pointer(&self) -> *mut c_void {
        ptr::with_exposed_provenance_mut(self.start)
    }
}

fn done(result: c_int, call: &'static str) -> Result<()> {
    Errno::result(result).map(drop).map_err(Error::of(call))
}

/// An empty file, sealed to stay empty: an access to a mapping of it fails, as in a truncated file. The seals allow
/// mapping it for writing, otherwise a write would be a `SIGSEGV`.
#[derive(Debug)]
pub struct EmptyFile(OwnedFd);

impl EmptyFile {
    /// `memfd_create("penstock-closed", flags)`. By number: glibc has the function from 2.27 on only.
    /// See [memfd_create(2)](https://man7.org/linux/man-pages/man2/memfd_create.2.html).
    pub fn in_memory(flags: libc::c_uint) -> Result<Self> {
        // SAFETY: the name is a string that ends.
        let fd = unsafe { libc::syscall(libc::SYS_memfd_create, c"penstock-closed".as_ptr(), flags) };
        let fd = Errno::result(fd).map_err(Error::of("memfd_create"))?;
        // SAFETY: the kernel has just made it for us.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(c_int::try_from(fd).expect("a descriptor")) }))
    }

    /// `fcntl(F_ADD_SEALS)`: keeps it empty for good. See
    /// [fcntl(2)](https://man7.org/linux/man-pages/man2/F_GET_SEALS.2const.html).
    pub fn seal(&self) -> Result<()> {
        let seals = libc::F_SEAL_GROW | libc::F_SEAL_SHRINK | libc::F_SEAL_SEAL;
        // SAFETY: F_ADD_SEALS takes a number.
        done(unsafe { libc::fcntl(self.0.as_raw_fd(), libc::F_ADD_SEALS, seals) }, "fcntl")
    }

    /// `mkostemp("directory/penstock-closed-…")` and `unlink`: a file that nothing else can open, in place of a sealed
    /// one. See [mkostemp(3)](https://man7.org/linux/man-pages/man3/mkostemp.3.html).
    pub fn unlinked(directory: &Path) -> Result<Self> {
        let name = CString::new(directory.join("penstock-closed-XXXXXX").into_os_string().into_vec());
        let mut name = name.map_err(|_| Error { call: "mkostemp", errno: Errno::EINVAL })?.into_bytes_with_nul();
        // SAFETY: the name is a string that ends, and ours.
        let fd = unsafe { libc::mkostemp(name.as_mut_ptr().cast(), libc::O_CLOEXEC) };
        Errno::result(fd).map_err(Error::of("mkostemp"))?;
        // SAFETY: the kernel has just made it for us.
        let file = unsafe { OwnedFd::from_raw_fd(fd) };
        // SAFETY: as above.
        done(unsafe { libc::unlink(name.as_ptr().cast()) }, "unlink")?;
        Ok(Self(file))
    }

    /// `mmap(region, …, MAP_FIXED | MAP_SHARED, empty, address)`: maps the empty file over what is there. Neighbours
    /// have neighbouring offsets, so that the kernel merges them; the offset is the address, modulo the longest file.
    pub fn cover(&self, region: &Region) -> Result<()> {
        let flags = libc::MAP_SHARED | libc::MAP_FIXED;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        // SAFETY: the range is ours to replace, see `Region::new`.
        unsafe { region.mmap(protection, flags, self.0.as_raw_fd(), region.start as u64 % LONGEST_FILE) }.map(drop)
    }

    /// `mmap(NULL, page, PROT_NONE, MAP_SHARED, empty, 0)`: an unused mapping, which the kernel cannot merge with a
    /// neighbour.
    pub fn spare(&self) -> Result<Region> {
        let free = Region { start: 0, length: page_size() };
        // SAFETY: the kernel chooses an address where nothing is.
        unsafe { free.mmap(libc::PROT_NONE, libc::MAP_SHARED, self.0.as_raw_fd(), 0) }
    }
}
