//! No one reaches other people's things by key: for each role, and each address and server function that takes a key, the answer is
//! the same whether the thing exists or not, nothing changes, and the audit records it. Anything that takes a key and is not in
//! `cases` fails the test. Regression tests for holes in other systems (S0-25, S2-18, S3-17, T14, T15) are in `holes`.

pub(super) mod cases;
mod free_text;
mod holes;
mod markup;
mod readings;
mod thing;
mod unchanged;
mod unlogged;
pub(super) mod world;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{
        account::{Actor, Role},
        address::escape,
    },
    server::router::page_routes,
    storage::db::Db,
};
use leptos::server_fn::axum::server_fn_paths;

use self::{
    cases::{But, Case},
    readings::refusals,
    world::{Reader, Thing, World},
};
use super::{
    browser::{Answer, application, call, get, post_form, send},
    census::{self, For},
};

/// A key that does not exist.
const NOBODYS: i64 = 987_654;

/// Requests that are refused before the key is looked up.
const NAMES_NOBODY: &[&str] = &[];

/// How a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Page,
    File,
    Function,
    /// A server function, by a browser's form without JavaScript.
    Form,
    Upload,
}

/// One attempt.
#[derive(Clone, Debug)]
struct Attempt {
    case: Case,
    way: Way,
    whom: For,
}

impl Attempt {
    fn address(&self, id: i64) -> String {
        let Case { path, with, .. } = self.case;
        let query = if matches!(self.way, Way::Page | Way::File) { with } else { "" };
        format!("{path}{query}").replace("{id}", &id.to_string())
    }

    fn arguments(&self, id: i64) -> String {
        let Case { path, with, .. } = self.case;
        let usual = || census::FUNCTIONS.iter().find(|(listed, ..)| *listed == path).expect("in the census").2;
        let arguments = if with.is_empty() { usual().replacen("id=1", "id={id}", 1) } else { with.to_owned() };
        assert!(arguments.contains("{id}"), "{path} is called without a key");
        arguments.replace("{id}", &id.to_string())
    }

    async fn of(&self, app: &Router, id: i64, cookie: &str) -> Answer {
        let address = self.address(id);
        match self.way {
            Way::Page => get(app, &address, cookie).await,
            Way::File => send(app, Method::GET, &address, cookie, "", &[("accept", "*/*")]).await,
            Way::Upload => {
                let headers = &[("sec-fetch-site", "same-origin"), ("content-type", "multipart/form-data; boundary=x")];
                let body = "--x\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\nresult\r\n--x--\r\n";
                send(app, Method::POST, &address, cookie, body, headers).await
            }
            Way::Form => post_form(app, &address, cookie, &self.arguments(id)).await,
            Way::Function if method(&address) == Method::GET => {
                call(app, Method::GET, &format!("{address}?{}", self.arguments(id)), cookie, "").await
            }
            Way::Function => call(app, Method::POST, &address, cookie, &self.arguments(id)).await,
        }
    }

    /// Whether the thing belongs to someone else, for a reader who could have such things themself.
    fn is_for(&self, reader: &Reader) -> bool {
        reader.actor != Actor::Visitor && self.whom.admits(&reader.actor)
    }

    fn is_anothers(&self, reader: &Reader) -> bool {
        let administers = matches!(&reader.actor, Actor::Account { roles, .. } if roles.contains(&Role::Administrator));
        self.case.but == But::Nobody || !administers
    }
}

fn method(path: &str) -> Method {
    server_fn_paths().find(|(known, _)| *known == path).expect("a server function").1
}

/// Every attempt there is.
fn attempts() -> Vec<Attempt> {
    let page = |case: &Case| {
        let whom = census::PAGES.iter().find(|(path, _)| *path == case.path).expect("in the census").1;
        Attempt { case: *case, way: Way::Page, whom }
    };
    let function = |way| {
        move |case: &Case| {
            let whom = census::FUNCTIONS.iter().find(|(path, ..)| *path == case.path).expect("in the census").1;
            Attempt { case: *case, way, whom }
        }
    };
    let files = cases::FILES.iter().map(|(case, whom)| Attempt { case: *case, way: Way::File, whom: *whom });
    let uploads = cases::UPLOADS.iter().map(|case| Attempt { case: *case, way: Way::Upload, whom: For::Accounts });
    let posted = cases::FUNCTIONS.iter().filter(|case| method(case.path) == Method::POST);
    // A draft comes as JSON, which no form sends.
    let forms = posted.filter(|case| !case.with.starts_with('{'));
    (cases::PAGES.iter().map(page))
        .chain(files)
        .chain(uploads)
        .chain(cases::FUNCTIONS.iter().map(function(Way::Function)))
        .chain(forms.map(function(Way::Form)))
        .collect()
}

/// The content of an answer, without what differs between any two answers.
fn said(answer: &Answer, way: Way) -> String {
    match way {
        Way::Page => {
            let main = answer.body.split_once("<main").and_then(|(_, rest)| rest.split_once("</main>"));
            main.map_or_else(|| answer.body.clone(), |(main, _)| main.to_owned())
        }
        Way::Form => answer.location().to_owned(),
        Way::File | Way::Function | Way::Upload => answer.body.replace(answer.header("x-request-id"), ""),
    }
}

