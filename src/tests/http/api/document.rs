//! The API document describes every existing address, and no other; the pages that show it come from this server.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use axum::http::{Method, StatusCode};
use consulta::rest::{document, is_rest};
use leptos::server_fn::axum::server_fn_paths;
use serde_json::{Value, json};

use super::{get, open, said, send, token};
use crate::support::TestDb;

#[tokio::test]
async fn what_is_described_is_there_with_the_methods_that_are_described() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let whole = document();

    for (path, item) in whole["paths"].as_object().expect("paths") {
        let described: BTreeSet<String> =
            item.as_object().expect("methods").keys().map(|name| name.to_uppercase()).collect();
        // An unknown method at an address is answered with the known ones; an unknown address with 404.
        let path = path.replace("{id}", "1").replace("{national_id}", "1");
        let answer = send(&app, Method::OPTIONS, &path, &pat, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let allowed = answer.header("allow").split(',').filter(|name| *name != "HEAD").map(str::to_owned);
        assert_eq!(allowed.collect::<BTreeSet<_>>(), described, "{path}");
    }
}

/// The fields of an object, by name.
fn sorted(object: &Value) -> BTreeMap<&str, &Value> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value)).collect()
}

/// A type in a line.
fn shape(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    for several in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[several].as_array() {
            return all.iter().map(shape).collect::<Vec<_>>().join(" | ");
        }
    }
    if let Some(all) = schema["enum"].as_array() {
        return all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        kind => Vec::from_iter(kind.as_str()),
    };
    let shapes = kinds.into_iter().map(|kind| match kind {
        "array" => format!("[{}]", shape(&schema["items"])),
        "object" => format!("{{{}}}", fields(schema)),
        other => other.to_owned(),
    });
    let shapes: Vec<String> = shapes.collect();
    if shapes.is_empty() { "any".to_owned() } else { shapes.join(" | ") }
}

/// The fields of an object; a question mark follows optional ones.
fn fields(schema: &Value) -> String {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let field = |(name, value): (&str, &Value)| {
        let mark = if required.iter().any(|one| one == name) { "" } else { "?" };
        format!("{name}{mark}: {}", shape(value))
    };
    sorted(&schema["properties"]).into_iter().map(field).collect::<Vec<_>>().join(", ")
}

/// An operation's input and output, in a line.
fn line(operation: &Value) -> String {
    let parameter = |one: &Value| {
        let mark = if one["required"] == true { "" } else { "?" };
        format!("{}{mark}: {}", one["name"].as_str().unwrap_or_default(), shape(&one["schema"]))
    };
    let json = |content: &Value| {
        let schema = &content["content"]["application/json"]["schema"];
        if schema.is_null() { String::new() } else { format!(" {}", shape(schema)) }
    };
    let taken: Vec<String> = operation["parameters"].as_array().into_iter().flatten().map(parameter).collect();
    let answers = sorted(&operation["responses"]).into_iter().filter(|(status, _)| status.starts_with('2'));
    let answers: Vec<String> = answers.map(|(status, answer)| format!("{status}{}", json(answer))).collect();
    format!("({}){} -> {}", taken.join(", "), json(&operation["requestBody"]), answers.join(", "))
}

/// A change to what programs build on is a change to review.
#[test]
fn what_programs_build_on_is_in_the_snapshot() {
    let whole = document();
    let mut outline = String::new();
    for (path, item) in sorted(&whole["paths"]) {
        for (method, operation) in sorted(item) {
            writeln!(outline, "{} {path} {}", method.to_uppercase(), line(operation)).expect("written");
        }
    }
    outline.push('\n');
    for (name, schema) in sorted(&whole["components"]["schemas"]) {
        writeln!(outline, "{name}: {}", shape(schema)).expect("written");
    }

    insta::assert_snapshot!(outline);
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_its_errors() {
    let whole = document();
    assert!(whole["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{}", whole["openapi"]);
    let mut names = BTreeSet::new();
    for (path, item) in whole["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("methods") {
            let name = operation["operationId"].as_str().expect("a name");
            assert!(names.insert(name.to_owned()), "{name} is there twice");
            for status in ["400", "401", "404", "429"] {
                assert!(operation["responses"][status].is_object(), "{method} {path} lacks {status}");
            }
        }
    }
    let listed = whole["components"]["schemas"].as_object().expect("schemas");
    for schema in ["Problem", "FieldProblem", "Doctor", "Patient", "Mapping", "Appointment", "Record", "Tokens"] {
        assert!(listed.contains_key(schema), "{schema}");
    }
    // Every reference resolves.
    for reference in whole.to_string().split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(listed.contains_key(name), "{name} is referred to");
    }
}

