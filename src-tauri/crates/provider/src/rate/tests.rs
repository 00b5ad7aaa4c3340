use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::time::Timestamp;

use super::*;

/// A clock that jumps to the end of every sleep.
#[derive(Debug)]
struct Jumping(AtomicI64);

impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.0.fetch_add(i64::try_from(duration.as_millis()).unwrap(), Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
}

/// A server's buckets: size and refill per minute, on the same clock.
struct Server {
    clock: Arc<Jumping>,
    bucket_of: fn(EndpointClass) -> (u8, u32, u32),
    tokens: BTreeMap<u8, (f64, i64)>,
    refusals: usize,
    latency_ms: i64,
}

impl Server {
    fn new(bucket_of: fn(EndpointClass) -> (u8, u32, u32)) -> Self {
        let clock = Arc::new(Jumping(AtomicI64::new(1_700_000_000_300)));
        Self { clock, bucket_of, tokens: BTreeMap::new(), refusals: 0, latency_ms: 0 }
    }

    fn draw(&mut self, class: EndpointClass) -> (Standing, bool) {
        let (name, size, per_minute) = (self.bucket_of)(class);
        let now = self.clock.now().millis();
        let refill = f64::from(per_minute) / 60_000.0;
        let (tokens, at) = self.tokens.get(&name).copied().unwrap_or((f64::from(size), now));
        #[expect(clippy::cast_precision_loss, reason = "test times are small")]
        let mut tokens = (tokens + (now - at) as f64 * refill).min(f64::from(size));
        let granted = tokens + 1e-9 >= 1.0;
        if granted {
            tokens -= 1.0;
        } else {
            self.refusals += 1;
        }
        self.tokens.insert(name, (tokens, now));
        #[expect(clippy::cast_possible_truncation, reason = "test times are small")]
        let full_in = ((f64::from(size) - tokens) / refill).ceil() as i64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "tokens are few and not negative"
        )]
        let remaining = (tokens + 1e-9) as u32;
        let reset_ms = Some((now + full_in + 999).div_euclid(1_000) * 1_000);
        (Standing { limit: size, remaining, reset_ms }, granted)
    }

    async fn call(&mut self, budgets: &Budgets, class: EndpointClass, priority: Priority) -> bool {
        let permit = budgets.permit(class, priority).await.unwrap();
        let sent_at = self.clock.now().millis();
        self.clock.0.fetch_add(self.latency_ms, Ordering::SeqCst);
        let (standing, granted) = self.draw(class);
        let received_at = self.clock.now().millis();
        let times = Times { sent_at, received_at, offset: Some((0, 1)) };
        budgets.answered(permit, Some(standing), times, (!granted).then(Refusal::default));
        granted
    }

    fn budgets(&self, share: Share) -> Budgets {
        Budgets::new(self.clock.clone(), share)
    }
}

fn free(_: EndpointClass) -> (u8, u32, u32) {
    (0, 2, 120)
}

fn enterprise(_: EndpointClass) -> (u8, u32, u32) {
    (0, 50, 960)
}

fn professional(class: EndpointClass) -> (u8, u32, u32) {
    match class {
        EndpointClass::Clients => (1, 5, 100),
        EndpointClass::Logs => (2, 10, 100),
        EndpointClass::Connections => (3, 5, 50),
        EndpointClass::Token | EndpointClass::Other => (4, 10, 150),
    }
}

/// Seconds that so many calls take, and how many were refused.
async fn run(server: &mut Server, share: Share, class: EndpointClass, calls: usize) -> (f64, usize) {
    let budgets = server.budgets(share);
    let began = server.clock.now().millis();
    let mut done = 0;
    while done < calls {
        done += usize::from(server.call(&budgets, class, Priority::Sync).await);
    }
    #[expect(clippy::cast_precision_loss, reason = "test times are small")]
    let seconds = (server.clock.now().millis() - began) as f64 / 1_000.0;
    (seconds, server.refusals)
}

#[tokio::test]
async fn at_full_share_a_sync_takes_the_floor_time_of_each_plan() {
    for (bucket_of, class, size, per_second) in [
        (free as fn(EndpointClass) -> _, EndpointClass::Logs, 2.0, 2.0),
        (enterprise, EndpointClass::Logs, 50.0, 16.0),
        (professional, EndpointClass::Logs, 10.0, 100.0 / 60.0),
        (professional, EndpointClass::Clients, 5.0, 100.0 / 60.0),
    ] {
        for phase in [0, 130, 470, 700, 990] {
            let mut server = Server::new(bucket_of);
            server.clock.0.fetch_add(phase, Ordering::SeqCst);
            let (seconds, refusals) = run(&mut server, Share::FULL, class, 1_000).await;
            let floor = (1_000.0 - size) / per_second;
            assert!(seconds / floor < 1.02, "{seconds} s for a floor of {floor} s (phase {phase})");
            assert_eq!(refusals, 0);
        }
    }
}

