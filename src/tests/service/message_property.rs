//! Messages under random histories: one is accepted if and only if its two sides share a basis at that moment, and the unread count
//! equals a plain count.

use consulta::{
    domain::{
        account::Actor,
        ids::{AppointmentId, MessageId, ThreadId},
    },
    error::AppError,
    service::{booking, cancel, message, sharing},
};
use jiff::SignedDuration;
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::message::{Stage, refusal};
use crate::support::{at, monday_morning, on_both};

const SEEDS: u64 = 3;
/// Everything happens before the first appointment begins.
const STEPS: i64 = 36;
/// Free times of the day.
const TIMES: [&str; 4] = ["12:00", "13:00", "14:00", "15:00"];

/// The history, in plain data.
struct History {
    /// Appointments that stand.
    standing: Vec<AppointmentId>,
    is_related: bool,
    is_blocked: bool,
    /// The author of each message.
    sent: Vec<(usize, MessageId)>,
    /// How far each has read.
    read: [i64; 3],
}

impl History {
    fn has_ground(&self) -> bool {
        !self.is_blocked && (self.is_related || !self.standing.is_empty())
    }

    fn unread(&self, who: usize) -> i64 {
        let unread = self.sent.iter().filter(|(by, id)| *by != who && id.0 > self.read[who]);
        i64::try_from(unread.count()).expect("few")
    }

    fn reads(&mut self, who: usize, to: MessageId) {
        self.read[who] = self.read[who].max(to.0);
    }
}

on_both! {
    async fn whatever_happens_a_message_is_taken_only_on_a_ground_and_what_is_unread_is_counted_right(test) {
        let stage = Stage::new(test).await;
        let family = stage.family("Fay Family", "record").await;
        let people = [stage.me.clone(), stage.patient.clone(), family];
        let thread = stage.start().await;
        let mut history =
            History { standing: vec![stage.visit], is_related: false, is_blocked: false, sent: Vec::new(), read: [0; 3] };
        let mut minutes = 0;
        for seed in 0..SEEDS {
            let mut rng = StdRng::seed_from_u64(seed);
            for step in 0..STEPS {
                // As slowly as is allowed.
                minutes += 1;
                stage.clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(minutes));
                happens(&stage, &people, thread, &mut history, &mut rng, minutes).await;

                for (who, person) in people.iter().enumerate() {
                    let counted = stage.unread(person).await;
                    assert_eq!(counted, history.unread(who), "reader {who} after step {step} of seed {seed}");
                }
            }
            for (who, person) in people.iter().enumerate() {
                let list = message::list(&stage.clinic.services, person, "", 1).await.expect("their own");
                assert_eq!(list.rows.iter().map(|row| row.unread).sum::<i64>(), history.unread(who));
            }
        }
        let stored = stage.clinic.test.count("select count(*) from message").await;
        assert_eq!(usize::try_from(stored), Ok(history.sent.len()), "what was refused is not there");
        assert!(!history.sent.is_empty(), "it was written at all");
    }
}

async fn happens(
    stage: &Stage,
    people: &[Actor; 3],
    thread: ThreadId,
    history: &mut History,
    rng: &mut StdRng,
    nth: i64,
) {
    let (services, doctor, patient) = (&stage.clinic.services, stage.doctor, &stage.patient);
    let who = rng.random_range(0..people.len());
    match rng.random_range(0..12) {
        0..=4 => {
            let sent = stage.send_as(&people[who], thread, &format!("Number {nth}"), &format!("intent-{nth:04}")).await;
            match history.has_ground() {
                true => history.sent.push((who, sent.expect("they share a ground"))),
                false => assert_eq!(refusal(sent), AppError::ThreadClosed),
            }
        }
        5 => {
            let found = stage.open_as(&people[who], thread).await.expect("read for ever");
            assert_eq!(found.may_write, history.has_ground());
            if let Some((_, last)) = history.sent.last() {
                history.reads(who, *last);
            }
        }
        6 if !history.sent.is_empty() => {
            let (_, to) = history.sent[rng.random_range(0..history.sent.len())];
            message::mark_read(services, &people[who], thread, to).await.expect("theirs");
            history.reads(who, to);
        }
        7 => {
            let wanted = stage.clinic.request(doctor, at(TIMES[rng.random_range(0..TIMES.len())]));
            // The patient may have another one then.
            if let Ok(id) = booking::book(services, patient, wanted).await {
                history.standing.push(id);
            }
        }
        8 | 9 => {
            if let Some(id) = history.standing.pop() {
                cancel::cancel(services, &stage.me, id, "ill").await.expect("cancelled");
            }
        }
        10 => {
            let change = if history.is_related {
                let all = sharing::own(services, patient).await.expect("own").relationships;
                let one = all.iter().find(|one| one.practitioner == doctor).expect("related");
                sharing::Change::EndRelationship(one.id)
            } else {
                sharing::Change::BeginRelationship(doctor)
            };
            sharing::change(services, patient, change).await.expect("changed");
            history.is_related = !history.is_related;
        }
        11 => {
            let change =
                if history.is_blocked { sharing::Change::Unblock(doctor) } else { sharing::Change::Block(doctor) };
            sharing::change(services, patient, change).await.expect("changed");
            history.is_blocked = !history.is_blocked;
        }
        _ => {}
    }
}
