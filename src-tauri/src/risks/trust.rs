//! What a connection's hosts make of its changes.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use assessment::redirect_risk::{
    ApplicationType, Class, Context, Finding, ServerKind, Severity, TrustedHosts, assess, registrable_domain,
};
use domain::client::Party;
use domain::connection::Environment;
use domain::host::host_of;
use domain::member::Member;
use domain::time::Timestamp;
use store::{ChangeRow, Difference, HostRow, OwnHost};

use super::subject::{Subject, application_of, applies, is_about_the_host, server_of};

/// So many indexes of the hosts known before a moment are built at most; a change is held against the newest of them that is not
/// later than it. With more newcomers than that, an imitation of one that came shortly before may be missed; *new* is exact.
const MOMENTS: usize = 8;

/// What is remembered of a change that was judged.
#[derive(Clone, Debug)]
struct Judged {
    /// The worst of its findings.
    severity: Option<Severity>,
    /// What was judged, in brief.
    of: u64,
    /// The hosts that it brought, and when at the earliest.
    brought: Vec<String>,
    from: Timestamp,
}

/// The hosts of a connection, with the domain of each.
#[derive(Debug, Default)]
pub struct Hosts {
    rows: Vec<HostRow>,
    domains: Vec<String>,
}

impl Hosts {
    /// Takes them by name.
    #[must_use]
    pub fn of(rows: Vec<HostRow>) -> Self {
        let domains = rows.iter().map(|row| domain_of(&row.host)).collect();
        Self { rows, domains }
    }
}

/// A host that clients trust now, and the worst that is to be said about it.
#[derive(Clone, Copy, Debug)]
pub struct RankedHost<'t> {
    /// The host.
    pub row: &'t HostRow,
    /// The worst finding.
    pub severity: Option<Severity>,
}

/// The hosts of a connection in the order in which it came to know them, and what is thought of its changes.
pub struct Trust {
    pub(super) environment: Environment,
    pub(super) marks: Vec<OwnHost>,
    pub(super) hosts: Arc<Hosts>,
    /// Every change of URIs and origins, by number.
    judged: HashMap<i64, Judged>,
    /// Domains that no change brought: where watching begins.
    founders: Arc<Founders>,
    /// One host of each domain that changes brought, by time, without those that imitate one of the founders.
    newcomers: Vec<(Timestamp, String)>,
    /// When a change first brought each domain that is none of the founders'.
    brought: HashMap<String, Timestamp>,
    /// What a change is held against, in brief: where it is the same, so is the verdict.
    surroundings: u64,
    indexes: Mutex<BTreeMap<usize, Arc<TrustedHosts>>>,
    /// Hosts that clients trust now, the riskiest first, by their places.
    ranked: OnceLock<Vec<(usize, Option<Severity>)>>,
    /// The worst of each host, as it was ranked before among the same surroundings.
    ranked_before: HashMap<String, Option<Severity>>,
}

/// Domains where watching begins.
#[derive(Default)]
struct Founders {
    /// Sorted.
    domains: Vec<String>,
    index: OnceLock<Arc<TrustedHosts>>,
}

impl Founders {
    fn include(&self, domain: &str) -> bool {
        self.domains.binary_search_by(|known| known.as_str().cmp(domain)).is_ok()
    }

    fn index(&self) -> &Arc<TrustedHosts> {
        self.index.get_or_init(|| Arc::new(TrustedHosts::new(self.domains.iter().map(String::as_str))))
    }
}

impl Trust {
    /// Judges changes against the hosts that were known before each.
    #[must_use]
    pub fn of(
        environment: Environment,
        hosts: Arc<Hosts>,
        marks: Vec<OwnHost>,
        changes: &[Difference],
    ) -> Self {
        let judged = changes.iter().map(|change| (change.number, noted(change))).collect();
        let mut trust = Self::among(environment, hosts, marks, judged, None);
        trust.judge_all(changes);
        trust
    }