#[tokio::test]
async fn latency_does_not_lead_to_refusals() {
    let mut server = Server::new(enterprise);
    server.latency_ms = 35;
    let (seconds, refusals) = run(&mut server, Share::FULL, EndpointClass::Logs, 1_000).await;
    assert!(seconds / (950.0 / 16.0) < 1.05, "{seconds}");
    assert_eq!(refusals, 0);
}

#[tokio::test]
async fn half_a_share_takes_about_twice_the_time_and_never_more_than_its_part() {
    for (bucket_of, class, per_second) in
        [(free as fn(EndpointClass) -> _, EndpointClass::Logs, 2.0), (enterprise, EndpointClass::Logs, 16.0)]
    {
        let mut server = Server::new(bucket_of);
        let (seconds, refusals) = run(&mut server, Share::default(), class, 1_000).await;
        let half = 1_000.0 / (per_second / 2.0);
        assert!(seconds > half * 0.95, "{seconds} s, half is {half} s");
        assert!(seconds < half * 1.4, "{seconds} s, half is {half} s");
        assert_eq!(refusals, 0);
    }
}

#[tokio::test]
async fn families_with_buckets_of_their_own_do_not_wait_for_each_other() {
    let mut server = Server::new(professional);
    let budgets = server.budgets(Share::FULL);
    for _ in 0..40 {
        server.call(&budgets, EndpointClass::Logs, Priority::Sync).await;
    }
    server.call(&budgets, EndpointClass::Other, Priority::Sync).await;
    let began = server.clock.now().millis();
    for _ in 0..8 {
        server.call(&budgets, EndpointClass::Other, Priority::Sync).await;
    }
    assert!(server.clock.now().millis() - began < 100);
    assert_eq!(server.refusals, 0);
}

#[tokio::test]
async fn families_that_report_one_size_share_one_bucket() {
    let mut server = Server::new(free);
    let budgets = server.budgets(Share::FULL);
    for round in 0..100 {
        let class = [EndpointClass::Logs, EndpointClass::Clients, EndpointClass::Other][round % 3];
        server.call(&budgets, class, Priority::Sync).await;
    }
    assert_eq!(server.refusals, 0);
}

#[tokio::test]
async fn a_family_whose_answers_speak_of_two_buckets_keeps_what_it_learned_of_both() {
    let mut server = Server::new(professional);
    let budgets = server.budgets(Share::FULL);
    let began = server.clock.now().millis();
    for round in 0..200 {
        let permit = budgets.permit(EndpointClass::Other, Priority::Sync).await.unwrap();
        let now = server.clock.now().millis();
        let class = [EndpointClass::Clients, EndpointClass::Other][round % 2];
        let (standing, granted) = server.draw(class);
        let times = Times { sent_at: now, received_at: now, offset: Some((0, 1)) };
        budgets.answered(permit, Some(standing), times, (!granted).then(Refusal::default));
    }
    assert!(server.clock.now().millis() - began < 120_000);
    assert!(server.refusals <= 10, "{}", server.refusals);
}

#[tokio::test]
async fn foreign_traffic_is_given_way_to() {
    let mut server = Server::new(enterprise);
    let budgets = server.budgets(Share::default());
    let clock = server.clock.clone();
    let began = clock.now().millis();
    let (mut foreign_calls, mut foreign_refused, mut own_calls) = (0_i64, 0, 0);
    while clock.now().millis() - began < 300_000 {
        server.call(&budgets, EndpointClass::Logs, Priority::Sync).await;
        own_calls += 1;
        // others use 60 % of 16 a second
        while foreign_calls * 1_000 < (clock.now().millis() - began) * 96 / 10 {
            foreign_calls += 1;
            foreign_refused += i32::from(!server.draw(EndpointClass::Logs).1);
        }
    }
    assert_eq!(foreign_refused, 0);
    assert!((300..1_920).contains(&own_calls), "{own_calls}");
}

#[tokio::test]
async fn a_person_overtakes_a_sync_that_has_used_its_share() {
    let mut server = Server::new(free);
    let budgets = server.budgets(Share::default());
    for _ in 0..20 {
        server.call(&budgets, EndpointClass::Logs, Priority::Sync).await;
    }
    let began = server.clock.now().millis();
    assert!(server.call(&budgets, EndpointClass::Clients, Priority::Interactive).await);
    assert!(server.clock.now().millis() - began <= 1_000);
}

