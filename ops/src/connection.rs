//! Which AWS: region, credentials and endpoint.

use platform::{
    clients::Aws,
    config::{ConfigError, Lookup},
};

use crate::{OpsError, Stack};

/// The name that the local host gives its stack.
const LOCAL: &str = "local";
/// What the clients read.
const SETTINGS: [&str; 3] = ["AWS_SESSION_TOKEN", "SSL_CERT_FILE", "AWS_ENDPOINT_URL"];
const CREDENTIALS: &str = "credentials, as `aws configure export-credentials --format env` prints them";

/// Connects to a stack. `endpoint_url` and `stack` stand above the settings; the local host takes any credentials.
pub fn connect(lookup: &Lookup, stack: Option<&str>, endpoint_url: Option<&str>) -> Result<Stack, OpsError> {
    let endpoint = endpoint_url.map(str::to_owned).or_else(|| lookup.get("AWS_ENDPOINT_URL"));
    let is_here = endpoint.as_deref().is_some_and(is_here);
    let setting = |name: &'static str, expected: &'static str, here: &str| match lookup.get(name) {
        Some(value) => Ok(value),
        None if is_here => Ok(here.to_owned()),
        None => Err(ConfigError::Missing { name, expected }),
    };
    let region = lookup.get("AWS_REGION").or_else(|| lookup.get("AWS_DEFAULT_REGION"));
    let region = region.map_or_else(|| setting("AWS_REGION", "the stack's region", "ap-northeast-2"), Ok)?;
    let mut settings = vec![
        ("AWS_REGION", region),
        ("AWS_ACCESS_KEY_ID", setting("AWS_ACCESS_KEY_ID", CREDENTIALS, LOCAL)?),
        ("AWS_SECRET_ACCESS_KEY", setting("AWS_SECRET_ACCESS_KEY", CREDENTIALS, LOCAL)?),
    ];
    settings.extend(SETTINGS.iter().filter_map(|name| Some((*name, lookup.get(name)?))));
    settings.extend(endpoint.map(|url| ("AWS_ENDPOINT_URL", url)));
    let name = match stack {
        Some(name) => name.to_owned(),
        None if is_here => LOCAL.to_owned(),
        None => return Err(ConfigError::Missing { name: "--stack", expected: "the stack's name" }.into()),
    };
    Ok(Stack::new(name, Aws::new(&Lookup::of(settings))?))
}

/// Whether an endpoint is on this machine.
fn is_here(url: &str) -> bool {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    ["localhost", "127.0.0.1", "[::1]"].contains(&host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_host_needs_no_credentials_and_no_stack() {
        let nothing = Lookup::of::<&str, &str>([]);
        for url in ["http://localhost:3000", "http://127.0.0.1:3000/", "http://[::1]:3000"] {
            assert_eq!(connect(&nothing, None, Some(url)).unwrap().name(), "local");
            assert_eq!(connect(&Lookup::of([("AWS_ENDPOINT_URL", url)]), None, None).unwrap().name(), "local");
        }
    }

    #[test]
    fn elsewhere_what_is_missing_is_named() {
        let says = |settings: &[(&str, &str)], stack| {
            let lookup = Lookup::of(settings.iter().copied());
            connect(&lookup, stack, Some("https://example.com")).unwrap_err().to_string()
        };
        assert!(says(&[], None).starts_with("AWS_REGION is not set"));
        let region = ("AWS_DEFAULT_REGION", "ap-northeast-2");
        assert!(says(&[region], None).contains("export-credentials"));
        let all = [region, ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b")];
        assert!(says(&all, None).starts_with("--stack is not set"));
        assert_eq!(connect(&Lookup::of(all), Some("accommodation-dev"), None).unwrap().name(), "accommodation-dev");
    }
}
