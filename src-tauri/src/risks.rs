//! What is thought of changes. Risk is computed when it is read, from the hosts that the connection knew before each change, and
//! kept until the store tells of new changes, hosts or marks.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use assessment::redirect_risk::{
    ApplicationType, Class, Context, Finding, ServerKind, Severity, TrustedHosts, assess, registrable_domain,
};
use domain::client::Party;
use domain::connection::{Connection, Environment};
use domain::diff::ListDiff;
use domain::host::host_of;
use domain::ids::ConnectionId;
use domain::member::Member;
use domain::time::Timestamp;
use store::{Change, ChangeFilter, ChangeRow, HostRow, OwnHost, Store, Tag};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::error::CommandError;

/// How many changes are read at once.
const PAGE: u32 = 5_000;

/// So many indexes of the hosts known before a moment are built at most; a change is held against the newest of them that is not
/// later than it. With more newcomers than that, an imitation of one that came shortly before may be missed; *new* is exact.
const MOMENTS: usize = 8;

/// What is thought of the changes of each connection, until something new is known.
pub struct Risks {
    known: Mutex<HashMap<ConnectionId, Known>>,
    heard: Mutex<Receiver<Change>>,
}

/// What was thought last, and whether something new is known since.
#[derive(Clone)]
struct Known {
    trust: Arc<Trust>,
    is_old: bool,
}

impl Risks {
    /// Nothing is judged yet.
    #[must_use]
    pub fn new(store: &Store) -> Self {
        Self { known: Mutex::default(), heard: Mutex::new(store.changes()) }
    }

    /// What is thought of a connection's changes.
    ///
    /// # Errors
    /// The files cannot be read.
    pub async fn of(&self, store: &Store, connection: &Connection) -> Result<Arc<Trust>, CommandError> {
        self.note_what_is_old();
        let known = self.known().get(&connection.id).cloned();
        if let Some(Known { trust, is_old: false }) = &known
            && trust.environment == connection.environment
        {
            return Ok(Arc::clone(trust));
        }
        let before = known.map(|known| known.trust);
        let trust = Arc::new(Trust::read(store, connection, before.as_deref()).await?);
        self.known().insert(connection.id.clone(), Known { trust: Arc::clone(&trust), is_old: false });
        Ok(trust)
    }

    fn note_what_is_old(&self) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match heard.try_recv() {
                Ok(Change { tag: Tag::Changes, connection: Some(id) }) => {
                    self.known().entry(id).and_modify(|known| known.is_old = true);
                }
                Ok(Change { tag: Tag::Changes, .. }) => {
                    self.known().values_mut().for_each(|known| known.is_old = true);
                }
                Ok(Change { tag: Tag::Connections, .. }) | Err(TryRecvError::Lagged(_)) => {
                    self.known().clear();
                }
                Ok(_) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<ConnectionId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A change's worst finding.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// Which change.
    pub number: i64,
    /// The worst of its findings.
    pub severity: Option<Severity>,
    /// Whether nobody accepted it yet.
    pub is_open: bool,
    /// What was judged, in brief: a change with the same is not judged again.
    of: u64,
}

/// The hosts of a connection in the order in which it came to know them, and what is thought of its changes.
pub struct Trust {
    environment: Environment,
    /// Hosts that no change brought, by name: where watching begins.
    founders: Vec<String>,
    /// One host of each domain that changes brought, by time, without those that imitate one of the founders.
    newcomers: Vec<(Timestamp, String)>,
    /// When a change first brought each domain that is none of the founders'.
    brought: HashMap<String, Timestamp>,
    marks: Vec<OwnHost>,
    /// What a change is held against, in brief: where it is the same, so is the verdict.
    surroundings: u64,
    indexes: Mutex<BTreeMap<usize, Arc<TrustedHosts>>>,
    /// Every change of URIs and origins.
    pub judged: Vec<Judged>,
}

impl Trust {
    async fn read(
        store: &Store,
        connection: &Connection,
        before: Option<&Self>,
    ) -> Result<Self, CommandError> {
        let hosts = store.hosts(&connection.id).await?;
        let marks = store.own_hosts(&connection.id).await?;
        let mut rows = Vec::new();
        loop {
            let filter = ChangeFilter { uris_only: true, ..ChangeFilter::default() };
            let scope = vec![connection.id.clone()];
            let page = store.list_changes(scope, filter, rows.len() as u64, PAGE).await?;
            let is_last = page.rows.len() < PAGE as usize;
            rows.extend(page.rows);
            if is_last {
                break;
            }
        }
        let mut trust = Self::of(connection.environment, &hosts, marks, &rows);
        let before = before.filter(|before| before.surroundings == trust.surroundings);
        let judged = before.map(|before| before.judged.as_slice()).unwrap_or_default();
        let judged: HashMap<(i64, u64), Option<Severity>> =
            judged.iter().map(|judged| ((judged.number, judged.of), judged.severity)).collect();
        trust.judged = rows
            .iter()
            .map(|row| {
                let of = brief(row);
                Judged {
                    number: row.number,
                    severity: match judged.get(&(row.number, of)) {
                        Some(severity) => *severity,
                        None => trust.worst(row),
                    },
                    is_open: row.review.is_none(),
                    of,
                }
            })
            .collect();
        Ok(trust)
    }