    /// Whether all of this is judged already.
    pub(super) fn knows(
        &self,
        hosts: &Arc<Hosts>,
        marks: &[OwnHost],
        changed: &[Difference],
        gone: &[i64],
    ) -> bool {
        let is_known = |change: &Difference| {
            self.judged.get(&change.number).is_some_and(|judged| judged.of == Subject::from(change).brief())
        };
        Arc::ptr_eq(&self.hosts, hosts)
            && self.marks == marks
            && gone.iter().all(|number| !self.judged.contains_key(number))
            && changed.iter().all(is_known)
    }

    /// The same with these news. `None`: every change has to be judged again, since other hosts are known.
    pub(super) fn with(
        &self,
        hosts: Arc<Hosts>,
        marks: Vec<OwnHost>,
        changed: &[Difference],
        gone: &[i64],
    ) -> Option<Self> {
        let mut judged = self.judged.clone();
        for number in gone {
            judged.remove(number);
        }
        judged.extend(changed.iter().map(|change| (change.number, noted(change))));
        let mut trust = Self::among(self.environment, hosts, marks, judged, Some(self));
        if trust.surroundings != self.surroundings {
            return None;
        }
        if let Some(ranked) = self.ranked.get() {
            let by_host =
                ranked.iter().map(|(place, severity)| (self.hosts.rows[*place].host.clone(), *severity));
            trust.ranked_before = by_host.collect();
        }
        trust.judge_all(changed);
        Some(trust)
    }

    /// Judges these, which are noted.
    fn judge_all(&mut self, changes: &[Difference]) {
        for change in changes {
            let findings = self.judge_subject(Subject::from(change));
            let worst =
                findings.iter().flat_map(|(_, findings)| findings).map(|finding| finding.severity).max();
            if let Some(judged) = self.judged.get_mut(&change.number) {
                judged.severity = worst;
            }
        }
    }

    /// What changes are held against; none is judged yet.
    fn among(
        environment: Environment,
        hosts: Arc<Hosts>,
        marks: Vec<OwnHost>,
        judged: HashMap<i64, Judged>,
        earlier: Option<&Self>,
    ) -> Self {
        let mut by_host: HashMap<&str, Timestamp> = HashMap::new();
        for change in judged.values() {
            for host in &change.brought {
                by_host.entry(host).and_modify(|at| *at = (*at).min(change.from)).or_insert(change.from);
            }
        }
        let mut domains: Vec<&str> = hosts
            .rows
            .iter()
            .zip(&hosts.domains)
            .filter(|(host, _)| {
                by_host.get(host.host.as_str()).is_none_or(|brought| host.first_at < *brought)
            })
            .map(|(_, domain)| domain.as_str())
            .collect();
        domains.sort_unstable();
        domains.dedup();
        let founders = match earlier.map(|earlier| &earlier.founders).filter(|known| known.domains == domains)
        {
            Some(known) => Arc::clone(known),
            None => Arc::new(Founders {
                domains: domains.into_iter().map(str::to_owned).collect(),
                index: OnceLock::new(),
            }),
        };
        let mut newest: HashMap<String, (Timestamp, &str)> = HashMap::new();
        for (host, at) in by_host {
            let domain = domain_of(host);
            if !founders.include(&domain) {
                let first = newest.entry(domain).or_insert((at, host));
                *first = (*first).min((at, host));
            }
        }
        let brought: HashMap<String, Timestamp> =
            newest.iter().map(|(domain, (at, _))| (domain.clone(), *at)).collect();
        let imitates = |host: &str| {
            let context = Context {
                server: ServerKind::Auth0,
                application: ApplicationType::Web,
                environment,
                trusted: founders.index(),
                first_seen: false,
            };
            let imitation = [Class::Lookalike, Class::TenantInForeign];
            assess(&address_of(host, "/"), &context)
                .findings
                .iter()
                .any(|finding| imitation.contains(&finding.class))
        };
        // a mark says whose a host is; it makes no imitation genuine
        let marked = marks.iter().map(|mark| (mark.at, mark.host.as_str()));
        let mut newcomers: Vec<(Timestamp, String)> = newest
            .into_values()
            .chain(marked)
            .filter(|(_, host)| !imitates(host))
            .map(|(at, host)| (at, host.to_owned()))
            .collect();
        newcomers.sort_unstable();
        let mut hasher = DefaultHasher::new();
        let marks_in_brief: Vec<_> = marks.iter().map(|mark| (&mark.host, mark.is_domain, mark.at)).collect();
        (environment as u8, &founders.domains, &newcomers, marks_in_brief).hash(&mut hasher);
        let mut times: Vec<(&String, &Timestamp)> = brought.iter().collect();
        times.sort_unstable();
        times.hash(&mut hasher);
        Self {
            environment,
            marks,
            hosts,
            judged,
            founders,
            newcomers,
            brought,
            surroundings: hasher.finish(),
            indexes: Mutex::default(),
            ranked: OnceLock::new(),
            ranked_before: HashMap::new(),
        }
    }

