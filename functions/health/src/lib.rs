//! The functions that belong to no context: whether the system is there, and what is said of paths that it does not have.

use kernel::Access;
use platform::{
    config::Lookup,
    function::{BuildError, Function},
    http::{self, Problem, Request, Response},
};
use serde_json::json;

/// The handlers of this binary.
pub const HANDLERS: &[&str] = &["health", "unknown-route"];

/// `$default` wants a token as every route does, and then says the same to everybody.
static UNKNOWN_ROUTE: Access = Access::signed_in("unknown-route");

/// Builds the handler of this name from its settings.
pub fn build(handler: &str, lookup: &Lookup) -> Result<Function, BuildError> {
    match handler {
        "health" => {
            let version = lookup.required("VERSION", "the version that is deployed")?;
            Ok(http::open_function("health", version, health))
        }
        "unknown-route" => Ok(http::function(&UNKNOWN_ROUTE, (), unknown_route)),
        other => Err(BuildError::unknown_handler(other, HANDLERS)),
    }
}

/// `GET /health`, for everybody. It touches nothing: whether tables answer is for alarms to say.
async fn health(version: String, _: Request) -> Result<Response, Problem> {
    Ok(Response::ok(json!({ "status": "ok", "version": version })))
}

/// `$default`: whatever no route matches.
async fn unknown_route((): (), _: Request) -> Result<Response, Problem> {
    Err(Problem::not_found("route-not-found", "There is nothing at this path, or not by this method."))
}

#[cfg(test)]
mod tests {
    use testing::{Api, Person};

    use super::*;

    const ANYBODY: Person = Person { id: "x-1", name: "X", groups: "" };

    #[tokio::test]
    async fn health_says_which_version_runs() {
        let function = build("health", &Lookup::of([("VERSION", "1.2.3")])).unwrap();
        let answer = Api::of(function).get(ANYBODY, &[], "").await;
        assert_eq!((answer.status, answer.body), (200, json!({ "status": "ok", "version": "1.2.3" })));
        assert!(build("health", &Lookup::of::<&str, &str>([])).is_err());
    }

    #[tokio::test]
    async fn an_unknown_path_is_a_problem() {
        let function = build("unknown-route", &Lookup::of::<&str, &str>([])).unwrap();
        let answer = Api::of(function).get(ANYBODY, &[], "").await;
        assert_eq!((answer.status, answer.problem()), (404, "route-not-found"));
    }
}
