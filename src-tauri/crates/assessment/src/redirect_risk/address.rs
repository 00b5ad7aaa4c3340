//! IP addresses as hosts: what they reach, and the spellings under which they hide.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This computer (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
    Loopback,
    /// The service that hands out a cloud machine's own credentials.
    Metadata,
    /// One link only (RFC 3927, RFC 4291 section 2.5.6).
    LinkLocal,
    /// A private network (RFC 1918, RFC 4193, RFC 6598).
    Private,
    /// This host on this network, or any of its addresses (RFC 6890: 0.0.0.0/8, `::`).
    Unspecified,
    /// Many hosts or none: multicast, broadcast, reserved (RFC 6890).
    Broadcast,
    /// Anywhere.
    Public,
}

/// What an address reaches, looking through the IPv6 forms that carry an IPv4 address.
#[must_use]
pub fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => carried(address).map_or_else(|| reach_v6(address), reach_v4),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let [a, b, ..] = address.octets();
    match (a, b) {
        _ if is_metadata_v4(address) => Reach::Metadata,
        (127, _) => Reach::Loopback,
        (169, 254) => Reach::LinkLocal,
        (10, _) | (172, 16..=31) | (192, 168) | (100, 64..=127) | (198, 18..=19) => Reach::Private,
        (0, _) => Reach::Unspecified,
        (224..=255, _) => Reach::Broadcast,
        _ => Reach::Public,
    }
}

/// The addresses at which clouds answer for a machine's identity: AWS, Azure, Google, Alibaba, Oracle.
fn is_metadata_v4(address: Ipv4Addr) -> bool {
    matches!(
        address.octets(),
        [169, 254, 169, 254 | 253 | 123]
            | [169, 254, 170, 2 | 23]
            | [100, 100, 100, 200]
            | [168, 63, 129, 16]
            | [192, 0, 0, 192]
    )
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let groups = address.segments();
    if address.is_loopback() {
        Reach::Loopback
    } else if groups == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
        || groups == [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254]
    {
        Reach::Metadata
    } else if address.is_unspecified() {
        Reach::Unspecified
    } else if address.is_multicast() {
        Reach::Broadcast
    } else if groups[0] & 0xffc0 == 0xfe80 {
        Reach::LinkLocal
    } else if groups[0] & 0xfe00 == 0xfc00 || groups[0] & 0xffc0 == 0xfec0 {
        Reach::Private
    } else {
        Reach::Public
    }
}

/// The IPv4 address that an IPv6 address carries: mapped, compatible, NAT64 (RFC 6052), 6to4 (RFC 3056).
#[must_use]
pub fn carried(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let groups = address.segments();
    let low = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match groups {
        [0, 0, 0, 0, 0, 0, 0, _] => None,
        [0, 0, 0, 0, 0, 0 | 0xffff, high, tail]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, tail]
        | [0x2002, high, tail, ..] => Some(low(high, tail)),
        _ => None,
    }
}

/// Whether `written` (brackets of an IP literal included) is the plain spelling of an address: four decimal numbers, or an IPv6
/// literal that carries no IPv4 address.
#[must_use]
pub fn is_plainly_written(written: &str, address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => written == address.to_string(),
        IpAddr::V6(address) => {
            carried(address).is_none()
                && written
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                    .is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_by_what_it_reaches() {
        for (address, expected) in [
            ("127.0.0.1", Reach::Loopback),
            ("127.8.9.10", Reach::Loopback),
            ("::1", Reach::Loopback),
            ("::ffff:127.0.0.1", Reach::Loopback),
            ("64:ff9b::7f00:1", Reach::Loopback),
            ("10.1.2.3", Reach::Private),
            ("172.31.0.1", Reach::Private),
            ("172.32.0.1", Reach::Public),
            ("100.64.0.1", Reach::Private),
            ("100.100.100.200", Reach::Metadata),
            ("fd12::1", Reach::Private),
            ("169.254.1.1", Reach::LinkLocal),
            ("fe80::1", Reach::LinkLocal),
            ("169.254.169.254", Reach::Metadata),
            ("::ffff:a9fe:a9fe", Reach::Metadata),
            ("fd00:ec2::254", Reach::Metadata),
            ("0.0.0.0", Reach::Unspecified),
            ("::", Reach::Unspecified),
            ("255.255.255.255", Reach::Broadcast),
            ("203.0.113.5", Reach::Public),
            ("2001:db8::5", Reach::Public),
        ] {
            assert_eq!(reach(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[test]
    fn only_the_plain_spelling_is_plain() {
        let loopback = IpAddr::from([127, 0, 0, 1]);
        assert!(is_plainly_written("127.0.0.1", loopback));
        for disguise in ["127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1.", "%3127.0.0.1"] {
            assert!(!is_plainly_written(disguise, loopback), "{disguise}");
        }
        assert!(is_plainly_written("[::1]", "::1".parse().unwrap()));
        assert!(is_plainly_written("[0:0:0:0:0:0:0:1]", "::1".parse().unwrap()));
        assert!(!is_plainly_written("[::ffff:127.0.0.1]", "::ffff:127.0.0.1".parse().unwrap()));
    }
}
