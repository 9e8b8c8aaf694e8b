//! Keys come and go, and nobody who is signed in notices before their key is gone.

use serde_json::json;
use system_tests::{Hosted, Persona, System};

async fn published(system: &System) -> Vec<String> {
    let keys = system.stranger(None).get("/.well-known/jwks.json").await.expect(200).json();
    let keys = keys["keys"].as_array().expect("keys").clone();
    keys.iter().map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

async fn rotate(system: &System) -> String {
    system.stranger(None).post("/dev/keys", &json!({})).await.expect(200).str("kid")
}

async fn is_let_in(person: &Persona) -> bool {
    let answer = person.get("/me").await;
    assert!([200, 401].contains(&answer.status()), "{answer}");
    answer.status() == 200
}

#[tokio::test]
async fn while_keys_are_rotated_both_are_published_and_both_are_good() {
    let hosted = Hosted::start().await;
    let system = &hosted.system;
    let early = system.customer().await;
    let [old] = published(system).await.try_into().expect("one key");
    let new = rotate(system).await;
    assert_eq!(published(system).await, [old.clone(), new.clone()]);
    let late = system.customer().await;
    assert!(is_let_in(&early).await && is_let_in(&late).await);

    system.stranger(None).delete("/dev/keys").await.expect(200);
    assert_eq!(published(system).await, [new]);
    assert!(!is_let_in(&early).await, "its key is not known any more");
    assert!(is_let_in(&late).await);
}

#[tokio::test]
async fn keys_that_were_rotated_outlive_the_host() {
    let folder = tempfile::tempdir().expect("a folder");
    let hosted = Hosted::start_in(folder.path()).await;
    let early = hosted.system.customer().await;
    rotate(&hosted.system).await;
    let late = hosted.system.customer().await;
    let before = published(&hosted.system).await;
    hosted.stop().await;

    let hosted = Hosted::start_in(folder.path()).await;
    assert_eq!(published(&hosted.system).await, before);
    for person in [early, late] {
        assert!(is_let_in(&hosted.system.stranger(person.token())).await);
    }
}
