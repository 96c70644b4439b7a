//! Several people booked on one day: the time that each would get, and having it done.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::book_several::{BookSeveralQuery, BookSeveralView},
};

/// The time that each of the chosen people would get.
#[server(endpoint = "to_book", input = server_fn::codec::GetUrl)]
pub async fn to_book(#[server(default)] query: BookSeveralQuery) -> Result<BookSeveralView, AppError> {
    use super::convert::{admin, book_several as convert, listing};
    use crate::views::listing::PlaceQuery;

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
    Ok(convert::plan(plan, total))
}

/// Has each of them booked, a few at once and the others while the page that is shown says how far it is. Each is named by their key and by
/// when they are to come, `12-1795480200`.
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
