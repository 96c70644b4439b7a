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
    let (question, shown) = (super::convert::figures::question(&query), super::convert::figures::shown(&query));
    let found = crate::service::figures::of_clinic(&services, &actor, question).await?;
    let forecast = crate::service::forecast::of_clinic(&services, &actor, question.scope).await?;
    let directory = services.directory_for(&actor).await?;
    let forecast = forecast.map(|known| super::convert::forecast::known(&directory, known));
    Ok(super::convert::figures::of_clinic(&directory, (question, shown), (found, forecast)))
}

/// The reader's own figures as a practitioner.
#[server(endpoint = "own_figures", input = server_fn::codec::GetUrl)]
pub async fn own_figures(#[server(default)] query: FiguresQuery) -> Result<FiguresView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (question, shown) = (super::convert::figures::own_question(&query), super::convert::figures::shown(&query));
    let found = crate::service::figures::own(&services, &actor, question).await?;
    let directory = services.directory_for(&actor).await?;
    Ok(super::convert::figures::own(&directory, &actor, (question, shown), found))
}
