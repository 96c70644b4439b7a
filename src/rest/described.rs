//! What the handlers' own descriptions don't say: that lists are tables too, and how other systems' addresses respond.

use axum::http::StatusCode;
use serde_json::{Value, json};
use utoipa::openapi::OpenApi;

use super::V1;

/// The complete description of every address.
#[must_use]
pub fn whole(document: &OpenApi) -> Value {
    let mut whole = serde_json::to_value(document).unwrap_or_default();
    let schemas = whole["components"]["schemas"].clone();
    for (path, item) in whole["paths"].as_object_mut().into_iter().flatten() {
        let has_numbers = !path.starts_with(V1);
        if let Some(look) = item.get_mut("get").filter(|_| !has_numbers) {
            look["responses"]["304"] = json!({ "description": "It still has the ETag in If-None-Match" });
        }
        for operation in item.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            name_answers(operation);
            mention_tables(operation);
            name_parts(operation, has_numbers);
            if has_numbers {
                mention_envelope(operation, &schemas);
            }
        }
    }
    whole["components"]["schemas"]["Refusal"] = refusal();
    whole
}

/// OpenAPI requires a description for each response.
fn name_answers(operation: &mut Value) {
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if answer["description"].is_null() {
            let status = status.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
            answer["description"] = status.and_then(|status| status.canonical_reason()).unwrap_or_default().into();
        }
    }
}

/// Parts of our own lists have places, those of other systems' lists have page numbers.
fn name_parts(operation: &mut Value, has_numbers: bool) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { return };
    if !parameters.iter().any(|one| one["name"] == "page") {
        return;
    }
    parameters.retain(|one| match has_numbers {
        true => one["name"] != "after" && one["name"] != "before",
        false => one["name"] != "page",
    });
}

/// A list with a format parameter can also be CSV.
fn mention_tables(operation: &mut Value) {
    let takes_format =
        operation["parameters"].as_array().is_some_and(|all| all.iter().any(|one| one["name"] == "format"));
    if takes_format {
        operation["responses"]["200"]["content"]["text/csv"] = json!({ "schema": { "type": "string" } });
    }
}

/// Other systems' addresses respond with or without an envelope, and lists without our page around them.
fn mention_envelope(operation: &mut Value, schemas: &Value) {
    let parameter = json!({
        "name": "envelope",
        "in": "query",
        "description": "`0` for the bare answer, anything else for an envelope. Without it, the clinic's settings decide.",
        "required": false,
        "schema": { "type": "string" },
    });
    match operation.get_mut("parameters").and_then(Value::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => operation["parameters"] = json!([parameter]),
    }
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if status == "204" {
            continue;
        }
        let content = &mut answer["content"]["application/json"];
        if status.starts_with('2') {
            let bare = without_page(&content["schema"], schemas);
            content["schema"] = json!({ "anyOf": [in_envelope(&bare), bare] });
        } else {
            content["schema"] = json!({ "$ref": "#/components/schemas/Refusal" });
        }
    }
    if operation["responses"]["204"].is_object() {
        let content = json!({ "application/json": { "schema": in_envelope(&json!({ "type": "null" })) } });
        operation["responses"]["200"] = json!({ "description": "The same, in an envelope", "content": content });
    }
}

/// The items alone, for a page of a list; anything else unchanged.
fn without_page(schema: &Value, schemas: &Value) -> Value {
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    match name.filter(|name| name.starts_with("Listing_")) {
        Some(name) => schemas[name]["properties"]["items"].clone(),
        None if schema.is_null() => json!({}),
        None => schema.clone(),
    }
}

fn in_envelope(data: &Value) -> Value {
    json!({
        "type": "object",
        "required": ["success", "message", "data"],
        "properties": { "success": { "type": "boolean" }, "message": { "type": "string" }, "data": data },
    })
}

/// The content of an envelope for something that didn't work.
fn refusal() -> Value {
    let errors = json!({ "type": "array", "items": { "$ref": "#/components/schemas/FieldProblem" } });
    let why = json!({
        "type": "object",
        "required": ["code", "errors"],
        "properties": { "code": { "type": ["string", "null"] }, "errors": errors },
    });
    in_envelope(&why)
}