/// Every row of the database except those of the audit, and except session data.
pub(super) async fn everything(db: &Db) -> BTreeMap<String, Option<String>> {
    let Db::Sqlite { readers, .. } = db else { panic!("opened as SQLite") };
    const COLUMNS: &str = "
        select t.name, group_concat('quote(\"' || c.name || '\")', ' || '','' || ')
        from sqlite_master t
        join pragma_table_info(t.name) c
        where t.type = 'table'
        and t.name not like 'sqlite_%'
        and t.name not like '_sqlx%'
        and t.name not in ('audit_event', 'audit_head')
        and not (t.name = 'session' and c.name in ('data', 'last_seen_at', 'expires_at'))
        group by t.name";
    let tables: Vec<(String, String)> = sqlx::query_as(COLUMNS).fetch_all(readers).await.expect("the tables");
    assert!(tables.len() > 40, "only {} tables were found", tables.len());
    let of_one = |(table, row): &(String, String)| {
        format!("select '{table}', (select group_concat({row}, ';') from (select * from {table} order by 1, 2))")
    };
    let sql = tables.iter().map(of_one).collect::<Vec<_>>().join(" union all ");
    let rows: Vec<(String, Option<String>)> =
        sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(readers).await.expect("every row");
    rows.into_iter().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reaches_another_s_thing_by_its_key_or_learns_whether_there_is_one() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let before = everything(&world.clinic.test.db).await;
    let mut wrong = Vec::new();
    for attempt in attempts() {
        for reader in &world.strangers {
            wrong.extend(try_it(&world, &app, &attempt, reader).await);
            let after = everything(&world.clinic.test.db).await;
            if after != before {
                let tables: Vec<_> = after.iter().filter(|(table, rows)| before.get(*table) != Some(*rows)).collect();
                panic!("{} changed {tables:?} for {}", attempt.case.path, reader.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with the result of one attempt by one reader.
async fn try_it(world: &World, app: &Router, attempt: &Attempt, reader: &Reader) -> Vec<String> {
    let what = format!("{:?} {} {} for {}", attempt.way, attempt.case.path, attempt.case.with, reader.name);
    let mut wrong = Vec::new();
    let mut answers = Vec::new();
    let keys = if attempt.is_anothers(reader) { vec![NOBODYS, world.id(attempt.case.of)] } else { vec![NOBODYS] };
    for id in keys {
        let earlier = refusals(world, reader).await;
        let answer = attempt.of(app, id, &reader.cookie).await;
        let later = refusals(world, reader).await;
        let address = attempt.address(id);
        let written = later.0 - earlier.0;
        let status = match attempt.way {
            // It redirects back; the audit says how it was refused.
            Way::Form if answer.status.is_redirection() => {
                match later.1.as_ref().map(|(outcome, _)| outcome.as_str()) {
                    Some("forbidden") | None => StatusCode::FORBIDDEN,
                    Some(_) => StatusCode::NOT_FOUND,
                }
            }
            _ => answer.status,
        };
        let right = match status {
            StatusCode::NOT_FOUND => reader.actor.id().is_some(),
            StatusCode::FORBIDDEN => !attempt.is_for(reader),
            _ => false,
        };
        if !right {
            let body: String = answer.body.chars().take(200).collect();
            wrong.push(format!("{what}: {} for {id}: {body}", answer.status));
        }
        if written != i64::from(reader.actor.id().is_some()) {
            wrong.push(format!("{what}: {written} refusals in the audit for {id}"));
        }
        // Both the patient and anyone looking for it see whose record it was about.
        let whose = later.1.and_then(|(_, patient)| patient);
        let is_record = attempt.case.of.is_of_a_record() && !NAMES_NOBODY.contains(&attempt.case.path);
        if id != NOBODYS && is_record && status == StatusCode::NOT_FOUND && whose != Some(world.id(Thing::Patient)) {
            wrong.push(format!("{what}: the refusal does not say in whose record"));
        }
        // A page that asks to sign in leads back to where it was requested.
        answers.push((status, said(&answer, attempt.way).replace(&escape(&address), "")));
    }
    if answers.iter().any(|answer| *answer != answers[0]) {
        wrong.push(format!("{what} tells whether there is one: {answers:?}"));
    }
    wrong
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_cannot_reach_its_owner_reads() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    for attempt in attempts() {
        let reads = match attempt.way {
            Way::Page | Way::File => true,
            Way::Function => method(attempt.case.path) == Method::GET,
            Way::Form | Way::Upload => false,
        };
        if !reads {
            continue;
        }
        let mut answers = Vec::new();
        for owner in &world.owners {
            answers.push(attempt.of(&app, world.id(attempt.case.of), &owner.cookie).await.status);
        }
        assert!(answers.contains(&StatusCode::OK), "{:?} {}: {answers:?}", attempt.way, attempt.case.path);
    }
}

#[tokio::test]
async fn letting_go_of_what_is_kept_for_another_does_nothing() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    for case in cases::QUIET {
        let before = everything(&world.clinic.test.db).await;
        for reader in &world.strangers {
            let attempt = Attempt { case: *case, way: Way::Function, whom: For::Accounts };
            let of_another = attempt.of(&app, world.id(case.of), &reader.cookie).await;
            let of_nobody = attempt.of(&app, NOBODYS, &reader.cookie).await;
            assert_eq!((of_another.status, &of_another.body), (of_nobody.status, &of_nobody.body), "{}", case.path);
        }
        assert_eq!(everything(&world.clinic.test.db).await, before, "{}", case.path);
    }
}

fn source_files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => source_files(&path),
            false => vec![fs::read_to_string(path).unwrap_or_default()],
        })
        .collect()
}

/// The site's files that can be opened, by their route.
fn opened_files() -> BTreeSet<String> {
    let sources = source_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server"));
    let served = sources.iter().map(|text| text.split("#[cfg(test)]").next().unwrap_or_default());
    let routes = served.flat_map(|text| text.split(".route(").skip(1));
    let opened = routes.filter(|route| route.split_once("\", ").is_some_and(|(_, rest)| rest.starts_with("get(")));
    opened.map(|route| between(route, "\"", "\"").to_owned()).collect()
}

/// The text between the first `start` and the next `end` after it.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).map_or("", |(_, rest)| rest);
    rest.split(end).next().unwrap_or_default()
}

