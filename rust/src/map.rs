//! Maps files for Java: how long a file has to be, where it is mapped, and what replaces it when it is released.

use std::env;
use std::os::fd::BorrowedFd;
use std::path::Path;
use std::sync::{Arc, Mutex};

use nix::errno::Errno;

use crate::error::{Error, Result};
use crate::size;
use crate::sys::file;
use crate::sys::memory::Memory;
use crate::sys::pipe::Pipe;
use crate::sys::region::{Access, EmptyFile, Region, page_size};

/// Bytes of a huge page on our machines, where pages have 4 KiB.
const HUGE_PAGE: usize = 2 << 20;

/// What closed regions are covered with; made with the first map, so that a close needs no descriptor.
static EMPTY: Mutex<Option<Arc<EmptyFile>>> = Mutex::new(None);

/// A spare mapping, to give up when the process has as many as it may.
static SPARE: Mutex<Option<Region>> = Mutex::new(None);

/// Whether a file may be made longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// No: too short a file is `ENODATA`.
    None,
    /// By a hole.
    Hole,
    /// By blocks, which also fill the holes in the range.
    Blocks,
    /// Makes the file longer by a hole without a block at its end, which would rule out a huge page there.
    Bare,
}

/// A range of a file, and how it is to be mapped.
#[derive(Debug, Clone, Copy)]
pub struct Request<'fd> {
    /// The file.
    pub file: BorrowedFd<'fd>,
    /// What will be done with the pages.
    pub access: Access,
    /// Where the range begins, in bytes.
    pub position: u64,
    /// Its length in bytes; may be 0.
    pub size: u64,
    /// How long it may become, in bytes, or 0.
    pub reserved: u64,
    /// What happens where the file is shorter.
    pub growth: Growth,
    /// Whether the mapping is to begin where huge pages can.
    pub huge_pages: bool,
}

/// A new mapping: where it begins, and its pages' size, which is also what its position and length were rounded to.
#[derive(Debug, Clone, Copy)]
pub struct Mapped {
    /// Address of the page that has the first byte.
    pub start: usize,
    /// Bytes per page; a power of two.
    pub page: usize,
}

impl Mapped {
    /// Both in one number: an address of a page has enough low bits to spare for the logarithm of the page's size.
    pub fn to_word(self) -> i64 {
        i64::try_from(self.start | self.page.trailing_zeros() as usize).expect("addresses of user space")
    }
}

/// Maps a range of a file and, on request, reserves the addresses behind it.
///
/// # Errors
/// `ENODATA` where the file is too short and must not grow; else the kernel's.
pub fn map(request: &Request) -> Result<Mapped> {
    prepare()?;
    let page = page_of(request.file)?;
    grow(request.file, request.position, request.size, request.growth)?;
    let before = request.position % page as u64;
    let start = request.position - before;
    let length = pages(before + request.size, page);
    if length == 0 && request.reserved == 0 {
        return Ok(Mapped { start: 0, page });
    }
    let region = if request.reserved == 0 {
        Region::map(request.file, request.access, start, length)?
    } else {
        let alignment = if request.huge_pages { page.max(HUGE_PAGE) } else { page };
        let all = Region::reserve(pages(before + request.reserved, page), alignment)?;
        if let Err(error) = all.part(0, length).put(request.file, request.access, start) {
            let _the_first_error_counts = all.unmap();
            return Err(error);
        }
        all
    };
    Ok(Mapped { start: region.start(), page })
}

/// Makes the file longer by `size` bytes from `position` on and maps the pages that come to it: `region`, which is empty where
/// the last page that is mapped has room for them.
pub fn extend(region: &Region, request: &Request) -> Result<()> {
    let page = page_of(request.file)?;
    grow(request.file, request.position, request.size, request.growth)?;
    region.put(request.file, request.access, request.position.next_multiple_of(page as u64))
}

/// Bytes per page of the file's mappings.
fn page_of(file: BorrowedFd) -> Result<usize> {
    match file::is_huge(file) {
        Ok(true) => file::block_size(file),
        Ok(false) => Ok(page_size()),
        Err(error) if is_forbidden(&error) => Ok(page_size()), // where the pages are huge, the kernel refuses to map others
        Err(error) => Err(error),
    }
}

fn pages(bytes: u64, page: usize) -> usize {
    usize::try_from(bytes).expect("64-bit targets only").next_multiple_of(page)
}

/// Makes the file as long as the range needs it.
fn grow(file: BorrowedFd, position: u64, size: u64, growth: Growth) -> Result<()> {
    let end = position + size;
    match growth {
        Growth::Blocks if size > 0 => size::allocate(file, position, size),
        Growth::None if file::size(file)? >= end => Ok(()),
        Growth::None => Err(Error { call: "mmap", errno: Errno::ENODATA }),
        Growth::Bare => size::truncate_up(file, end),
        _ => size::lengthen(file, end),
    }
}

/// What replaces a region when it is closed; the numbers are those of `Mapping.java`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// Nothing, where no access is possible any more: the addresses are free again.
    Nothing,
    /// Accesses fail as on a truncated file.
    Fault,
    /// Private zeros.
    Zero,
}

