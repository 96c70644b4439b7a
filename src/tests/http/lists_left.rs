//! A list is shown again as it was left, after any action on one of its rows (S1-16).

use consulta::{
    domain::{account::Role, address::escape},
    service::booking,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, at, cookie};

#[tokio::test]
async fn a_list_is_found_again_as_it_was_left_after_a_change_to_one_of_its_people() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let id = clinic.patient("Pat Ient").await.id().expect("an account");
    let form = format!("id={id}&form[name]=Pat+Ient&form[email]=pat@example.org&form[phone]=");

    let list = get(&app, "/admin/users?role=patient&sort=-added", &admin).await;
    let page = get(&app, &format!("/admin/users/{id}?back=role%3Dpatient%26sort%3D-added"), &admin).await;
    let back = format!("{form}&back=role%3Dpatient%26sort%3D-added");
    let saved = post_form(&app, "/api/save_user", &admin, &back).await;
    let bare = post_form(&app, "/api/save_user", &admin, &form).await;
    let active = post_form(&app, "/api/set_account_status", &admin, &format!("account={id}&active=true")).await;

    assert!(list.body.contains(&format!("href=\"/admin/users/{id}?back=role")), "{}", list.body);
    assert!(page.body.contains("name=\"back\" value=\"role=patient&amp;sort=-added\""), "{}", page.body);
    assert_eq!(saved.location(), "/admin/users?role=patient&sort=-added&edited=1");
    assert_eq!([bare.location(), active.location()], ["/admin/users?edited=1", "/admin/users?saved=1"]);
}

#[tokio::test]
async fn a_list_is_found_again_whatever_was_looked_for_in_it_also_by_way_of_a_question() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
    let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    let odd = "q=O%27Neill%20%26%20S%C3%B6hne&sort=-added";
    let back = escape(odd);
    let shown = [odd.replace('&', "&amp;"), format!("/admin/users?{}", odd.replace('&', "&amp;"))];

    let off = format!("account={doctor}&active=false&back={back}");
    let asked = post_form(&app, "/api/set_account_status", &admin, &off).await;

    assert_eq!(asked.location(), format!("/admin/users/{doctor}/deactivate?back={back}"));
    for path in [asked.location(), &format!("/admin/users/{doctor}?back={back}")] {
        let page = get(&app, path, &admin).await;
        for text in &shown {
            assert!(page.body.contains(&format!("=\"{text}\"")), "{path} lacks {text}: {}", page.body);
        }
    }
    let given = format!("account={doctor}&seen[]={visit}&tell=false&back={back}");
    let given = post_form(&app, "/api/deactivate_account", &admin, &given).await;
    assert_eq!(given.location(), format!("/admin/users?{odd}&saved=1"));
}
