//! Every server function is sent input that no page of ours sends: each argument missing, repeated, of another shape, and with each
//! of many hostile values. None of it causes a server error.

use std::collections::BTreeMap;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::domain::account::Actor;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};

use super::{
    browser::{application, call, get},
    census::{FUNCTIONS, For},
    foreign::{
        cases,
        world::{Reader, World},
    },
};
use crate::support::on_both;

/// Percent-encoded.
const VALUES: &[&str] = &[
    "",
    "0",
    "-1",
    "1",
    "999999",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e400",
    "NaN",
    "0.1",
    "true",
    "x",
    "%00",
    "a%00b",
    "%FF%FE",
    "%ED%A0%80",
    "%F0%9F%92%89",
    "%E2%80%AE%E2%80%8B",
    "%0D%0ASet-Cookie:%20a=b",
    "'%3B%20drop%20table%20account%3B%20--",
    "%25%5F%5C",
    "../../../etc/passwd",
    "%3Cscript%3E",
    "null",
    "%5B%5D",
    "2027-02-30",
    "9999-12-31",
    "-9999-01-01",
    "24:60",
    "253402300800",
    "-377705116801",
];
/// They end the caller's session or account, and so run last.
const ENDING: &[&str] = &[
    "/api/carry_out_bulk",
    "/api/confirm_erasure",
    "/api/deactivate_account",
    "/api/give_role",
    "/api/merge_files",
    "/api/reset_second_step",
    "/api/save_roles",
    "/api/set_account_status",
    "/api/sign_out_others",
    "/api/take_role",
    "/api/sign_out_device",
];
/// It ends the caller's session, whatever it is sent.
const FOR_VISITORS: &[&str] = &["/api/sign_out"];

/// Valid arguments for each function: those of the census, and those for personal things.
fn samples(world: &World) -> BTreeMap<&'static str, Vec<(For, String)>> {
    let mut all: BTreeMap<&'static str, Vec<(For, String)>> = BTreeMap::new();
    for (path, whom, arguments) in FUNCTIONS {
        all.entry(path).or_default().push((*whom, (*arguments).to_owned()));
    }
    for case in cases::FUNCTIONS.iter().chain(cases::QUIET).filter(|case| !case.with.is_empty()) {
        let known = all.get_mut(case.path).expect("in the census");
        let (whom, arguments) = (known[0].0, case.with.replace("{id}", &world.id(case.of).to_string()));
        known.push((whom, arguments));
    }
    all
}

/// Malformed variants of a well-formed body.
fn spoilt(arguments: &str) -> Vec<String> {
    if let Ok(whole) = serde_json::from_str::<Value>(arguments) {
        return spoilt_json(&whole);
    }
    let pairs: Vec<&str> = arguments.split('&').filter(|pair| !pair.is_empty()).collect();
    let mut all = vec![arguments.to_owned(), "%".into(), "=&==&&".into(), "[a]=b&a[=c&a]=d".into(), "a[b]".repeat(300)];
    for (n, pair) in pairs.iter().enumerate() {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let with = |instead: String| {
            let mut pairs: Vec<_> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
            pairs[n] = instead;
            pairs.join("&")
        };
        // Every second one, and for the next argument the others: a whole run takes minutes.
        all.extend(VALUES.iter().skip(n % 2).step_by(2).map(|hostile| with(format!("{name}={hostile}"))));
        all.push(with(format!("{name}={}", "x".repeat(20_000))));
        all.push(with(format!("{name}={value}&{name}={value}")));
        all.push(with(format!("{name}[]={value}")));
        all.push(with(format!("{name}[x][y]={value}")));
        all.push(with(format!("{name}[4294967296]={value}")));
        all.push(with("unknown=x".to_owned()));
    }
    all
}

fn spoilt_json(whole: &Value) -> Vec<String> {
    let mut all = vec!["{".to_owned(), "[]".to_owned(), "[".repeat(10_000), whole.to_string()];
    let hostile = [
        json!(null),
        json!(-1),
        json!(i64::MAX),
        json!(1e300),
        json!(""),
        json!("a\u{0}b"),
        json!([]),
        json!({"x": [1]}),
    ];
    for pointer in pointers(whole, "") {
        for value in &hostile {
            let mut other = whole.clone();
            *other.pointer_mut(&pointer).expect("it is there") = value.clone();
            all.push(other.to_string());
        }
    }
    all
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below: Vec<String> = match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, one)| pointers(one, &format!("{at}/{name}"))).collect(),
        _ => Vec::new(),
    };
    [vec![at.to_owned()], below].concat()
}

async fn sent(app: &Router, method: &Method, path: &str, cookie: &str, body: &str) -> StatusCode {
    if *method != Method::GET {
        return call(app, Method::POST, path, cookie, body).await.status;
    }
    // Not every body is an address.
    let address = format!("{path}?{body}");
    match address.parse::<axum::http::Uri>() {
        Ok(_) => call(app, Method::GET, &address, cookie, "").await.status,
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

on_both! {
    async fn whatever_a_server_function_is_sent_it_never_faults(test) {
        let world = World::on(test).await;
        let app = application(&world.clinic.services);
        let samples = samples(&world);
        let everybody: Vec<&Reader> = world.owners.iter().chain(&world.strangers).collect();
        let mut functions: Vec<_> = server_fn_paths().collect();
        functions.sort_by_key(|(path, _)| (ENDING.contains(path), *path));
        let (mut asked, mut understood, mut faults) = (0, 0, Vec::new());

        for (path, method) in functions {
            let unlisted = vec![(For::Everybody, String::new())];
            for (whom, arguments) in samples.get(path).unwrap_or(&unlisted) {
                let may = |reader: &&&Reader| match FOR_VISITORS.contains(&path) {
                    true => reader.actor == Actor::Visitor,
                    false => whom.admits(&reader.actor),
                };
                let readers: Vec<_> = everybody.iter().filter(may).collect();
                for body in spoilt(arguments) {
                    let reader = readers[asked % readers.len()];
                    let status = sent(&app, &method, path, &reader.cookie, &body).await;
                    if status.is_server_error() {
                        let body: String = body.chars().take(200).collect();
                        faults.push(format!("{path} by {}: {status} to {body}", reader.name));
                    }
                    asked += 1;
                    understood += usize::from(status.is_success());
                }
            }
            if !ENDING.contains(&path) {
                let page = get(&app, "/account", &world.owners[0].cookie).await;
                assert_eq!(page.status, StatusCode::OK, "the patient is signed in still after {path}");
            }
        }

        assert!(faults.is_empty(), "{} of {asked}:\n{}", faults.len(), faults.join("\n"));
        assert!(asked > 5_000 && understood > asked / 20, "{understood} of {asked} were understood");
    }
}
