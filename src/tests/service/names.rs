//! People are found by name, however it is spelled (H8): in the administrator's list, in a practitioner's, and in the audit.

use consulta::{
    domain::{
        account::{Actor, Role},
        audit::Area,
    },
    service::{
        admin,
        audit::{self, PAGE},
        patient_list,
    },
    storage::{
        account::{self, AccountFilter},
        audit::AuditFilter,
        db::Db,
    },
};
use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use crate::support::{Clinic, actor, on_both, practitioner_actor};

/// A name, and how someone without its letters on their keyboard types it; empty if no one could.
const NAMES: [(&str, &str); 24] = [
    ("İsmail Iğdır", "ismail igdir"),
    ("ISIL IŞIK", "isil isik"),
    ("Łukasz Żółć", "Lukasz Zolc"),
    ("Жанна Агузарова", ""),
    ("Ærøskøbing Øre", "aeroskobing ore"),
    ("Ǆ Ljubomir", "DZ Ljubomir"),
    ("Σίσυφος Παπάς", ""),
    ("X Æ A-Xii", "x ae a-xii"),
    ("Émile Zola", "emile zola"),
    ("Zoë Müller", "Zoe Muller"),
    ("Nguyễn Thị Hương", "Nguyen Thi Huong"),
    ("Anna Strauß", "anna strauss"),
    ("Jose\u{301} Nu\u{301}n\u{303}ez", "jose nunez"),
    ("O'Connor Sinéad", "oconnor sinead"),
    ("Đặng Văn Lâm", "dang van lam"),
    ("Þórður Ðóra", "thordur dora"),
    ("李小龍", ""),
    ("محمد علي", ""),
    ("עִבְרִית שם", ""),
    ("हिन्दी नाम", ""),
    ("Œuvre Straße", "oeuvre strasse"),
    ("Ağaoğlu Çınar", "agaoglu cinar"),
    ("Ñandú Ibáñez", "nandu ibanez"),
    ("Marie-Louise d’Orléans", "marie-louise d'orleans"),
];

/// Everything that someone may type to find this name.
fn spellings((name, plain): (&str, &str)) -> Vec<String> {
    let mut all = vec![
        name.to_owned(),
        name.to_lowercase(),
        name.to_uppercase(),
        name.nfc().collect(),
        name.nfd().collect(),
        format!("  {name} "),
    ];
    if !plain.is_empty() {
        all.extend([plain.to_owned(), plain.to_uppercase()]);
    }
    all
}

fn named(typed: &str) -> AccountFilter {
    AccountFilter { text: typed.to_owned(), ..AccountFilter::default() }
}

/// What each of the three searches finds.
async fn found(clinic: &Clinic, admin: &Actor, doctor: &Actor, typed: &str) -> [Vec<String>; 3] {
    let services = &clinic.services;
    let accounts = admin::accounts(services, admin, &named(typed)).await.expect("a list").accounts;
    let patients = patient_list::find(services, doctor, typed, 1).await.expect("a list").patients;
    let filter = AuditFilter {
        patient: typed.into(),
        area: Some(Area::Records),
        until: Timestamp::MAX,
        ..AuditFilter::default()
    };
    let rows = audit::search(services, admin, filter).await.expect("rows").rows;
    assert!(rows.len() <= usize::try_from(PAGE).expect("a few"));
    [
        accounts.into_iter().map(|account| account.full_name).collect(),
        patients.into_iter().map(|patient| patient.name).collect(),
        rows.into_iter().filter_map(|row| row.patient_name).collect(),
    ]
}

on_both! {
    async fn each_name_is_found_in_every_spelling_in_every_list(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("access.patient_list", "clinic_demographics").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let names: Vec<String> = NAMES.iter().map(|(name, _)| (*name).to_owned()).collect();
        clinic.patients(&names).await;
        clinic.run("
            insert into audit_event (seq, at, action, entity, patient_id, outcome)
            select 100000 + id, 1, 'record.read', 'record', id, 'done'
            from patient").await;
        let mut missed = Vec::new();

        for name in NAMES {
            for typed in spellings(name) {
                let lists = found(&clinic, &admin, &doctor, &typed).await;
                if lists.iter().any(|list| *list != [name.0]) {
                    missed.push(format!("{typed}: {lists:?}"));
                }
            }
        }

        assert!(missed.is_empty(), "{}", missed.join("\n"));
    }
}

on_both! {
    async fn a_name_that_an_older_version_stored_is_found_after_the_next_start_and_a_new_one_at_once(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.patient("Émile Zola").await;
        clinic.run("update account set search_name = ''").await;
        Db::open(&clinic.test.url).await.expect("opened again").close().await;

        let old = admin::accounts(&clinic.services, &admin, &named("emile")).await.expect("a list").accounts;
        assert_eq!(old.len(), 1);
        let all = admin::accounts(&clinic.services, &admin, &named("  ")).await.expect("a list").accounts;
        assert_eq!(all.len(), 2);
        let none = admin::accounts(&clinic.services, &admin, &named("%")).await.expect("a list").accounts;
        assert_eq!(none.len(), 0, "no one is called so");
    }
}

on_both! {
    async fn people_are_found_by_their_numbers_however_these_are_typed(test) {
        let clinic = Clinic::new(test).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.patient("Pat Ient").await;
        let zora = clinic.patient("Zora Quill").await.id().expect("an account");
        clinic
            .write(zora, |tx, zora| {
                Box::pin(async move {
                    account::set_names(tx, *zora, "Zora Quill", "+61 412 345 678").await?;
                    Ok(())
                })
            })
            .await;
        let find = async |typed: &str| -> Vec<String> {
            let filter = AccountFilter { text: typed.into(), ..AccountFilter::default() };
            let found = admin::accounts(&clinic.services, &admin, &filter).await.expect("a list");
            found.accounts.into_iter().map(|one| one.full_name).collect()
        };
        let written = [
            "+61 412 345 678",
            "+61 (0)412 345 678",
            "61412345678",
            "0412 345 678",
            "0412",
            "412345678",
            "345 678",
            "5678",
        ];

        for typed in written {
            assert_eq!(find(typed).await, ["Zora Quill"], "{typed}");
        }
        for typed in ["+64 412 345 678", "0413", "5679"] {
            assert!(find(typed).await.is_empty(), "{typed}");
        }
        // As the migration leaves it, which makes the program rebuild the words.
        clinic.run("delete from account_word where account_id in (select id from account where phone <> '')").await;
        assert!(find("5678").await.is_empty());
        Db::open(&clinic.test.url).await.expect("opened");
        assert_eq!(find("5678").await, ["Zora Quill"]);
    }
}
