//! Views that are shown once a future completes.

use leptos::{children::ViewFnOnce, prelude::*};

/// Shows the result of `view`, and nothing until then.
pub fn awaited<V, F>(view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    V: IntoView + 'static,
    F: Future<Output = V> + Send + 'static,
{
    awaited_with(ViewFnOnce::default(), view)
}

/// Shows the result of `view`, and `meanwhile` until then. While it runs again, the previous result stays.
pub fn awaited_with<V, F>(meanwhile: impl Into<ViewFnOnce>, view: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    V: IntoView + 'static,
    F: Future<Output = V> + Send + 'static,
{
    let coming = move || {
        let view = view();
        Suspend::new(async move { view.await.into_any() })
    };
    waiting(meanwhile.into(), Box::new(coming))
}

/// A single type for all waiting views: it is large, and compiled once.
fn waiting(fallback: ViewFnOnce, coming: Box<dyn Fn() -> Suspend<AnyView> + Send + Sync>) -> AnyView {
    view! { <Transition fallback>{move || coming()}</Transition> }.into_any()
}
