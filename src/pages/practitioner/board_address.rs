//! The addresses of a practitioner's boards.

/// The address of a board; today without a date.
pub(super) fn address(is_week: bool, from: Option<&str>) -> String {
    let view = if is_week { "view=week" } else { "" };
    let from = from.map(|from| format!("from={from}")).unwrap_or_default();
    match [view, &from].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&") {
        query if query.is_empty() => "/practitioner".to_owned(),
        query => format!("/practitioner?{query}"),
    }
}
