//! Clients: the listing with its proof, and point reads.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::ClientId;
use domain::listing::{Listing, Unread};
use domain::snapshot::{Snapshot, SnapshotKind};
use serde_json::Value;

use super::call::Call;
use super::pages::{At, Collection, Habit, Page, Paging};
use super::proof::{Proof, Stretch, judge};
use super::{Auth0, ClientPage};
use crate::problem::{EndpointClass, Problem, Trouble};
use crate::scrub;

const NEEDS: &[&str] = &["read:clients", "read:client_keys", "read:client_summary"];
const CLIENTS: Collection = Collection {
    class: EndpointClass::Clients,
    path: "clients",
    member: "clients",
    needs: NEEDS,
    paging: Paging::Either,
};
/// Everything except what can hold a secret (facts/auth0.md 2.4, 2.5), so that members we do not know are kept.
const WITHOUT_SECRETS: [(&str, &str); 2] =
    [("fields", "client_secret,signing_keys,signing_key,encryption_key,addons"), ("include_fields", "false")];
/// The same members, dropped when a server sends them all the same.
const SECRETS: [&str; 5] = ["client_secret", "signing_keys", "signing_key", "encryption_key", "addons"];
const IDS_ONLY: [(&str, &str); 2] = [("fields", "client_id"), ("include_fields", "true")];
/// How often a listing that would not hold still is proven anew.
const ROUNDS: usize = 2;
/// More doubtful clients than this are not read one by one.
const POINT_READS: usize = 200;

/// What one listing has seen so far.
#[derive(Default)]
struct Census {
    order: Vec<String>,
    bodies: BTreeMap<String, Snapshot>,
    total: Option<usize>,
}

impl Census {
    fn into_items(mut self) -> Vec<Snapshot> {
        self.order.iter().filter_map(|id| self.bodies.remove(id)).collect()
    }
}

impl Auth0 {
    /// Every client, the global one included; `page` gets each page as it arrives.
    ///
    /// [`Listing::Complete`] is claimed only when two passes prove it (see `proof`): no client that existed throughout
    /// is missing, and none that was absent throughout is present. Clients that only one of the passes saw are read one
    /// by one. Everything else is [`Listing::CutShort`].
    pub async fn list_clients(&self, page: &mut (dyn FnMut(ClientPage) + Send)) -> Listing<Snapshot> {
        let started_at = self.state.clock.now();
        let mut census = Census::default();
        match self.take_census(&mut census, page).await {
            Ok(()) => Listing::Complete {
                items: census.into_items(),
                started_at: self.state.server_time_at(started_at),
            },
            Err(why) => Listing::CutShort { items: census.into_items(), why },
        }
    }

    async fn take_census(
        &self,
        census: &mut Census,
        page: &mut (dyn FnMut(ClientPage) + Send),
    ) -> Result<(), Unread> {
        let (mut full, habit) = self.first_pass(census, page).await?;
        let mut proof = judge(&full, &[]);
        let mut last_seen: Option<BTreeSet<String>> = None;
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for round in 0..ROUNDS {
            if proof == Proof::Whole {
                break;
            }
            if !habit.checkpoint && round > 0 {
                full = self.id_pass(habit, habit.size, census, page).await?;
                unknown.extend(ids(&full).filter(|id| !census.bodies.contains_key(*id)).map(str::to_owned));
                last_seen = Some(ids(&full).map(str::to_owned).collect());
            }
            let second = if habit.checkpoint {
                let longest = full.iter().map(|stretch| stretch.ids.len()).max().unwrap_or_default();
                let first_size = if round % 2 == 0 { longest.div_ceil(2).max(1) } else { habit.size };
                self.id_pass(habit, first_size, census, page).await?
            } else {
                self.border_pass(habit, full.len(), census, page).await?
            };
            unknown.extend(ids(&second).filter(|id| !census.bodies.contains_key(*id)).map(str::to_owned));
            proof = judge(&full, &second);
            if habit.checkpoint {
                last_seen = Some(ids(&second).map(str::to_owned).collect());
                full = second;
            }
        }
        if let Proof::InDoubt(count) = proof {
            return Err(Unread::InDoubt { count });
        }
        self.settle(census, &unknown, last_seen.as_ref()).await
    }

    /// The pass that brings the clients themselves.
    async fn first_pass(
        &self,
        census: &mut Census,
        report: &mut (dyn FnMut(ClientPage) + Send),
    ) -> Result<(Vec<Stretch>, Habit), Unread> {
        let (mut page, habit) = self.first_page(CLIENTS, &WITHOUT_SECRETS).await?;
        let mut stretches = Vec::new();
        let mut asked: BTreeSet<String> = BTreeSet::new();
        loop {
            let next = page.next.take();
            census.total = page.total.or(census.total);
            let (stretch, fresh) = self.take_in(page, stretches.is_empty(), next.is_none(), census)?;
            stretches.push(stretch);
            let nothing_new = fresh.is_empty();
            report(ClientPage {
                clients: fresh,
                seen: census.bodies.len(),
                total: census.total,
                proving: false,
            });
            let Some(at) = next else { return Ok((stretches, habit)) };
            self.refuse_circles(CLIENTS, &at, &mut asked)?;
            // a server that ignores `page` and tells no total would give the first page for ever
            if nothing_new && census.total.is_none() && matches!(at, At::Number(_)) {
                return Err(Unread::InDoubt { count: census.bodies.len() });
            }
            page = self.page(CLIENTS, &at, habit.size, &WITHOUT_SECRETS).await?;
        }
    }

