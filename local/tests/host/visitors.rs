//! Web pages of others reach nothing here.

use crate::support::{self, IDLE, idle};

#[tokio::test]
async fn neither_a_page_of_others_nor_a_name_of_theirs_is_answered() {
    let host = support::start(&format!("Resources:\n{IDLE}"), None, idle()).await.unwrap();
    let paths = ["/dev/queues", "/dev/functions", "/idle", "/openapi.json"].map(|path| host.url(path));
    for url in paths.iter().chain([&host.running.endpoint_url]) {
        let asked = |name: &'static str, value: &'static str| host.http.get(url).header(name, value).send();
        assert_ne!(asked("accept", "*/*").await.unwrap().status(), 403, "{url}");
        assert_eq!(asked("origin", "http://pages.example").await.unwrap().status(), 403, "{url}");
        assert_eq!(asked("host", "pages.example").await.unwrap().status(), 403, "{url}");
    }
    // Its own page asks for its own API's answers.
    let own = host.url("");
    assert_eq!(host.http.post(host.url("/dev/keys")).header("origin", own).send().await.unwrap().status(), 200);
}
