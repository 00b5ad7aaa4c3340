//! Everything that is known of one client's past: what looks showed, when they were, and what the log says was done.

use std::sync::Arc;

use serde_json::Value;

use crate::deed::Deed;
use crate::ids::ClientId;
use crate::time::Timestamp;

/// One reading of something, or of a whole list: what it showed was so at some moment from `from` to `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// When it began, by the server.
    pub from: Timestamp,
    /// When it ended, by the server.
    pub to: Timestamp,
}

/// One version of something: every look between the first and the last showed it so.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The first look that showed it so.
    pub first: Timestamp,
    /// The last one.
    pub last: Timestamp,
    /// What was shown.
    pub body: Value,
}

/// One client grant's past.
#[derive(Clone, Debug, PartialEq)]
pub struct GrantHistory {
    /// Its id.
    pub id: String,
    /// Its versions, oldest first.
    pub versions: Vec<Shown>,
}

/// A deed and when its row was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDeed {
    /// The deed.
    pub deed: Deed,
    /// When we learned of it, by the server's time.
    pub learned_at: Timestamp,
}

/// One client's past.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Which client.
    pub client: ClientId,
    /// Complete lists that did not hold it, by their start, as far as they are remembered: the last before it was first
    /// seen, the start of its present incarnation, the one that proved it gone. Ascending.
    pub absent: Vec<Timestamp>,
    /// Its versions, oldest first.
    pub versions: Vec<Shown>,
    /// Looks at the client that may lie inside a version: complete lists, and readings of it alone. By their start.
    pub looks: Arc<[Look]>,
    /// Every grant that ever named it.
    pub grants: Vec<GrantHistory>,
    /// Complete lists of grants, by their start.
    pub grant_lists: Arc<[Look]>,
    /// What was done to it and to its grants, in any order.
    pub deeds: Vec<KnownDeed>,
}

impl History {
    /// Whether the client, and where a row is about a grant its grants, were looked at after every row: then a look that shows
    /// nothing new tells nothing new. Otherwise the next look may show that what a row did was undone outside the log.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let seen = self.versions.last().map(|version| version.last).max(self.absent.last().copied());
        let listed = self.grant_lists.last().map(|list| list.from);
        self.deeds.iter().all(|known| {
            let at = Some(known.deed.trace.at);
            let is_grant = matches!(known.deed.act, crate::deed::Act::Grant { .. });
            if is_grant { at <= listed } else { at <= seen }
        })
    }
}

/// A host that a client trusts, or trusted once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedHost {
    /// The host, as [`crate::host::host_of`] gives it.
    pub host: String,
    /// When that was first known to be so.
    pub first_at: Timestamp,
    /// Whether the latest look still shows it.
    pub is_trusted: bool,
}