    /// The changes whose worst finding passes, newest known first.
    #[must_use]
    pub fn numbers(&self, passes: impl Fn(Option<Severity>) -> bool) -> Vec<i64> {
        let passing = self.judged.iter().filter(|(_, judged)| passes(judged.severity));
        let mut numbers: Vec<i64> = passing.map(|(number, _)| *number).collect();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        numbers
    }

    /// The hosts that clients trust now, the riskiest first, then by name. The first call judges all of them.
    pub fn ranked_hosts(&self) -> impl ExactSizeIterator<Item = RankedHost<'_>> {
        let ranked = self.ranked.get_or_init(|| {
            let trusted = self.hosts.rows.iter().enumerate().filter(|(_, host)| !host.clients.is_empty());
            let worst = |host: &str| match self.ranked_before.get(host) {
                Some(severity) => *severity,
                None => self.judge_host(host).iter().map(|finding| finding.severity).max(),
            };
            let mut ranked: Vec<_> = trusted.map(|(place, host)| (place, worst(&host.host))).collect();
            // hosts come by name
            ranked.sort_by_key(|(_, severity)| std::cmp::Reverse(*severity));
            ranked
        });
        ranked
            .iter()
            .map(|(place, severity)| RankedHost { row: &self.hosts.rows[*place], severity: *severity })
    }

    /// What rules say about each URI that a change added, in the order of the list. Other members than URIs are not judged.
    #[must_use]
    pub fn judge(&self, row: &ChangeRow) -> Vec<(String, Vec<Finding>)> {
        self.judge_subject(Subject::from(row))
    }

    fn judge_subject(&self, subject: Subject<'_>) -> Vec<(String, Vec<Finding>)> {
        if !subject.member.holds_uris() {
            return Vec::new();
        }
        let trusted = self.known_before(subject.from);
        let judge = |uri: String| {
            let is_new = host_of(&uri).is_some_and(|host| {
                self.brought.get(&domain_of(&host)).is_some_and(|brought| *brought >= subject.from)
                    && self.mark_of(&host).is_none()
            });
            let context = Context {
                server: server_of(subject.party),
                application: application_of(subject.app_type),
                environment: self.environment,
                trusted: &trusted,
                first_seen: is_new,
            };
            let mut findings = assess(&uri, &context).findings;
            findings.retain(|finding| applies(subject.member, finding.class));
            (uri, findings)
        };
        subject.added().into_iter().map(judge).collect()
    }

    /// What rules say about a URI against all hosts that are known now.
    #[must_use]
    pub fn try_out(&self, uri: &str, server: ServerKind, application: ApplicationType) -> Vec<Finding> {
        let trusted = self.known_before(Timestamp::from_millis(i64::MAX));
        let is_new = host_of(uri).is_some_and(|host| {
            let domain = domain_of(&host);
            !self.founders.include(&domain)
                && !self.brought.contains_key(&domain)
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
        let mut findings = self.try_out(&address_of(host, "/cb"), ServerKind::Auth0, ApplicationType::Web);
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
            Arc::new(TrustedHosts::beyond(Arc::clone(self.founders.index()), newcomers))
        };
        Arc::clone(indexes.entry(count).or_insert_with(build))
    }
}

