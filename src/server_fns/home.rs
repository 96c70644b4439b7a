//! The front page, and the house rules on the pages about the clinic.

use leptos::prelude::*;

use super::answer::Text;
use crate::{
    error::AppError,
    views::home::{HomeView, HouseRulesView},
};

/// The front page's contents.
#[server(endpoint = "home", input = server_fn::codec::GetUrl, output = Text)]
pub async fn home() -> Result<HomeView, AppError> {
    use crate::{domain::content::Place, service::home, words};

    let (services, actor) = crate::request::context::request()?;
    let texts = &services.directory().await?.texts;
    let hero = super::convert::content::blocks(texts.of(Place::Home, words::language()));
    let directory = match services.directory_for(&actor).await.map_err(AppError::from) {
        Ok(directory) => directory,
        Err(AppError::NotSignedIn) => return Ok(HomeView { hero, ..HomeView::default() }),
        Err(error) => return Err(error),
    };
    let averages = services.averages().await?;
    let found = home::featured(&services, &directory, &actor).await?;
    let reviews = home::reviews(&services, &directory).await?;
    Ok(HomeView { hero, ..super::convert::home::home(&directory, &averages, &found, reviews) })
}

/// How the clinic works.
#[server(endpoint = "house_rules", input = server_fn::codec::GetUrl)]
pub async fn house_rules() -> Result<HouseRulesView, AppError> {
    let directory = crate::request::context::services()?.directory().await?;
    Ok(super::convert::home::house_rules(&directory.settings))
}