    fn worst(&self, row: &ChangeRow) -> Option<Severity> {
        let judged = self.judge(row);
        judged.iter().flat_map(|(_, findings)| findings).map(|finding| finding.severity).max()
    }

    fn of(environment: Environment, hosts: &[HostRow], marks: Vec<OwnHost>, rows: &[ChangeRow]) -> Self {
        let mut brought: HashMap<String, Timestamp> = HashMap::new();
        for row in rows {
            for host in added(row).iter().filter_map(|uri| host_of(uri)) {
                let from = row.change.when.from();
                brought.entry(host).and_modify(|at| *at = (*at).min(from)).or_insert(from);
            }
        }
        let is_founder =
            |host: &&HostRow| brought.get(&host.host).is_none_or(|brought| host.first_at < *brought);
        let mut founders: Vec<String> =
            hosts.iter().filter(is_founder).map(|host| host.host.clone()).collect();
        founders.sort_unstable();
        let domains: HashSet<String> = founders.iter().map(|host| domain_of(host)).collect();
        let mut newest: BTreeMap<String, (Timestamp, String)> = BTreeMap::new();
        let mut add = |at: Timestamp, host: String| {
            let domain = domain_of(&host);
            if !domains.contains(&domain) {
                let first = newest.entry(domain).or_insert_with(|| (at, host.clone()));
                *first = (at, host).min(first.clone());
            }
        };
        for (host, at) in brought {
            add(at, host);
        }
        let brought: HashMap<String, Timestamp> =
            newest.iter().map(|(domain, (at, _))| (domain.clone(), *at)).collect();
        let first = if brought.is_empty() && marks.is_empty() {
            TrustedHosts::default()
        } else {
            TrustedHosts::new(founders.iter().map(String::as_str))
        };
        let imitates = |host: &str| {
            let uri =
                if host.contains(':') { format!("https://[{host}]/") } else { format!("https://{host}/") };
            let context = Context {
                server: ServerKind::Auth0,
                application: ApplicationType::Web,
                environment,
                trusted: &first,
                first_seen: false,
            };
            let imitation = [Class::Lookalike, Class::TenantInForeign];
            assess(&uri, &context).findings.iter().any(|finding| imitation.contains(&finding.class))
        };
        // a mark says whose a host is; it makes no imitation genuine
        let marked = marks.iter().map(|mark| (mark.at, mark.host.clone()));
        let mut newcomers: Vec<(Timestamp, String)> =
            newest.into_values().chain(marked).filter(|(_, host)| !imitates(host)).collect();
        newcomers.sort_unstable();
        let mut hasher = DefaultHasher::new();
        let marks_in_brief: Vec<_> = marks.iter().map(|mark| (&mark.host, mark.is_domain, mark.at)).collect();
        let mut domains: Vec<&String> = domains.iter().collect();
        domains.sort_unstable();
        (environment as u8, domains, &newcomers, marks_in_brief).hash(&mut hasher);
        let mut times: Vec<(&String, &Timestamp)> = brought.iter().collect();
        times.sort_unstable();
        times.hash(&mut hasher);
        Self {
            environment,
            founders,
            newcomers,
            brought,
            marks,
            surroundings: hasher.finish(),
            indexes: Mutex::default(),
            judged: Vec::new(),
        }
    }

