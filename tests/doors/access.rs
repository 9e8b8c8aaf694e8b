//! Every route, for callers of every set of groups, with what is theirs, what is another's and what does not exist: the
//! answer is what the contract's table says, and who is refused changes and learns nothing.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use system_tests::{Answer, Contract, Persona, unique, with_query};

use crate::{
    contract::{Names, ROUTES, Reach, Route, Who, Whose, expected},
    fixtures::World,
};

/// Every set of the three groups, and words that are none of them.
const CALLERS: [&[&str]; 12] = [
    &[],
    &["customer"],
    &["host"],
    &["operator"],
    &["customer", "host"],
    &["customer", "operator"],
    &["host", "operator"],
    &["customer", "host", "operator"],
    &["customers"],
    &["Customer", "HOST", "oper"],
    &["admin", "*"],
    &["customer-host", "host.operator"],
];

/// One request.
struct Case {
    route: &'static Route,
    groups: &'static [&'static str],
    whose: Whose,
    id: String,
}

impl Case {
    fn expected(&self) -> u16 {
        expected(self.route, self.groups, self.whose)
    }

    fn is_refused(&self) -> bool {
        [403, 404].contains(&self.expected())
    }

    /// Whether the caller may see what is another's.
    fn sees_all(&self) -> bool {
        match self.route.who {
            Who::Groups(granted) => {
                granted.iter().any(|(group, reach)| self.groups.contains(group) && *reach == Reach::All)
            }
            Who::Any | Who::Anyone => false,
        }
    }

    async fn send(&self, world: &World, caller: &Persona) -> Answer {
        let path = self.route.path(&self.id);
        let is_query = self.route.names == Names::Customer && self.route.method() == Method::GET;
        let path = if is_query { with_query(&path, &[("customerId", &self.id)]) } else { path };
        let request = caller.request(self.route.method(), &path);
        let request = match world.body(self.route.key, &self.id) {
            Some(body) => request.json(&body),
            None => request,
        };
        // Keeping an answer for a key is a write too, and none for whom the route is closed.
        let has_key = self.route.method() == Method::POST && self.expected_unnamed() == 403;
        let request = if has_key { request.header("Idempotency-Key", unique("key")) } else { request };
        caller.send(request).await
    }

    /// What is wrong with the answer.
    fn faults(&self, answer: &Answer, private: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        if answer.status() != self.expected() {
            faults.push(format!("should be {}", self.expected()));
        } else if answer.status() >= 400 {
            answer.any_problem(answer.status());
        }
        // What a host's own room tells of its guests is the host's to know; what was asked is no news.
        if self.is_refused() || !self.sees_all() && self.whose == Whose::TheirsAsCustomer {
            let told = private.iter().filter(|word| **word != self.id && answer.text().contains(word.as_str()));
            // The path that was asked comes back, with the number that is in it.
            faults.extend(told.filter(|word| !self.id.contains(&word[2..])).map(|word| format!("tells {word}")));
        }
        faults.into_iter().map(|fault| format!("{:?} {:?}: {fault}: {answer}", self.groups, self.whose)).collect()
    }
}

fn cases(world: &World) -> Vec<Case> {
    let mut cases = Vec::new();
    for route in &ROUTES {
        for groups in CALLERS {
            let things = world.things(route.names).into_iter();
            cases.extend(things.map(|(whose, id)| Case { route, groups, whose, id }));
        }
    }
    cases
}

async fn faults(world: &World, cases: &[&Case]) -> Vec<String> {
    let (mut faults, private) = (Vec::new(), world.private());
    for groups in CALLERS {
        let caller = world.caller(groups).await;
        for case in cases.iter().filter(|case| case.groups == groups) {
            faults.extend(case.faults(&case.send(world, &caller).await, &private));
        }
    }
    faults
}

