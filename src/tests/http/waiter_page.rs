//! The page of a request of the waiting list.

use consulta::domain::account::Role;

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, cookie};

const WISH: &str = "
    insert into waitlist_entry (patient_id, practitioner_id, created_at)
    select p.id, r.id, 1793800000
    from patient p
    cross join practitioner r";
const OFFER: &str = "
    insert into waitlist_offer
    (entry_id, practitioner_id, centre_id, starts_at, ends_at, expires_at, status, created_at)
    select e.id, e.practitioner_id, c.id, 1794000000, 1794001800, 1793990000, 'declined', 1793900000
    from waitlist_entry e
    cross join centre c";

#[tokio::test]
async fn what_was_offered_by_someone_who_has_left_is_still_told() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    clinic.run(WISH).await;
    clinic.run(OFFER).await;

    let before = get(&app, "/admin/waitlist/1", &admin).await.body;
    post_form(&app, "/api/set_account_status", &admin, &format!("account={doctor}&active=false")).await;
    let after = get(&app, "/admin/waitlist/1", &admin).await.body;

    assert!(before.contains("Declined") && before.contains("Ann Doctor"), "{before}");
    assert!(after.contains("Declined") && !after.contains("Ann Doctor"), "{after}");
}
