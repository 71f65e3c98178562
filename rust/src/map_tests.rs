//! Maps real files, as Java does.

use std::fs::File;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;

use nix::errno::Errno;

use super::map::*;
use crate::sys::region::{Access, Region, page_size};
use crate::sys::region_tests::{bytes, lines, maps, pages, put, region};

const FAULT: Errno = Errno::EFAULT;

fn request(file: &File, access: Access, position: usize, size: usize) -> Request<'_> {
    let (position, size) = (position as u64, size as u64);
    Request { file: file.as_fd(), access, position, size, reserved: 0, growth: Growth::None, huge_pages: false }
}

/// Maps whole pages from the beginning of a file.
fn mapped(file: &File, access: Access, count: usize) -> Region {
    let size = count * page_size();
    region(map(&request(file, access, 0, size)).unwrap().start, size)
}

#[test]
fn a_mapping_begins_with_the_page_that_has_the_first_byte() {
    let (file, page) = (pages(3), page_size());
    let made = map(&request(&file, Access::Read, page + 100, page)).unwrap();
    assert_eq!((made.start % page, made.page), (0, page));
    assert_eq!(bytes(made.start + 100, page).unwrap(), [vec![2; page - 100], vec![3; 100]].concat());
    let word = made.to_word();
    assert_eq!((word & -64, 1_i64 << (word & 63)), (made.start as i64, page as i64));
    region(made.start, 2 * page).unmap().unwrap();
}

#[test]
fn nothing_is_mapped_of_nothing() {
    let made = map(&request(&pages(1), Access::Read, 0, 0)).unwrap();
    assert_eq!((made.start, made.to_word()), (0, i64::from(page_size().trailing_zeros())));
}

#[test]
fn a_short_file_is_made_longer_only_as_it_is_asked_for() {
    let page = page_size();
    let sizes =
        [(Growth::None, None), (Growth::Bare, Some(0..=0)), (Growth::Hole, Some(0..=1)), (Growth::Blocks, Some(4..=4))];
    for (growth, pages_of_blocks) in sizes {
        let file = pages(0);
        let made = map(&Request { growth, ..request(&file, Access::Write, page, 4 * page) });
        let Some(pages_of_blocks) = pages_of_blocks else {
            assert_eq!(made.unwrap_err().errno, Errno::ENODATA);
            continue;
        };
        let there = file.metadata().unwrap();
        assert_eq!(there.len(), 5 * page as u64);
        assert!(
            pages_of_blocks.contains(&(there.blocks() * 512 / page as u64)),
            "{growth:?}: {} blocks",
            there.blocks()
        );
        region(made.unwrap().start, 4 * page).unmap().unwrap();
    }
}

#[test]
fn a_reservation_grows_in_place_and_stays_one_mapping() {
    let (file, page) = (pages(1), page_size());
    let first = Request { reserved: 10 * page as u64, growth: Growth::Hole, ..request(&file, Access::Write, 0, 100) };
    let start = map(&first).unwrap().start;
    assert_eq!(bytes(start + page, 1).unwrap_err().errno, FAULT, "not yet");
    let more = Request { position: 100, size: 3 * page as u64, reserved: 0, ..first };
    extend(&region(start + page, 3 * page), &more).unwrap();
    assert_eq!(file.metadata().unwrap().len(), 100 + 3 * page as u64);
    put(start + 3 * page, 9).unwrap();
    assert_eq!(bytes(start, 1).unwrap(), [1]);
    assert_eq!((lines(start, 4 * page).len(), lines(start, 10 * page).len()), (1, 2));
    let refused = extend(&region(start + 4 * page, page), &request(&file, Access::Write, 100 + 3 * page, page));
    assert_eq!(refused.unwrap_err().errno, Errno::ENODATA);
    region(start, 10 * page).unmap().unwrap();
}

#[test]
fn room_for_huge_pages_begins_where_one_can() {
    let file = pages(1);
    let wanted = Request { reserved: 8 << 20, huge_pages: true, ..request(&file, Access::Read, 0, page_size()) };
    let start = map(&wanted).unwrap().start;
    assert_eq!(start % (2 << 20), 0);
    region(start, 8 << 20).unmap().unwrap();
}

#[test]
fn a_released_region_is_what_it_is_to_be_and_the_file_is_let_go() {
    let (file, page) = (pages(2), page_size());
    for stale in [Stale::Nothing, Stale::Fault, Stale::Zero] {
        let region = mapped(&file, Access::Write, 2);
        put(region.start(), 6).unwrap();
        release(&region, stale).unwrap();
        assert!(!maps(&file, region.start(), 2 * page), "{stale:?}");
        match stale {
            Stale::Nothing => {}
            Stale::Fault => assert_eq!(bytes(region.start(), 1).unwrap_err().errno, FAULT),
            Stale::Zero => assert_eq!(bytes(region.start(), 2 * page).unwrap(), vec![0; 2 * page]),
        }
        if stale != Stale::Nothing {
            region.unmap().unwrap();
        }
        let again = mapped(&file, Access::Read, 1);
        assert_eq!(bytes(again.start(), 2).unwrap(), [6, 1], "{stale:?}");
        again.unmap().unwrap();
    }
}

#[test]
fn no_advice_loses_a_write() {
    use Advice::{DontNeed, Normal, Random, Sequential, WillNeed};
    let region = mapped(&pages(1), Access::Write, 1);
    put(region.start(), 6).unwrap();
    for advice in [Normal, Sequential, Random, WillNeed, DontNeed] {
        advise(&region, advice).unwrap();
        assert_eq!(bytes(region.start(), 2).unwrap(), [6, 1], "{advice:?}");
    }
    region.unmap().unwrap();
}

#[test]
fn populating_ends_where_the_file_does() {
    let (file, page) = (pages(2), page_size());
    let region = mapped(&file, Access::Write, 2);
    for write in [false, true] {
        populate(&region, write).unwrap();
    }
    file.set_len(page as u64).unwrap();
    for write in [false, true] {
        assert_eq!(populate(&region, write).unwrap_err().errno, FAULT, "write {write}");
        populate(&region.part(0, page), write).unwrap();
    }
    region.unmap().unwrap();
}

/// As where a sandbox has no `process_vm_readv`.
#[test]
fn memory_is_copied_and_touched_by_a_pipe_up_to_the_end_of_a_shorter_file() {
    let (file, page) = (pages(3), page_size());
    let from = mapped(&file, Access::Write, 3);
    touch_by_pipe(&from).unwrap();
    assert_eq!(from.resident_bytes().unwrap(), 3 * page);
    put(from.start() + 5, 9).unwrap();
    assert_eq!(copy_by_pipe(&from.byte(5), &from.byte(2 * page)).unwrap(), 1);
    assert_eq!(bytes(from.start() + 2 * page, 2).unwrap(), [9, 3]);
    file.set_len(page as u64).unwrap();
    assert_eq!(copy_by_pipe(&from.byte(page), &from.byte(0)).unwrap_err().errno, FAULT);
    assert_eq!(copy_by_pipe(&from.byte(0), &from.byte(page)).unwrap_err().errno, FAULT);
    assert_eq!(touch_by_pipe(&from).unwrap_err().errno, FAULT);
    from.unmap().unwrap();
}
