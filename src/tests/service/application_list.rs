//! The list of applications: every filter, access for administrators, and export (S1-16).

use consulta::{
    domain::{
        application::{ApplicationForm, ApplicationStatus},
        ordering::{ApplicationColumn, Columns, Order},
    },
    error::AppError,
    service::{
        Failure, application,
        list_export::{self, List},
        vetting::{self, ApplicationFilter},
    },
    storage::db::Db,
};

use super::{join::form, services::administrator};
use crate::support::{Clinic, on_both, practitioner_actor};

on_both! {
    async fn administrators_find_applications_by_every_filter_and_take_them_away(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let people = [
            ("Zoë O'Brien", "zoe@example.org", "dentist"),
            ("Nora New", "nora@example.org", "physio"),
        ];
        for (name, email, profession) in people {
            let typed = ApplicationForm {
                name: name.into(),
                email: email.into(),
                profession: profession.into(),
                ..form(clinic.centre)
            };
            application::apply(services, &typed, "", "").await.expect("sent");
        }
        let now = services.clock.now().as_second();
        let list = async |filter: &ApplicationFilter| -> Vec<String> {
            let (page, _) = vetting::list(services, &admin, filter).await.expect("a list");
            page.rows.into_iter().map(|one| one.full_name).collect()
        };
        let all = ApplicationFilter::default;
        let named = |name: &str| ApplicationFilter { name: name.into(), ..all() };
        let [zoe, nora] = ["Zoë O'Brien", "Nora New"];

        for order in ApplicationColumn::ALL.iter().flat_map(|by| [Order::up(*by), Order::down(*by)]) {
            for (filter, mut wanted) in [
                (all(), vec![nora, zoe]),
                (named("ZOE"), vec![zoe]),
                (named("obri zo"), vec![zoe]),
                (named("rien"), vec![]),
                (named("%"), vec![]),
                (ApplicationFilter { profession: "Physiotherapist".into(), ..all() }, vec![nora]),
                (ApplicationFilter { status: Some(ApplicationStatus::Received), ..named("n") }, vec![nora]),
                (ApplicationFilter { status: Some(ApplicationStatus::Refused), ..all() }, vec![]),
                (ApplicationFilter { from: Some(now), ..all() }, vec![nora, zoe]),
                (ApplicationFilter { until: Some(now), ..all() }, vec![]),
            ] {
                let filter = ApplicationFilter { order, ..filter };
                let mut found = list(&filter).await;
                found.sort_unstable();
                wanted.sort_unstable();
                assert_eq!(found, wanted, "{filter:?}");
            }
        }
        // As the migration leaves it, which makes the program rebuild the words.
        clinic.run("delete from application_word").await;
        assert!(list(&named("zoe")).await.is_empty());
        Db::open(&clinic.test.url).await.expect("opened");
        assert_eq!(list(&named("zoe")).await, [zoe]);

        list_export::begin(services, &admin, List::Applications, "name").await.expect("allowed");
        assert_eq!(list_export::applications(services, &admin, &named("nora")).await.expect("a file").len(), 1);
        let noted = "select count(*) from audit_event where action = 'application.export' and part = 'name'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        for who in [clinic.patient("Pat Ient").await, doctor] {
            for refused in [
                list_export::begin(services, &who, List::Applications, "").await,
                list_export::applications(services, &who, &all()).await.map(drop),
            ] {
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}: {refused:?}");
            }
        }
    }
}
