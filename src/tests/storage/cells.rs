//! The claimed cells of many people at once.

use consulta::{
    domain::ids::ResourceId,
    service::booking,
    storage::claim::{Asked, Asker, busy_cells, busy_cells_of},
};

use crate::support::{Clinic, at, monday_morning, on_both};

on_both! {
    async fn any_number_of_people_is_asked_about_at_once(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bea) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        let pat = clinic.patient("Pat Ient").await;
        for (doctor, time) in [(ann, "09:30"), (bea, "11:00"), (bea, "14:00")] {
            booking::book(&clinic.services, &pat, clinic.request(doctor, at(time))).await.expect("booked");
        }
        let asker = Asker::new(None, monday_morning());
        let (first, last) = (at("08:00").as_second() / 300, at("18:00").as_second() / 300);
        let mut conn = clinic.test.db.read().await.expect("a connection");
        let mut expected = Vec::new();
        for doctor in [ann, bea] {
            let whose = doctor.resource();
            expected.push((whose, busy_cells(&mut conn, asker, whose, first, last).await.expect("cells")));
        }

        for count in [2, 16, 17, 64, 65, 200] {
            // The two come last; the others don't exist.
            let others = (1_000_000..).map(ResourceId).take(count - 2);
            let asked: Vec<Asked> = others.chain(expected.iter().map(|(whose, _)| *whose)).map(|whose| (whose, first, last)).collect();
            let mut found = busy_cells_of(&mut conn, asker, &asked).await.expect("cells");
            found.iter_mut().for_each(|(_, cells)| cells.sort_unstable());
            assert_eq!(found.len(), 2, "{count}");
            for (whose, cells) in &expected {
                let mut cells = cells.clone();
                cells.sort_unstable();
                assert!(!cells.is_empty() && found.contains(&(*whose, cells)), "{count} {whose:?}: {found:?}");
            }
        }
    }
}