    fn take_in(
        &self,
        page: Page,
        is_head: bool,
        ends: bool,
        census: &mut Census,
    ) -> Result<(Stretch, Vec<Snapshot>), Unread> {
        let reached_total = page.total.is_none_or(|_| !page.items.is_empty() || is_head);
        let mut stretch = Stretch { ids: Vec::new(), is_head, is_tail: ends && reached_total };
        let mut fresh = Vec::new();
        for item in page.items {
            let snapshot = self.snapshot(item)?;
            stretch.ids.push(snapshot.key.clone());
            if census.bodies.insert(snapshot.key.clone(), snapshot.clone()).is_none() {
                census.order.push(snapshot.key.clone());
                fresh.push(snapshot);
            }
        }
        Ok((stretch, fresh))
    }

    /// A pass over ids only, from head to tail, whose first page has `first_size` items.
    async fn id_pass(
        &self,
        habit: Habit,
        first_size: usize,
        census: &Census,
        report: &mut (dyn FnMut(ClientPage) + Send),
    ) -> Result<Vec<Stretch>, Unread> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut asked = BTreeSet::new();
        let mut at = if habit.checkpoint { At::Head } else { At::Number(0) };
        loop {
            let size = if stretches.is_empty() { first_size } else { habit.size };
            let page = self.page(CLIENTS, &at, size, &IDS_ONLY).await?;
            let is_tail = page.next.is_none() && (page.total.is_none() || !page.items.is_empty());
            let ids = self.ids_of(&page)?;
            stretches.push(Stretch { ids, is_head: stretches.is_empty(), is_tail });
            report(proving(census));
            let Some(next) = page.next else { return Ok(stretches) };
            self.refuse_circles(CLIENTS, &next, &mut asked)?;
            at = next;
        }
    }

    /// By offset: one page over each border between two pages of a full pass, of a size that puts the border in its
    /// middle (a page of size s can only begin at a multiple of s).
    async fn border_pass(
        &self,
        habit: Habit,
        pages: usize,
        census: &Census,
        report: &mut (dyn FnMut(ClientPage) + Send),
    ) -> Result<Vec<Stretch>, Unread> {
        let mut stretches = Vec::new();
        for border in 1..pages {
            let size = (2 * habit.size * border) / (2 * border + 1);
            let page = self.page(CLIENTS, &At::Number(border), size.max(1), &IDS_ONLY).await?;
            stretches.push(Stretch { ids: self.ids_of(&page)?, is_head: false, is_tail: false });
            report(proving(census));
        }
        Ok(stretches)
    }

    /// Reads the doubtful clients one by one: those that only ids were seen of, and those that a later full pass did not see.
    async fn settle(
        &self,
        census: &mut Census,
        unknown: &BTreeSet<String>,
        last_seen: Option<&BTreeSet<String>>,
    ) -> Result<(), Unread> {
        let lost: Vec<String> = last_seen
            .map(|seen| {
                census
                    .order
                    .iter()
                    .filter(|id| !seen.contains(*id) && census.bodies.contains_key(*id))
                    .cloned()
                    .collect()
            })
            .unwrap_or_default();
        if unknown.len() + lost.len() > POINT_READS {
            return Err(Unread::InDoubt { count: unknown.len() + lost.len() });
        }
        for id in unknown {
            if let Some(snapshot) = self.client(&ClientId::new(id)).await? {
                census.order.push(id.clone());
                census.bodies.insert(id.clone(), snapshot);
            }
        }
        for id in lost {
            match self.client(&ClientId::new(&id)).await? {
                Some(snapshot) => drop(census.bodies.insert(id, snapshot)),
                None => drop(census.bodies.remove(&id)),
            }
        }
        Ok(())
    }

    /// One client. `None`: the server says that it does not exist (`inexistent_client`, not any 404).
    ///
    /// # Errors
    /// It could not be read.
    pub async fn client(&self, id: &ClientId) -> Result<Option<Snapshot>, Problem> {
        // such a path segment would name another resource; no client has such an id
        if matches!(id.as_str(), "" | "." | "..") {
            return Ok(None);
        }
        let path = ["clients", id.as_str()];
        let call = Call { class: EndpointClass::Clients, path: &path, query: &WITHOUT_SECRETS, needs: NEEDS };
        match self.get(call).await {
            Ok(reply) => self.snapshot(reply.json).map(Some),
            Err(Problem { trouble: Trouble::Refused { status: 404, code: Some(code) }, .. })
                if code == "inexistent_client" =>
            {
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }

    fn snapshot(&self, mut body: Value) -> Result<Snapshot, Problem> {
        let key =
            body.get("client_id").and_then(Value::as_str).filter(|id| !id.is_empty()).map(str::to_owned);
        let key = key.ok_or_else(|| self.wrong("a client without client_id"))?;
        if let Value::Object(members) = &mut body {
            members.retain(|name, _| !SECRETS.contains(&name.as_str()));
        }
        scrub::members(&mut body);
        Ok(Snapshot { kind: SnapshotKind::Client, key, body })
    }

    fn ids_of(&self, page: &Page) -> Result<Vec<String>, Problem> {
        page.items
            .iter()
            .map(|item| item.get("client_id").and_then(Value::as_str).map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or_else(|| self.wrong("a client without client_id"))
    }

    fn wrong(&self, what: &str) -> Problem {
        self.problem(EndpointClass::Clients, Trouble::NotUnderstood { what: what.to_owned() })
    }
}

fn ids(stretches: &[Stretch]) -> impl Iterator<Item = &str> {
    stretches.iter().flat_map(|stretch| &stretch.ids).map(String::as_str)
}

fn proving(census: &Census) -> ClientPage {
    ClientPage { clients: Vec::new(), seen: census.bodies.len(), total: census.total, proving: true }
}
