//! A task that no process does in time, or that keeps failing, is named wherever one would look.

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::Role,
        language::{Language, TimeStyle},
        task::Task,
    },
    service::{
        checkup::{self, Finding, Level},
        status,
        task::{self, Overdue},
    },
    words::Reader,
};
use jiff::SignedDuration;

use crate::{
    http::browser::{application, get},
    support::{Clinic, actor, monday_morning, on_both},
};

const NAME: &str = Task::Reminders.as_str();

/// What is found of the work in the background.
fn of_work(found: &[Finding]) -> Vec<(Level, &str)> {
    found.iter().filter(|one| one.area == "Background work").map(|one| (one.level, one.said.as_str())).collect()
}

fn pass(clinic: &Clinic, minutes: i64) {
    clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(minutes));
}

/// Has the task fail once more.
async fn fail(clinic: &Clinic, why: &str) {
    assert!(task::take(&clinic.services, NAME, "me").await.expect("asked"));
    task::give_back(&clinic.services, NAME, "me", 60, Some(why.to_owned())).await.expect("given back");
}

on_both! {
    async fn a_task_that_no_one_begins_is_overdue_since_it_was_due(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        // Another version of the program does something else as well.
        task::announce(services, vec![NAME, Task::Audit.as_str(), "moonlight"]).await.expect("known");
        let since = services.clock.now();
        pass(&clinic, 9);
        assert_eq!(task::overdue(services).await.expect("asked"), [], "not at once");
        assert!(task::take(services, NAME, "me").await.expect("asked"));
        task::give_back(services, NAME, "me", 300, None).await.expect("given back");
        pass(&clinic, 1);

        let late = |task, since| Overdue { task, since, error: None };
        assert_eq!(task::overdue(services).await.expect("asked"), [late(Task::Audit, since)], "since it was announced");
        pass(&clinic, 14);
        let due = since + SignedDuration::from_mins(14);
        let both = [late(Task::Audit, since), late(Task::Reminders, due)];
        assert_eq!(task::overdue(services).await.expect("asked"), both);

        assert!(task::take(services, NAME, "me").await.expect("asked"));
        let left = task::overdue(services).await.expect("asked");
        assert_eq!(left, [late(Task::Audit, since)], "someone is at work on it");
    }
}

on_both! {
    async fn a_task_that_fails_again_and_again_is_named_with_its_last_error(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        task::announce(services, vec![NAME]).await.expect("known");
        let since = services.clock.now();
        fail(&clinic, "the disk is full").await;
        pass(&clinic, 5);
        fail(&clinic, "the disk is still full").await;
        assert_eq!(task::overdue(services).await.expect("asked"), [], "it may have been a moment");
        pass(&clinic, 5);

        let late = Overdue { task: Task::Reminders, since, error: Some("the disk is still full".into()) };
        assert_eq!(task::overdue(services).await.expect("asked"), [late]);
        assert!(task::take(services, NAME, "me").await.expect("asked"));
        task::give_back(services, NAME, "me", 60, None).await.expect("given back");
        assert_eq!(task::overdue(services).await.expect("asked"), []);
        pass(&clinic, 1);
        fail(&clinic, "once more").await;
        assert_eq!(task::overdue(services).await.expect("asked"), [], "counted anew");
    }
}

on_both! {
    async fn status_names_late_tasks_in_its_readers_language_and_monitoring_without_the_error(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.set("clinic.time_zone", "Australia/Sydney").await;
        let app = application(services);
        assert_eq!(of_work(&checkup::look(services).await.expect("looked at")), [], "nothing is known of any task");
        task::announce(services, vec![NAME, Task::Audit.as_str()]).await.expect("known");
        let good = checkup::look(services).await.expect("looked at");
        assert_eq!(of_work(&good), [(Level::Good, "Everything is done on time")]);
        fail(&clinic, "the secret disk is full").await;
        pass(&clinic, 10);

        let seen = status::read(services, &admin).await.expect("allowed").findings;
        let work = of_work(&seen);
        assert!(work.iter().all(|(level, _)| *level == Level::Check) && work.len() == 2, "{work:?}");
        assert!(work[0].1.starts_with("Writing the end of the audit to the log: overdue since 23 Nov 2026"), "{work:?}");
        assert!(work[1].1.starts_with("Appointment reminders: failing since 23 Nov 2026"), "{work:?}");
        assert!(work[1].1.ends_with("Last error: the secret disk is full"), "{work:?}");
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        let looked = german.follow(checkup::look(services)).await.expect("looked at");
        let said: Vec<&str> = looked.iter().map(|one| one.said.as_str()).collect();
        assert!(said.iter().any(|said| said.starts_with("Terminerinnerungen: scheitert seit 23.")), "{said:?}");

        let ready = get(&app, "/health/ready", "").await;
        let since = monday_morning();
        let expected = format!("ok\noverdue: audit.tell since {since}\nfailing: reminders since {since}");
        assert_eq!((ready.status, ready.body), (StatusCode::OK, expected), "it still serves");
    }
}
