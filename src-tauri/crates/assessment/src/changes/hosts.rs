//! The hosts that a client trusts, and since when that is known.

use std::collections::BTreeMap;

use domain::deed::Act;
use domain::history::{History, TrustedHost};
use domain::host::host_of;
use domain::member::{Held, Member};
use domain::time::Timestamp;

/// Every host that the client's redirect URIs and origins ever named, as far as looks and rows tell.
#[must_use]
pub fn trusted_hosts(history: &History) -> Vec<TrustedHost> {
    let members = || Member::OF_CLIENT.into_iter().filter(Member::holds_uris);
    let mut first: BTreeMap<String, Timestamp> = BTreeMap::new();
    let mut see = |held: &Held, at: Timestamp| {
        for host in held.iter().filter_map(|uri| host_of(uri)) {
            first.entry(host).and_modify(|first| *first = (*first).min(at)).or_insert(at);
        }
    };
    for version in &history.versions {
        members()
            .filter_map(|member| member.held_by(&version.body))
            .for_each(|held| see(&held, version.first));
    }
    for known in &history.deeds {
        if let Act::Client { after, .. } = &known.deed.act {
            let uris = after.iter().filter(|(member, _)| member.holds_uris());
            uris.for_each(|(_, held)| see(held, known.deed.trace.at));
        }
    }
    let latest =
        history.versions.last().filter(|version| history.absent.iter().all(|at| *at <= version.last));
    let now: Vec<String> = latest
        .into_iter()
        .flat_map(|version| members().filter_map(|member| member.held_by(&version.body)))
        .flat_map(|held| held.iter().filter_map(|uri| host_of(uri)).collect::<Vec<_>>())
        .collect();
    let hosts = first.into_iter();
    hosts.map(|(host, first_at)| TrustedHost { is_trusted: now.contains(&host), host, first_at }).collect()
}