/// Every server function with whether it takes arguments, according to its source.
fn functions_by_source() -> BTreeMap<String, bool> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server_fns");
    let files = source_files(&folder);
    let starts = |text: &'_ str| text.match_indices("#[server(").map(|(start, _)| start).collect::<Vec<_>>();
    let attributes = files.iter().flat_map(|text| starts(text).into_iter().map(move |start| &text[start..]));
    // An argument can have such an attribute, too.
    let declared = attributes.filter(|text| between(text, "(", ")]").contains("endpoint = "));
    let read = |text: &str| {
        let name = between(text, "endpoint = \"", "\"");
        let (_, function) = text.split_once("pub async fn ").expect("a function");
        let arguments = between(function, "(", ") ->");
        (format!("/api/{name}"), !arguments.trim().is_empty())
    };
    declared.map(read).collect()
}

#[test]
fn every_server_function_that_takes_arguments_is_tried_or_names_nothing_of_anybody_s() {
    let existing: BTreeSet<String> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    let by_source = functions_by_source();
    let declared: BTreeSet<String> = by_source.keys().cloned().collect();
    assert_eq!(declared.symmetric_difference(&existing).collect::<Vec<_>>(), Vec::<&String>::new());

    let tried = cases::FUNCTIONS.iter().chain(cases::QUIET).map(|case| case.path);
    let others: Vec<&str> = cases::NO_PERSONS.iter().flat_map(|(_, paths)| *paths).copied().collect();
    let tried: BTreeSet<&str> = tried.collect();
    let both: Vec<_> = others.iter().filter(|path| tried.contains(*path)).collect();
    assert!(both.is_empty(), "{both:?} are tried, too");
    let listed: BTreeSet<&str> = tried.into_iter().chain(others).collect();
    let taking: BTreeSet<&str> = by_source.iter().filter(|(_, takes)| **takes).map(|(path, _)| path.as_str()).collect();

    assert_eq!(listed.symmetric_difference(&taking).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[tokio::test]
async fn every_page_and_file_whose_address_has_a_key_is_tried_or_is_nobody_s() {
    let pages: BTreeSet<String> = page_routes().iter().map(|route| route.path().to_owned()).collect();
    let with_key: BTreeSet<&str> = pages.iter().map(String::as_str).filter(|path| path.contains('{')).collect();
    let tried = cases::PAGES.iter().map(|case| case.path).filter(|path| path.contains('{'));
    let others = cases::PUBLIC_PAGES.iter().chain(cases::CLINICS_PAGES).chain(cases::INBOX_PAGES).copied();
    let others = others.chain(cases::LISTED_PAGES.iter().map(|(path, _)| *path));
    assert_eq!(tried.chain(others).collect::<BTreeSet<_>>(), with_key);
    for path in cases::CLINICS_PAGES {
        assert!(census::PAGES.contains(&(*path, For::Administrators)), "{path}");
    }
    for listed in cases::LISTED_PAGES {
        assert!(census::PAGES.contains(listed), "{listed:?}");
    }
    for path in cases::INBOX_PAGES {
        assert!(census::PAGES.contains(&(*path, For::Inboxes)), "{path}");
    }

    let files = source_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server"));
    let routes = files.iter().flat_map(|text| text.split(".route(").skip(1));
    let routes: BTreeSet<&str> = routes.map(|text| between(text, "\"", "\"")).collect();
    let with_key: BTreeSet<&str> = routes.into_iter().filter(|path| path.contains('{')).collect();
    let tried = cases::FILES.iter().map(|(case, _)| case).chain(cases::UPLOADS).map(|case| case.path);
    assert_eq!(tried.chain(cases::OTHER_FILES.iter().copied()).collect::<BTreeSet<_>>(), with_key);
}