#[tokio::test(flavor = "multi_thread")]
async fn every_caller_may_do_what_the_contract_says_and_nothing_else() {
    let world = World::start().await;
    let cases = cases(&world);
    let (refused, allowed): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.is_refused());
    println!("{} requests are refused, {} are not", refused.len(), allowed.len());

    let before = world.settled().await;
    let wrongly_let_in = faults(&world, &refused).await;
    assert!(wrongly_let_in.is_empty(), "{}", wrongly_let_in.join("\n"));
    let after = world.settled().await;
    let changed: Vec<_> = after.symmetric_difference(&before).collect();
    assert!(changed.is_empty(), "refused requests wrote: {changed:?}");

    let wrongly_kept_out = faults(&world, &allowed).await;
    assert!(wrongly_kept_out.is_empty(), "{}", wrongly_kept_out.join("\n"));

    // Each route has somebody whom it lets in; all but those for everybody have somebody whom they do not.
    for route in &ROUTES {
        let all: BTreeSet<bool> =
            cases.iter().filter(|case| case.route.key == route.key).map(Case::is_refused).collect();
        let both = matches!(route.who, Who::Groups(_)) || route.names != Names::Nothing;
        assert_eq!(all.len(), if both { 2 } else { 1 }, "{}", route.key);
    }
    let keys: BTreeSet<&str> = ROUTES.iter().map(|route| route.key).collect();
    let hosted: BTreeSet<&str> = world.hosted.routes().iter().map(String::as_str).collect();
    assert_eq!(keys, hosted, "the contract's routes are the template's");
}

/// The document has who may do what from the functions' own table.
#[test]
fn the_functions_table_of_access_is_the_contracts() {
    let document = Contract::read().document().clone();
    for route in ROUTES.iter().filter(|route| route.key != "$default") {
        let (method, path) = route.key.split_once(' ').expect("a method and a path");
        let reach = |reach: &Reach| if *reach == Reach::Own { "for its own" } else { "for all" };
        let who = match route.who {
            Who::Anyone => "Open to everybody.".to_owned(),
            Who::Any => "Open to everybody who is signed in.".to_owned(),
            Who::Groups(granted) => {
                let each: Vec<_> = granted.iter().map(|(group, far)| format!("`{group}`, {}", reach(far))).collect();
                format!("Groups: {}.", each.join("; "))
            }
        };
        let described = &document["paths"][path][method.to_lowercase()]["description"];
        assert!(described.as_str().is_some_and(|text| text.ends_with(&who)), "{}: {described}, not {who}", route.key);
    }
}

#[tokio::test]
async fn a_host_who_books_names_the_guest() {
    let world = World::start().await;
    let mut body = world.body("POST /reservations", "").expect("a body");
    let fields = body.as_object_mut().expect("an object");
    fields.remove("customerId");
    fields.remove("customerName");
    let host = world.caller(&["host"]).await.post("/reservations", &body).await;
    assert_eq!(host.wrong_fields(), ["#/customerId", "#/customerName"], "{host}");
    for groups in [&["customer"][..], &["customer", "host"]] {
        world.caller(groups).await.post("/reservations", &body).await.problem(409, "price-changed");
    }
    for groups in [&[][..], &["operator"]] {
        world.caller(groups).await.post("/reservations", &body).await.any_problem(403);
    }
}

#[tokio::test]
async fn a_list_that_nobody_is_named_for_is_the_callers_own_or_everybodys() {
    let world = World::start().await;
    let private = world.private();
    for route in ROUTES.iter().filter(|route| route.names == Names::Customer && route.method() == Method::GET) {
        for groups in CALLERS {
            let answer = world.caller(groups).await.get(&route.path("")).await;
            let case = Case { route, groups, whose: Whose::TheirsAsCustomer, id: String::new() };
            assert_eq!(answer.status(), case.expected_unnamed(), "{groups:?}: {answer}");
            let tells = private.iter().any(|word| answer.text().contains(word.as_str()));
            assert_eq!(tells, answer.status() == 200 && case.sees_all(), "{groups:?}: {answer}");
        }
    }
    let me = world.caller(&["customer"]).await.get("/me").await.expect(200);
    assert_eq!(me.json()["reservations"]["items"].as_array().map(Vec::len), Some(3), "{me}");
    assert_eq!(me.json()["coupons"]["nextCursor"], json!(null), "{me}");
}

impl Case {
    /// A list of which nothing was asked: 200 for whoever is let in at all.
    fn expected_unnamed(&self) -> u16 {
        let let_in = match self.route.who {
            Who::Groups(granted) => granted.iter().any(|(group, _)| self.groups.contains(group)),
            Who::Any | Who::Anyone => true,
        };
        if let_in { 200 } else { 403 }
    }
}
