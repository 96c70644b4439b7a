//! Saved views of lists: anyone who may open the list can save them, administrators can share them, and only their owners can
//! change them (S1-16).

use consulta::{
    domain::{
        account::Role,
        form::{Field, FieldError, Problem},
        ids::ListViewId,
        list::{APPOINTMENTS, Gone, INBOX, MOST_VIEWS, USERS},
    },
    error::AppError,
    service::{
        Failure,
        list_view::{self, Keeping, Known},
    },
};

use crate::support::{Clinic, actor, on_both};

fn named(name: &str) -> Keeping {
    Keeping { name: name.to_owned(), ..Keeping::default() }
}

fn refusal<T: std::fmt::Debug>(outcome: consulta::service::Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both! {
    async fn a_view_is_kept_changed_and_deleted_by_its_owner_alone(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = actor(clinic.account("Ada Min", Role::Administrator).await, &[Role::Administrator]);
        let other = actor(clinic.account("Other Min", Role::Administrator).await, &[Role::Administrator]);
        let query = "?q=zoe&role=patient&sort=-added&col=email&after=7&all=1";
        let first = Keeping { is_default: true, ..named(" Newest patients ") };
        list_view::save(services, &ada, &USERS, query, &first).await.expect("kept");
        let second = Keeping { is_default: true, ..named("Staff") };
        list_view::save(services, &ada, &USERS, "role=manager", &second).await.expect("kept");

        let (views, may_share) = list_view::of(services, &ada, &USERS).await.expect("views");
        let shown: Vec<_> = views.iter().map(|one| (one.name.as_str(), one.query.as_str(), one.is_default)).collect();
        let newest = ("Newest patients", "q=zoe&role=patient&sort=-added&col=email", false);
        assert_eq!(shown, [newest, ("Staff", "role=manager", true)]);
        assert!(may_share);
        let id = ListViewId(views[0].id);
        assert!(list_view::of(services, &other, &USERS).await.expect("views").0.is_empty());
        assert_eq!(refusal(list_view::change(services, &other, id, &named("Mine")).await), AppError::NotFound);
        assert_eq!(refusal(list_view::remove(services, &other, id).await), AppError::NotFound);

        let taken = refusal(list_view::change(services, &ada, id, &named("Staff")).await);
        assert_eq!(taken, AppError::Invalid(vec![FieldError::new(Field::ViewName, Problem::Taken)]));
        let shared = Keeping { shared: true, is_default: true, ..named("Patients") };
        list_view::change(services, &ada, id, &shared).await.expect("changed");
        let (theirs, _) = list_view::of(services, &other, &USERS).await.expect("views");
        assert_eq!(theirs.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Patients"]);
        assert_eq!(clinic.test.count("select count(*) from list_view where is_default").await, 1);
        list_view::remove(services, &ada, id).await.expect("deleted");
        assert_eq!(refusal(list_view::remove(services, &ada, id).await), AppError::NotFound);
        let audited = "select count(*) from audit_event where action in ('list_view.save', 'list_view.delete') and outcome = 'done'";
        assert_eq!(clinic.test.count(audited).await, 4);
    }
}

on_both! {
    async fn views_are_for_those_who_may_open_their_list_and_shared_by_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        let patient = clinic.patient("Pat Ient").await;

        list_view::save(services, &manager, &APPOINTMENTS, "when=past", &named("Past")).await.expect("kept");
        let shared = Keeping { shared: true, ..named("For all") };
        assert_eq!(refusal(list_view::save(services, &manager, &APPOINTMENTS, "", &shared).await), AppError::Forbidden);
        let id = ListViewId(list_view::of(services, &manager, &APPOINTMENTS).await.expect("views").0[0].id);
        assert_eq!(refusal(list_view::change(services, &manager, id, &shared).await), AppError::Forbidden);
        assert_eq!(refusal(list_view::of(services, &manager, &USERS).await), AppError::Forbidden);
        for list in [&USERS, &APPOINTMENTS] {
            assert_eq!(refusal(list_view::save(services, &patient, list, "", &named("x")).await), AppError::Forbidden);
            assert_eq!(refusal(list_view::of(services, &patient, list).await), AppError::Forbidden);
        }
        let nameless = refusal(list_view::save(services, &manager, &APPOINTMENTS, "", &named(" ")).await);
        assert_eq!(nameless, AppError::Invalid(vec![FieldError::new(Field::ViewName, Problem::Missing)]));
        for n in 1..MOST_VIEWS {
            list_view::save(services, &manager, &APPOINTMENTS, "", &named(&format!("View {n}"))).await.expect("kept");
        }
        let full = refusal(list_view::save(services, &manager, &APPOINTMENTS, "", &named("One more")).await);
        assert_eq!(full, AppError::Invalid(vec![FieldError::new(Field::ViewName, Problem::OutOfRange)]));
    }
}

on_both! {
    async fn a_view_that_names_who_is_gone_is_repaired_by_its_owner_alone(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = actor(clinic.account("Ada Min", Role::Administrator).await, &[Role::Administrator]);
        let other = actor(clinic.account("Other Min", Role::Administrator).await, &[Role::Administrator]);
        let me = ada.id().expect("an account");
        let query = "show=assigned&assigned=999999&sort=-sent";
        list_view::save(services, &ada, &INBOX, query, &named("Gone")).await.expect("kept");
        list_view::save(services, &ada, &INBOX, &format!("assigned={me}"), &named("Mine")).await.expect("kept");
        let known = Known::now(services, &ada, &INBOX).await.expect("known");
        let id = ListViewId(list_view::of(services, &ada, &INBOX).await.expect("views").0[0].id);

        assert_eq!(INBOX.gone(query, |asks, key| known.has(asks, key)), [Gone::Person]);
        assert!(INBOX.gone(&format!("assigned={me}"), |asks, key| known.has(asks, key)).is_empty());
        assert_eq!(refusal(list_view::repair(services, &other, id).await), AppError::NotFound);
        let (list, repaired) = list_view::repair(services, &ada, id).await.expect("repaired");
        assert_eq!((list.key, repaired.as_str()), ("inbox", "show=assigned&sort=-sent"));
        let (views, _) = list_view::of(services, &ada, &INBOX).await.expect("views");
        assert_eq!((views[0].name.as_str(), views[0].query.as_str()), ("Gone", "show=assigned&sort=-sent"));
        assert_eq!(views[1].query, format!("assigned={me}"));
    }
}
