//! The HTTP API: its routes, its JWT authorizer, its throttling.

use super::{TemplateError, properties::Properties};

/// The HTTP API.
#[derive(Debug, Clone, Default)]
pub struct ApiSpec {
    /// Id of the API, as `Ref` gives it.
    pub id: String,
    /// Its routes, `$default` among them.
    pub routes: Vec<Route>,
    /// Throttling of every route that has none of its own.
    pub throttle: Option<Throttle>,
    /// Throttling by route key.
    pub route_throttles: Vec<(String, Throttle)>,
}

/// One route.
#[derive(Debug, Clone)]
pub struct Route {
    /// As API Gateway writes it: `GET /rooms/{roomNumber}`, `ANY /x`, `$default`.
    pub key: String,
    /// Name of the function behind it.
    pub function: String,
    /// Who checks the caller; `None` lets anyone in.
    pub authorizer: Option<Authorizer>,
}

/// A JWT authorizer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorizer {
    /// The only `iss` that counts.
    pub issuer: String,
    /// Of which `aud` (or `client_id`) must be one.
    pub audience: Vec<String>,
}

/// A token bucket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Throttle {
    /// Requests per second in the long run.
    pub rate: f64,
    /// Requests at once.
    pub burst: f64,
}

/// Where an authorizer finds the token.
const TOKEN_SOURCE: &str = "$request.header.Authorization";

/// The API's own properties, before any function's events are known.
#[derive(Debug, Default)]
pub(super) struct ApiProperties {
    authorizers: Vec<(String, Authorizer)>,
    default_authorizer: Option<String>,
    pub(super) spec: ApiSpec,
}

impl ApiProperties {
    pub(super) fn read(id: String, properties: &Properties) -> Result<Self, TemplateError> {
        properties.refuse(&["DefinitionBody", "DefinitionUri", "CorsConfiguration", "Domain"])?;
        if properties.text("StageName")?.is_some_and(|stage| stage != "$default") {
            return Err(TemplateError::not_hosted(properties.place("StageName"), "a stage other than $default"));
        }
        let auth = properties.child("Auth");
        let mut authorizers = Vec::new();
        for (name, authorizer) in auth.entries("Authorizers") {
            authorizer.refuse(&["FunctionArn", "EnableFunctionDefaultPermissions"])?;
            if authorizer.text("IdentitySource")?.is_some_and(|source| source != TOKEN_SOURCE) {
                return Err(TemplateError::expected(authorizer.place("IdentitySource"), TOKEN_SOURCE));
            }
            let jwt = authorizer.child("JwtConfiguration");
            let audience = jwt.get("audience").cloned().unwrap_or_default();
            let audience = match audience {
                serde_json::Value::Array(all) => all.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect(),
                serde_json::Value::String(one) => one.split(',').map(str::to_owned).collect(),
                _ => return Err(TemplateError::expected(jwt.place("audience"), "a list of audiences")),
            };
            authorizers.push((name, Authorizer { issuer: jwt.required("issuer")?, audience }));
        }
        let mut route_throttles = Vec::new();
        for (key, settings) in properties.entries("RouteSettings") {
            route_throttles.extend(throttle(&settings)?.map(|throttle| (key, throttle)));
        }
        let throttle = throttle(&properties.child("DefaultRouteSettings"))?;
        Ok(Self {
            authorizers,
            default_authorizer: auth.text("DefaultAuthorizer")?,
            spec: ApiSpec { id, routes: Vec::new(), throttle, route_throttles },
        })
    }

    /// Adds the route of a function's `HttpApi` event.
    pub(super) fn add(&mut self, function: &str, event: &Properties) -> Result<(), TemplateError> {
        event.refuse(&["TimeoutInMillis"])?;
        if event.text("PayloadFormatVersion")?.is_some_and(|version| version != "2.0") {
            return Err(TemplateError::expected(event.place("PayloadFormatVersion"), "2.0"));
        }
        let path = event.text("Path")?.filter(|path| path.trim_start_matches('/') != "$default");
        let method = event.text("Method")?.unwrap_or_else(|| "ANY".to_owned()).to_uppercase();
        let method = if method == "X-AMAZON-APIGATEWAY-ANY-METHOD" { "ANY".to_owned() } else { method };
        let key = path.map_or_else(|| "$default".to_owned(), |path| format!("{method} {path}"));
        let auth = event.child("Auth");
        auth.refuse(&["AuthorizationScopes"])?;
        let named = auth.text("Authorizer")?.or_else(|| self.default_authorizer.clone());
        let authorizer = match named.as_deref() {
            None | Some("NONE") => None,
            Some(name) => {
                let known = self.authorizers.iter().find(|(known, _)| known == name);
                let unknown = || TemplateError::Unknown { at: auth.place("Authorizer"), name: name.to_owned() };
                Some(known.ok_or_else(unknown)?.1.clone())
            }
        };
        self.spec.routes.push(Route { key, function: function.to_owned(), authorizer });
        Ok(())
    }
}

fn throttle(settings: &Properties) -> Result<Option<Throttle>, TemplateError> {
    let number = |key: &str| -> Result<Option<f64>, TemplateError> {
        let Some(text) = settings.text(key)? else { return Ok(None) };
        text.parse().map(Some).map_err(|_| TemplateError::expected(settings.place(key), "a number"))
    };
    Ok(match (number("ThrottlingRateLimit")?, number("ThrottlingBurstLimit")?) {
        (Some(rate), Some(burst)) => Some(Throttle { rate, burst }),
        _ => None,
    })
}
