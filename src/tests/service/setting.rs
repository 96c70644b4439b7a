//! The clinic's settings: a change takes effect at once, invalid values are not stored, and a change can be undone.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, Problem},
        settings::{Confirmation, Preset, Settings},
    },
    error::AppError,
    service::{Failure, booking, setting},
};

use crate::support::{Clinic, actor, at, on_both};

fn rows(rows: &[(&str, &str)]) -> setting::Rows {
    rows.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

async fn administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator])
}

fn problems(refused: Failure) -> Vec<(Field, Problem)> {
    match refused {
        Failure::Refused(AppError::Invalid(problems)) => {
            problems.into_iter().map(|one| (one.field, one.problem)).collect()
        }
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn a_choice_of_the_command_line_holds_from_the_next_request_on(test) {
        let Clinic { test, services, .. } = Clinic::new(test).await;

        for (key, value, chosen) in [
            ("booking.confirmation", "approval", Confirmation::Approval),
            ("booking.confirmation", "auto", Confirmation::Auto),
            ("preset", "healmate", Confirmation::Auto),
        ] {
            setting::set(&services, key, value).await.unwrap_or_else(|e| panic!("{e}"));
            let directory = services.directory_for(&Actor::Visitor).await.expect("public");
            assert_eq!(directory.settings.confirmation, chosen, "{key} {value}");
        }
        assert_eq!(test.count("select count(*) from audit_event where action = 'setting.set'").await, 3);
    }
}

on_both! {
    async fn what_means_nothing_is_not_stored(test) {
        let Clinic { test, services, .. } = Clinic::new(test).await;

        for (key, value) in [("booking.confirmation", "maybe"), ("booking.confirmed", "auto"), ("", "")] {
            let refused = setting::set(&services, key, value).await.expect_err("means nothing").to_string();
            assert!(refused.starts_with(&format!("there is no setting {key}")), "{refused}");
        }
        assert_eq!(test.count("select count(*) from setting").await, 0);
        assert_eq!(test.count("select count(*) from audit_event").await, 0);
    }
}

on_both! {
    async fn an_administrator_chooses_and_takes_it_back(test) {
        let clinic = Clinic::new(test).await;
        let administrator = administrator(&clinic).await;
        let Clinic { test, services, .. } = clinic;
        setting::choose(&services, &administrator, rows(&[("booking.hold_minutes", "10")])).await.expect("chosen");

        let wanted = rows(&[("booking.hold_minutes", "5"), ("booking.max_per_patient_per_day", ""), ("identity.unique_phone", "true")]);
        let before = setting::choose(&services, &administrator, wanted).await.expect("chosen");

        assert_eq!(before, rows(&[("booking.hold_minutes", "10")]));
        // A value equal to the preset's is not stored: it follows a preset that changes.
        assert_eq!(test.count("select count(*) from setting").await, 1);
        let now = setting::chosen(&services, &administrator).await.expect("allowed").settings;
        assert_eq!((now.hold_minutes, now.unique_phone, now.max_per_patient_per_day), (5, true, None));
        assert_eq!(services.directory_for(&Actor::Visitor).await.expect("public").settings, now);

        setting::put_back(&services, &administrator, before).await.expect("put back");
        let now = setting::chosen(&services, &administrator).await.expect("allowed").settings;
        assert_eq!(now, Settings { hold_minutes: 10, ..Settings::default() });
        // Once for what was chosen first, twice each for the change and its undoing.
        assert_eq!(test.count("select count(*) from audit_event where action = 'setting.set' and actor_id is not null").await, 5);
    }
}

on_both! {
    async fn what_the_preset_says_too_is_no_change(test) {
        let clinic = Clinic::new(test).await;
        let administrator = administrator(&clinic).await;
        let Clinic { test, services, .. } = clinic;
        setting::set(&services, "booking.confirmation", "auto").await.unwrap_or_else(|e| panic!("{e}"));

        setting::choose(&services, &administrator, rows(&[])).await.expect("saved as it was");

        assert_eq!(test.count("select count(*) from setting").await, 0);
        assert_eq!(test.count("select count(*) from audit_event where action = 'setting.set'").await, 1);
        assert_eq!(setting::changes(&services, &administrator).await.expect("allowed").len(), 1);
    }
}

on_both! {
    async fn a_preset_drops_what_was_chosen_over_the_one_before(test) {
        let clinic = Clinic::new(test).await;
        let administrator = administrator(&clinic).await;
        let Clinic { services, .. } = clinic;
        setting::choose(&services, &administrator, rows(&[("booking.hold_minutes", "10")])).await.expect("chosen");

        setting::follow(&services, &administrator, Preset::Medisoft).await.expect("chosen");

        let chosen = setting::chosen(&services, &administrator).await.expect("allowed");
        assert_eq!((chosen.preset, chosen.settings), (Preset::Medisoft, Settings::preset(Preset::Medisoft)));
    }
}

on_both! {
    async fn what_does_not_fit_is_named_field_by_field_and_nothing_changes(test) {
        let clinic = Clinic::new(test).await;
        let administrator = administrator(&clinic).await;
        let Clinic { test, services, .. } = clinic;
        let wanted = rows(&[
            ("booking.hold_minutes", "61"),
            ("booking.confirmation", "maybe"),
            ("auth.login_identifiers", ""),
            ("identity.unique_phone", "true"),
        ]);

        let refused = setting::choose(&services, &administrator, wanted).await.expect_err("does not fit");

        let wrong = [
            (Field::HoldMinutes, Problem::OutOfRange),
            (Field::BookingConfirmation, Problem::NotAChoice),
            (Field::LoginIdentifiers, Problem::NotAChoice),
        ];
        assert_eq!(problems(refused), wrong);
        assert_eq!(test.count("select count(*) from setting").await, 0);
    }
}

on_both! {
    async fn nobody_locks_themself_out(test) {
        let clinic = Clinic::new(test).await;
        let administrator = administrator(&clinic).await;
        let Clinic { test, services, .. } = clinic;

        for refused in [
            setting::choose(&services, &administrator, rows(&[("auth.login_identifiers", "national_id")])).await,
            setting::follow(&services, &administrator, Preset::Has).await,
        ] {
            let refused = refused.expect_err("has an email address only");
            assert_eq!(problems(refused), [(Field::LoginIdentifiers, Problem::LocksOut)]);
        }
        assert_eq!(test.count("select count(*) from setting").await, 0);
    }
}

on_both! {
    async fn only_administrators_see_and_choose(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Any Body", Role::Patient).await;
        let Clinic { services, .. } = clinic;
        for roles in [&[][..], &[Role::Patient], &[Role::Practitioner]] {
            let actor = actor(id, roles);
            for refused in [
                setting::chosen(&services, &actor).await.map(drop),
                setting::choose(&services, &actor, rows(&[("booking.hold_minutes", "10")])).await.map(drop),
                setting::follow(&services, &actor, Preset::Medisoft).await.map(drop),
                setting::put_back(&services, &actor, Vec::new()).await,
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{roles:?}: {refused:?}");
            }
        }
    }
}

on_both! {
    async fn what_also_applies_to_booked_appointments_is_asked_about_with_their_number(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let notice = || rows(&[("booking.cancel_cutoff_min", "1440")]);
        for (name, time) in [("Pat Ient", "09:30"), ("Zora Quill", "10:30")] {
            let patient = clinic.patient(name).await;
            booking::book(services, &patient, clinic.request(doctor, at(time))).await.expect("booked");
        }

        let asked = setting::choose_asking(services, &admin, notice(), "").await.expect_err("asked about");
        let stored = clinic.test.count("select count(*) from setting").await;
        let of_requests = rows(&[("booking.pending_hours", "5")]);
        setting::choose_asking(services, &admin, of_requests, "").await.expect("nobody waits for an answer");
        setting::choose_with(services, &admin, notice(), "").await.expect("agreed to");

        let expected =
            [(Field::CancelCutoff, Problem::Affects(2)), (Field::SettingsAgreed, Problem::Missing)];
        assert_eq!(problems(asked), expected);
        assert_eq!(stored, 0);
        let chosen = setting::chosen(services, &admin).await.expect("theirs").settings;
        assert_eq!((chosen.cancel_cutoff_minutes, chosen.pending_hours), (1_440, 5));
    }
}
