//! The list of letters and push messages: every filter, for administrators, and without their contents (S1-16).

use consulta::{
    domain::{
        account::Role,
        letter::{Kind, State},
        notice::{Channel, Topic},
        ordering::{Edge, LetterColumn, Order},
    },
    error::AppError,
    service::{
        Failure, booking,
        list_export::{self, List},
        mail::{self, LetterFilter},
    },
};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

const DEVICE: &str = "
    insert into push_subscription
        (account_id, endpoint, host, p256dh, auth, session_hash, device_hash, user_agent, created_at, seen_at)
    select id, 'https://push.example/1', 'push.example', '', '', '', '', '', 1, 1
    from account
    where full_name = 'First Reader'";

/// Two to the first reader, one of them to a device; three to the second, one of them to an address that was given up.
const FIVE: &str = "
    insert into delivery
        (account_id, purpose, topic, status, created_at, due_at, tries, error, subscription_id, to_address)
    select a.id, v.purpose, case when v.topic <> '' then v.topic end, v.status, v.queued, v.queued, 1, v.error,
        case when v.how = 'push' then (select max(id) from push_subscription) end,
        case when v.how = 'former' then 'former@example.org' end
    from account a
    join (
        select 'First Reader' as name, 'notice' as purpose, 'appointments' as topic, 'sent' as status, 100 as queued, '' as error,
            'email' as how
        union all select 'First Reader', 'notice', 'appointments', 'sent', 200, '', 'push'
        union all select 'Second Reader', 'reset', '', 'dead', 300, '550', 'email'
        union all select 'Second Reader', 'notice', 'security', 'queued', 400, '451', 'former'
        union all select 'Second Reader', 'notice', 'reminders', 'queued', 500, '', 'email'
    ) as v on v.name = a.full_name";

on_both! {
    async fn administrators_list_letters_by_every_filter(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patients = clinic.patients(&["First Reader", "Second Reader"].map(str::to_owned)).await;
        clinic.run(DEVICE).await;
        clinic.run(FIVE).await;
        let page = async |filter: LetterFilter| mail::letters(services, &admin, &filter).await.expect("a list").rows;
        let list = async |filter: LetterFilter| -> Vec<i64> {
            page(filter).await.into_iter().map(|one| one.created_at.as_second()).collect()
        };
        let all = LetterFilter::default;
        let named = |name: &str| LetterFilter { name: name.into(), ..all() };
        let about = |kind| LetterFilter { kind: Some(kind), ..all() };
        let by = |channel| LetterFilter { channel: Some(channel), ..all() };
        let standing = |state| LetterFilter { state: Some(state), ..all() };

        let rows = page(all()).await;
        let whose: Vec<_> = rows.iter().map(|one| (one.full_name.as_deref(), one.kind.as_str())).collect();
        let (first, second) = (Some("First Reader"), Some("Second Reader"));
        let expected = [
            (first, "appointments"),
            (first, "appointments"),
            (second, "reset"),
            (None, "security"),
            (second, "reminders"),
        ];
        assert_eq!(whose, expected);
        assert_eq!(rows[3].email, "former@example.org");
        assert_eq!(list(LetterFilter { order: Order::down(LetterColumn::At), ..all() }).await, [500, 400, 300, 200, 100]);
        assert_eq!(list(LetterFilter { edge: Edge::After(rows[2].id), ..all() }).await, [400, 500]);
        assert_eq!(list(LetterFilter { edge: Edge::Before(rows[2].id), ..all() }).await, [100, 200]);
        assert_eq!(list(named("sec")).await, [300, 500], "what went to another address is not found by a name");
        assert_eq!(list(LetterFilter { channel: Some(Channel::Push), ..named("reader first") }).await, [200]);
        assert_eq!(list(named("nobody")).await, [0; 0]);
        assert_eq!(list(about(Kind::News(Topic::Appointments))).await, [100, 200]);
        assert_eq!(list(about(Kind::Reset)).await, [300]);
        assert_eq!(list(about(Kind::Notice)).await, [0; 0]);
        assert_eq!(list(by(Channel::Push)).await, [200]);
        assert_eq!(list(by(Channel::Email)).await, [100, 300, 400, 500]);
        assert_eq!(list(standing(State::Sent)).await, [100, 200]);
        assert_eq!(list(standing(State::Dead)).await, [300]);
        assert_eq!(list(standing(State::Failed)).await, [400]);
        assert_eq!(list(standing(State::Queued)).await, [500]);
        assert_eq!(list(LetterFilter { from: Some(300), ..all() }).await, [300, 400, 500]);
        assert_eq!(list(LetterFilter { until: Some(300), ..all() }).await, [100, 200]);
        assert_eq!(list(LetterFilter { state: Some(State::Sent), ..by(Channel::Push) }).await, [200]);
        assert_eq!(list(LetterFilter { state: Some(State::Sent), ..about(Kind::Reset) }).await, [0; 0]);

        list_export::begin(services, &admin, List::Letters, "kind").await.expect("allowed");
        assert_eq!(list_export::letters(services, &admin, &all()).await.expect("a file").len(), 5);
        let noted = "select count(*) from audit_event where action = 'mail.export' and part = 'kind'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let desk = clinic.receptionist("Rita Desk", clinic.centre).await;
        for who in [&patients[0], &practitioner_actor(doctor), &desk] {
            for refused in [
                mail::letters(services, who, &all()).await.map(drop),
                list_export::begin(services, who, List::Letters, "").await,
                list_export::letters(services, who, &all()).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}

on_both! {
    async fn a_letter_about_news_is_listed_under_their_topic(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        clinic.run("update mail_state set enabled = true where id = 1").await;

        booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");

        let about = LetterFilter { kind: Some(Kind::News(Topic::Appointments)), ..LetterFilter::default() };
        let found = mail::letters(services, &admin, &about).await.expect("a list").rows;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].full_name.as_deref(), Some("Pat Ient"));
        assert_eq!(clinic.test.count("select count(*) from delivery where purpose = 'notice' and topic is null").await, 0);
    }
}