#[test]
fn an_answer_is_described_as_it_is_given() {
    let whole = document();
    let of = |path: &str, method: &str, status: &str| {
        let answer = &whole["paths"][path][method]["responses"][status];
        answer["content"]["application/json"]["schema"].clone()
    };

    let (ours, theirs) = (of("/api/v1/doctors", "get", "200"), of("/api/doctors/", "get", "200"));
    let nothing = of("/api/doctors/{id}/", "delete", "200");

    // A list is one of our pages, or a table; another system's is the items, with or without an envelope.
    assert_eq!(ours, json!({ "$ref": "#/components/schemas/Listing_Doctor" }));
    let table = &whole["paths"]["/api/v1/doctors"]["get"]["responses"]["200"]["content"]["text/csv"];
    assert_eq!(table["schema"]["type"], "string");
    assert_eq!(theirs["anyOf"][1]["type"], "array");
    assert_eq!(theirs["anyOf"][0]["properties"]["data"], theirs["anyOf"][1]);
    assert_eq!(nothing["properties"]["data"]["type"], "null");
    // So are refusals.
    assert_eq!(whole["components"]["schemas"]["Problem"]["properties"]["type"]["type"], "string");
    assert_eq!(of("/api/doctors/", "get", "401"), json!({ "$ref": "#/components/schemas/Refusal" }));
    let asked = whole["paths"]["/api/doctors/"]["get"]["parameters"].as_array().expect("parameters");
    assert!(asked.iter().any(|one| one["name"] == "envelope"));
    for (path, item) in whole["paths"].as_object().expect("paths") {
        let operations = item.as_object().expect("methods");
        assert!(operations.values().all(|one| one.get("parameters").is_none_or(Value::is_array)), "{path}");
        for answer in operations.values().filter_map(|one| one["responses"].as_object()) {
            assert!(answer.values().all(|one| one["description"].is_string()), "{path}");
        }
    }
}

#[test]
fn no_server_function_has_an_address_of_the_apis() {
    let taken: Vec<&str> = server_fn_paths().map(|(path, _)| path).filter(|path| is_rest(path)).collect();
    assert_eq!(taken, Vec::<&str>::new());
    let whole = document();
    for path in whole["paths"].as_object().expect("paths").keys() {
        assert!(is_rest(path), "{path}");
    }
}

#[tokio::test]
async fn s2_17_the_pages_load_nothing_from_elsewhere() {
    let (_clinic, app) = open(TestDb::sqlite().await).await;

    let page = get(&app, "/api/docs/", "").await;
    let script = get(&app, "/api/docs/swagger-initializer.js", "").await;
    let document = get(&app, "/api/openapi.json", "").await;
    let bare = get(&app, "/api/docs", "").await;

    assert_eq!((page.status, script.status), (StatusCode::OK, StatusCode::OK));
    for elsewhere in ["http://", "https://", "<script>"] {
        assert!(!page.body.contains(elsewhere), "{}", page.body);
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"), "{policy}");
    assert!(
        script.body.contains("/api/openapi.json") && script.body.contains("\"validatorUrl\": \"none\""),
        "{}",
        script.body
    );
    assert_eq!((bare.status, bare.location()), (StatusCode::SEE_OTHER, "/api/docs/"));
    assert_eq!(said(&document)["info"]["title"], "Consulta");
}