    /// What rules say about each URI that a change added, in the order of the list. Other members than URIs are not judged.
    #[must_use]
    pub fn judge(&self, row: &ChangeRow) -> Vec<(String, Vec<Finding>)> {
        if !row.change.member.holds_uris() {
            return Vec::new();
        }
        let from = row.change.when.from();
        let trusted = self.known_before(from);
        let judge = |uri: String| {
            let is_new = host_of(&uri).is_some_and(|host| {
                self.brought.get(&domain_of(&host)).is_some_and(|brought| *brought >= from)
                    && self.mark_of(&host).is_none()
            });
            let context = Context {
                server: server_of(row.party),
                application: application_of(row.app_type.as_deref()),
                environment: self.environment,
                trusted: &trusted,
                first_seen: is_new,
            };
            let mut findings = assess(&uri, &context).findings;
            findings.retain(|finding| applies(&row.change.member, finding.class));
            (uri, findings)
        };
        added(row).into_iter().map(judge).collect()
    }

    /// What rules say about a URI against all hosts that are known now.
    #[must_use]
    pub fn try_out(&self, uri: &str, server: ServerKind, application: ApplicationType) -> Vec<Finding> {
        let trusted = self.known_before(Timestamp::from_millis(i64::MAX));
        let is_new = host_of(uri).is_some_and(|host| {
            self.founders.binary_search(&host).is_err()
                && !self.brought.contains_key(&domain_of(&host))
                && self.mark_of(&host).is_none()
        });
        let context = Context {
            server,
            application,
            environment: self.environment,
            trusted: &trusted,
            first_seen: is_new,
        };
        assess(uri, &context).findings
    }

    /// What rules say today about an entry that a client holds, the worst first.
    #[must_use]
    pub fn judge_held(
        &self,
        member: &Member,
        uri: &str,
        party: Party,
        app_type: Option<&str>,
    ) -> Vec<Finding> {
        let mut findings = self.try_out(uri, server_of(party), application_of(app_type));
        findings.retain(|finding| applies(member, finding.class));
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }

    /// What rules say about a host itself, whichever URI names it.
    #[must_use]
    pub fn judge_host(&self, host: &str) -> Vec<Finding> {
        let uri =
            if host.contains(':') { format!("https://[{host}]/cb") } else { format!("https://{host}/cb") };
        let mut findings = self.try_out(&uri, ServerKind::Auth0, ApplicationType::Web);
        findings.retain(|finding| is_about_the_host(finding.class));
        findings
    }

    /// The mark that says that a host is ours.
    #[must_use]
    pub fn mark_of(&self, host: &str) -> Option<&OwnHost> {
        self.marks.iter().find(|mark| {
            host == mark.host
                || (mark.is_domain
                    && host.strip_suffix(mark.host.as_str()).is_some_and(|rest| rest.ends_with('.')))
        })
    }

