//! Pages of lists, which continue where others ended even though rows have changed.

use std::collections::BTreeSet;

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{get, open, said, send, token};
use crate::support::on_both;

/// The keys on a page.
fn keys(page: &Value) -> Vec<i64> {
    page["items"].as_array().expect("a list").iter().map(|one| one["id"].as_i64().expect("a key")).collect()
}

fn link(page: &Value, name: &str) -> String {
    page[name].as_str().expect("a link").to_owned()
}

/// Reads a list of thirty rows in two pages, changes the last row of the first in between, and goes back.
async fn assert_goes_on(app: &Router, path: &str, token: &str, change: impl AsyncFnOnce(i64)) {
    let first = said(&get(app, path, token).await);
    let shown = keys(&first);
    assert_eq!(shown.len(), 25, "{path}: {first}");
    assert_eq!(first["previous"], Value::Null, "{path}");
    change(shown[24]).await;

    let second = said(&get(app, &link(&first, "next"), token).await);
    let back = said(&get(app, &link(&second, "previous"), token).await);

    let edge = shown[24];
    let others: Vec<i64> = shown.iter().chain(&keys(&second)).copied().filter(|id| *id != edge).collect();
    assert_eq!(others.len(), 29, "{path}: each other row");
    assert_eq!(others.iter().collect::<BTreeSet<_>>().len(), 29, "{path}: once");
    let before: Vec<i64> = keys(&back).into_iter().filter(|id| *id != edge).collect();
    assert_eq!(before, shown[..24], "{path}: the same backwards");
}

on_both! {
    async fn a_list_of_people_goes_on_though_the_last_of_a_page_was_renamed(test) {
        let (clinic, app) = open(test).await;
        clinic.practitioner("Ann Doctor").await;
        clinic.account("Ad Min", Role::Administrator).await;
        let names: Vec<String> = (0..30).map(|n| format!("Patient {n:02}")).collect();
        clinic.patients(&names).await;
        let (admin, ann) = (token(&app, "Ad Min").await, token(&app, "Ann Doctor").await);
        clinic.set("access.patient_list", "clinic_demographics").await;
        let path = "/api/v1/patients";

        for (reader, name) in [(&admin, "Zed One"), (&ann, "Zed Two")] {
            let rename = async |id: i64| {
                let body = json!({ "name": name });
                let done = send(&app, Method::PATCH, &format!("{path}/{id}"), &admin, &body).await;
                assert_eq!(done.status, StatusCode::OK, "{}", done.body);
            };
            assert_goes_on(&app, path, reader, rename).await;
        }
        let cursor = link(&said(&get(&app, path, &admin).await), "next");
        assert!(!cursor.contains("Patient"), "no name stands in it");
        assert_eq!(get(&app, &cursor, &ann).await.status, StatusCode::BAD_REQUEST, "it is its reader's");
    }
}
