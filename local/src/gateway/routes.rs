//! Finds the route of a request. The most specific one wins: literal segments before parameters before `{proxy+}`, a
//! method before `ANY`, `$default` last.

use std::cmp::Reverse;

use serde_json::{Map, Value};

use super::path::decoded;
use crate::template::Route;

/// A route that cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum RouteError {
    /// Two functions have the same route.
    #[error("the route `{key}` has two functions: {first} and {second}")]
    Twice {
        /// The route.
        key: String,
        /// One function.
        first: String,
        /// The other one.
        second: String,
    },
    /// The route's key is not understood.
    #[error("the route `{key}` of {function} is not understood: expected a path that begins with a slash")]
    Malformed {
        /// The route.
        key: String,
        /// Its function.
        function: String,
    },
}

/// All routes, the most specific first.
#[derive(Debug)]
pub struct Routes {
    matched: Vec<Matcher>,
    default: Option<Route>,
}

#[derive(Debug)]
struct Matcher {
    route: Route,
    method: Option<String>,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Literal(String),
    Parameter(String),
    Greedy(String),
}

impl Routes {
    /// Takes the template's routes.
    pub fn new(routes: &[Route]) -> Result<Self, RouteError> {
        let (mut matched, mut default) = (Vec::<Matcher>::new(), None::<Route>);
        for route in routes {
            let twice = |other: &Route| RouteError::Twice {
                key: route.key.clone(),
                first: other.function.clone(),
                second: route.function.clone(),
            };
            if route.key == "$default" {
                if let Some(other) = default.replace(route.clone()) {
                    return Err(twice(&other));
                }
                continue;
            }
            if let Some(other) = matched.iter().find(|other| other.route.key == route.key) {
                return Err(twice(&other.route));
            }
            let malformed = || RouteError::Malformed { key: route.key.clone(), function: route.function.clone() };
            matched.push(Matcher::new(route).ok_or_else(malformed)?);
        }
        matched.sort_by_cached_key(Matcher::rank);
        Ok(Self { matched, default })
    }

    /// The route of a request and the values of its path's parameters.
    pub fn find(&self, method: &str, path: &str) -> Option<(&Route, Map<String, Value>)> {
        let found = self.matched.iter().find_map(|matcher| Some((&matcher.route, matcher.parameters(method, path)?)));
        found.or_else(|| self.default.as_ref().map(|route| (route, Map::new())))
    }
}

impl Matcher {
    fn new(route: &Route) -> Option<Self> {
        let (method, path) = route.key.split_once(' ')?;
        let segments = path.strip_prefix('/')?.split('/').map(Segment::new).collect();
        let method = (method != "ANY").then(|| method.to_owned());
        Some(Self { route: route.clone(), method, segments })
    }

    /// What is more specific comes first.
    fn rank(&self) -> (Vec<u8>, Reverse<usize>, bool) {
        let kinds = self.segments.iter().map(|segment| match segment {
            Segment::Literal(_) => 0,
            Segment::Parameter(_) => 1,
            Segment::Greedy(_) => 2,
        });
        (kinds.collect(), Reverse(self.segments.len()), self.method.is_none())
    }

    fn parameters(&self, method: &str, path: &str) -> Option<Map<String, Value>> {
        if self.method.as_ref().is_some_and(|own| own != method) {
            return None;
        }
        let mut parameters = Map::new();
        let mut rest = Some(path.strip_prefix('/')?);
        for segment in &self.segments {
            let text = rest?;
            let (first, after) = text.split_once('/').map_or((text, None), |(first, after)| (first, Some(after)));
            rest = after;
            match segment {
                Segment::Literal(literal) if decoded(first)? != *literal => return None,
                Segment::Literal(_) => {}
                Segment::Parameter(_) if first.is_empty() => return None,
                Segment::Parameter(name) => {
                    parameters.insert(name.clone(), Value::String(decoded(first)?));
                }
                Segment::Greedy(name) => {
                    parameters.insert(name.clone(), Value::String(decoded(text)?));
                    rest = None;
                }
            }
        }
        rest.is_none().then_some(parameters)
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match inner.map(|name| (name, name.strip_suffix('+'))) {
            None => Self::Literal(text.to_owned()),
            Some((_, Some(greedy))) => Self::Greedy(greedy.to_owned()),
            Some((name, None)) => Self::Parameter(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(keys: &[&str]) -> Result<Routes, RouteError> {
        let route = |key: &&str| Route { key: (*key).to_owned(), function: format!("f {key}"), authorizer: None };
        Routes::new(&keys.iter().map(route).collect::<Vec<_>>())
    }

    #[test]
    fn the_most_specific_route_wins() {
        let routes = routes(&[
            "$default",
            "ANY /{proxy+}",
            "GET /rooms/{roomNumber}",
            "GET /rooms/new",
            "ANY /rooms/new",
            "GET /rooms/{roomNumber}/nights",
        ])
        .unwrap();
        for (method, path, key) in [
            ("GET", "/rooms/new", "GET /rooms/new"),
            ("POST", "/rooms/new", "ANY /rooms/new"),
            ("GET", "/rooms/101", "GET /rooms/{roomNumber}"),
            ("POST", "/rooms/101", "ANY /{proxy+}"),
            ("GET", "/rooms/101/nights", "GET /rooms/{roomNumber}/nights"),
            ("GET", "/rooms/101/else", "ANY /{proxy+}"),
        ] {
            assert_eq!(routes.find(method, path).unwrap().0.key, key, "{method} {path}");
        }
    }

    #[test]
    fn parameters_are_decoded_and_an_empty_one_is_no_match() {
        let routes = routes(&["GET /rooms/{roomNumber}", "GET /files/{path+}"]).unwrap();
        assert_eq!(routes.find("GET", "/rooms/%EB%B0%A9%201").unwrap().1["roomNumber"], "방 1");
        assert_eq!(routes.find("GET", "/files/a/b%2Fc").unwrap().1["path"], "a/b/c");
        assert!(routes.find("GET", "/rooms/").is_none());
        assert!(routes.find("GET", "/rooms/1/").is_none());
        assert!(routes.find("DELETE", "/rooms/1").is_none());
    }

    #[test]
    fn a_route_with_two_functions_is_refused_by_name() {
        assert!(routes(&["GET /a", "GET /a"]).unwrap_err().to_string().contains("GET /a"));
        assert!(routes(&["$default", "$default"]).unwrap_err().to_string().contains("$default"));
        assert!(routes(&["GET a"]).unwrap_err().to_string().contains("GET a"));
    }
}
