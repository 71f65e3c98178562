//! Plain file input and output.

use std::os::fd::BorrowedFd;

use nix::sys::{stat, statfs, uio};

use super::{blkdev, offset};
use crate::error::{Error, Result};

/// `pread(fd, buffer, length, position)`: bytes read, 0 at the end of the file.
/// See [pread(2)](https://man7.org/linux/man-pages/man2/pread.2.html).
pub fn pread(fd: BorrowedFd, buffer: &mut [u8], position: u64) -> Result<usize> {
    uio::pread(fd, buffer, offset(position)).map_err(Error::of("pread"))
}

/// `read(fd, buffer, length)`: bytes read, 0 at the end of the stream.
/// See [read(2)](https://man7.org/linux/man-pages/man2/read.2.html).
pub fn read(fd: BorrowedFd, buffer: &mut [u8]) -> Result<usize> {
    nix::unistd::read(fd, buffer).map_err(Error::of("read"))
}

/// `write(fd, buffer, length)`: bytes written, which may be fewer than offered.
/// See [write(2)](https://man7.org/linux/man-pages/man2/write.2.html).
pub fn write(fd: BorrowedFd, buffer: &[u8]) -> Result<usize> {
    nix::unistd::write(fd, buffer).map_err(Error::of("write"))
}

/// `pwrite(fd, buffer, length, position)`: bytes written; at the end where the file is in append mode.
/// See [pwrite(2)](https://man7.org/linux/man-pages/man2/pwrite.2.html).
pub fn pwrite(fd: BorrowedFd, buffer: &[u8], position: u64) -> Result<usize> {
    uio::pwrite(fd, buffer, offset(position)).map_err(Error::of("pwrite"))
}

/// `fstat(fd)`: whether it is a pipe, named or not. See [fstat(2)](https://man7.org/linux/man-pages/man2/fstat.2.html).
pub fn is_pipe(fd: BorrowedFd) -> Result<bool> {
    let mode = stat::fstat(fd).map_err(Error::of("fstat"))?.st_mode;
    Ok(stat::SFlag::from_bits_truncate(mode) & stat::SFlag::S_IFMT == stat::SFlag::S_IFIFO)
}

/// `fstat(fd)` of both: whether they are the same file, opened twice. See
/// [inode(7)](https://man7.org/linux/man-pages/man7/inode.7.html).
pub fn is_same(one: BorrowedFd, other: BorrowedFd) -> Result<bool> {
    let one = stat::fstat(one).map_err(Error::of("fstat"))?;
    let other = stat::fstat(other).map_err(Error::of("fstat"))?;
    Ok((one.st_dev, one.st_ino) == (other.st_dev, other.st_ino))
}

/// `fstat(fd)`: the size of the file in bytes; that of a block device by [`blkdev`].
/// See [fstat(2)](https://man7.org/linux/man-pages/man2/fstat.2.html).
pub fn size(fd: BorrowedFd) -> Result<u64> {
    let status = stat::fstat(fd).map_err(Error::of("fstat"))?;
    if stat::SFlag::from_bits_truncate(status.st_mode) & stat::SFlag::S_IFMT == stat::SFlag::S_IFBLK {
        return blkdev::size(fd);
    }
    Ok(u64::try_from(status.st_size).unwrap_or(0))
}

/// `fstat(fd)`: the bytes of a regular file's blocks, those not yet written to the device included; none if it is something else.
/// See [inode(7)](https://man7.org/linux/man-pages/man7/inode.7.html).
pub fn blocks(fd: BorrowedFd) -> Result<Option<u64>> {
    let status = stat::fstat(fd).map_err(Error::of("fstat"))?;
    let regular = stat::SFlag::from_bits_truncate(status.st_mode) & stat::SFlag::S_IFMT == stat::SFlag::S_IFREG;
    Ok(regular.then(|| u64::try_from(status.st_blocks).unwrap_or(0) * 512))
}

/// `fstat(fd)`: the file's number, which no other of its file system has.
/// See [inode(7)](https://man7.org/linux/man-pages/man7/inode.7.html).
pub fn number(fd: BorrowedFd) -> Result<u64> {
    Ok(stat::fstat(fd).map_err(Error::of("fstat"))?.st_ino)
}

/// `fstat(fd)`: the size in bytes of what the file system thinks best to read at once. That of a page on hugetlbfs.
pub fn block_size(fd: BorrowedFd) -> Result<usize> {
    let size = stat::fstat(fd).map_err(Error::of("fstat"))?.st_blksize;
    Ok(usize::try_from(size).unwrap_or(0))
}

/// `fstatfs(fd)`: whether the file is on hugetlbfs, all of whose pages are huge. See
/// [fstatfs(2)](https://man7.org/linux/man-pages/man2/fstatfs.2.html).
pub fn is_huge(fd: BorrowedFd) -> Result<bool> {
    let system = statfs::fstatfs(fd).map_err(Error::of("fstatfs"))?;
    Ok(system.filesystem_type() == statfs::HUGETLBFS_MAGIC)
}
