//! Booking several people on one day: the slot that each would get, and carrying it out.

#![expect(clippy::too_many_arguments, reason = "the fields of a form are the arguments of its server function")]

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::book_several::{BookSeveralQuery, BookSeveralView},
};

/// The slot that each of the chosen people would get.
#[server(endpoint = "to_book", input = server_fn::codec::GetUrl)]
pub async fn to_book(#[server(default)] query: BookSeveralQuery) -> Result<BookSeveralView, AppError> {
    use super::convert::{admin, book_several as convert, listing, lot};
    use crate::{
        request::{kept, session},
        views::book_several::LeftView,
    };

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let (wanted, mut ids) = convert::wanted(&query);
    let (mut said, mut next) = (None, query.next.clone());
    if query.every == "1" {
        let q = crate::service::sought::read(&services, &actor, &query.q)?;
        let added = listing::days(&query.from, &query.until, &directory.clinic_zone());
        let (reader, place) = (listing::Reader(&services, &actor), lot::place(&query.after));
        let mut filter = admin::filter(&q, [&query.role, &query.status], added, &place);
        filter.place = lot::stood(reader, &place, filter.order)?.zip(filter.edge.row());
        let found = crate::service::book_several::matching(&services, &actor, &filter).await?;
        let others = lot::next(reader, filter.order, &found, query.criteria());
        next = others.clone().unwrap_or_default();
        said = lot::view(&place, &found, others, lot::PEOPLE);
        ids = found.ids;
    }
    let plan = crate::service::book_several::plan(&services, &directory, &actor, wanted, &ids).await?;
    let left: Option<(String, Vec<LeftView>)> = match query.typed.as_str() {
        "" => None,
        _ => session::take_once(kept::SEVERAL).await,
    };
    let left = left.filter(|(key, _)| *key == query.typed).map(|(_, left)| left).unwrap_or_default();
    let asked = super::convert::bulk::how_many(ids);
    let gone = asked.saturating_sub(plan.planned.len());
    Ok(BookSeveralView { left, gone, lot: said, next, ..convert::plan(plan) })
}

/// Adds the people named by lines to the chosen ones, and shows everyone's slots. Lines that identify no one are kept for the page.
#[server(endpoint = "choose_to_book")]
pub async fn choose_to_book(
    #[server(default)] accounts: Vec<String>,
    #[server(default)] picked: Vec<String>,
    #[server(default)] lines: String,
    #[server(default)] centre: String,
    #[server(default)] practitioner: String,
    #[server(default)] service: String,
    #[server(default)] date: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use super::convert::book_several as convert;
    use crate::{
        request::{context, kept, session},
        service::{book_several::typed, bulk::run::new_key},
    };

    let (services, actor) = context::request()?;
    let typed = new_key();
    let query =
        BookSeveralQuery { accounts, centre, practitioner, service, date, typed, next, ..BookSeveralQuery::default() };
    let (_, chosen) = convert::wanted(&query);
    let picked: Vec<_> = picked.iter().filter_map(|id| id.parse().ok()).collect();
    let found = typed::find(&services, &actor, &chosen, &picked, &lines).await?;
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
    #[server(default)] next: String,
) -> Result<(), AppError> {
    use super::convert::{book_several as convert, bulk};
    use crate::service::bulk::run;

    let (services, actor) = crate::request::context::request()?;
    let deed = convert::deed(&practitioner, &centre, &service)?;
    let key = bulk::key(key);
    let id = run::begin(&services, &actor, (&key, None), &deed, &convert::people(&people)).await?;
    run::begin_at_once(&services, &actor, &id).await?;
    crate::request::context::redirect(&super::convert::lot::run_address(&id, &next));
    Ok(())
}
