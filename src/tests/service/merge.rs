//! Merging two files of one person, on both databases: nothing is left behind, whatever else happens at the same time.

use consulta::{
    domain::{
        access::ProxyScope,
        account::{AccountStatus, Actor, Password, Role},
        ids::{AccountId, PatientId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, Outcome, admin, audit, booking, cancel,
        merge::{self, Hindrance},
        message, notice, sign_in, user,
    },
    storage::{
        invariant,
        merge::{COLUMNS, Fate},
        sharing,
    },
};

use super::{
    document::{add, open_file, png},
    services::administrator,
};
use crate::support::{Clinic, PASSWORD, actor, at, email_of, monday_morning, on_both};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub fn patient_of(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

async fn sign_in(clinic: &Clinic, email: &str, password: &str) -> Outcome<sign_in::SignedIn> {
    let password = Password::attempt(password);
    let attempt = sign_in::Attempt { identifier: email, password, address: "192.0.2.1", device: "" };
    sign_in::sign_in(&clinic.services, attempt).await
}

/// How many rows of a column refer to an account.
pub async fn rows_of(clinic: &Clinic, (table, column): (&str, &str), id: AccountId) -> i64 {
    let sql = format!("select count(*) from {table} where {column} = {id}");
    clinic.test.count(Box::leak(sql.into_boxed_str())).await
}

pub async fn expect_whole(clinic: &Clinic) {
    let mut conn = clinic.test.db.read().await.expect("a connection");
    let broken = invariant::broken(&mut conn, monday_morning().as_second()).await.expect("looked through");
    assert_eq!(broken, []);
}

/// Runs statements with the keys of two patients in place of `$from` and `$into`.
pub async fn fill(clinic: &Clinic, (from, into): (AccountId, AccountId), statements: &[&str]) {
    for sql in statements {
        let sql = sql.replace("$from", &from.to_string()).replace("$into", &into.to_string());
        clinic.run(Box::leak(sql.into_boxed_str())).await;
    }
}

/// Data that both have with the same people, and that each has alone, in every table from which rows move.
pub const HELD: &[&str] = &[
    "insert into statement (patient_id, kind, name, created_at) values ($from, 'allergy', 'Nuts', 1)",
    "insert into imported_line (patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
    values ($from, 'Condition', 'Gout', 1, true, '{}', 'https://elsewhere.example', $into, 1)",
    "insert into external_identifier (kind, system, value, patient_id, line_id)
    select 'Condition', 'urn:ietf:rfc:3986', 'urn:uuid:1', patient_id, id from imported_line",
    "insert into care_relationship (patient_id, practitioner_id, kind, source, created_by, since)
    select p, id, 'primary_care', 'patient', p, 1 from practitioner, (select $from as p union all select $into) as both_files",
    "insert into record_block (patient_id, practitioner_id, created_at)
    select p, id, 1 from practitioner, (select $from as p union all select $into) as both_files",
    "insert into rating (patient_id, practitioner_id, stars, rated_at)
    select p, id, stars, stars from practitioner,
    (select $from as p, 5 as stars union all select $into, 1) as both_files",
    "insert into reminder (patient_id, day, days_before, given_at) values ($from, '2026-11-24', 1, 1), ($into, '2026-11-24', 1, 1)",
    "insert into waitlist_entry (patient_id, practitioner_id, created_at)
    select p, id, 1 from practitioner, (select $from as p union all select $into) as both_files",
    "insert into proxy_invitation (patient_id, email, scope, until, code_hash, created_at)
    values ($from, 'sue@example.org', 'record', 9999999999, 'x', 1)",
    "insert into emergency_access (patient_id, practitioner_id, reason, opened_at, ends_at)
    select $from, id, 'Unconscious', 1, 2 from practitioner",
    "insert into thread (patient_id, practitioner_id, created_at) select $from, id, 1 from practitioner",
    "insert into message (thread_id, author_id, body, folded, created_at, intent)
    select id, patient_id, 'of the first', 'of the first', 1, 'same' from thread where patient_id = $from",
    "insert into thread (patient_id, practitioner_id, created_at) select $into, id, 1 from practitioner",
    "insert into message (thread_id, author_id, body, folded, created_at, intent)
    select id, patient_id, 'of the second', 'of the second', 1, 'same' from thread where patient_id = $into",
    "insert into message_draft (thread_id, account_id, body, updated_at)
    select id, patient_id, 'draft', 1 from thread where patient_id in ($from, $into)",
    "insert into message_read (thread_id, account_id, read_to, read_at)
    select id, patient_id, 1, 1 from thread where patient_id in ($from, $into)",
    "update thread set last_id = (select max(m.id) from message m where m.thread_id = thread.id) where patient_id in ($from, $into)",
    "insert into notice (account_id, kind, created_at, patient_id, person_id)
    values ($from, 'record.sharing_ended', 1, $from, $from)",
    "insert into personal_token (account_id, credential_epoch, token_hash, name, scopes, created_at, expires_at)
    values ($from, 0, 'x', 'Phone', 'calendar', 1, 9999999999)",
    "insert into app (client_id, name, redirect_uris, reads, offline, created_by, created_at)
    values ('mate', 'Mate', 'https://app.example/cb', 'Observation', false, $into, 1)",
    "insert into app_grant (app_id, patient_id, scopes, given_at, ends_at)
    select id, $from, 'patient/Observation.rs', 1, 9999999999 from app",
    "insert into api_family (account_id, credential_epoch, created_at, ends_at, app_grant_id)
    select $from, 0, 1, 9999999999, id from app_grant",
    "insert into app_request
    (request_hash, app_id, redirect_uri, state, scopes, challenge, asked_at, expires_at, account_id, family_id)
    select 'x', (select id from app), 'https://app.example/cb', '', '', '', 1, 2, $from, id
    from api_family where app_grant_id is not null",
    "insert into push_subscription
    (account_id, endpoint, host, p256dh, auth, session_hash, device_hash, user_agent, created_at, seen_at)
    values ($from, 'x', 'x', 'x', 'x', 'x', 'x', 'x', 1, 1)",
    "insert into list_view (account_id, list, name, query, created_at) values ($from, 'reviews', 'Mine', '', 1)",
    "update appointment set metadata = '{\"number\":\"7\"}' where patient_id = $from",
    "update patient set medicare = '6771653701', address = 'Here' where id = $from",
    "update patient set address = 'There' where id = $into",
];

on_both! {
    async fn everything_of_the_one_is_the_others_afterwards_once(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (old, new) = (clinic.patient("Pat Ient").await, clinic.patient("Patricia Ient").await);
        let sister = clinic.patient("Sue Sister").await;
        let (from, into) = (patient_of(&old), patient_of(&new));
        for (who, wall) in [(&old, "10:00"), (&new, "11:00")] {
            booking::book(services, who, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        let scan = add(&clinic, &old, "scan.png", png(8, 8)).await.expect("added");
        let term = (monday_morning().as_second(), at("23:00").as_second());
        let trusts = vec![(from, patient_of(&sister)), (into, patient_of(&sister)), (into, from)];
        clinic
            .write((trusts, term), |tx, (trusts, term)| {
                Box::pin(async move {
                    for (of, to) in trusts {
                        sharing::begin_proxy(tx, *of, to.account(), (ProxyScope::Record, true, "sister"), *term).await?;
                    }
                    Ok(())
                })
            })
            .await;
        fill(&clinic, (from.account(), into.account()), HELD).await;

        let found = merge::compare(services, &admin, from, into).await.expect("compared");
        assert_eq!((found.clashes, found.reviewed_twice), (Vec::new(), vec!["Ann Doctor".to_owned()]));
        assert_eq!((found.sides[0].holding.coming, found.sides[0].holding.documents), (1, 1));
        merge::merge(services, &admin, (from, into), "").await.expect("merged");

        for &(table, column, fate) in COLUMNS {
            // A program's sign-ins stay in the list of ended devices.
            if matches!(fate, Fate::Moves | Fate::Ends) && table != "api_family" {
                assert_eq!(rows_of(&clinic, (table, column), from.account()).await, 0, "{table}.{column}");
            }
        }
        for (table, count) in [
            ("appointment", 2),
            ("statement", 1),
            ("imported_line", 1),
            ("external_identifier", 1),
            ("entry", 1),
            ("record_block", 1),
            ("rating", 1),
            ("reminder", 1),
            ("thread", 1),
            ("emergency_access", 1),
            ("proxy_invitation", 1),
        ] {
            assert_eq!(rows_of(&clinic, (table, "patient_id"), into.account()).await, count, "{table}");
        }
        for (sql, count) in [
            ("select stars from rating", 5),
            ("select count(*) from care_relationship where ended_at is null", 1),
            ("select count(*) from proxy where ended_at is null", 1),
            ("select count(*) from waitlist_entry where status = 'waiting'", 1),
            ("select count(*) from message m join thread t on t.id = m.thread_id and m.author_id = t.patient_id", 2),
            ("select count(*) from message_draft where body like 'draft%draft'", 1),
            ("select count(*) from patient where medicare = '6771653701' and address = 'There'", 1),
            ("select count(*) from calendar_change c join appointment a on a.id = c.appointment_id and a.patient_id = c.account_id", 2),
            ("select count(*) from calendar_change c where c.seq = (select max(e.id) from appointment_event e)", 1),
            ("select count(*) from audit_event where action = 'patient.merge' and actor_id is not null", 1),
        ] {
            assert_eq!(clinic.test.count(sql).await, count, "{sql}");
        }
        expect_whole(&clinic).await;
        open_file(services, &new, scan).await.expect("theirs now");
        message::list(services, &new, "", 1).await.expect("listed");
        let (readers, _) = audit::readers(services, &new, 0).await.expect("read");
        assert!(readers.iter().any(|row| row.stored.written.action == "document.add"), "of the other file too");
        let kinds: Vec<_> = notice::latest(services, &new).await.expect("notices").into_iter().map(|one| one.kind).collect();
        assert!(kinds.contains(&NoticeKind::FilesMerged) && kinds.contains(&NoticeKind::SharingEnded));
    }
}

on_both! {
    async fn the_account_that_went_says_so_and_never_comes_back(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (old, new) = (clinic.patient("Pat Ient").await, clinic.patient("Patricia Ient").await);
        let (from, into) = merge::find(services, &admin, &email_of("Pat Ient"), &email_of("Patricia Ient")).await.expect("found");
        assert_eq!((from, into), (patient_of(&old), patient_of(&new)));

        merge::merge(services, &admin, (from, into), "").await.expect("merged");

        assert_eq!(refusal(sign_in(&clinic, &email_of("Pat Ient"), PASSWORD).await), AppError::AccountMerged);
        assert_eq!(refusal(sign_in(&clinic, &email_of("Pat Ient"), "another").await), AppError::SignInRefused);
        sign_in(&clinic, &email_of("Patricia Ient"), PASSWORD).await.expect("signed in");
        let back = admin::set_account_status(services, &admin, from.account(), AccountStatus::Active).await;
        assert_eq!(refusal(back), AppError::AccountMerged);
        let known = user::to_edit(services, &admin, Some(from.account())).await.expect("found");
        assert_eq!(known.merged_into, Some((into.account(), "Patricia Ient".to_owned())));
        assert_eq!(refusal(merge::merge(services, &admin, (into, from), "").await), AppError::NotFound);
    }
}

on_both! {
    async fn two_appointments_at_once_are_named_and_settled_first(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let (old, new) = (clinic.patient("Pat Ient").await, clinic.patient("Patricia Ient").await);
        let (from, into) = (patient_of(&old), patient_of(&new));
        let booked = booking::book(services, &old, clinic.request(ann, at("10:00"))).await.expect("booked");
        booking::book(services, &new, clinic.request(bob, at("10:00"))).await.expect("booked");

        let clashes = merge::compare(services, &admin, from, into).await.expect("compared").clashes;
        let named: Vec<_> = clashes.iter().map(|clash| (clash.practitioner.as_str(), clash.other.as_str())).collect();
        assert_eq!(named, [("Ann Doctor", "Bob Doctor")]);
        assert_eq!(refusal(merge::merge(services, &admin, (from, into), "").await), AppError::MergeClash);
        assert_eq!(rows_of(&clinic, ("appointment", "patient_id"), from.account()).await, 1, "nothing has moved");
        cancel::cancel(services, &old, booked, "").await.expect("cancelled");

        merge::merge(services, &admin, (from, into), "").await.expect("merged");
        assert_eq!(rows_of(&clinic, ("appointment", "patient_id"), into.account()).await, 2);
        expect_whole(&clinic).await;
    }
}

on_both! {
    async fn what_is_booked_at_the_same_moment_is_never_left_behind(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        for round in 0..4 {
            let (old, new) = (clinic.patient(&format!("Old {round}")).await, clinic.patient(&format!("New {round}")).await);
            let (from, into) = (patient_of(&old), patient_of(&new));
            let times = [at(&format!("1{round}:00")), at(&format!("1{round}:30"))];
            let (merged, one, other) = tokio::join!(
                merge::merge(services, &admin, (from, into), ""),
                booking::book(services, &old, clinic.request(doctor, times[0])),
                booking::book(services, &new, clinic.request(doctor, times[1])),
            );

            merged.expect("merged");
            other.expect("booked");
            let booked = i64::from(one.is_ok()) + 1;
            assert_eq!(rows_of(&clinic, ("appointment", "patient_id"), from.account()).await, 0);
            assert_eq!(rows_of(&clinic, ("appointment", "patient_id"), into.account()).await, booked);
        }
        expect_whole(&clinic).await;
    }
}

on_both! {
    async fn of_two_merges_of_the_same_pair_one_is_made(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        for round in 0..4 {
            let (one, other) = (clinic.patient(&format!("One {round}")).await, clinic.patient(&format!("Other {round}")).await);
            let (one, other) = (patient_of(&one), patient_of(&other));

            let (there, back) = tokio::join!(
                merge::merge(services, &admin, (one, other), ""),
                merge::merge(services, &admin, (other, one), ""),
            );

            assert!(there.is_ok() != back.is_ok());
            let refused = if there.is_ok() { refusal(back) } else { refusal(there) };
            assert_eq!(refused, AppError::NotFound);
        }
        assert_eq!(clinic.test.count("select count(*) from account_merge").await, 4);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'patient.merge'").await, 4);
    }
}

on_both! {
    async fn only_administrators_merge_and_only_patients_who_do_not_work_here_go(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (old, new) = (clinic.patient("Pat Ient").await, clinic.patient("Patricia Ient").await);
        let (from, into) = (patient_of(&old), patient_of(&new));
        let manager = actor(clinic.account("Mana Ger", Role::Manager).await, &[Role::Manager]);
        for other in [&manager, &old] {
            assert_eq!(refusal(merge::merge(services, other, (from, into), "").await), AppError::Forbidden);
            assert_eq!(refusal(merge::compare(services, other, from, into).await), AppError::Forbidden);
            assert_eq!(refusal(merge::find(services, other, "x", "y").await), AppError::Forbidden);
        }
        assert_eq!(refusal(merge::merge(services, &admin, (from, from), "").await), AppError::NotFound);
        let doctor = PatientId(clinic.practitioner("Ann Doctor").await.0);
        assert_eq!(refusal(merge::merge(services, &admin, (from, doctor), "").await), AppError::NotFound);
        fill(&clinic, (from.account(), into.account()), &[
            "insert into account_role (account_id, role) values ($into, 'manager')",
        ])
        .await;

        let found = merge::compare(services, &admin, from, into).await.expect("compared");
        assert_eq!(found.sides.map(|side| side.must_stay), [None, Some(Hindrance::Staff)]);
        assert_eq!(refusal(merge::merge(services, &admin, (into, from), "").await), AppError::Overtaken);
        merge::merge(services, &admin, (from, into), "").await.expect("merged");
    }
}
