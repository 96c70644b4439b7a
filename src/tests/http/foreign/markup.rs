//! What somebody typed is text on every page, the title in its head included, whoever reads it.

use std::collections::BTreeSet;

use super::world::{Thing, World};
use crate::http::{
    browser::{application, get},
    census,
};

/// Closes the title, and begins something else.
const CANARY: &str = "</title><b>canary</b>";

/// Puts it into whatever free text there is; each statement names its column.
const EVERYWHERE: &str = "
    drop trigger note_version_no_update;
    drop trigger prescribed_medicine_no_update;
    drop trigger entry_no_update;
    drop trigger document_no_update;
    drop trigger diagnosis_no_update;
    drop trigger prescription_no_update;
    drop trigger emergency_access_no_update;
    update account set full_name = '</title><b>canary</b>' || full_name, phone = '</title><b>canary</b>';
    update patient set address = '</title><b>canary</b>', emergency_name = '</title><b>canary</b>';
    update practitioner set profession = '</title><b>canary</b>', qualifications = '</title><b>canary</b>',
        bio = '</title><b>canary</b>', languages = '</title><b>canary</b>';
    update centre set name = '</title><b>canary</b>' || id, suburb = '</title><b>canary</b>', address = '</title><b>canary</b>';
    update entry set title = '</title><b>canary</b>';
    update note_version set body = '</title><b>canary</b>', reason = '</title><b>canary</b>';
    update document set name = '</title><b>canary</b>';
    update diagnosis set name = '</title><b>canary</b>', detail = '</title><b>canary</b>';
    update statement set name = '</title><b>canary</b>', detail = '</title><b>canary</b>';
    update prescription set diagnosis = '</title><b>canary</b>', instructions = '</title><b>canary</b>',
        follow_up = '</title><b>canary</b>';
    update prescribed_medicine set medicine = '</title><b>canary</b>', dose = '</title><b>canary</b>',
        instructions = '</title><b>canary</b>';
    update referral set letter = '</title><b>canary</b>';
    update rating set review = '</title><b>canary</b>';
    update proxy set relation = '</title><b>canary</b>';
    update appointment set reason = '</title><b>canary</b>';
    update closure set name = '</title><b>canary</b>';
    update emergency_access set reason = '</title><b>canary</b>';
    insert into healthcare_service (name, description, instructions, duration_minutes, step_minutes)
        values ('</title><b>canary</b>', '</title><b>canary</b>', '</title><b>canary</b>', 30, 30);
    insert into room (centre_id, name, kind) select min(id), '</title><b>canary</b>', 'room' from centre;
    update directory_version set version = version + 1";

/// What of an address is text that somebody may choose for somebody else.
const TYPED: [&str; 9] = [
    "/search?q=TEXT&suburb=TEXT&profession=TEXT&specialty=TEXT&language=TEXT",
    "/search?kind=centre&q=TEXT",
    "/search?TEXT=1&gender=TEXT",
    "/tools?tool=bmi&height=TEXT&weight=TEXT",
    "/sign-in?next=/TEXT",
    "/register?next=/TEXT",
    "/admin/users?q=TEXT",
    "/staff/book?patient=TEXT",
    "/practitioner/patients?q=TEXT",
];

#[tokio::test]
async fn what_anybody_typed_is_markup_on_no_page_of_anybody() {
    let world = World::new().await;
    for statement in EVERYWHERE.split(';') {
        world.clinic.run(statement).await;
    }
    let app = application(&world.clinic.services);
    let escaped = CANARY.replace('<', "%3C").replace('>', "%3E").replace('/', "%2F");
    let things = [
        Thing::Appointment,
        Thing::Coming,
        Thing::Patient,
        Thing::Calendar,
        Thing::Note,
        Thing::Diagnosis,
        Thing::Prescription,
        Thing::Document,
        Thing::Referral,
        Thing::Statement,
    ];
    let pages = census::PAGES.iter().flat_map(|(path, _)| {
        let path = path.replace("{kind}", "practitioner");
        let with = things.map(|thing| path.replace("{id}", &world.id(thing).to_string()));
        with.into_iter().chain([path.replace("{id}", "1")])
    });
    let typed = TYPED.iter().map(|path| path.replace("TEXT", &escaped));
    let addresses: BTreeSet<String> = pages.chain(typed).collect();

    let (mut raw, mut titles) = (Vec::new(), 0);
    for reader in world.strangers.iter().chain(&world.owners) {
        for address in &addresses {
            let body = get(&app, address, &reader.cookie).await.body;
            if body.contains("</title><b") {
                raw.push(format!("{address} for {}", reader.name));
            }
            let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
            titles += usize::from(title.is_some_and(|(title, _)| title.contains("canary")));
        }
    }

    assert_eq!(raw, Vec::<String>::new());
    assert!(titles > 30, "only {titles} titles held it: what is tried is not what is shown");
}