#[tokio::test]
async fn a_refusal_is_waited_out_and_not_a_second_longer() {
    let clock = Arc::new(Jumping(AtomicI64::new(1_700_000_000_000)));
    let budgets = Budgets::new(clock.clone(), Share::FULL);
    let times = |now: i64| Times { sent_at: now, received_at: now, offset: Some((0, 1)) };
    let permit = budgets.permit(EndpointClass::Logs, Priority::Sync).await.unwrap();
    let now = clock.now().millis();
    budgets.answered(permit, None, times(now), Some(Refusal { retry_after_ms: Some(7_000) }));
    drop(budgets.permit(EndpointClass::Logs, Priority::Sync).await.unwrap());
    let waited = clock.now().millis() - now;
    assert!((7_000..=8_000).contains(&waited), "{waited}");
    assert!(budgets.permit(EndpointClass::Logs, Priority::Interactive).await.is_ok());
}

#[tokio::test]
async fn a_wait_beyond_all_patience_is_an_answer() {
    let clock = Arc::new(Jumping(AtomicI64::new(1_700_000_000_000)));
    let budgets = Budgets::new(clock.clone(), Share::FULL);
    let now = clock.now().millis();
    let permit = budgets.permit(EndpointClass::Logs, Priority::Sync).await.unwrap();
    let times = Times { sent_at: now, received_at: now, offset: None };
    budgets.answered(permit, None, times, Some(Refusal { retry_after_ms: Some(3_600_000) }));
    assert!(budgets.permit(EndpointClass::Logs, Priority::Sync).await.is_err());
}

#[tokio::test]
async fn a_server_whose_reset_means_the_next_token_is_not_overrun_for_long() {
    let mut server = Server::new(professional);
    let budgets = server.budgets(Share::FULL);
    let mut refused_late = 0;
    for round in 0..400 {
        let permit = budgets.permit(EndpointClass::Logs, Priority::Sync).await.unwrap();
        let now = server.clock.now().millis();
        let (mut standing, granted) = server.draw(EndpointClass::Logs);
        standing.reset_ms = Some((now + 600 + 999).div_euclid(1_000) * 1_000);
        let times = Times { sent_at: now, received_at: now, offset: Some((0, 1)) };
        let refusal = Refusal { retry_after_ms: Some(1_000) };
        budgets.answered(permit, Some(standing), times, (!granted).then_some(refusal));
        refused_late += i32::from(!granted && round > 100);
    }
    assert!(server.refusals < 12, "{}", server.refusals);
    assert!(refused_late < 4, "{refused_late}");
}

/// A clock on which a sleep ends when it is moved there.
#[derive(Debug)]
struct Moved(tokio::sync::watch::Sender<i64>);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(*self.0.borrow())
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let until = *self.0.borrow() + i64::try_from(duration.as_millis()).unwrap();
        let mut moved = self.0.subscribe();
        Box::pin(async move {
            moved.wait_for(|now| *now >= until).await.unwrap();
        })
    }
}

#[tokio::test]
async fn two_halves_of_a_sync_take_turns() {
    for share in [Share::FULL, Share::default()] {
        let clock = Arc::new(Moved(tokio::sync::watch::Sender::new(0)));
        let budgets = Budgets::new(Arc::<Moved>::clone(&clock), share);
        let answer = |permit, remaining| {
            let now = clock.now().millis();
            let times = Times { sent_at: now, received_at: now, offset: Some((0, 1)) };
            let standing = Standing { limit: 2, remaining, reset_ms: Some(now + 1_000) };
            budgets.answered(permit, Some(standing), times, None);
        };
        answer(budgets.permit(EndpointClass::Clients, Priority::Sync).await.unwrap(), 0);
        let taken = Mutex::new([0_u32; 2]);
        let half = async |which: usize, class| {
            while taken.lock().unwrap().iter().sum::<u32>() < 40 {
                let permit = budgets.permit(class, Priority::Sync).await.unwrap();
                answer(permit, 0);
                taken.lock().unwrap()[which] += 1;
            }
        };
        let moving = async {
            while taken.lock().unwrap().iter().sum::<u32>() < 40 {
                tokio::task::yield_now().await;
                clock.0.send_modify(|now| *now += 50);
            }
            // whoever waits still is let go
            clock.0.send_modify(|now| *now += 10_000_000);
        };
        tokio::join!(half(0, EndpointClass::Clients), half(1, EndpointClass::Logs), moving);
        let [clients, logs] = *taken.lock().unwrap();
        assert!(clients.abs_diff(logs) <= 2, "{share:?}: {clients} calls for clients, {logs} for the log");
    }
}
