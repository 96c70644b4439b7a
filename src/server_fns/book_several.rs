//! Several people booked on one day: the time that each would get, and what was done.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::book_several::{BookSeveralQuery, BookSeveralView},
};

/// The time that each of the chosen people would get, and what the last such action of this browser did.
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
    let done = crate::request::session::take_once(crate::request::kept::BOOKED).await;
    Ok(convert::plan(plan, total, done))
}

/// Books each of them, and shows what was done. Each is named by their key and by when they are to come, `12-1795480200`.
#[server(endpoint = "book_people")]
pub async fn book_people(
    practitioner: String,
    centre: String,
    #[server(default)] service: String,
    #[server(default)] people: Vec<String>,
    #[server(default)] intent: String,
) -> Result<(), AppError> {
    use super::convert::book_several as convert;

    let (services, actor) = crate::request::context::request()?;
    let directory = services.directory_for(&actor).await?;
    let target = convert::target(&practitioner, &centre, &service)?;
    let chosen = convert::people(&people);
    let all = crate::service::book_several::carry_out(&services, &actor, &target, &chosen, &intent).await?;
    let done = convert::became(&directory, target.centre, all);
    crate::request::session::show_once(crate::request::kept::BOOKED, &done).await?;
    crate::request::context::redirect("/admin/book-several?done=1");
    Ok(())
}
