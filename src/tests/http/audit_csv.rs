//! The audit as a file, which is read a part at a time.

use consulta::{
    domain::{
        account::{Actor, Role},
        audit::{Deed, Subject, Thing},
    },
    storage::{
        audit::{AuditEvent, record},
        error::StorageError,
    },
};

use super::browser::{application, get, get_bytes};
use crate::support::{Clinic, TestDb, actor, cookie};

const ROWS: i64 = 1_201;

#[tokio::test]
async fn each_row_is_in_it_once_whichever_comes_first() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let written = clinic.services.db.write((), |tx, ()| {
        Box::pin(async move {
            for number in 1..=ROWS {
                // Many are in the same second.
                let subject = Subject::one(Thing::ContactMessage, number);
                record(tx, &AuditEvent::done(number / 100, &Actor::Visitor, Deed::ContactSend, subject));
            }
            Ok::<_, StorageError>(())
        })
    });
    written.await.expect("written");

    for (sort, is_ascending) in [("", false), ("?sort=at", true), ("?sort=-at", false)] {
        let file = get(&app, &format!("/admin/audit/audit.csv{sort}"), &admin).await;

        let text = file.body.strip_prefix('\u{feff}').expect("the mark of UTF-8");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        let mut numbers: Vec<i64> =
            rows.filter(|row| &row[3] == "contact.send").map(|row| row[5].parse().expect("a number")).collect();
        if !is_ascending {
            numbers.reverse();
        }
        assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>(), "{sort}");
    }
    let workbook = get_bytes(&app, "/admin/audit/audit.xlsx", &admin).await;
    assert!(workbook.starts_with(b"PK"));
    let noted = "select count(*) from audit_event where action = 'audit.export'";
    assert_eq!(clinic.test.count(noted).await, 4, "once for each file, however many parts it was read in");
}
