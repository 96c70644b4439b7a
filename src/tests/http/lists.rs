//! Lists as files: whole, readable by a spreadsheet, and harmless in it (S1-18).

use axum::http::{Method, StatusCode};
use consulta::{domain::account::Role, service::booking};
use lopdf::Document as File;

use super::browser::{application, call, get, get_bytes};
use crate::support::{Clinic, TestDb, actor, at, cookie, practitioner_actor};

#[tokio::test]
async fn a_list_as_csv_has_every_row_and_no_formula() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..1_201).map(|n| format!("Robin Number{n:04}")).collect();
    clinic.patients(&names).await;
    clinic.patient("=cmd,\"x\"").await;

    let all = get(&app, "/admin/users/users.csv", &admin).await;
    let some = get(&app, "/admin/users/users.csv?q=number0007", &admin).await;

    assert_eq!(all.status, StatusCode::OK);
    assert!(all.header("content-disposition").contains("users.csv"));
    let text = all.body.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let found: Vec<String> = reader.records().map(|row| row.expect("a row")[1].to_owned()).collect();
    assert_eq!(found.len(), 1_203);
    assert!(found.contains(&"'=cmd,\"x\"".to_owned()));
    assert!(found.contains(&"Robin Number1200".to_owned()));
    assert_eq!(some.body.lines().count(), 2);
    let noted = "select count(*) from audit_event where action = 'account.export' and part in ('', 'text')";
    assert_eq!(clinic.test.count(noted).await, 2);
}

#[tokio::test]
async fn lists_as_files_are_for_whom_the_lists_are() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let [patient, doctor, admin] = [patient, practitioner_actor(doctor), admin];
    let (patient, admin) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &admin).await);
    let doctor = cookie(&clinic.services, &doctor).await;
    let of_admin =
        ["/admin/appointments/appointments.csv", "/admin/appointments/appointments.pdf", "/admin/users/users.csv"];
    let of_doctor =
        ["/practitioner/patients/patients.csv", "/practitioner/patients/patients.pdf", "/practitioner/schedule.pdf"];

    for (paths, whose, others) in [(of_admin, &admin, [&patient, &doctor]), (of_doctor, &doctor, [&patient, &admin])] {
        for path in paths {
            for other in others {
                assert_eq!(call(&app, Method::GET, path, other, "").await.status, StatusCode::FORBIDDEN, "{path}");
            }
            let bytes = get_bytes(&app, path, whose).await;
            if path.ends_with("pdf") {
                let file = File::load_mem(&bytes).expect("a PDF");
                assert!(file.extract_text(&[1]).expect("its text").contains("Pat"), "{path}");
            } else {
                assert!(String::from_utf8_lossy(&bytes).contains("Pat Ient"), "{path}");
            }
        }
    }
}
