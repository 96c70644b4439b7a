//! Finding people where they were looked for.

use consulta::{
    domain::{account::Actor, directory::CentreKind},
    service::{
        Failure,
        search::{Found, SearchRequest, search},
    },
    storage::{
        directory,
        import::{self, CentreRow},
    },
};

use crate::support::{Clinic, on_both, weekdays};

/// Which suburb the card of the only result shows, and that of its free times.
async fn shown(clinic: &Clinic, request: SearchRequest) -> (String, Option<String>) {
    let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("a directory");
    let found = search(&clinic.services, &directory, &request).await.expect("searched");
    let [Found::Practitioner { centre, openings, .. }] = found.results.as_slice() else {
        panic!("one practitioner: {:?}", found.results)
    };
    (centre.expect("a centre").suburb.clone(), openings.as_ref().map(|openings| openings.centre.suburb.clone()))
}

on_both! {
    async fn who_works_at_two_places_is_shown_and_booked_where_they_were_looked_for(db) {
        let clinic = Clinic::new(db).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let other = clinic.write((), |tx, ()| Box::pin(async move {
            let row = CentreRow {
                kind: CentreKind::Hospital,
                abn: "1002",
                name: "Hill Hospital",
                phone: "03 9382 1111",
                suburb: "West End",
                time_zone: "Australia/Sydney",
            };
            let (centre, _) = import::put_centre(tx, &row).await?;
            directory::bump_version(tx).await?;
            Ok::<_, Failure>(centre.id)
        })).await;
        // Later in the day than at Randwick: the earliest time of all is never there.
        clinic.affiliate(doctor.account(), other, &weekdays("18:00", "20:00")).await;
        let ask = |text: &str, suburb: &str| SearchRequest {
            text: text.to_owned(),
            suburb: suburb.to_owned(),
            kind: Some(consulta::domain::search::Kind::Practitioner),
            ..SearchRequest::default()
        };
        let at = |suburb: &str| (suburb.to_owned(), Some(suburb.to_owned()));

        assert_eq!(shown(&clinic, ask("", "West End")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("", "west  end")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("ann west end", "")).await, at("West End"));
        assert_eq!(shown(&clinic, ask("", "Randwick")).await, at("Randwick"));
        assert_eq!(shown(&clinic, ask("ann", "")).await, at("Randwick"));
    }
}
