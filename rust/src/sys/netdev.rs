//! What a network device can do.
#![allow(unsafe_code)]

use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use nix::errno::Errno;

use crate::error::{Error, Result};

/// `ETHTOOL_GSG` of `<linux/ethtool.h>`: whether scatter-gather is on.
const ETHTOOL_GSG: u32 = 0x0000_0018;

/// `struct ethtool_value` of `<linux/ethtool.h>`.
#[repr(C)]
struct EthtoolValue {
    cmd: u32,
    data: u32,
}

/// `ioctl(SIOCETHTOOL, ETHTOOL_GSG)`: whether the device `name` gathers a packet from several pieces of memory, so that
/// `sendfile` need not copy the file's pages together.
///
/// # Errors
/// `ENODEV` where there is no such device, also where its name is too long to be one; `EOPNOTSUPP` where its driver does
/// not say. See [netdevice(7)](https://man7.org/linux/man-pages/man7/netdevice.7.html).
pub fn scatter_gather(name: &str) -> Result<bool> {
    // SAFETY: all-zero bytes are a valid ifreq: an empty name and a null pointer.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    if name.len() >= request.ifr_name.len() {
        return Err(Error { call: "ioctl", errno: Errno::ENODEV });
    }
    for (to, from) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *to = libc::c_char::from_ne_bytes([from]);
    }
    let mut value = EthtoolValue { cmd: ETHTOOL_GSG, data: 0 };
    request.ifr_ifru.ifru_data = (&raw mut value).cast();

    // SAFETY: no pointers are passed.
    let raw = unsafe { libc::socket(libc::AF_INET, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, 0) };
    Errno::result(raw).map_err(Error::of("socket"))?;
    // SAFETY: the descriptor is new and has no other owner.
    let socket = unsafe { OwnedFd::from_raw_fd(raw) };
    // SAFETY: SIOCETHTOOL takes an ifreq whose data points to an ethtool_value; both outlive the call.
    let asked = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCETHTOOL as libc::Ioctl, &raw mut request) };
    Errno::result(asked).map_err(Error::of("ioctl"))?;
    Ok(value.data != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_gathers() {
        assert_eq!(scatter_gather("lo"), Ok(true));
    }

    #[test]
    fn unknown_and_overlong_names_are_no_device() {
        for name in ["no-such-dev", "a-name-longer-than-any-device-has"] {
            assert_eq!(scatter_gather(name).unwrap_err().errno, Errno::ENODEV, "{name}");
        }
    }
}