    /// The hosts that were known before a moment, indexed once.
    fn known_before(&self, at: Timestamp) -> Arc<TrustedHosts> {
        let all = self.newcomers.len();
        let count = match self.newcomers.partition_point(|(brought, _)| *brought < at) {
            count if count == all => all,
            count => count - count % all.div_ceil(MOMENTS).max(1),
        };
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        let build = || {
            let newcomers = self.newcomers[..count].iter().map(|(_, host)| host.as_str());
            Arc::new(TrustedHosts::new(self.founders.iter().map(String::as_str).chain(newcomers)))
        };
        Arc::clone(indexes.entry(count).or_insert_with(build))
    }
}

/// The registrable domain of a host, or the host itself where it has none.
fn domain_of(host: &str) -> String {
    registrable_domain(host).unwrap_or_else(|| host.to_owned())
}

/// What of a change decides its verdict.
fn brief(row: &ChangeRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    let change = &row.change;
    (&change.member, &change.before, &change.after, change.when.from(), &row.app_type).hash(&mut hasher);
    server_of(row.party).hash(&mut hasher);
    hasher.finish()
}

/// The entries that a change added, in the order of the later list.
#[must_use]
pub fn added(row: &ChangeRow) -> Vec<String> {
    let before = row.change.before.as_deref().unwrap_or_default();
    let after = row.change.after.as_deref().unwrap_or_default();
    ListDiff::between(before, after).added.into_iter().map(|added| added.entry).collect()
}

/// The rule by which Auth0 compares the URIs of a client of this party (facts/auth0.md 2.4 and 2.9).
#[must_use]
pub const fn server_of(party: Party) -> ServerKind {
    match party {
        Party::ThirdStrict => ServerKind::Auth0ThirdParty,
        Party::First | Party::ThirdPermissive | Party::Unknown => ServerKind::Auth0,
    }
}

/// Where a client with this `app_type` runs.
#[must_use]
pub fn application_of(app_type: Option<&str>) -> ApplicationType {
    ApplicationType::from_word(app_type.unwrap_or_default())
}

/// No code is sent to logout URLs and origins: rules about what a code meets on its way are not for them.
fn applies(member: &Member, class: Class) -> bool {
    *member == Member::RedirectUris || is_about_the_host(class)
}

/// Rules about who owns a name, or what it pretends to be.
const fn is_about_the_host(class: Class) -> bool {
    matches!(
        class,
        Class::Lookalike
            | Class::MixedScript
            | Class::TenantInForeign
            | Class::NewDomain
            | Class::SuffixOnly
            | Class::SharedHosting
            | Class::Bidi
            | Class::ControlChar
            | Class::IpObfuscated
            | Class::Userinfo
            | Class::SchemeDangerous
            | Class::UnicodeDelimiter
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::change::{Attribution, Change as Difference, When};
    use domain::ids::ClientId;
    use store::ClientKey;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_millis(day * 86_400_000)
    }

    fn host(name: &str, day: i64) -> HostRow {
        HostRow {
            connection: ConnectionId::new("c"),
            host: name.into(),
            first_at: at(day),
            clients: Vec::new(),
        }
    }

    fn change(uri: &str, day: i64) -> ChangeRow {
        ChangeRow {
            number: day,
            key: ClientKey { connection: ConnectionId::new("c"), client_id: ClientId::new("a") },
            client_name: None,
            app_type: Some("regular_web".into()),
            party: Party::First,
            change: Difference {
                member: Member::RedirectUris,
                before: Some(Vec::new()),
                after: Some(vec![uri.into()]),
                when: When::At { at: at(day) },
                attribution: Attribution::NotInLog,
                written_again_by: None,
            },
            first_seen: Vec::new(),
            found_at: at(day),
            review: None,
        }
    }

    fn classes(trust: &Trust, row: &ChangeRow) -> Vec<Class> {
        trust.judge(row).iter().flat_map(|(_, findings)| findings).map(|finding| finding.class).collect()
    }

    fn mark(host: &str, is_domain: bool) -> OwnHost {
        OwnHost { number: 1, host: host.into(), is_domain, by: "Kim".into(), at: at(0) }
    }

    #[test]
    fn a_host_that_a_change_brought_is_new_in_that_change_and_known_later() {
        let rows = [change("https://partner.net/cb", 5), change("https://app.partner.net/cb", 9)];
        let hosts = [host("northmere.com", 1), host("partner.net", 5), host("app.partner.net", 9)];
        let trust = Trust::of(Environment::Production, &hosts, Vec::new(), &rows);
        assert_eq!(classes(&trust, &rows[0]), [Class::NewDomain]);
        assert!(classes(&trust, &rows[1]).is_empty());
    }

    #[test]
    fn an_imitation_stays_one_however_often_it_is_used() {
        let rows = [change("https://northnere.com/cb", 5), change("https://northnere.com/cb", 9)];
        let hosts = [host("northmere.com", 1), host("northnere.com", 5)];
        let trust = Trust::of(Environment::Production, &hosts, Vec::new(), &rows);
        for row in &rows {
            assert!(classes(&trust, row).contains(&Class::Lookalike), "day {}", row.number);
        }
    }

    #[test]
    fn among_very_many_newcomers_each_domain_is_new_once() {
        let uri = |day: i64| format!("https://app.stranger{}.net/cb", (day - 2) / 2);
        let rows: Vec<ChangeRow> = (2..402).map(|day| change(&uri(day), day)).collect();
        let trust = Trust::of(Environment::Production, &[host("northmere.com", 1)], Vec::new(), &rows);
        for row in &rows {
            let is_first = row.number % 2 == 0;
            assert_eq!(classes(&trust, row).contains(&Class::NewDomain), is_first, "day {}", row.number);
        }
        assert!(trust.indexes.lock().unwrap().len() <= MOMENTS + 1);
    }

    #[test]
    fn a_verdict_is_kept_only_where_the_hosts_that_it_rests_on_are_the_same() {
        let rows = [change("https://partner.net/cb", 5), change("https://app.partner.net/cb", 9)];
        let of = |hosts: &[HostRow], rows: &[ChangeRow]| {
            Trust::of(Environment::Production, hosts, Vec::new(), rows).surroundings
        };
        let one = [host("northmere.com", 1)];
        assert_eq!(of(&one, &rows), of(&one, &rows[..1]));
        assert_ne!(of(&one, &rows), of(&[host("northmere.com", 1), host("other.org", 2)], &rows));
        assert_ne!(of(&one, &rows), of(&one, &[change("https://elsewhere.net/cb", 9)]));
        assert_ne!(brief(&rows[0]), brief(&rows[1]));
    }

    #[test]
    fn marking_a_host_as_ours_quiets_new_and_nothing_else() {
        let marks = vec![mark("partner.net", true), mark("northnere.com", false)];
        let rows = [
            change("https://app.partner.net/cb", 5),
            change("http://app.partner.net/cb", 6),
            change("https://*.partner.net/cb", 7),
            change("https://northnere.com/cb", 8),
        ];
        let hosts = [host("northmere.com", 1)];
        let trust = Trust::of(Environment::Production, &hosts, marks, &rows);
        assert!(classes(&trust, &rows[0]).is_empty());
        assert_eq!(classes(&trust, &rows[1]), [Class::HttpPublic]);
        assert_eq!(classes(&trust, &rows[2]), [Class::WildcardHost]);
        assert!(classes(&trust, &rows[3]).contains(&Class::Lookalike));
    }

    #[test]
    fn what_a_code_meets_on_its_way_is_no_matter_of_origins() {
        let mut row = change("http://app.northmere.com", 5);
        let trust = Trust::of(Environment::Production, &[host("app.northmere.com", 1)], Vec::new(), &[]);
        assert!(!classes(&trust, &row).is_empty());
        row.change.member = Member::WebOrigins;
        assert!(classes(&trust, &row).is_empty());
    }
}
