//! Every kind of news on every channel: what is behind the bell, what is emailed and pushed, and when, by the reader's choices.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{AccountId, AppointmentId},
        notice::{Channel, NoticeKind, Topic},
        quiet_hours::QuietForm,
    },
    service::{booking, notice, notice_preference, push},
    storage::{account, db::Conn, notice::insert},
};
use jiff::SignedDuration;

use crate::{
    push_service::{PushService, push_all},
    smtp::{Smtp, send_all},
    support::{Clinic, actor, at, on_both},
};

/// A reader's choices for all topics and both channels.
#[derive(Clone, Copy, Debug)]
enum Choice {
    Nothing,
    All,
    None,
}

/// The rules for a topic's news.
struct Rule {
    can_be_off: bool,
    is_mailed_by_default: bool,
    waits_for_the_morning: bool,
}

fn rule(topic: Topic) -> Rule {
    let usual = Rule { can_be_off: true, is_mailed_by_default: true, waits_for_the_morning: true };
    match topic {
        Topic::Appointments
        | Topic::Reminders
        | Topic::Messages
        | Topic::Announcements
        | Topic::Sharing
        | Topic::Inbox
        | Topic::Clinic => usual,
        Topic::Bookings | Topic::Referrals | Topic::Record => Rule { is_mailed_by_default: false, ..usual },
        Topic::Waitlist => Rule { waits_for_the_morning: false, ..usual },
        Topic::Security => Rule { can_be_off: false, waits_for_the_morning: false, ..usual },
    }
}

fn is_sent(topic: Topic, channel: Channel, choice: Choice) -> bool {
    let rule = rule(topic);
    match (choice, channel) {
        _ if !rule.can_be_off => true,
        (Choice::All, _) | (Choice::Nothing, Channel::Push) => true,
        (Choice::Nothing, Channel::Email) => rule.is_mailed_by_default,
        (Choice::None, _) => false,
    }
}

fn is_about_a_visit(kind: NoticeKind) -> bool {
    matches!(kind.topic(), Topic::Appointments | Topic::Reminders | Topic::Bookings)
}

/// Someone with every role, to whom all news can apply.
async fn reader(clinic: &Clinic, name: &str) -> (AccountId, Actor) {
    let id = clinic.account(name, Role::Patient).await;
    let all = clinic.write(id, |tx, id| {
        Box::pin(async move {
            for role in Role::ALL.into_iter().filter(|role| *role != Role::Patient) {
                account::add_role(tx, *id, role).await?;
            }
            Ok(())
        })
    });
    all.await;
    (id, actor(id, &Role::ALL))
}

/// Notifies a reader of everything: twice of anything about visits, once for each of these.
async fn tell(clinic: &Clinic, reader: AccountId, visits: [AppointmentId; 2]) {
    let input = (reader, visits, clinic.services.clock.now().as_second());
    let telling = clinic.write(input, |tx, (reader, visits, now)| {
        Box::pin(async move {
            for kind in NoticeKind::ALL.iter().copied() {
                if is_about_a_visit(kind) {
                    for visit in visits {
                        insert(tx, *reader, kind, Some(*visit), *now).await?;
                    }
                } else {
                    insert(tx, *reader, kind, None, *now).await?;
                }
            }
            Ok(())
        })
    });
    telling.await;
}

/// A delivery: reader, kind, the visit's time, channel, due time and status.
type Row = (i64, String, i64, String, i64, String);

async fn deliveries(clinic: &Clinic) -> Vec<Row> {
    const SQL: &str = "
        select n.account_id, n.kind, coalesce(n.starts_at, 0),
            case when d.subscription_id is null then 'email' else 'push' end, d.due_at, d.status
        from delivery d
        join notice n on n.id = d.notice_id";
    match &mut clinic.test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("rows"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("rows"),
    }
}

