//! Booking several people on one day: the slot that each would get, and carrying it out.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::book_several::{BookSeveralQuery, BookSeveralView},
};

/// The slot that each of the chosen people would get.
#[server(endpoint = "to_book", input = server_fn::codec::GetUrl)]
pub async fn to_book(#[server(default)] query: BookSeveralQuery) -> Result<BookSeveralView, AppError> {
    use super::convert::{admin, book_several as convert, listing};
    use crate::{
        request::{kept, session},
        views::{book_several::LeftView, listing::PlaceQuery},
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let (wanted, mut ids) = convert::wanted(&query);
    let mut total = None;
    if query.every == "1" {
        let q = crate::service::sought::read(&services, &actor, &query.q)?;
        let added = listing::days(&query.from, &query.until, &directory.clinic_zone());
        let filter = admin::filter(&q, [&query.role, &query.status], added, &PlaceQuery::default());
        let (matching, count) = crate::service::book_several::matching(&services, &actor, &filter).await?;
        (ids, total) = (matching, Some(count));
    }
    let plan = crate::service::book_several::plan(&services, &directory, &actor, wanted, &ids).await?;
    let left: Option<(String, Vec<LeftView>)> = match query.typed.as_str() {
        "" => None,
        _ => session::take_once(kept::SEVERAL).await,
    };
    let left = left.filter(|(key, _)| *key == query.typed).map(|(_, left)| left).unwrap_or_default();
    Ok(BookSeveralView { left, ..convert::plan(plan, total) })
}

/// Adds the people named by lines to the chosen ones, and shows everyone's slots. Lines that identify no one are kept for the page.
#[server(endpoint = "choose_to_book")]
pub async fn choose_to_book(
    #[server(default)] accounts: Vec<String>,
    #[server(default)] lines: String,
    #[server(default)] centre: String,
    #[server(default)] practitioner: String,
    #[server(default)] service: String,
    #[server(default)] date: String,
) -> Result<(), AppError> {
    use super::convert::book_several as convert;
    use crate::{
        request::{context, kept, session},
        service::{book_several::typed, bulk::run::new_key},
    };

    let (services, actor) = context::request()?;
    let typed = new_key();
    let query =
        BookSeveralQuery { accounts, centre, practitioner, service, date, typed, ..BookSeveralQuery::default() };
    let (_, chosen) = convert::wanted(&query);
    let found = typed::find(&services, &actor, &chosen, &lines).await?;
    if !found.left.is_empty() {
        session::show_once(kept::SEVERAL, &(&query.typed, convert::left(found.left))).await?;
    }
    context::redirect(&convert::address(&query, &found.chosen));
    Ok(())
}

/// Books each of them: a few at once, and the others while the next page shows progress. Each is named by their key and the start
/// of their slot, `12-1795480200`.
#[server(endpoint = "book_people")]
pub async fn book_people(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    #[server(default)] people: Vec<String>,
    #[server(default)] key: String,
) -> Result<(), AppError> {
    use super::convert::{book_several as convert, bulk};
    use crate::service::bulk::run;

    let (services, actor) = crate::request::context::request()?;
    let deed = convert::deed(&practitioner, &centre, &service)?;
    let key = bulk::key(key);
    let id = run::begin(&services, &actor, (&key, None), &deed, &convert::people(&people)).await?;
    run::begin_at_once(&services, &actor, &id).await?;
    crate::request::context::redirect(&format!("/admin/bulk/{id}"));
    Ok(())
}
