//! The front page, and what the pages about the clinic say of how it works.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::home::{HomeView, HouseRulesView},
};

/// The front page's contents.
#[server(endpoint = "home", input = server_fn::codec::GetUrl)]
pub async fn home() -> Result<HomeView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::home::home(&services, &actor).await
}

/// How the clinic works.
#[server(endpoint = "house_rules", input = server_fn::codec::GetUrl)]
pub async fn house_rules() -> Result<HouseRulesView, AppError> {
    super::convert::home::house_rules(&*crate::request::context::services()?).await
}
