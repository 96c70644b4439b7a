//! The clinic's figures, and a practitioner's own.

use leptos::prelude::*;

use crate::{
    error::AppError,
    views::figures::{FiguresQuery, FiguresView},
};

/// The clinic's figures.
#[server(endpoint = "clinic_figures", input = server_fn::codec::GetUrl)]
pub async fn clinic_figures(#[server(default)] query: FiguresQuery) -> Result<FiguresView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::figures::of_clinic(&services, &actor, &query).await
}

/// The reader's own figures as a practitioner.
#[server(endpoint = "own_figures", input = server_fn::codec::GetUrl)]
pub async fn own_figures(#[server(default)] query: FiguresQuery) -> Result<FiguresView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::figures::own(&services, &actor, &query).await
}
