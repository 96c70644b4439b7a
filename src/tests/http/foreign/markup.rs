//! Whatever someone typed is text on every page, including the title in its head, for every reader.

use std::collections::BTreeSet;

use consulta::storage::db::Db;

use super::{
    free_text::{NOT_TYPED, SEEDS},
    world::{Thing, World},
};
use crate::http::{
    browser::{application, get},
    census,
};

/// Closes the title, and begins another element.
const CANARY: &str = "</title><b>canary</b>";

/// Every column of text, as table and column.
async fn columns_of_text(world: &World) -> Vec<(String, String)> {
    let Db::Sqlite { readers, .. } = &world.clinic.test.db else { panic!("opened as SQLite") };
    const SQL: &str = "
        select t.name, c.name
        from sqlite_master t
        join pragma_table_info(t.name) c
        where t.type = 'table'
        and t.name not like 'sqlite_%'
        and t.name not like '_sqlx%'
        and lower(c.type) = 'text'
        order by 1, 2";
    sqlx::query_as(SQL).fetch_all(readers).await.expect("the columns")
}

/// Puts it into every column that can hold typed text.
async fn plant(world: &World) {
    let run = async |sql: String| world.clinic.run(Box::leak(sql.into_boxed_str())).await;
    let Db::Sqlite { readers, .. } = &world.clinic.test.db else { panic!("opened as SQLite") };
    let triggers = sqlx::query_scalar("select name from sqlite_master where type = 'trigger'");
    let triggers: Vec<String> = triggers.fetch_all(readers).await.expect("the triggers");
    for trigger in triggers {
        run(format!("drop trigger {trigger}")).await;
    }
    for seed in SEEDS {
        run(seed.replace("CANARY", CANARY)).await;
    }
    let others: BTreeSet<&str> = NOT_TYPED.iter().flat_map(|(_, columns)| *columns).copied().collect();
    let mut unknown = others.clone();
    for (table, column) in columns_of_text(world).await {
        let name = format!("{table}.{column}");
        if others.contains(name.as_str()) {
            unknown.remove(name.as_str());
            continue;
        }
        run(format!("update {table} set {column} = '{CANARY}' || coalesce({column}, '')")).await;
        let sql = format!("select count(*) from {table} where {column} like '%canary%'");
        let planted = world.clinic.test.count(Box::leak(sql.into_boxed_str())).await;
        assert!(planted > 0, "nothing of {name} is in the world, and nothing says that it is not typed");
    }
    assert_eq!(unknown, BTreeSet::new(), "there are no such columns");
    run("update directory_version set version = version + 1".to_owned()).await;
}

/// Parameters of addresses that contain text which someone may choose for someone else.
const TYPED: [&str; 12] = [
    "/search?q=TEXT&suburb=TEXT&profession=TEXT&specialty=TEXT&language=TEXT",
    "/search?kind=centre&q=TEXT",
    "/search?TEXT=1&gender=TEXT",
    "/tools?tool=bmi&height=TEXT&weight=TEXT",
    "/sign-in?next=/TEXT",
    "/register?next=/TEXT",
    "/admin/users?q=TEXT",
    "/staff/book?patient=TEXT",
    "/practitioner/patients?q=TEXT",
    "/messages?q=TEXT",
    "/admin/settings?q=TEXT",
    "/admin/content/faq?TEXT=1",
];

#[tokio::test]
async fn what_anybody_typed_is_markup_on_no_page_of_anybody() {
    let world = World::new().await;
    plant(&world).await;
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
        Thing::Thread,
    ];
    let pages = census::PAGES.iter().flat_map(|(path, _)| {
        let path = path.replace("{kind}", "practitioner");
        let with = things.map(|thing| path.replace("{id}", &world.id(thing).to_string()));
        with.into_iter().chain([path.replace("{id}", "1")])
    });
    let typed = TYPED.iter().map(|path| path.replace("TEXT", &escaped));
    let addresses: BTreeSet<String> = pages.chain(typed).collect();

    let (mut raw, mut titles, mut shown) = (Vec::new(), 0, 0);
    for reader in world.strangers.iter().chain(&world.owners) {
        for address in &addresses {
            let body = get(&app, address, &reader.cookie).await.body;
            if body.contains("</title><b") {
                raw.push(format!("{address} for {}", reader.name));
            }
            let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
            // The clinic's name, which ends each of them, contains it too.
            let of_page = title.and_then(|(title, _)| title.rsplit_once(" - "));
            titles += usize::from(of_page.is_some_and(|(of_page, _)| of_page.contains("canary")));
            shown += usize::from(body.contains("canary"));
        }
    }

    assert_eq!(raw, Vec::<String>::new());
    assert!(shown > 1_000, "only {shown} pages held it");
    assert!(titles > 30, "only {titles} titles held it: what is tried is not what is shown");
}
