//! `consulta check-times`.

use consulta::service::agreed_time;

use super::{AnyError, open};

/// Reports every upcoming appointment that no longer starts at the agreed local time.
pub async fn run() -> Result<(), AnyError> {
    let services = open::ready().await?;
    let drifted = agreed_time::check(&services).await?;
    for one in &drifted {
        println!("{one}");
    }
    if !drifted.is_empty() {
        return Err(format!("{} appointments no longer start at the agreed time", drifted.len()).into());
    }
    println!("Every upcoming appointment starts at the agreed time.");
    open::close(&services).await;
    Ok(())
}