on_both! {
    async fn each_kind_of_news_arrives_where_and_when_its_reader_wants_it(test) {
        let clinic = Clinic::new(test).await;
        let (smtp, push_service) = (Smtp::start().await, PushService::start().await);
        let (mailing, pushing) = (smtp.process(&clinic).await, push_service.process(&clinic).await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let day = SignedDuration::from_hours(24);
        let (soon, later) = (at("10:00") + day, at("10:00") + day * 8);
        let book = async |starts_at| booking::book(&clinic.services, &patient, clinic.request(doctor, starts_at)).await.expect("booked");
        let visits = [book(soon).await, book(later).await];
        send_all(&mailing, "me").await;
        let before = smtp.letters().len();
        clinic.services.clock.set(at("21:00"));
        let (now, morning) = (at("21:00").as_second(), (at("07:00") + day).as_second());

        let mut readers = Vec::new();
        for choice in [Choice::Nothing, Choice::All, Choice::None] {
            for is_quiet in [false, true] {
                let (id, me) = reader(&clinic, &format!("Reader {}", readers.len())).await;
                push_service.browser().turn_on(&pushing, &me).await.expect("turned on");
                let wanted = match choice {
                    Choice::Nothing => None,
                    Choice::All => Some(Topic::ALL.to_vec()),
                    Choice::None => Some(Vec::new()),
                };
                if let Some(wanted) = wanted {
                    notice_preference::choose(&pushing, &me, wanted.clone()).await.expect("chosen");
                    push::choose(&pushing, &me, wanted).await.expect("chosen");
                }
                if is_quiet {
                    let zone = "Australia/Sydney".to_owned();
                    let night = QuietForm { from: "20:00".into(), until: "07:00".into(), zone };
                    notice_preference::keep_quiet(&pushing, &me, &night).await.expect("stored");
                }
                tell(&clinic, id, visits).await;
                readers.push((id, me, choice, is_quiet));
            }
        }

        let found = deliveries(&clinic).await;
        let (mut expected, mut stoppable) = (0, 0);
        for (id, me, choice, is_quiet) in &readers {
            for kind in NoticeKind::ALL.iter().copied() {
                let topic = kind.topic();
                let times = if is_about_a_visit(kind) { vec![Some(soon), Some(later)] } else { vec![None] };
                for (time, channel) in times.into_iter().flat_map(|time| [(time, Channel::Email), (time, Channel::Push)]) {
                    let is_held_back = *is_quiet && rule(topic).waits_for_the_morning && time != Some(soon);
                    let due = if is_held_back { morning } else { now };
                    let due: Vec<i64> = is_sent(topic, channel, *choice).then_some(due).into_iter().collect();
                    let starts_at = time.map_or(0, |time| time.as_second());
                    let is_this = |row: &&Row| {
                        (row.0, row.1.as_str(), row.2, row.3.as_str()) == (id.0, kind.as_str(), starts_at, channel.as_str())
                    };
                    let when: Vec<i64> = found.iter().filter(is_this).map(|row| row.4).collect();
                    assert_eq!(when, due, "{kind:?} by {channel:?}, wanted: {choice:?}, quiet: {is_quiet}, about {time:?}");
                    expected += due.len();
                    stoppable += if channel == Channel::Email && rule(topic).can_be_off { due.len() } else { 0 };
                }
            }
            let told = notice::latest(&clinic.services, me).await.expect("their own");
            let kinds: BTreeSet<&str> = told.iter().map(|one| one.kind.as_str()).collect();
            assert_eq!(kinds.len(), NoticeKind::ALL.len(), "all of it is on the bell, whatever they chose");
        }
        let is_a_readers = |row: &&Row| readers.iter().any(|(id, ..)| id.0 == row.0);
        assert_eq!(found.iter().filter(is_a_readers).count(), expected, "and nothing else is sent");

        send_all(&mailing, "me").await;
        push_all(&pushing).await;
        for row in deliveries(&clinic).await.iter().filter(|row| row.4 == morning) {
            assert_eq!(row.5, "queued", "{row:?}");
        }
        // Whatever was slow on this machine is retried.
        for minutes in [0, 10, 20] {
            clinic.services.clock.set(at("07:00") + day + SignedDuration::from_mins(minutes));
            send_all(&mailing, "me").await;
            push_all(&pushing).await;
        }
        for row in deliveries(&clinic).await {
            assert_eq!(row.5, "sent", "{row:?}");
        }
        let letters = smtp.letters();
        let with_a_way_out = letters.iter().skip(before).filter(|letter| letter.contains("List-Unsubscribe-Post:"));
        assert_eq!(with_a_way_out.count(), stoppable, "each that can be turned off says how, and no other");
    }
}