/// Releases the file. At the process's limit of mappings, the spare one makes room. At its limit of locked memory
/// (`mlockall`), the region is unlocked first: the kernel counts the replacement before it drops the region.
pub fn release(region: &Region, stale: Stale) -> Result<()> {
    let replace = || match stale {
        Stale::Nothing => region.unmap(),
        Stale::Fault => empty()?.cover(region),
        Stale::Zero => region.put_zeros(),
    };
    match replace() {
        Err(Error { errno: Errno::ENOMEM, .. }) if give_up_spare() => replace(),
        Err(Error { errno: Errno::EAGAIN, .. }) if region.unlock().is_ok() => replace(),
        result => result,
    }
}

fn empty() -> Result<Arc<EmptyFile>> {
    let mut empty = EMPTY.lock().expect("nothing panics with it");
    if let Some(made) = &*empty {
        return Ok(Arc::clone(made));
    }
    let made = Arc::new(make_empty()?);
    *empty = Some(Arc::clone(&made));
    Ok(made)
}

/// Returns a sealed file in memory. If the kernel is too old for that or a sandbox forbids it, the file is one that
/// nothing else can open.
///
/// # Errors
/// Those of the first way: the others were only tried in its place.
pub(crate) fn make_empty() -> Result<EmptyFile> {
    let flags = libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING;
    let made = match EmptyFile::in_memory(flags | libc::MFD_NOEXEC_SEAL) {
        // Before Linux 6.3 there is no such flag; from then on, a system may insist on it.
        Err(Error { errno: Errno::EINVAL, .. }) => EmptyFile::in_memory(flags),
        made => made,
    };
    match made {
        Ok(file) => {
            let _what_is_not_sealed_is_still_ours_alone = file.seal();
            Ok(file)
        }
        Err(error) => EmptyFile::unlinked(Path::new("/dev/shm"))
            .or_else(|_| EmptyFile::unlinked(&env::temp_dir()))
            .map_err(|_| error),
    }
}

/// Closes and unmaps what was kept for later maps, when the library is unloaded.
pub fn give_up() {
    give_up_spare();
    drop(EMPTY.lock().expect("nothing panics with it").take());
}

fn prepare() -> Result<()> {
    let mut spare = SPARE.lock().expect("nothing panics with it");
    if spare.is_none() {
        *spare = Some(empty()?.spare()?);
    }
    Ok(())
}

fn give_up_spare() -> bool {
    let spare = SPARE.lock().expect("nothing panics with it").take();
    spare.is_some_and(|spare| spare.unmap().is_ok())
}

/// What the kernel may be told about a range; the numbers are the ordinals of Java's `Advice`, and `Mapper.HUGE_PAGES`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// No pattern.
    Normal,
    /// From the beginning to the end.
    Sequential,
    /// Here and there.
    Random,
    /// Read it in soon.
    WillNeed,
    /// Our page tables can forget it; not for [`Access::Copy`], whose changes would be lost.
    DontNeed,
    /// Huge pages, please.
    HugePages,
}

/// Gives the kernel that advice.
pub fn advise(region: &Region, advice: Advice) -> Result<()> {
    region.advise(match advice {
        Advice::Normal => libc::MADV_NORMAL,
        Advice::Sequential => libc::MADV_SEQUENTIAL,
        Advice::Random => libc::MADV_RANDOM,
        Advice::WillNeed => libc::MADV_WILLNEED,
        Advice::DontNeed => libc::MADV_DONTNEED,
        Advice::HugePages => libc::MADV_HUGEPAGE,
    })
}

/// Reads a range in and maps its pages; with `write`, as a write to each page would.
///
/// # Errors
/// `EFAULT` where the file is shorter or has no room for its blocks; with `write`, `EINVAL` before Linux 5.14.
pub fn populate(region: &Region, write: bool) -> Result<()> {
    if write {
        return region.advise(libc::MADV_POPULATE_WRITE);
    }
    match region.advise(libc::MADV_POPULATE_READ) {
        Err(Error { errno: Errno::EINVAL, .. }) => touch(region), // before Linux 5.14
        Err(error) if is_forbidden(&error) => touch(region),
        result => result,
    }
}

fn touch(region: &Region) -> Result<()> {
    match region.touch() {
        Err(error) if is_forbidden(&error) => touch_by_pipe(region),
        result => result,
    }
}

/// Copies memory in the kernel, which returns an error at the end of a truncated file. Returns how many bytes, perhaps
/// fewer than there are.
///
/// # Errors
/// `EFAULT` where the first page of either is not available.
pub fn copy(from: &Memory, to: &Memory) -> Result<usize> {
    match to.copy_from(from) {
        Err(error) if is_forbidden(&error) => copy_by_pipe(from, to),
        result => result,
    }
}

/// Whether a sandbox refused the call: `process_vm_readv`, for one, could look into other processes.
fn is_forbidden(error: &Error) -> bool {
    matches!(error.errno, Errno::ENOSYS | Errno::EPERM | Errno::EACCES)
}

pub(crate) fn copy_by_pipe(from: &Memory, to: &Memory) -> Result<usize> {
    let pipe = Pipe::new()?;
    match from.write(pipe.writer())? {
        0 => Ok(0),
        _ => to.read(pipe.reader()),
    }
}

pub(crate) fn touch_by_pipe(region: &Region) -> Result<()> {
    let pipe = Pipe::new()?;
    for page in region.pages() {
        region.byte(page).write(pipe.writer())?;
        pipe.read(&mut [0])?;
    }
    Ok(())
}