/// The registrable domain of a host, or the host itself where it has none.
fn domain_of(host: &str) -> String {
    registrable_domain(host).unwrap_or_else(|| host.to_owned())
}

/// What is remembered of a change, before it is judged.
fn noted(change: &Difference) -> Judged {
    let subject = Subject::from(change);
    let brought = subject.added().iter().filter_map(|uri| host_of(uri)).collect();
    Judged { severity: None, of: subject.brief(), brought, from: change.from }
}

/// A web address at a host.
fn address_of(host: &str, path: &str) -> String {
    if host.contains(':') { format!("https://[{host}]{path}") } else { format!("https://{host}{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn at(day: i64) -> Timestamp {
        Timestamp::from_millis(day * 86_400_000)
    }

    fn host(name: &str, day: i64) -> HostRow {
        HostRow { host: name.into(), first_at: at(day), clients: vec![1] }
    }

    fn change(uri: &str, day: i64) -> Difference {
        Difference {
            number: day,
            member: Member::RedirectUris,
            before: Some(Vec::new()),
            after: Some(vec![uri.into()]),
            from: at(day),
            app_type: Some("regular_web".into()),
            party: Party::First,
        }
    }

    fn trust(hosts: &[HostRow], marks: Vec<OwnHost>, changes: &[Difference]) -> Trust {
        Trust::of(Environment::Production, Arc::new(Hosts::of(hosts.to_vec())), marks, changes)
    }

    fn classes(trust: &Trust, change: &Difference) -> Vec<Class> {
        let judged = trust.judge_subject(Subject::from(change));
        judged.iter().flat_map(|(_, findings)| findings).map(|finding| finding.class).collect()
    }

    fn mark(host: &str, is_domain: bool) -> OwnHost {
        OwnHost { number: 1, host: host.into(), is_domain, by: "Kim".into(), at: at(0) }
    }

    #[test]
    fn a_host_that_a_change_brought_is_new_in_that_change_and_known_later() {
        let rows = [change("https://partner.net/cb", 5), change("https://app.partner.net/cb", 9)];
        let hosts = [host("northmere.com", 1), host("partner.net", 5), host("app.partner.net", 9)];
        let trust = trust(&hosts, Vec::new(), &rows);
        assert_eq!(classes(&trust, &rows[0]), [Class::NewDomain]);
        assert!(classes(&trust, &rows[1]).is_empty());
    }

    #[test]
    fn an_imitation_stays_one_however_often_it_is_used() {
        let rows = [change("https://northnere.com/cb", 5), change("https://northnere.com/cb", 9)];
        let hosts = [host("northmere.com", 1), host("northnere.com", 5)];
        let trust = trust(&hosts, Vec::new(), &rows);
        for row in &rows {
            assert!(classes(&trust, row).contains(&Class::Lookalike), "day {}", row.number);
        }
    }

    #[test]
    fn among_very_many_newcomers_each_domain_is_new_once() {
        let uri = |day: i64| format!("https://app.stranger{}.net/cb", (day - 2) / 2);
        let rows: Vec<Difference> = (2..402).map(|day| change(&uri(day), day)).collect();
        let trust = trust(&[host("northmere.com", 1)], Vec::new(), &rows);
        for row in &rows {
            let is_first = row.number % 2 == 0;
            assert_eq!(classes(&trust, row).contains(&Class::NewDomain), is_first, "day {}", row.number);
        }
        assert!(trust.indexes.lock().unwrap().len() <= MOMENTS + 1);
    }

    #[test]
    fn a_verdict_is_kept_only_where_the_hosts_that_it_rests_on_are_the_same() {
        let rows = [change("https://partner.net/cb", 5), change("https://app.partner.net/cb", 9)];
        let of = |hosts: &[HostRow], rows: &[Difference]| trust(hosts, Vec::new(), rows).surroundings;
        let one = [host("northmere.com", 1)];
        assert_eq!(of(&one, &rows), of(&one, &rows[..1]));
        assert_ne!(of(&one, &rows), of(&[host("northmere.com", 1), host("other.org", 2)], &rows));
        assert_ne!(of(&one, &rows), of(&one, &[change("https://elsewhere.net/cb", 9)]));
        assert_ne!(Subject::from(&rows[0]).brief(), Subject::from(&rows[1]).brief());
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
        let trust = trust(&hosts, marks, &rows);
        assert!(classes(&trust, &rows[0]).is_empty());
        assert_eq!(classes(&trust, &rows[1]), [Class::HttpPublic]);
        assert_eq!(classes(&trust, &rows[2]), [Class::WildcardHost]);
        assert!(classes(&trust, &rows[3]).contains(&Class::Lookalike));
    }

    #[test]
    fn what_a_code_meets_on_its_way_is_no_matter_of_origins() {
        let mut row = change("http://app.northmere.com", 5);
        let trust = trust(&[host("app.northmere.com", 1)], Vec::new(), &[]);
        assert!(!classes(&trust, &row).is_empty());
        row.member = Member::WebOrigins;
        assert!(classes(&trust, &row).is_empty());
    }

    #[test]
    fn news_are_judged_as_if_everything_was_judged_at_once() {
        let hosts = Arc::new(Hosts::of(vec![host("northmere.com", 1), host("partner.net", 5)]));
        let first = [change("https://partner.net/cb", 5)];
        let known = Trust::of(Environment::Production, Arc::clone(&hosts), Vec::new(), &first);
        // no other host: only what is new is judged
        let again = [change("http://partner.net/cb", 9)];
        assert!(!known.knows(&hosts, &[], &again, &[]));
        let all: Vec<Difference> = first.iter().chain(&again).cloned().collect();
        let grown = known.with(Arc::clone(&hosts), Vec::new(), &again, &[]).unwrap();
        let whole = Trust::of(Environment::Production, Arc::clone(&hosts), Vec::new(), &all);
        for severity in [None, Some(Severity::Low), Some(Severity::Medium), Some(Severity::High)] {
            let of = |trust: &Trust| trust.numbers(|worst| worst == severity);
            assert_eq!(of(&grown), of(&whole), "{severity:?}");
        }
        assert!(grown.knows(&hosts, &[], &all, &[]));
        // what is gone leaves
        assert_eq!(grown.with(Arc::clone(&hosts), Vec::new(), &[], &[9]).unwrap().numbers(|_| true), [5]);
        // another host: everything has to be judged again
        let imitation = [change("https://elsewhere.net/cb", 9)];
        assert!(known.with(hosts, Vec::new(), &imitation, &[]).is_none());
    }

    #[test]
    fn hosts_come_with_the_riskiest_first_and_without_those_that_nobody_trusts_any_more() {
        let gone = HostRow { clients: Vec::new(), ..host("old.northmere.com", 1) };
        let rows = [change("https://northnere.com/cb", 5)];
        let known = [host("app.northmere.com", 1), host("northmere.com", 1), host("northnere.com", 5), gone];
        let trust = trust(&known, Vec::new(), &rows);
        let ranked: Vec<&str> = trust.ranked_hosts().map(|host| host.row.host.as_str()).collect();
        assert_eq!(ranked, ["northnere.com", "app.northmere.com", "northmere.com"]);
    }
}
